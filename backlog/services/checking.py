"""Whether a journal holds what backlog would have stored."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime

from backlog import clock
from backlog.errors import BacklogError, InputError
from backlog.importers.own.records import record_of, value_of
from backlog.model.facts import KINDS
from backlog.services.advice import facts_of
from backlog.services.replay import advice_of
from backlog.store.journal import Journal
from backlog.store.rows import UNREADABLE


def damage(journal: Journal) -> list[str]:
    """What is wrong with the journal's storage, its rows, and what they say; one sentence each."""
    sound = journal.integrity()
    found = [] if sound == "ok" else [f"The file is damaged: {sound}."]
    rows = journal.damage()
    if rows:  # what cannot be read at all is not asked what it means
        return [*found, *rows]
    with journal.snapshot():
        return [*found, *_impossible(journal), *_undecided(journal)]


def doubled(journal: Journal) -> list[str]:
    """The dates that have two days, as an older backlog could leave them; no damage, and one sentence each."""
    times = Counter(day.day for day in journal.every("day"))
    return [
        f"The day {day} stands {number} times; the next `backlog day {day}` that says something makes it one."
        for day, number in sorted(times.items())
        if number > 1
    ]


def ahead(journal: Journal, *, now: datetime) -> list[str]:
    """What is still to come by this machine's clock, in a sentence: one of the two is wrong."""
    late = sum(isinstance(error, InputError) and error.slug == "future-time" for *_, error in _refused(journal, now))
    if not late:
        return []
    are = "entries are" if late > 1 else "entry is"
    return [f"{late} {are} still to come by this machine's clock, {clock.iso(now, 'UTC')}: is it right?"]


def _refused(journal: Journal, now: datetime) -> Iterator[tuple[str, int, Exception]]:
    """Kind and number of what no command and no import would have stored by then, with what it would have said."""
    for kind in KINDS:
        for value in journal.every(kind):
            try:
                value_of(kind, record_of(value), now=now)
            except (InputError, *UNREADABLE) as error:
                yield kind, value.id, error


def _impossible(journal: Journal) -> Iterator[str]:
    """What would never have been stored, whatever the time."""
    for kind, number, error in _refused(journal, clock.LATEST):
        why = f": {error.what}" if isinstance(error, InputError) else "."
        yield f"Row {number} of the table {kind} holds what backlog would not have stored{why}"
    try:
        journal.plan()
    except (BacklogError, *UNREADABLE):
        yield "The table setting holds a plan that cannot be read."


def _undecided(journal: Journal) -> Iterator[str]:
    """Decisions whose facts or verdict cannot be unpacked."""
    for number in journal.all_numbers("decision"):
        stored = journal.decision(number)
        try:
            facts_of(stored)
            advice_of(stored.said)
        except (BacklogError, *UNREADABLE):
            yield f"Row {number} of the table decision cannot be read."
