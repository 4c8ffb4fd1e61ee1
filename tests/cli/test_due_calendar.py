"""`backlog due --ics`: the checks for a phone."""

from __future__ import annotations

import stat

import pytest
from icalendar import Calendar

from tests.cli.conftest import Person
from tests.cli.test_start_up import loaded_by


def summaries(text: str) -> list[str]:
    """What the calendar reminds of."""
    return [str(event["summary"]) for event in Calendar.from_ical(text).walk("VEVENT")]


@pytest.fixture
def ran(begun: Person) -> Person:
    """Somebody who has just come home."""
    begun("log run 2km --duration 14:00")
    return begun


def test_the_checks_of_today_and_of_the_next_days_are_in_it(ran: Person) -> None:
    """On standard output, and nothing else there."""
    assert [
        "How is your back? Right after the run of Mon 16 Nov",
        "How is your back? The day after the run of Mon 16 Nov",
        "How is your back? Two days after the run of Mon 16 Nov",
    ] == summaries("\r\n".join(ran("due --ics")))


def test_an_answer_takes_its_event_away(ran: Person) -> None:
    """The file is written anew as a whole, for its owner only."""
    assert ("", "Wrote checks.ics: 3 pain checks.\n", 0) == ran.types("due --ics --out checks.ics")
    ran("pain 3")
    assert ("", "Wrote checks.ics: 2 pain checks.\n", 0) == ran.types("due --ics --out checks.ics")
    path = ran.db.with_name("checks.ics")
    assert 2 == len(summaries(path.read_bytes().decode()))
    assert 0o600 == stat.S_IMODE(path.stat().st_mode)


def test_a_calendar_of_nothing_says_so(begun: Person) -> None:
    """It is written all the same."""
    assert ("", "Wrote checks.ics: no pain check is open.\n", 0) == begun.types("due --ics --out checks.ics")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("due --out checks.ics", "--out is the file of a calendar. Add --ics. [bad-option]"),
        ("due --ics --json", "--ics is an answer of its own. Leave --json out. [bad-option]"),
        ("due --ics --prompt", "--ics is an answer of its own. Leave --prompt out. [bad-option]"),
    ],
)
def test_options_that_do_not_go_together(ran: Person, line: str, said: str) -> None:
    """One sentence."""
    assert (said, 2) == ran.refused(line)


def test_only_the_calendar_loads_the_library(ran: Person) -> None:
    """Nor does it need arrays or SQLAlchemy."""
    assert "icalendar" not in loaded_by(ran, "due")
    assert {"icalendar"} == loaded_by(ran, "due", "--ics", "--out", "checks.ics") & {
        "icalendar", "numpy", "pandas", "sqlalchemy", "matplotlib"
    }  # fmt: skip
