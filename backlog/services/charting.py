"""What a chart of weeks shows: the weeks, the usual range, and what is worth a mark."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from backlog import clock
from backlog.model.week import Chart, Mark
from backlog.services.advice import estimated, load_case
from backlog.services.weekly import Facts, Span, flare_days, load_facts, weekly
from backlog.store.readable import Readable

MARKED = {"switch", "return", "stop"}
#: A verdict of the days before says whether the first one of a span is a change.
BEFORE = timedelta(days=31)


def chart(
    journal: Readable,
    span: Span,
    *,
    now: datetime,
    zone: str,
    activity: str | None = None,
    units: str | None = None,
    known: int | None = None,
    known_at: datetime | None = None,
) -> Chart:
    """The chart of a span of weeks; the usual range is the one of `now`, None before any reading or answer.

    Verdicts are marked that rest on nothing later than change `known` and were given by `known_at`; None for all.
    """
    since, until = clock.local_midnight(span.first, zone), min(now, known_at or now, clock.day_end(span.last, zone))
    with journal.snapshot():
        facts = load_facts(journal, span, now=now, known=known)
        case = load_case(journal, zone, now=now, known=known)
        decisions = journal.decisions(since - BEFORE, until, known=known)
    said = [(at, str(verdict["action"] or verdict["verdict"])) for _, at, verdict in decisions]
    numbers, plan = estimated(case), case.plan
    told = numbers.readings > 0 or plan.usual_pain is not None
    return Chart(
        weeks=weekly(facts, zone=zone, week_start=plan.week_start),
        usual=(numbers.low, numbers.usual, numbers.high) if told else None,
        marks=marks(facts, said, since=since, zone=zone),
        units=units or plan.units,
        activity=activity,
    )


def marks(facts: Facts, said: Iterable[tuple[datetime, str]], *, since: datetime, zone: str) -> list[Mark]:
    """Flares, and changes of what was `said` from `since` on, in order of time; one a day and kind."""
    found = {(day, "flare"): Mark(day=day, kind="flare", label="flare") for day in flare_days(facts)}
    last: str | None = None
    for at, word in said:
        if word not in {"pending", last}:
            last = word
            if at >= since:
                mark = Mark(day=clock.local_date(at, zone), kind=word if word in MARKED else "verdict", label=word)
                found[mark.day, mark.kind] = mark
    return sorted(found.values(), key=lambda mark: (mark.day, mark.kind))
