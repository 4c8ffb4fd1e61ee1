"""`backlog log`, as a person types it."""

from __future__ import annotations

import pytest

from tests.cli.conftest import Person


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("run 2km --duration 14:30", "run 2 km (1.24 mi) in 14:30; today 17:45 to 18:00"),
        ("run 2km --duration 14:30 --at 7:30", "run 2 km (1.24 mi) in 14:30; today 07:30 to 07:44"),
        ("run 2km --duration 14:30 --at 'yesterday 18:00'", "run 2 km (1.24 mi) in 14:30; yesterday 18:00 to 18:14"),
        ("run 2km --duration 14:30 --at '3 days ago 08:00'", "run 2 km (1.24 mi) in 14:30; Fri 13 Nov 08:00 to 08:14"),
        ("run 2km --duration 14:30 --at -1d", "run 2 km (1.24 mi) in 14:30; yesterday 18:00 to 18:14"),
        ("run 2km --duration 14:30 --at -2h", "run 2 km (1.24 mi) in 14:30; today 16:00 to 16:14"),
        ("run 2km --duration 14:30 --at 'mon 7:30'", "run 2 km (1.24 mi) in 14:30; today 07:30 to 07:44"),
        ("run 2km --duration 14:30 --at 'mon 19:30'", "run 2 km (1.24 mi) in 14:30; Mon 9 Nov 19:30 to 19:44"),
        ("run 2km --duration 14:30 --at 2026-11-02T18:30", "run 2 km (1.24 mi) in 14:30; Mon 2 Nov 18:30 to 18:44"),
        ("run 2km --duration 14:30 --at 2025-11-02T18:30",
         "run 2 km (1.24 mi) in 14:30; Sun 2 Nov 2025 18:30 to 18:44"),
        ("run 2km --duration 14:30 --at yesterday", "run 2 km (1.24 mi) in 14:30; yesterday"),
        ("run 3,5 --duration 25min", "run 3.5 km (2.17 mi) in 25:00; today 17:35 to 18:00"),
        ("run 3,5km --duration 1h10", "run 3.5 km (2.17 mi) in 1:10:00; today 16:50 to 18:00"),
        ("run 3.1mi --duration 25min", "run 4.99 km (3.1 mi) in 25:00; today 17:35 to 18:00"),
        ("walk 800m --duration 9min", "walk 800 m (0.5 mi) in 9:00; today 17:51 to 18:00"),
        ("'Uphill Walk' --duration 9min", "uphill-walk in 9:00; today 17:51 to 18:00"),
        ("stationary-bike --duration 25min", "stationary-bike in 25:00; today 17:35 to 18:00"),
        ("run 1km --duration 9:00 --surface Grass --strike FORE",
         "run 1 km (0.62 mi) in 9:00 on grass, forefoot; today 17:51 to 18:00"),
        ("run 1km --duration 18:00 --intervals 6x1min/2min", "run 1 km (0.62 mi) in 18:00; today 17:42 to 18:00"),
    ],
)  # fmt: skip
def test_it_repeats_what_it_understood(me: Person, typed: str, said: str) -> None:
    """Both units, the duration, and when it was, on the wall clock."""
    assert f"Logged 1: {said}." == me(f"log {typed}")[0]


def test_without_a_duration_the_start_is_assumed(me: Person) -> None:
    """It ended now; at first from a common pace, then from the person's own."""
    assert [
        "Logged 1: run 2 km (1.24 mi); today 17:44 to 18:00.",
        "  Note: start assumed from a common 8:00 per km.",
    ] == me("log run 2km")[:2]
    me("log run 2km --duration 14:00 --at '2 days ago 18:00'")
    assert [
        "Logged 3: run 1 km (0.62 mi); yesterday 18:00 to 18:07.",
        "  Note: end assumed from your usual 7:00 per km.",
    ] == me("log run 1km --at 'yesterday 18:00'")[:2]


def test_the_pace_is_told_in_the_persons_unit(me: Person) -> None:
    """Eight minutes a kilometre are 12:52 a mile."""
    me("plan --units mi")
    assert "  Note: start assumed from a common 12:52 per mi." == me("log run 2")[1]


def test_a_bare_day_says_that_noon_is_assumed(me: Person) -> None:
    """Only the day is known, and `list` shows only the day."""
    assert "  Note: only the day is known; noon is assumed." == me("log bike 20km --duration 1h --at sun")[1]
    assert " 1  Sun 15 Nov 2026  bike         20 km  1:00:00" == me("list")[1][:48]


def test_everything_about_a_session_is_stored(me: Person) -> None:
    """Each option comes back from `show`."""
    me(
        "log run 2km --duration 18:00 --surface grass --strike mixed --forefoot 40% --shoes 'Blue 👟' --effort 3,5 "
        "--during 2 --site calf 1 --ascent 40m --mood-before 4 --mood-after 6 --steps 2000 --cadence 160 "
        "--intervals 6x1min/2min --before 3 --note 'first line\nsecond'"
    )
    found = me("show last")
    for line in (
        "  surface         grass", "  strike          mixed", "  forefoot share  40%", "  shoes           Blue 👟",
        "  effort          3.5", "  during          2", "  during sites    calf 1", "  ascent          40 m",
        "  mood before     4", "  mood after      6", "  steps           2000", "  cadence         160",
        "  intervals       6x60/120", "  note            first line second",
    ):  # fmt: skip
        assert line in found
    assert "  score           3" in me("show 2")


def test_pain_before_is_a_reading_at_the_start(me: Person) -> None:
    """It is told, with its number."""
    assert "  Note: back pain before it 3 (reading 2)." == me("log run 2km --duration 14:00 --before 3")[1]
    assert "  at              today 17:46 (Europe/Berlin)" in me("show 2")


def test_again_repeats_the_last_session(me: Person) -> None:
    """Its activity, distance, duration, surface, strike and shoes; not its pain, effort or note."""
    me(
        "log run 2km --duration 14:00 --surface grass --strike heel --shoes Blue --during 3 --effort 5 --note x "
        "--at -2d"
    )
    me("log --again")
    first, second = me.json("list")["sessions"]
    repeated = ("activity", "distance_m", "duration_s", "surface", "strike", "shoes")
    assert [first[name] for name in repeated] == [second[name] for name in repeated]
    assert [None, None, None] == [second[name] for name in ("during", "effort", "note")]


def test_again_with_another_distance_drops_the_duration(me: Person) -> None:
    """Two kilometres in 14 minutes say nothing about three; the distance may be the only word."""
    me("log run 2km --duration 14:00 --at -2d")
    assert "Logged 2: run 3 km (1.86 mi); today 17:39 to 18:00." == me("log --again 3km")[0]
    assert (
        "Logged 3: run 3 km (1.86 mi) in 20:00; yesterday 10:00 to 10:20."
        == (me("log --again --duration 20min --at 'yesterday 10:00'")[0])
    )


def test_a_dry_run_stores_nothing(me: Person) -> None:
    """It says what it would store."""
    me("log run 2km --duration 14:00 --at -2d")
    assert ["Would log run 2 km (1.24 mi) in 14:00; today 17:46 to 18:00. Nothing was stored."] == me(
        "log run 2km --duration 14:00 --dry-run"
    )
    assert 1 == len(me.json("list")["sessions"])


def test_the_same_run_logged_twice_is_noticed(me: Person) -> None:
    """Nobody runs two runs at a time: the second is stored, and the slip is pointed out."""
    me("log run 2km --duration 14:00")
    assert (
        "  Note: session 1, run today 17:46 to 18:00, was at the same time; "
        "if they are one, `backlog undo` takes this one back."
    ) == me("log run 2km --duration 14:00")[1]


@pytest.mark.parametrize(
    "second", ["log walk 1km --duration 10:00 --at -30min", "log run 2km --duration 14:00 --at -1d"]
)
def test_two_sessions_at_two_times_are_no_slip(me: Person, second: str) -> None:
    """A walk before the run, or the same run a day earlier, raises no doubt."""
    me("log run 2km --duration 14:00")
    assert not [line for line in me(second) if "at the same time" in line]


@pytest.mark.parametrize(
    ("typed", "doubt"),
    [
        ("run 4.1km --duration 30min", "4.1 km is more than twice your longest run of the last 30 days (2 km)."),
        ("run 101km --duration 20h", "101 km on foot is a very long way."),
        ("walk 10km --duration 1:30", "10 km in 1:30 is faster than anyone on foot."),
    ],
)
def test_an_unlikely_distance_is_confirmed(me: Person, typed: str, doubt: str) -> None:
    """Without a terminal nothing is stored; --yes stores it."""
    me("log run 2km --duration 14:00 --at -2d")
    assert (
        (
            f"{doubt} Store it? I did nothing, because nobody could be asked. Add --yes if you mean it. "
            "[confirmation-needed]"
        ),
        1,
    ) == me.refused(f"log {typed}")
    assert 1 == len(me.json("list")["sessions"])
    assert me(f"log {typed} --yes")[0].startswith("Logged 2:")


@pytest.mark.parametrize("typed", ["run 4km --duration 30min", "bike 150km --duration 6h", "walk 9km --duration 2h"])
def test_a_likely_distance_is_not_asked_about(me: Person, typed: str) -> None:
    """Just twice the longest, a long ride, and a first walk."""
    me("log run 2km --duration 14:00 --at -2d")
    assert me(f"log {typed}")[0].startswith("Logged 2:")


def test_last_weeks_session_counts_for_last_week(me: Person) -> None:
    """What it adds up to is said of its own week."""
    assert "Week of 2026-11-09: 2 km on foot, 1 session." in me("log run 2km --duration 14:00 --at 'sun 10:00'")


def test_shoes_add_up_by_name(me: Person) -> None:
    """Each pair with its own distance and dates, however wide its name."""
    me("log run 2km --duration 14:00 --shoes 'Blue 👟' --at -2d")
    me("log run 1km --duration 7:00 --shoes 'Blue 👟'")
    assert ["Blue 👟: 3 km in 2 sessions, 2026-11-14 to 2026-11-16"] == me("list --shoes")


def test_columns_stay_aligned_beside_wide_letters(me: Person) -> None:
    """A distance stands right-aligned in its column of the table."""
    me("log run 2km --duration 14:00 --at -3d")
    me("log stationary-bike 12.5km --duration 30:00 --at -2d")
    head, run, ride, _ = me("list")
    assert head.index("distance") + len("distance") == run.index("2 km") + 4 == ride.index("12.5 km") + 7


def asked_of(me: Person, number: int) -> tuple[float | None, float | None]:
    """Metres and seconds that an entry says it was prescribed as."""
    entry = me.json(f"show {number}")["entry"]
    return entry["prescribed_m"], entry["prescribed_s"]


def test_what_was_advised_before_a_run_stands_with_it(begun: Person) -> None:
    """`show` tells it beside the distance that was run, and it stays when the start is corrected."""
    begun("log run 760m --duration 6:00")
    assert "  asked           800 m (0.5 mi)" in begun("show last")
    begun("edit last --at 16:50")
    assert (800, None) == asked_of(begun, begun.json("list")["sessions"][0]["id"])


@pytest.mark.parametrize(
    ("then", "typed", "asked"),
    [
        ("2026-11-23 17:06", "run 800m --duration 6:00", 800),  # it began seven days after, to the minute
        ("2026-11-23 17:07", "run 800m --duration 6:00", None),
        ("2026-11-16 17:06", "run 800m --duration 6:00", 800),
        ("2026-11-16 17:05", "run 800m --duration 6:00", None),  # it had begun by then
        ("2026-11-18 18:00", "walk 800m --duration 9:00", None),  # another activity was asked for
    ],
)
def test_only_fresh_advice_on_the_same_activity_counts(
    begun: Person, then: str, typed: str, asked: float | None
) -> None:
    """At 17:00 a run of 800 m was advised; over a week later, before, or of something else, nothing was asked."""
    begun.at(then)
    assert (asked, None) == tuple(begun.json(f"log {typed}")["session"][f"prescribed_{unit}"] for unit in "ms")


def test_of_what_is_not_run_the_time_was_asked(me: Person) -> None:
    """Whoever may not run is told how long to walk."""
    me("start --no-red-flags --usual-pain 3 --activities walk --surfaces grass")
    (line, *_) = me("advise")
    me.at("2026-11-16 19:00")
    me("log walk --duration 20:00")
    assert "walk 13 min" in line
    assert (None, 780) == asked_of(me, me.json("list")["sessions"][0]["id"])


def test_the_last_word_counts(begun: Person) -> None:
    """Once it says that it cannot tell, the run of the day before is no longer asked for."""
    first = begun.json("log run 800m --duration 6:00")
    begun.at("2026-11-17 12:00")
    assert "Not yet" in begun("advise")[0]
    begun.at("2026-11-17 18:00")
    second = begun.json("log run 800m --duration 6:00")
    assert (800, None) == tuple(logged["session"]["prescribed_m"] for logged in (first, second))


def test_who_asks_again_after_a_week_was_asked_today(begun: Person) -> None:
    """Nothing was logged meanwhile, so the answer is the same; it is said anew."""
    begun.at("2026-11-26 18:00")("advise")
    begun.at("2026-11-26 19:00")
    assert 800 == begun.json("log run 800m --duration 6:00")["session"]["prescribed_m"]


def test_a_run_that_was_a_walk_was_asked_as_none(begun: Person) -> None:
    """Corrected to another activity, it was no longer what the advice had been about."""
    number = begun.json("log run 800m --duration 12:00")["id"]
    begun("edit last --activity walk")
    assert (None, None) == asked_of(begun, number)


def test_the_watchs_run_was_asked_for_too(begun: Person) -> None:
    """A run that comes by file is met with the advice of its day, as one that is typed."""
    begun.at("2026-11-18 18:00")
    table = begun.db.with_name("runs.csv")
    runs = "2026-11-17 18:00,run,0.81,6:05\n2026-11-01 18:00,run,2,14:00\n"
    table.write_text(f"date,activity,distance_km,duration\n{runs}")
    begun(f"import {table}")
    assert {"2026-11-01": None, "2026-11-17": 800} == {
        run["day"]: run["prescribed_m"] for run in begun.json("list")["sessions"]
    }
