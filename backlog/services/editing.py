"""Correct and delete entries."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from backlog import clock
from backlog.errors import InputError
from backlog.model.facts import kind_of
from backlog.model.session import Reading, Session
from backlog.services.log import placed, timing
from backlog.store.journal import Journal

if TYPE_CHECKING:
    from backlog.model.facts import Fact

Entry = Session | Reading
FOLLOWING = {"day", "usual_pain_at", "end_estimated"}
#: kind -> the command that changes it, for kinds that `edit` and `delete` leave alone
INSTEAD = {
    "setting": "Change it with `backlog plan`.",
    "pause": "See `backlog plan --resume`.",
    "flag": "A red flag is cleared with `backlog flags --clear`.",
    "day": "Change it with `backlog day`.",
    "origin": "It goes with its session; `backlog undo` takes an import back.",
    "screening": "Answer the questions again with `backlog flags`, or see `backlog history` and `backlog undo`.",
}
DELETABLE = {"session", "reading", "day", "pause"}


def corrected(
    journal: Journal, number: int, values: Mapping[str, Any], at: clock.When | None, *, now: datetime
) -> tuple[Entry, Entry]:
    """A session or reading as it is and as it would be; its end is worked out anew with start, duration or distance.

    InputError `bad-option` for fields the entry does not have, `nothing-to-say` for no change at all.
    """
    before = journal.find(number)
    if not isinstance(before, Session | Reading):
        raise InputError(
            "bad-option",
            f"Entry {number} is a {kind_of(before)}; only sessions and readings are edited here.",
            INSTEAD.get(kind_of(before), f"See `backlog show {number}`."),
        )
    told = _of_site(before, values) if isinstance(before, Reading) else values
    strange = [name for name in told if not hasattr(before, name)]
    if strange:
        raise InputError(
            "bad-option",
            f"A {kind_of(before)} has no {', '.join(plain_names(strange))}.",
            f"See `backlog show {number}`.",
        )
    after = _timed(journal, replace(before, **told), told, at, now=now)
    if after == before:
        raise InputError("nothing-to-say", f"Nothing would change in entry {number}.", f"See `backlog show {number}`.")
    return before, after


def _of_site(before: Reading, values: Mapping[str, Any]) -> Mapping[str, Any]:
    """What `--site calf 2` means for a reading: another place, and its score."""
    sites = values.get("during_sites")
    if not sites:
        return values
    if len(sites) > 1:
        raise InputError("bad-option", f"Reading {before.id} is of one place.", "Name one --site.")
    ((site, score),) = sites.items()
    return {name: value for name, value in values.items() if name != "during_sites"} | {"site": site, "score": score}


def edit(journal: Journal, before: Entry, after: Entry, *, now: datetime) -> None:
    """Store the new version of an entry."""
    changed = [name for name in vars(before) if getattr(before, name) != getattr(after, name)]
    with journal.change("edit", f"edit {before.id}: {', '.join(plain_names(changed))}", now=now) as change:
        change.put(after)


def plain_names(names: Iterable[str]) -> list[str]:
    """Fields as a person calls them: without their units, and without those that follow from others."""
    words = (
        name.removesuffix("_m").removesuffix("_s").removesuffix("_h").replace("_", " ")
        for name in names
        if name not in FOLLOWING
    )
    return list(dict.fromkeys(words))


def _timed(
    journal: Journal, value: Session | Reading, values: Mapping[str, Any], at: clock.When | None, *, now: datetime
) -> Session | Reading:
    if isinstance(value, Reading):
        if at is None:
            return value
        return replace(value, at=at.at, day=clock.local_date(at.at, value.zone), approximate=at.approximate)
    lasting = {"duration_s", "distance_m", "activity"} & set(values)
    if at is None and not lasting:
        return value
    when = at or clock.When(value.started_at, value.approximate)
    return placed(value, timing(journal, value, when, now=now))


def delete(journal: Journal, numbers: Sequence[int], *, now: datetime) -> list[Fact]:
    """End the entries, as one change; what they were. InputError `bad-option` for what is not deleted but answered."""
    found = [journal.find(number) for number in dict.fromkeys(numbers)]
    for value in found:
        if kind_of(value) not in DELETABLE:
            raise InputError(
                "bad-option", f"Entry {value.id} is a {kind_of(value)}, which is not deleted.", INSTEAD[kind_of(value)]
            )
    with journal.change("delete", f"delete {', '.join(str(value.id) for value in found)}", now=now) as change:
        for value in found:
            change.remove(kind_of(value), value.id)
            for origin in journal.origins(value.id) if isinstance(value, Session) else ():
                change.remove("origin", origin.id)
    return found
