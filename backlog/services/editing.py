"""Correct, delete and erase entries."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from backlog import clock
from backlog.errors import InputError
from backlog.model.facts import kind_of
from backlog.model.session import Reading, Session
from backlog.services.log import timing
from backlog.store.journal import Journal

if TYPE_CHECKING:
    from backlog.model.facts import Fact

NEVER_NONE = {"activity", "site", "started_at"}


def edit(journal: Journal, number: int, values: Mapping[str, Any], at: clock.When | None, *, now: datetime) -> Fact:
    """Store a new version of a session or reading; its end is worked out anew if start, duration or distance changed.

    InputError `bad-option` for fields the entry does not have, `nothing-to-say` for no change at all.
    """
    before = journal.find(number)
    if not isinstance(before, Session | Reading):
        raise InputError("bad-option", f"Entry {number} is a {kind_of(before)}.", "Only sessions and readings are edited here.")
    strange = [name for name in values if not hasattr(before, name)]
    if strange:
        raise InputError("bad-option", f"A {kind_of(before)} has no {', '.join(strange)}.", f"See `backlog show {number}`.")
    after = _timed(journal, replace(before, **values), values, at, now=now)
    if after == before:
        raise InputError("nothing-to-say", f"Nothing would change in entry {number}.", f"See `backlog show {number}`.")
    changed = [name for name in vars(before) if getattr(before, name) != getattr(after, name)]
    with journal.change("edit", f"edit {number}: {', '.join(_shown(changed))}", now=now) as change:
        change.put(after)
    return after


def _shown(names: Sequence[str]) -> list[str]:
    return [name.removesuffix("_m").removesuffix("_s").replace("_", " ") for name in names if name != "day"]


def _timed(journal: Journal, value: Session | Reading, values: Mapping[str, Any], at: clock.When | None, *,
           now: datetime) -> Session | Reading:
    if isinstance(value, Reading):
        if at is None:
            return value
        return replace(value, at=at.at, day=clock.local_date(at.at, value.zone), approximate=at.approximate)
    lasting = {"duration_s", "distance_m", "activity"} & set(values)
    if at is None and not lasting:
        return value
    when = at or clock.When(value.started_at, value.approximate)
    found = timing(journal, value, when, now=now)
    return replace(value, started_at=found.started_at, ended_at=found.ended_at, end_estimated=found.end_estimated,
                   approximate=found.approximate, day=clock.local_date(found.started_at, value.zone))


def delete(journal: Journal, numbers: Sequence[int], *, now: datetime) -> list[Fact]:
    """End the entries, as one change; what they were."""
    found = [journal.find(number) for number in dict.fromkeys(numbers)]
    with journal.change("delete", f"delete {', '.join(str(value.id) for value in found)}", now=now) as change:
        for value in found:
            change.remove(kind_of(value), value.id)
    return found


def before_date(journal: Journal, day: date, zone: str) -> list[tuple[str, int]]:
    """Every session, reading and day note, deleted ones included, whose every version lies before a local date."""
    limit = clock.local_midnight(day, zone)
    found = []
    for kind in ("session", "reading", "day"):
        for number in journal.all_numbers(kind):
            _, versions = journal.find_ended(number)
            if all(_moment(value) < limit for _, _, value in versions):
                found.append((kind, number))
    return found


def _moment(value: Any) -> datetime:
    if isinstance(value, Session):
        return value.started_at
    if isinstance(value, Reading):
        return value.at
    return clock.local_midnight(value.day, "UTC") + timedelta(hours=12)


def everything(journal: Journal) -> list[tuple[str, int]]:
    """Every thing that is or ever was in the journal."""
    kinds = ("session", "reading", "day", "setting", "pause", "screening", "flag")
    return [(kind, number) for kind in kinds for number in journal.all_numbers(kind)]
