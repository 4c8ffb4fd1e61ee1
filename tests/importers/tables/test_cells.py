"""Cells to amounts."""

from __future__ import annotations

import pytest

from backlog.errors import InputError
from backlog.importers.tables import cells
from backlog.model import units


@pytest.mark.parametrize("cell", ["", "  ", "-", "--", "n/a", "NaN", "null", "<undefined>", "\u00a0"])
def test_the_usual_signs_for_nothing_are_none(cell: str) -> None:
    """Missing is never zero."""
    assert cells.present(cell) is None


def test_zero_is_present() -> None:
    """A pain of 0 is an answer."""
    assert cells.present(" 0 ") == "0"


@pytest.mark.parametrize(
    ("column", "group"),
    [
        (["3.25", "1,500"], ","),
        (["3,25", "1.500,5"], "."),
        (["1,234.5"], ","),
        (["4,404", "3,95"], ""),
        (["3.95", "3,95"], ""),
        (["5", ""], ""),
    ],
)
def test_a_mark_groups_thousands_only_where_the_column_shows_it(column: list[str], group: str) -> None:
    """`4,404` is a decimal comma unless the column has decimal points too."""
    assert cells.grouping(column) == group


def test_blanks_between_thousands_go() -> None:
    """French and Swiss forms."""
    assert [cells.ungrouped(text, "") for text in ("1 234,5", "1'234.5", "1\u202f234")] == ["1234,5", "1234.5", "1234"]


@pytest.mark.parametrize(
    ("text", "unit", "seconds"),
    [
        ("1:06:06", None, 3966),
        ("26:42", None, 1602),
        ("00:07:43.2", None, 463.2),
        ("25", None, 1500),
        ("25,5", "min", 1530),
        ("90", "s", 90),
        ("1.5", "h", 5400),
        ("25min", None, 1500),
        ("1h10", None, 4200),
        ("1:30", "h:mm", 5400),
        ("1:30", "hh:mm", 5400),
        ("1:30:15", "h:mm", 5415),
    ],
)
def test_durations_are_read_in_their_unit(text: str, unit: str | None, seconds: float) -> None:
    """A bare number is minutes, unless its column says otherwise; two parts are minutes and seconds."""
    assert cells.duration(text, unit) == pytest.approx(seconds)


@pytest.mark.parametrize("text", ["0", "-5", "100000", "abc", "1:75:00", "0:00"])
def test_impossible_durations_are_refused(text: str) -> None:
    """Nothing takes no time, and nothing takes three days."""
    with pytest.raises(InputError) as refusal:
        cells.duration(text, None)
    assert refusal.value.slug == "bad-duration"


@pytest.mark.parametrize(("text", "unit", "metres"), [("71.14", "ft", 21.683472), ("12 m", "ft", 12), ("0", "m", 0)])
def test_a_climb_is_read_in_its_unit(text: str, unit: str, metres: float) -> None:
    """The cell's own unit wins over the column's."""
    assert cells.climb(text, unit) == pytest.approx(metres)


@pytest.mark.parametrize("text", ["-3", "abc", "3 parsec", "100000"])
def test_impossible_climbs_are_refused(text: str) -> None:
    """Nobody climbs 100 km, nor less than nothing."""
    with pytest.raises(InputError) as refusal:
        cells.climb(text, "m")
    assert refusal.value.slug == "bad-number"


def test_scores_may_say_of_ten() -> None:
    """`3/10` and a decimal comma are scores."""
    assert [units.parse_score(text) for text in ("3", "3/10", "3,5")] == [3.0, 3.0, 3.5]


def test_shares_are_percent_or_fractions() -> None:
    """40 %, 40 and 0.4 are the same share."""
    assert [cells.share(text) for text in ("40%", "40", "0.4", "0.5%")] == [0.4, 0.4, 0.4, 0.005]


def test_whole_numbers_lose_the_marks_between_their_thousands() -> None:
    """Fitbit writes 1,773 steps."""
    assert [cells.whole(text, "steps", 10**6) for text in ("1,773", "1.773", "430")] == [1773, 1773, 430]


def test_yes_and_no_have_many_words() -> None:
    """And what is neither is refused rather than taken for no."""
    assert [cells.yes_or_no(text, "flare") for text in ("Yes", "x", "0", "nein")] == [True, True, False, False]
    with pytest.raises(InputError):
        cells.yes_or_no("perhaps", "flare")
