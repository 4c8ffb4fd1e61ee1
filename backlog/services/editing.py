"""Correct and delete entries."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from backlog import clock
from backlog.errors import Doubt, InputError
from backlog.model.facts import kind_of
from backlog.model.session import Reading, Session
from backlog.model.units import plain_name
from backlog.services.log import as_prescribed, timed, unusual, was_logged_as_it_ended
from backlog.store.journal import Journal
from backlog.store.readable import Readable

if TYPE_CHECKING:
    from backlog.model.facts import Fact

Entry = Session | Reading
FOLLOWING = {"day", "usual_pain_at", "medicine_at", "marked_until", "end_estimated"}
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


class Edited(NamedTuple):
    """An entry before and after an edit."""

    before: Entry
    after: Entry


def edit(
    journal: Journal,
    number: int | None,
    values: Mapping[str, Any],
    at: clock.When | None,
    *,
    unit: str,
    agreed: Doubt | None,
    now: datetime,
) -> Edited | Doubt:
    """Store a session or reading with other values, or say what is to be asked first; None is the last one logged.

    An end that was worked out is worked out anew; one that is known stays as long after the start, until the duration
    is told. Of a session that was logged as it ended the end stays, and the start is worked out. Pain at other sites
    is changed site by site; None takes one away.
    InputError `bad-option` for fields the entry does not have, `nothing-to-say` for no change at all.
    """
    with journal.change("edit", "edit", now=now) as change:
        before = newest(change, values) if number is None else _editable(change.find(number))
        after = _corrected(change, before, values, at, last=number is None, now=now)
        if isinstance(after, Session) and values.keys() & {"distance_m", "duration_s", "activity"}:
            doubt = unusual(change, after, unit)
            question = Doubt(f"{doubt} Store it?", (before, after))
            if doubt and question != agreed:
                return question
        changed = [name for name in vars(before) if getattr(before, name) != getattr(after, name)]
        change.summary = f"edit {before.id}: {', '.join(plain_names(changed))}"
        change.put(after)
    return Edited(before, after)


def newest(facts: Readable, values: Mapping[str, Any]) -> Entry:
    """The session or reading that was logged last, among those that have these fields.

    Of a session and the pain before it, logged by one command, it is the session. InputError `unknown-id`.
    """
    last = [value for kind in ("session", "reading") if (value := facts.newest(kind))]
    found = [value for value in last if _takes(value, values)] or last
    if not found:
        raise InputError.of("unknown-id.nothing-of-kind")
    entry: Entry = max(found, key=lambda value: facts.find_ended(value.id)[1][0][0])
    return entry


def _takes(value: Entry, values: Mapping[str, Any]) -> bool:
    """Whether an entry has all these fields; a reading of another place than the back has its site."""
    has = {field.name for field in fields(value)}
    elsewhere = isinstance(value, Reading) and value.site != "back"
    return values.keys() <= (has | {"during_sites"} if elsewhere else has)


def _editable(value: Fact) -> Entry:
    """The value, if it is a session or a reading; InputError `bad-option`."""
    if isinstance(value, Session | Reading):
        return value
    what = f"Entry {value.id} is a {kind_of(value)}; only sessions and readings are edited here."
    raise InputError("bad-option", what, INSTEAD.get(kind_of(value), f"See `backlog show {value.id}`."))


def _corrected(
    facts: Readable, before: Entry, values: Mapping[str, Any], at: clock.When | None, *, last: bool, now: datetime
) -> Entry:
    told = _of_site(before, values, last=last) if isinstance(before, Reading) else _with_sites(before, values)
    strange = [name for name in told if not hasattr(before, name)]
    if strange:
        names = ", ".join(plain_names(strange))
        raise InputError.of("bad-option.no-field", kind=kind_of(before), names=names, number=before.id)
    after: Entry
    if isinstance(before, Reading):
        after = replace(before, **told)
        if at is not None:
            after = replace(after, at=at.at, day=clock.local_date(at.at, after.zone), approximate=at.approximate)
    else:
        after = _timed(facts, before, replace(before, **told), told, at, now=now)
        # What was advised before it stays as it was stored, but that was advice for another activity.
        after = after if after.activity == before.activity else as_prescribed(facts, after)
    if after == before:
        raise InputError.of("nothing-to-say.no-change", number=before.id)
    return after


def _with_sites(before: Session, values: Mapping[str, Any]) -> Mapping[str, Any]:
    """The values with all sites of the session: those that were named are other now, the rest as they were."""
    if "during_sites" not in values:
        return values
    sites = {**before.during_sites, **values["during_sites"]}
    return {**values, "during_sites": {site: score for site, score in sites.items() if score is not None}}


def _of_site(before: Reading, values: Mapping[str, Any], *, last: bool) -> Mapping[str, Any]:
    """What `--site calf 2` means for a reading: another place, and its score."""
    sites = values.get("during_sites")
    if not sites:
        return values
    if len(sites) > 1:
        raise InputError("bad-option", f"Reading {before.id} is of one place.", "Name one --site.")
    ((site, score),) = sites.items()
    if last and site != before.site:
        raise InputError.of("bad-option.another-place", number=before.id, is_of=before.site, site=site)
    if score is None:
        raise InputError.of("bad-option.only-place", number=before.id)
    return {name: value for name, value in values.items() if name != "during_sites"} | {"site": site, "score": score}


def plain_names(names: Iterable[str]) -> list[str]:
    """Fields as a person calls them: without their units, and without those that follow from others."""
    return list(dict.fromkeys(plain_name(name) for name in names if name not in FOLLOWING))


def _timed(
    facts: Readable, before: Session, value: Session, values: Mapping[str, Any], at: clock.When | None, *, now: datetime
) -> Session:
    if at is None and values.keys().isdisjoint({"duration_s", "distance_m", "activity"}):
        return value
    if at is None and (before.end_estimated or "duration_s" in values) and was_logged_as_it_ended(facts, before):
        return timed(facts, value, None, now=before.ended_at)[0]
    when = at or clock.When(value.started_at, value.approximate)
    known = not value.end_estimated and "duration_s" not in values
    return timed(facts, value, when, lasted=value.ended_at - value.started_at if known else None, now=now)[0]


def delete(
    journal: Journal, numbers: Sequence[int | None], *, agreed: Doubt | None = None, now: datetime
) -> list[Fact] | Doubt:
    """End the entries, as one change; what they were, or what is to be asked first. None is the last one logged.

    InputError `bad-option` for what is not deleted but answered.
    """
    with journal.change("delete", "delete", now=now) as change:
        found = {value.id: value for value in (newest(change, {}) if n is None else change.find(n) for n in numbers)}
        for value in found.values():
            if kind_of(value) not in DELETABLE:
                what = f"Entry {value.id} is a {kind_of(value)}, which is not deleted."
                raise InputError("bad-option", what, INSTEAD[kind_of(value)])
        question = Doubt(f"Delete {len(found)} entries?", tuple(found.values()))
        if len(found) > 1 and question != agreed:
            return question
        change.summary = f"delete {', '.join(map(str, found))}"
        for value in found.values():
            for origin in change.origins(value.id) if isinstance(value, Session) else ():
                change.remove("origin", origin.id)
            change.remove(kind_of(value), value.id)
    return list(found.values())
