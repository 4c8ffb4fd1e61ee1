"""What a chart of weeks shows: the weeks, the usual range, and what is worth a mark."""

from __future__ import annotations

from datetime import datetime, timedelta

from backlog import clock
from backlog.model.week import Chart, Mark
from backlog.services.judging import estimated, load_case
from backlog.services.weekly import Span, weekly
from backlog.store.journal import Journal

MARKED = {"switch": "switch", "return": "return", "stop": "stop"}


def chart(
    journal: Journal,
    span: Span,
    *,
    now: datetime,
    zone: str,
    activity: str | None = None,
    units: str | None = None,
    known: int | None = None,
) -> Chart:
    """The chart of a span of weeks; the usual range is the one of `now`, None before any reading or answer."""
    plan = journal.plan(known=known)
    weeks = weekly(journal, span, now=now, zone=zone, week_start=plan.week_start, known=known)
    case = load_case(journal, zone, now=now, known=known)
    numbers = estimated(case)
    told = numbers.readings > 0 or plan.usual_pain is not None
    return Chart(
        weeks=tuple(weeks),
        usual=(numbers.low, numbers.usual, numbers.high) if told else None,
        marks=tuple(marks(journal, span, now=now, zone=zone, known=known)),
        units=units or plan.units,
        activity=activity,
    )


def marks(journal: Journal, span: Span, *, now: datetime, zone: str, known: int | None = None) -> list[Mark]:
    """Changes of verdict, and flares, of a span; one a day and kind."""
    since = clock.local_midnight(span.first, zone)
    until = min(now, clock.day_end(span.last, zone))
    found: dict[tuple[object, str], Mark] = {}
    said: str | None = None
    for _, at, verdict in journal.decisions(since - timedelta(days=31), until):
        word = verdict["action"] or verdict["verdict"]
        if word not in {"pending", said}:
            said = word
            if at >= since:
                mark = Mark(day=clock.local_date(at, zone), kind=MARKED.get(word, "verdict"), label=word)
                found[mark.day, mark.kind] = mark
    for reading in journal.readings(since, until, known=known):
        if reading.flare:
            found[reading.day, "flare"] = Mark(day=reading.day, kind="flare", label="flare")
    return sorted(found.values(), key=lambda mark: (mark.day, mark.kind))
