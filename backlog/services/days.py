"""Notes on a day: one set a local date, completed as more is said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from backlog.errors import InputError
from backlog.model.day import Day
from backlog.services.editing import plain_names
from backlog.store.journal import Journal


def note_day(journal: Journal, day: date, values: Mapping[str, Any], tags: tuple[str, ...], *, now: datetime) -> Day:
    """Store what was said of a day beside what was known; later words win, tags add up."""
    if not values and not tags:
        raise InputError(
            "nothing-to-say", f"Nothing was said about {day}.", "For example: backlog day --sleep 7.5 --stress 4."
        )
    before = journal.day(day)
    known = before or Day(day=day, recorded_at=now)
    told = replace(known, **values, tags=tuple(dict.fromkeys([*known.tags, *tags])))
    with journal.change(
        "day", f"day {day}: {', '.join([*plain_names(values), *dict.fromkeys(tags)])}", now=now
    ) as change:
        if before is None:
            told = replace(told, id=change.add(told))
        elif told != before:
            change.put(told)
    return told
