"""The calendar of pain checks, read back by icalendar's parser."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from icalendar import Calendar

from backlog.model.checks import Check, answers, open_checks
from backlog.model.session import Session
from backlog.report.calendar import calendar_of
from tests.make import ZONE, hours, moment, reading, session

#: 2 km in 15 minutes; its checks are best at 18:15 on this day and the two after.
RUN = session("2026-11-09 18:00", id=7, note="Schöne Runde, Rücken 4 von 10", during=4.0)
ENDED = moment("2026-11-09 18:15")


def checks_of(*sessions: Session, now: datetime) -> list[tuple[Check, Session]]:
    """The open checks of sessions that nobody rated."""
    by_id = {one.id: one for one in sessions}
    return [(check, by_id[check.session]) for check in open_checks(sessions, answers(sessions, []), now=now)]


def events(*sessions: Session, now: datetime) -> list[Any]:
    """The events of the calendar, as a calendar program reads them."""
    return list(Calendar.from_ical(calendar_of(checks_of(*sessions, now=now), ZONE, now=now)).walk("VEVENT"))


def test_there_is_an_event_for_each_check_with_an_alarm_at_its_start() -> None:
    """Right after the run those of this evening, of tomorrow and of the day after."""
    found = events(RUN, now=ENDED - hours(0.1))
    assert [
        (ENDED, "How is your back? Right after the run of Mon 09 Nov"),
        (ENDED + hours(24), "How is your back? The day after the run of Mon 09 Nov"),
        (ENDED + hours(48), "How is your back? Two days after the run of Mon 09 Nov"),
    ] == [(event["dtstart"].dt, str(event["summary"])) for event in found]
    for event in found:
        (alarm,) = event.walk("VALARM")
        assert ("DISPLAY", timedelta(0), event["summary"]) == (
            str(alarm["action"]), alarm["trigger"].dt, alarm["description"]
        )  # fmt: skip


def test_an_event_says_how_to_answer_and_until_when() -> None:
    """On the wall clock of the person's zone."""
    assert "Answer with: backlog pain N\nIt counts until Wed 11 Nov 02:15 (Europe/Berlin)." == str(
        events(RUN, now=ENDED)[1]["description"]
    )


@pytest.mark.parametrize(
    ("now", "starts"),
    [
        ("2026-11-10 18:14:59", "2026-11-10 18:15"),
        ("2026-11-10 18:15:00", "2026-11-10 18:20"),
        ("2026-11-10 18:19:59", "2026-11-10 18:20"),
        ("2026-11-10 18:20:00", "2026-11-10 18:25"),
        ("2026-11-11 02:07:30", "2026-11-11 02:10"),
        ("2026-11-11 02:14:59", "2026-11-11 02:15"),
    ],
)
def test_a_check_whose_best_time_has_passed_is_reminded_of_soon(now: str, starts: str) -> None:
    """At the next full five minutes, but never after it can be answered; a phone does not ring for what is past."""
    check = next(event for event in events(RUN, now=moment(now)) if "The day after" in event["summary"])
    assert moment(starts) == check["dtstart"].dt


def test_what_is_answered_or_missed_is_not_in_it() -> None:
    """Here the one right after the run was missed and the next one answered."""
    now = moment("2026-11-10 19:00")
    told = answers([RUN], [reading("2026-11-10 18:30", id=8)])
    checks = [(check, RUN) for check in open_checks([RUN], told, now=now)]
    found = Calendar.from_ical(calendar_of(checks, ZONE, now=now)).walk("VEVENT")
    assert ["How is your back? Two days after the run of Mon 09 Nov"] == [str(event["summary"]) for event in found]


def test_a_later_calendar_replaces_the_events_of_an_earlier_one() -> None:
    """The same name for the same check, also when its session was corrected, and a higher number each minute."""
    longer = session("2026-11-09 18:00", 25, id=7, recorded_at=RUN.recorded_at)
    first = events(RUN, now=ENDED + hours(1))
    second = events(longer, now=ENDED + hours(1) + timedelta(minutes=1))
    assert [event["uid"] for event in first] == [event["uid"] for event in second]
    assert 3 == len({event["uid"] for event in first})
    assert all(a["sequence"] < b["sequence"] for a, b in zip(first, second, strict=True))
    assert all(a["dtstamp"].dt < b["dtstamp"].dt for a, b in zip(first, second, strict=True))


def test_another_journal_has_other_names() -> None:
    """Two people may share a calendar, and both have a session 7."""
    other = session("2026-11-09 17:00", id=7)
    assert not {str(e["uid"]) for e in events(RUN, now=ENDED)} & {str(e["uid"]) for e in events(other, now=ENDED)}


def test_a_calendar_tells_nobody_how_it_hurts() -> None:
    """Neither notes nor scores nor distances; it is marked private and blocks no time."""
    text = calendar_of(checks_of(RUN, now=ENDED), ZONE, now=ENDED).decode()
    assert [] == [word for word in ("Runde", "cken", "4 von", "2 km") if word in text]
    assert 3 == text.count("CLASS:PRIVATE") == text.count("TRANSP:TRANSPARENT")


def test_it_is_written_as_the_standard_says() -> None:
    """Lines end with CR LF and hold 75 octets at most; times are in UTC."""
    ride = session("2026-11-09 10:00", id=9, activity="deep-water-run")
    data = calendar_of(checks_of(RUN, ride, now=ENDED), "America/Argentina/ComodRivadavia", now=ENDED)
    assert data.endswith(b"END:VCALENDAR\r\n")
    assert b"\n" not in data.replace(b"\r\n", b"")
    assert 75 >= max(len(line) for line in data.split(b"\r\n"))
    assert b"DTSTART:20261110T171500Z\r\n" in data
    told = [str(event["summary"]) for event in Calendar.from_ical(data).walk("VEVENT")]
    assert "How is your back? The day after the deep water run of Mon 09 Nov" in told


def test_where_nothing_is_open_the_calendar_is_empty() -> None:
    """So that a file which a phone follows loses what was answered."""
    assert [] == list(Calendar.from_ical(calendar_of([], ZONE, now=ENDED)).walk("VEVENT"))
