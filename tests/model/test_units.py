"""Distances, durations, scores and other amounts, as people type them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backlog.errors import InputError
from backlog.model import units
from backlog.model.tokens import ACTIVITIES, SITES, STRIKES, SURFACES


def refused(parse: Callable[[str], object], text: str) -> InputError:
    """What the parser says instead of a value."""
    with pytest.raises(InputError) as error:
        parse(text)
    return error.value


@pytest.mark.parametrize(
    ("text", "metres"),
    [
        ("5km", 5000),
        ("3,5 km", 3500),
        ("3.218 km", 3218),
        ("3,218 km", 3218),
        ("800m", 800),
        ("800,5 m", 800.5),
        (" 2 KM ", 2000),
        ("1mi", 1609.344),
        ("3.1 miles", 4988.9664),
        ("0.5", 500),
        ("+2km", 2000),
        ("1000 km", 1_000_000),
        ("100 yd", 91.44),
    ],
)
def test_a_distance_is_read_in_metres(text: str, metres: float) -> None:
    """With a unit, or as kilometres; with a point or a decimal comma."""
    assert pytest.approx(metres, rel=1e-12) == units.parse_distance(text)


def test_a_bare_distance_counts_in_the_persons_unit() -> None:
    """Two is two miles to someone who thinks in miles."""
    assert 3218.688 == units.parse_distance("2", "mi")


@pytest.mark.parametrize(
    "text",
    ["", "km", "0", "0km", "-1km", "1000.1km", "5 kn", "5 km/h", "1.234,5 km", "1e3 m", "nan", "inf km", "two",
     "5 5 km", "1,000m", "2,500 ft", "9" * 5000, "🏃"],
    ids=lambda text: text[:12].encode("ascii", "replace").decode(),
)  # fmt: skip
def test_an_impossible_distance_is_refused(text: str) -> None:
    """Nothing, zero, less than zero, more than 1000 km, a typo, and a comma that could mean thousands."""
    assert refused(units.parse_distance, text).slug == "bad-distance"


def test_a_typo_in_the_unit_is_named() -> None:
    """The sentence repeats the unit that is none."""
    assert "'kn' in '5 kn' is not a unit" in str(refused(units.parse_distance, "5 kn"))


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("14:30", 870),
        ("90:00", 5400),
        ("1:05:00", 3900),
        ("0:30.5", 30.5),
        ("0:30,5", 30.5),
        ("25min", 1500),
        ("25 min 30 s", 1530),
        ("25m30s", 1530),
        ("1h10", 4200),
        ("1h", 3600),
        ("1,5 h", 5400),
        ("90s", 90),
        ("2 hours", 7200),
        ("72h", 259_200),
        ("100:59", 6059),
    ],
)
def test_a_duration_is_read_in_seconds(text: str, seconds: float) -> None:
    """Two numbers are minutes and seconds, three are hours, minutes and seconds; letters say which."""
    assert seconds == units.parse_duration(text)


@pytest.mark.parametrize(
    "text",
    ["", "14", "14.5", "0:00", "0min", "1:60", "1:60:00", "72:00:01", "72.1h", "-5min", "5 parsecs", "25min 3h", ":30",
     "9" * 5000 + ":00:00", "9" * 5000 + "h", "1e3s"],
    ids=lambda text: text[:12].encode("ascii", "replace").decode(),
)  # fmt: skip
def test_an_impossible_duration_is_refused(text: str) -> None:
    """A number alone could be anything; zero, negative and more than 72 hours cannot be."""
    assert refused(units.parse_duration, text).slug == "bad-duration"


@pytest.mark.parametrize(("text", "metres"), [("100.001m", 100.001), ("1234.567 m", 1234.567), ("12.5m", 12.5)])
def test_metres_may_have_decimals(text: str, metres: float) -> None:
    """As programs write them."""
    assert metres == units.parse_distance(text)


@pytest.mark.parametrize("text", ["1.500m", "1,500 m", "99.999m", "2.250m"])
def test_a_mark_before_three_digits_of_metres_may_group_thousands(text: str) -> None:
    """Nobody runs 1.5 m, and 1.5 km is written so in half of Europe: asked."""
    assert "could be a few metres or a few thousand" in refused(units.parse_distance, text).what


@pytest.mark.parametrize(
    ("text", "score"), [("0", 0), ("10", 10), ("3.5", 3.5), ("3,5", 3.5), (" 7 ", 7), ("3/10", 3), ("3,5 / 10", 3.5)]
)
def test_a_score_goes_from_nought_to_ten(text: str, score: float) -> None:
    """Both ends included, decimals kept, zero a score like any other."""
    assert score == units.parse_score(text)


@pytest.mark.parametrize("text", ["-1", "-0.1", "10.1", "11", "bad", "", "3/5", "nan", "1e1", "🙂"])
def test_what_is_no_score_is_refused(text: str) -> None:
    """Pain 11, pain -1 and pain bad end in the same kind of sentence."""
    assert refused(units.parse_score, text).slug == "bad-score"


@pytest.mark.parametrize(
    ("text", "value"), [("1", 1.0), ("300", 300.0), ("0.9", None), ("300.1", None), ("x", None), ("-5", None)]
)
def test_an_amount_has_bounds_that_are_included(text: str, value: float | None) -> None:
    """On the bound it is taken, a step beyond it is refused with the range."""

    def parse(text: str) -> float:
        return units.parse_amount(text, "cadence", 1, 300)

    if value is not None:
        assert value == parse(text)
    else:
        error = refused(parse, text)
        assert ("bad-number", "Give a number from 1 to 300.") == (error.slug, error.todo)


@pytest.mark.parametrize(
    ("text", "hours"), [("7.5", 7.5), ("7h30", 7.5), ("7:30", 7.5), ("450min", 7.5), ("0", 0), ("24", 24)]
)
def test_hours_of_a_day_are_read(text: str, hours: float) -> None:
    """As a number, as a clock, or with letters."""
    assert hours == units.parse_hours(text, "sleep")


@pytest.mark.parametrize("text", ["24.1", "-1", "25h", "24:01", "7:75", "long"])
def test_hours_that_fit_into_no_day_are_refused(text: str) -> None:
    """More than 24, less than nought, a clock with 75 minutes, a word."""
    assert refused(lambda text: units.parse_hours(text, "sleep"), text).slug in {"bad-number", "bad-duration"}


@pytest.mark.parametrize(
    ("text", "normal", "share"),
    [("6x1min/2min", "6x60/120", 1 / 3), ("6 X 1:30 / 0:30", "6x90/30", 0.75), ("1x90s/90s", "1x90/90", 0.5)],
)
def test_intervals_have_one_form(text: str, normal: str, share: float) -> None:
    """Times, running seconds, walking seconds; the share that was run follows from it."""
    assert normal == units.parse_intervals(text)
    assert share == units.running_share(normal)


@pytest.mark.parametrize(
    "text", ["", "6x1min", "0x1min/1min", "201x1min/1min", "6x0min/1min", "6x1/2", "9" * 5000 + "x1s/1s"]
)
def test_what_are_no_intervals_is_refused(text: str) -> None:
    """Without walking, without times, more than 200 times."""
    assert refused(units.parse_intervals, text).slug == "bad-intervals"


@pytest.mark.parametrize(
    ("text", "expected"), [("  wet  ", "wet"), ("   ", None), ("🥾" * 10_000, "🥾" * 10_000), ("a\nb", "a\nb")]
)
def test_a_note_is_kept_as_it_was_written(text: str, expected: str | None) -> None:
    """Emoji and 10,000 characters are fine; nothing but blanks is no note."""
    assert expected == units.parse_text(text)


@pytest.mark.parametrize("text", ["x" * 10_001, "a\x00b", "a\ud800b"])
def test_a_note_that_cannot_be_stored_is_refused(text: str) -> None:
    """One character too many, and characters that no database takes."""
    assert refused(units.parse_text, text).slug == "bad-text"


@pytest.mark.parametrize(
    ("text", "token"),
    [("run", "run"), ("RUN", "run"), ("Uphill Walk", "uphill-walk"), ("stationary_bike", "stationary-bike"),
     ("up", "uphill-walk"), ("bike", "bike"), ("ell", "elliptical")],
)  # fmt: skip
def test_a_token_is_found_by_what_people_type(text: str, token: str) -> None:
    """In any case, with blanks for hyphens, or by a beginning that fits only one."""
    assert token == units.parse_token(text, ACTIVITIES, "activity-unknown")


@pytest.mark.parametrize("text", ["jog", "b", "st", "", " ", "runn"])
def test_an_unknown_or_ambiguous_token_is_refused_with_the_list(text: str) -> None:
    """A word that fits none or several gets the words that there are."""
    error = refused(lambda text: units.parse_token(text, ACTIVITIES, "activity-unknown"), text)
    assert ("activity-unknown", True) == (error.slug, "stationary-bike" in error.todo)


@pytest.mark.parametrize("tokens", [ACTIVITIES, SURFACES, STRIKES, SITES])
def test_every_token_means_itself(tokens: tuple[str, ...]) -> None:
    """No token is shadowed by a longer one that begins with it."""
    assert list(tokens) == [units.parse_token(token, tokens, "site-unknown") for token in tokens]


@pytest.mark.parametrize(
    ("metres", "km", "mi"),
    [
        (800, "800 m", "0.5 mi"),
        (2200, "2.2 km", "1.37 mi"),
        (1000, "1 km", "0.62 mi"),
        (1609.344, "1.61 km", "1 mi"),
        (10_000, "10 km", "6.21 mi"),
        (0, "0 m", "0 mi"),
    ],
)
def test_a_distance_is_shown_in_either_unit(metres: float, km: str, mi: str) -> None:
    """At most two decimals, none of them a closing zero; both units stand side by side."""
    assert (km, mi) == (units.show_distance(metres), units.show_distance(metres, "mi"))
    assert (f"{km} ({mi})", f"{mi} ({km})") == (units.show_both(metres), units.show_both(metres, "mi"))


@pytest.mark.parametrize(("seconds", "shown"), [(0, "0:00"), (870, "14:30"), (59.6, "1:00"), (3600, "1:00:00")])
def test_a_duration_is_shown_as_a_clock(seconds: float, shown: str) -> None:
    """Hours only where there are any."""
    assert shown == units.show_duration(seconds)


@pytest.mark.parametrize(("score", "shown"), [(3.0, "3"), (3.44, "3.4"), (9.96, "10"), (0.0, "0")])
def test_a_score_is_shown_with_one_decimal_at_most(score: float, shown: str) -> None:
    """And with none where it is whole."""
    assert shown == units.show_score(score)


@given(st.floats(min_value=1, max_value=1_000_000))
def test_a_distance_that_is_shown_can_be_read_again(metres: float) -> None:
    """To within the two decimals that are shown (half a metre below a kilometre)."""
    tolerance = 0.5 if metres < 1000 else 5.0
    assert abs(units.parse_distance(units.show_distance(metres)) - metres) <= tolerance + 1e-6


@given(st.integers(min_value=1, max_value=259_200))
def test_a_duration_that_is_shown_can_be_read_again(seconds: int) -> None:
    """Whole seconds, up to 72 hours."""
    assert seconds == units.parse_duration(units.show_duration(seconds))


@given(st.text(max_size=20))
@pytest.mark.parametrize(
    "parse", [units.parse_distance, units.parse_duration, units.parse_score, units.parse_intervals, units.parse_text]
)
def test_any_text_is_a_value_or_a_sentence(parse: Callable[[str], object], text: str) -> None:
    """No text makes a parser fall over."""
    try:
        parse(text)
    except InputError as error:
        assert error.what  # noqa: PT017  (either way is right)
        assert error.todo  # noqa: PT017


@pytest.mark.parametrize("text", ["-0", "-0.0", "-0,0", "-0/10"])
def test_nought_has_no_sign(text: str) -> None:
    """Pain of -0 would be told as `-0` ever after."""
    assert "0.0" == str(units.parse_score(text))
    assert "0.0" == str(units.parse_amount(text.removesuffix("/10"), "sleep", 0, 24))


LOW_IMPACT = ("walk", "bike")


@pytest.mark.parametrize(
    ("parse", "text", "said"),
    [
        (units.parse_distance, "far", "I cannot read 'far' as a distance. Try 2km, 800m, 3.1mi or 3,5km."),
        (units.parse_distance, "2 parsecs", "'parsecs' in '2 parsecs' is not a unit of distance. Use km, m or mi."),
        (units.parse_distance, " 1,000M ", ("'1,000M' could be a few metres or a few thousand. "
         "Write it without a mark, such as 1000m.")),
        (units.parse_distance, " 0 km", ("A distance of 0 km is not possible. Give more than 0 and at most 1000 km, "
         "or leave the distance out if you do not know it.")),
        (units.parse_duration, "long", "I cannot read 'long' as a duration. Try 14:30, 25min, 1h10 or 1:05:00."),
        (units.parse_duration, " 73h ", ("A duration of 73h is not possible. Give more than 0 and at most 72 hours, "
         "or leave it out if you do not know it.")),
        (units.parse_score, "bad", ("'bad' is not a score for pain. "
         "Scores go from 0 (none) to 10 (the worst you can imagine).")),
        (lambda text: units.parse_score(text, "effort"), "11", ("'11' is not a score for effort. "
         "Scores go from 0 (none) to 10 (the worst you can imagine).")),
        (lambda text: units.parse_amount(text, "climb", 0, 20_000), "up", ("'up' is not a number for climb. "
         "Give a number from 0 to 20000.")),
        (lambda text: units.parse_hours(text, "sleep"), "25", ("'25' hours for sleep do not fit into a day. "
         "Give 0 to 24 hours.")),
        (units.parse_intervals, "6x", ("I cannot read '6x' as intervals. "
         "Write times x running/walking, such as 6x1min/2min.")),
        (units.parse_text, "x" * 10_001, "The note has 10001 characters. Keep it to 10000."),
        (lambda text: units.parse_text(text, "tag"), "a\x00", ("The tag contains a character that cannot be stored. "
         "Take it out.")),
        (lambda text: units.parse_token(text, LOW_IMPACT, "activity-unknown"), "b w",
         "'b w' is not an activity that I know. Use one of: walk, bike."),
        (lambda text: units.parse_token(text, LOW_IMPACT, "surface-unknown"), "",
         "'' is not a surface that I know. Use one of: walk, bike."),
    ],
)  # fmt: skip
def test_a_refusal_says_what_was_typed_and_what_to_type(parse: Callable[[str], object], text: str, said: str) -> None:
    """Each in full."""
    assert said == str(refused(parse, text))


@pytest.mark.parametrize(
    ("text", "normal"),
    [("6x60/120", True), ("200x60/120", True), ("1x0.5/0.2", True), ("6x60/0", False), ("6x0/1", False),
     ("0x60/120", False), ("201x60/120", False), ("6X60/120", False), ("6x60", False), ("6x60/120s", False),
     ("x6x60/120", False)],
)  # fmt: skip
def test_a_normal_form_is_recognised(text: str, normal: bool) -> None:
    """Written as it is stored: one to two hundred times, with some running and some walking."""
    assert normal == units.is_intervals(text)


def test_a_field_is_called_what_a_person_calls_it() -> None:
    """Without its unit, in words; what had been prescribed was asked."""
    fields = ("distance_m", "duration_s", "sleep_h", "mood_before", "usual_pain_at", "m_s", "prescribed_m")
    assert ["distance", "duration", "sleep", "mood before", "usual pain at", "m", "asked"] == [
        units.plain_name(field) for field in fields
    ]
