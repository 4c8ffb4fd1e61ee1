"""Notes on a day: one set a local date, completed as more is said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from functools import reduce
from typing import Any

from backlog.errors import InputError
from backlog.model.day import Day
from backlog.model.units import LONGEST_NOTE
from backlog.services.editing import plain_names
from backlog.store.journal import Journal
from backlog.store.readable import Readable

#: What is said of a day in one number each.
SAID = ("sleep_h", "sitting_h", "stress", "lifting", "mood")


def day_of(facts: Readable, day: date) -> Day | None:
    """What was noted for a local date."""
    held = facts.days(day, day)
    return _merged(held) if held else None


def note_day(journal: Journal, day: date, values: Mapping[str, Any], tags: tuple[str, ...], *, now: datetime) -> Day:
    """Store what was said of a day beside what was known; later words win, tags add up.

    Where an older backlog let two commands make two days of one date, they become one.
    """
    if not values and not tags:
        raise InputError.of("nothing-to-say.empty-day", day=day)
    words = ", ".join([*plain_names(values), *dict.fromkeys(tags)])
    with journal.change("day", f"day {day}: {words}", now=now) as change:
        held = change.days(day, day)
        known = _merged(held) if held else Day(day=day, recorded_at=now)
        told = replace(known, **values, tags=tuple(dict.fromkeys([*known.tags, *tags])))
        for twin in held[1:]:
            change.remove("day", twin.id)
        if not held:
            told = replace(told, id=change.add(told))
        elif told != held[0]:
            change.put(told)
    return told


def _merged(held: Sequence[Day]) -> Day:
    """The days of one date as one, under the first one's number: later numbers win, tags and notes add up."""
    return reduce(_joined, held)


def _joined(day: Day, later: Day) -> Day:
    said = {name: value for name in SAID if (value := getattr(later, name)) is not None}
    tags = tuple(dict.fromkeys([*day.tags, *later.tags]))
    return replace(day, **said, tags=tags, note=both_notes(day.note, later.note))


def both_notes(one: str | None, other: str | None) -> str | None:
    """Two notes as one, each part once; the first alone where there is no room for both."""
    parts = dict.fromkeys(part for note in (one, other) if note for part in note.split(" / "))
    both = " / ".join(parts)
    return one if one and len(both) > LONGEST_NOTE else both or None
