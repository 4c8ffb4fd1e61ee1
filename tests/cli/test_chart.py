"""`backlog chart` and its two forms."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from backlog import clock
from backlog.store.opening import open_journal
from tests.cli.conftest import Person


@pytest.fixture
def runner(begun: Person) -> Person:
    """Two runs with all their answers, and it is the morning after the last of them."""
    for day, score in ((16, 3), (19, 3)):
        begun.at(f"2026-11-{day} 18:10")("log run 1km --duration 7:00 --surface grass")
        begun.at(f"2026-11-{day + 1} 18:10")(f"pain {score}")
        begun.at(f"2026-11-{day + 2} 18:10")(f"pain {score}")
    return begun.at("2026-11-22 08:00")


def decisions(person: Person) -> int:
    """How many are stored."""
    with closing(open_journal(str(person.db))) as journal:
        return len(journal.decisions(clock.EARLIEST, clock.LATEST))


def test_the_weeks_are_what_is_drawn_unless_something_else_is_named(runner: Person, tmp_path: Path) -> None:
    """`chart` and `chart weeks` are the same."""
    assert runner("chart --terminal") == runner("chart weeks --terminal")
    assert runner("chart") == [f"Drew 1 week to {tmp_path / 'backlog-chart.png'}"]


def marks(person: Person, more: str = "") -> list[str]:
    """The marks below the weeks of the chart in the terminal."""
    lines = person(f"chart --terminal{more}")
    return [line.partition("└ ")[2] for line in lines if "└ " in line]


def flares(person: Person) -> list[int]:
    """How many of each week."""
    return [week["flares"] for week in person.json("week")["weeks"]]


def test_a_flare_near_two_sessions_is_one_flare(begun: Person) -> None:
    """Thursday's flare, within 66 h of Monday's run and of Wednesday's, told twice that day."""
    begun.at("2026-11-16 18:30")("log run 1km --duration 7:00")
    begun.at("2026-11-18 18:00")("log run 1km --duration 7:00")
    begun.at("2026-11-19 08:00")("pain 4 --flare")
    begun.at("2026-11-19 20:00")("pain 5 --flare")
    assert ([1], ["19 Nov: flare"]) == (flares(begun), marks(begun)[1:])


def test_a_flare_belongs_to_its_own_day(begun: Person) -> None:
    """Monday's after Sunday's run is in Monday's week, and one far from any session is in its week."""
    begun.at("2026-11-22 18:30")("log run 1km --duration 7:00")
    begun.at("2026-11-23 12:00")("pain 5 --flare")
    begun.at("2026-12-06 23:30")("pain 5 --flare")
    begun.at("2026-12-07 12:00")
    assert ([0, 1, 1, 0], ["23 Nov: flare", "6 Dec: flare"]) == (flares(begun), marks(begun)[1:])


def test_only_a_change_of_verdict_is_marked(begun: Person) -> None:
    """What was said before the span, and is said again in it on new facts, is no change."""
    begun("log walk 2km --duration 30:00")
    begun.at("2026-11-24 18:00")("log walk 2km --duration 30:00")
    begun("advise")
    assert 2 == decisions(begun)
    assert (["16 Nov: start"], []) == (marks(begun, " --from 2026-11-16"), marks(begun, " --from 2026-11-23"))


def test_a_chart_as_known_then_marks_no_later_verdict(runner: Person) -> None:
    """Neither one that rests on a later reading, nor one given later on what was known already."""
    runner("advise")
    assert ["16 Nov: start", "22 Nov: increase"] == marks(runner) == marks(runner, " --known '2026-11-22 08:00'")
    assert ["16 Nov: start"] == marks(runner, " --known '2026-11-22 07:00'")
    assert ["16 Nov: start"] == marks(runner, " --known '2026-11-20 12:00'")


@pytest.mark.parametrize("name", ["a.png", "a.svg", "a.pdf"])
def test_tolerance_as_a_picture(runner: Person, tmp_path: Path, name: str) -> None:
    """Where it was put, or in the folder the person is in."""
    assert [f"Drew 2 runs to {tmp_path / name}"] == runner(f"chart tolerance --out {name}")
    assert (tmp_path / name).stat().st_size > 5000


def test_tolerance_without_a_name(runner: Person, tmp_path: Path) -> None:
    """Not the file of the weeks."""
    assert [f"Drew 2 runs to {tmp_path / 'backlog-tolerance.png'}"] == runner("chart tolerance")


def test_tolerance_in_the_terminal(runner: Person) -> None:
    """It says what it cannot show, and what capacity means."""
    said = " ".join(runner("chart tolerance --terminal"))
    assert "Distance was chosen after feeling earlier pain." in said
    assert "Capacity: the distance whose reaction I expect to be 1 point." in said


def test_tolerance_agrees_with_advise_and_stores_nothing(runner: Person) -> None:
    """A look at a picture is no advice that was given."""
    before = decisions(runner)
    found = runner.json("chart tolerance")
    assert before == decisions(runner)
    given = runner.json("advise")
    assert found["next"]["distance_m"] == given["next"]["distance_m"]
    assert {"at", "capacity_m", "low_m", "high_m", "limit_m"} == found["capacity"][-1].keys()
    assert {"session", "ended_at", "distance_m", "response", "limit_m"} == found["runs"][0].keys()


def test_tolerance_as_it_was(runner: Person) -> None:
    """`--on` draws no run that was still to come."""
    assert 1 == len(runner.json("chart tolerance --on 2026-11-18")["runs"])


def test_one_run_or_none_is_a_sentence(begun: Person, tmp_path: Path) -> None:
    """And no file."""
    assert begun("chart tolerance")[0].startswith("No run with a known distance")
    begun("log run 1km --duration 7:00")
    assert begun("chart tolerance")[0].startswith("One run with a known distance")
    assert [] == list(tmp_path.glob("*.png"))


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("chart wheels", "I have no chart of 'wheels'. Use backlog chart, or backlog chart tolerance. [bad-option]"),
        (
            "chart tolerance --weeks 4",
            (
                "The chart of tolerance shows the half year that the verdict rests on, and runs only. "
                "Leave out --weeks, --from, --to and --activity. [bad-option]"
            ),
        ),
        ("chart --json", "The weeks as JSON are another command. Use backlog week --json. [bad-option]"),
    ],
)
def test_what_it_cannot_draw(begun: Person, line: str, said: str) -> None:
    """Refused in a sentence."""
    assert (said, 2) == begun.refused(line)
