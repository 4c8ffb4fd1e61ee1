"""Import files into the journal as one change: what is new is added, what is there already is left alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from backlog.importers.own.records import record_of
from backlog.importers.parsed import Parsed, Problem, Row
from backlog.model.facts import KINDS, kind_of
from backlog.model.origin import Origin
from backlog.model.session import EPOCH, Reading, Session
from backlog.services.imports.held import Held, held_by
from backlog.services.imports.matching import Known
from backlog.services.imports.plan import ImportPlan, ImportResult, plan_import, rows_of
from backlog.services.log import as_prescribed
from backlog.store.changes import Writer
from backlog.store.journal import Journal

#: What an origin need not repeat: it has these fields itself, or they say nothing.
_NOT_TOLD = {"id", "source", "source_key", "recorded_at"}


def import_parsed(
    journal: Journal, parsed: Sequence[Parsed], problems: Sequence[Problem], *, now: datetime
) -> ImportResult:
    """Store what is new as one change; an import that adds nothing leaves the journal untouched."""
    with journal.change("import", "import", now=now) as change:
        plan = plan_import(held_by(change), parsed, problems, now=now)
        plan.result.added = _written(change, plan, now)
        change.summary = f"import {_counted(plan.result)} from {_named(parsed)}"
    return plan.result


def dry_run(
    journal: Journal | None, parsed: Sequence[Parsed], problems: Sequence[Problem], *, now: datetime
) -> ImportResult:
    """What an import would do, from one moment of the journal, or as the first one where there is none yet."""
    if journal is None:
        return plan_import(Held(), parsed, problems, now=now).result
    with journal.snapshot() as moment:
        return plan_import(held_by(moment), parsed, problems, now=now).result


def _written(change: Writer, plan: ImportPlan, now: datetime) -> list[Row]:
    """What was added, with its numbers; values that bring theirs go first, so that no new one collides with them."""
    added = _stored(change, [*plan.kept, *rows_of(plan.kept_sessions)])
    # Many programs list the newest first; numbers should go with time.
    plan.new.sort(key=lambda known: known.session.started_at)
    sessions = [_asked(change, known.session) for known in plan.new]
    for known, session, number in zip(plan.new, sessions, change.add_all(sessions), strict=True):
        known.session = replace(session, id=number)
    added += rows_of(plan.new)
    added += _stored(
        change, sorted(plan.rest, key=lambda row: row.value.at if isinstance(row.value, Reading) else EPOCH)
    )
    for known in plan.held.values():
        if known.session != known.before:
            change.put(known.session)
    everyone = [*plan.kept_sessions, *plan.new, *plan.held.values()]
    change.add_all([_origin(known, *telling, now) for known in everyone for telling in known.tellings])
    change.add_all(
        [replace(told, session=one if isinstance(one, int) else one.session.id) for one, told in plan.carried]
    )
    for day in plan.days:
        change.put(day)
    return added


def _asked(change: Writer, session: Session) -> Session:
    """The session with what was advised before it, unless its own file says so: whoever wears a watch types nothing."""
    told = session.prescribed_m is not None or session.prescribed_s is not None
    return session if told else as_prescribed(change, session)


def _stored(change: Writer, rows: Sequence[Row]) -> list[Row]:
    """The rows with their numbers, after storing them, one kind at a time."""
    found = []
    for kind in KINDS:
        mine = [row for row in rows if kind_of(row.value) == kind]
        numbers = change.add_all([row.value for row in mine])
        found += [row._replace(value=replace(row.value, id=number)) for row, number in zip(mine, numbers, strict=True)]
    return found


def _origin(known: Known, file: str, told: Session, now: datetime) -> Origin:
    """What a file said of a session, beside what is kept of it."""
    said = {name: value for name, value in record_of(told).items() if name not in _NOT_TOLD}
    return Origin(
        session=known.session.id,
        file=file.rsplit("/", 1)[-1],
        source=told.source,
        source_key=told.source_key or "",
        told={name: value for name, value in said.items() if value is not None and value is not False and value != {}},
        recorded_at=now,
    )


def _named(files: Sequence[Parsed]) -> str:
    """The files by name; beyond a few the first, and how many more."""
    names = list(dict.fromkeys(file.file for file in files if file.rows))
    return ", ".join(names) if len(names) <= 3 else f"{names[0]} and {len(names) - 1} more files"


def _counted(result: ImportResult) -> str:
    counts = {kind: result.count(kind) for kind in KINDS}
    words = [f"{n} {kind}{'s' if n != 1 else ''}" for kind, n in counts.items() if n]
    told = len(result.matched) + result.beside
    if told and not words:
        words.append(f"{told} other telling{'s' if told != 1 else ''} of sessions")
    if result.filled:
        words.append(f"more of {result.filled} day{'s' if result.filled != 1 else ''}")
    return ", ".join(words)
