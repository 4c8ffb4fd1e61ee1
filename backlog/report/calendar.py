"""Pain checks as a calendar (iCalendar, RFC 5545) that a phone reminds from.

A calendar is often kept on somebody else's server, so it says no more than what was done when: no pain, no note.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from backlog import clock
from backlog.files import Kind, ends_of
from backlog.model.checks import Check
from backlog.model.session import Session

if TYPE_CHECKING:
    from icalendar import Event

#: What the head of any calendar of backlog's says.
_MAKER = "-//backlog//pain checks//EN"
CALENDAR = Kind("calendar of backlog", lambda path: _is_calendar(ends_of(path)[0]))
_AFTER = {0: "Right after", 24: "The day after", 48: "Two days after"}
_LASTS = timedelta(minutes=10)
_STEP_S = 5 * 60


def _is_calendar(head: bytes) -> bool:
    return head.startswith(b"BEGIN:VCALENDAR") and _MAKER.encode() in head


def calendar_of(checks: Sequence[tuple[Check, Session]], zone: str, *, now: datetime) -> bytes:
    """An event with an alarm for each check; a later calendar's event replaces that of the same check.

    `zone` is that of the times in the words; the moments of the events are in UTC.
    """
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("prodid", _MAKER)
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", "backlog")
    for check, session in checks:
        calendar.add_component(_event(check, session, zone, now=now))
    written: bytes = calendar.to_ical()
    return written


def _event(check: Check, session: Session, zone: str, *, now: datetime) -> Event:
    from icalendar import Alarm, Event

    starts = _reminded_at(check, now)
    event = Event()
    event.add("uid", f"{session.id}-{session.recorded_at.astimezone(UTC):%Y%m%dT%H%M%SZ}-{check.horizon_h}h@backlog")
    event.add("dtstamp", now)
    # A calendar takes an event of a known name only if its number is higher: minutes rise without being stored.
    event.add("sequence", max(0, int((now - session.recorded_at).total_seconds() // 60)))
    event.add("dtstart", starts)
    event.add("dtend", starts + _LASTS)
    event.add("summary", _summary(check, session))
    event.add("description", _description(check, zone))
    event.add("class", "PRIVATE")
    event.add("transp", "TRANSPARENT")
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("trigger", timedelta(0))
    alarm.add("description", _summary(check, session))
    event.add_component(alarm)
    return event


def _reminded_at(check: Check, now: datetime) -> datetime:
    """The target; once that has passed, the next full five minutes, while the check can be answered."""
    if check.due_at > now:
        return check.due_at
    soon = clock.instant(-(-clock.seconds(now + timedelta(seconds=1)) // _STEP_S) * _STEP_S)
    return min(soon, check.closes_at)


def _summary(check: Check, session: Session) -> str:
    activity = session.activity.replace("-", " ")
    return f"How is your back? {_AFTER[check.horizon_h]} the {activity} of {session.day:%a %d %b}"


def _description(check: Check, zone: str) -> str:
    closes = clock.local(check.closes_at, zone)
    return f"Answer with: backlog pain N\nIt counts until {closes:%a %d %b %H:%M} ({zone})."
