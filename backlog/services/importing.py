"""Import files into the journal as one change: what is new is added, what is there already is left alone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import BinaryIO

from backlog.errors import BacklogError, InputError
from backlog.importers import recognise
from backlog.importers.parsed import Options, Parsed, Problem, Row, Value
from backlog.model.day import Day
from backlog.model.facts import KINDS, kind_of
from backlog.model.session import EPOCH, Reading, Session
from backlog.services.held import Held, mark_of, name_of
from backlog.services.matching import match, merged, provenance
from backlog.store.journal import Journal, Writer

OWN = "backlog"
LARGEST_FILE = 256 * 1024 * 1024


@dataclass(frozen=True, kw_only=True)
class Pair:
    """An imported session and one that the journal held before."""

    row: Row
    held: Session


@dataclass(kw_only=True)
class ImportResult:
    """What an import did, or would do.

    `added` holds the new values, with their numbers unless it was a dry run; `known` counts rows that were there
    already; `matched` are rows that are the same session as one in the journal; `possible` were added, but may be.
    """

    files: tuple[Parsed, ...] = ()
    added: list[Row] = field(default_factory=list)
    matched: list[Pair] = field(default_factory=list)
    possible: list[Pair] = field(default_factory=list)
    known: int = 0
    problems: tuple[Problem, ...] = ()

    def count(self, kind: str) -> int:
        """How many values of a kind were added."""
        return sum(kind_of(row.value) == kind for row in self.added)

    @property
    def taken(self) -> int:
        """How many rows of the files are in the journal now, whether new or not."""
        return len(self.added) + len(self.matched) + self.known


def read_file(name: str) -> bytes:
    """The bytes of a file; BacklogError `file-missing`, or `bad-import` if it is too large to be meant."""
    try:
        path = Path(name).expanduser()
        if path.is_dir():
            raise BacklogError("file-missing", f"{name} is a folder.", "Name the files in it.")
        with path.open("rb") as file:
            return read_stream(file, name)
    except (OSError, ValueError, RuntimeError) as error:
        reason = getattr(error, "strerror", None) or "it cannot be a file's name"
        raise BacklogError(
            "file-missing", f"{name} cannot be read: {reason}.", "Check the name and who may read it."
        ) from None


def read_stream(stream: BinaryIO, name: str) -> bytes:
    """All bytes of a stream; InputError `bad-import` if they are more than can be meant."""
    data = stream.read(LARGEST_FILE + 1)
    if len(data) > LARGEST_FILE:
        raise InputError("bad-import", f"{name} is larger than {LARGEST_FILE // 2**20} MB.", "Split it.")
    return data


def parse_files(files: Sequence[tuple[str, bytes]], options: Options) -> tuple[list[Parsed], list[Problem]]:
    """What each file (name, bytes) holds, and the problems of all.

    A file that cannot be taken as a whole is a problem; if none can be taken, its InputError is raised.
    """
    parsed: list[Parsed] = []
    refused: list[tuple[str, BacklogError]] = []
    for name, data in files:
        try:
            parsed.append(recognise.parse(data, name, options))
        except BacklogError as error:
            refused.append((name, error))
    if not parsed and refused:
        raise refused[0][1]
    whole = [Problem(file=name, line=None, what=error.what, todo=error.todo) for name, error in refused]
    return parsed, whole + [problem for file in parsed for problem in file.problems]


def import_files(
    journal: Journal, files: Sequence[tuple[str, bytes]], options: Options, *, dry_run: bool = False
) -> ImportResult:
    """Parse files and import them; see parse_files and import_parsed."""
    parsed, problems = parse_files(files, options)
    return import_parsed(journal, parsed, problems, now=options.now, dry_run=dry_run)


def import_parsed(
    journal: Journal, parsed: Sequence[Parsed], problems: Sequence[Problem], *, now: datetime, dry_run: bool = False
) -> ImportResult:
    """Store what is new as one change; a dry run, and an import that adds nothing, leave the journal untouched."""
    names = ", ".join(file.file for file in parsed)
    if dry_run:
        plan = _Plan(journal, now)
        plan.take_all(parsed)
    else:
        with journal.change("import", f"import {names}", now=now) as change:
            plan = _Plan(journal, now)
            plan.take_all(parsed)
            plan.write(change)
            change.summary = f"import {_counted(plan.result)} from {names}"
    plan.result.files, plan.result.problems = tuple(parsed), tuple(problems)
    return plan.result


def _counted(result: ImportResult) -> str:
    counts = {kind: result.count(kind) for kind in KINDS}
    words = [f"{n} {kind}{'s' if n != 1 else ''}" for kind, n in counts.items() if n]
    return ", ".join(words) if words else f"{len(result.matched)} matches"


class _Plan:
    """What an import would write, decided row by row against the journal as it is."""

    def __init__(self, journal: Journal, now: datetime) -> None:
        self._journal = journal
        self._now = now
        self.result = ImportResult()
        self._kept: list[Row] = []
        self._fresh: list[Row] = []
        self._changed: dict[int, Session] = {}
        self._keys = {kind: set(journal.sources(kind)) for kind in ("session", "reading")}
        self._held = Held(journal)
        self._pool: list[Session] | None = None

    def take_all(self, files: Sequence[Parsed]) -> None:
        """Decide about every row of the files."""
        own = [row for file in files if file.own for row in file.rows]
        keeps = self._held.free_for(own)
        for file in files:
            kept = [row for row in file.rows if file.own and keeps and row.value.id]
            self._keep(kept)
            rest = [row for row in file.rows if not (file.own and keeps and row.value.id)]
            self._take([_renamed(row) if file.own else row for row in rest])

    def write(self, change: Writer) -> None:
        """Write it; values that bring their numbers go first, so that no new number collides with theirs."""
        # Many programs list the newest first; numbers should go with time.
        self._fresh.sort(key=lambda row: _moment(row.value))
        self.result.added = [row for rows in (self._kept, self._fresh) for row in _stored(change, rows)]
        for session in self._changed.values():
            change.put(session)

    def _keep(self, rows: Iterable[Row]) -> None:
        """Rows of backlog's own format for an empty journal: numbers and recorded-at times stay."""
        for row in rows:
            if self._held.claim(row.value.id):
                self._kept.append(row._replace(value=_recorded(row.value, self._now, keep=True)))
                self.result.added.append(self._kept[-1])
            else:
                self.result.known += 1

    def _take(self, rows: Sequence[Row]) -> None:
        """Rows that get new numbers: those that are there already are counted, sessions are matched, the rest added."""
        fresh = [row for row in rows if not self._is_known(row.value)]
        self.result.known += len(rows) - len(fresh)
        sessions = [row for row in fresh if isinstance(row.value, Session)]
        same = self._match(sessions)
        for row in fresh:
            if id(row) not in same:
                value = _recorded(replace(row.value, id=0), self._now, keep=False)
                self._fresh.append(row._replace(value=value))
                self.result.added.append(self._fresh[-1])
        if self._pool is not None:
            self._pool += [row.value for row in self._fresh if isinstance(row.value, Session)]

    def _match(self, rows: Sequence[Row]) -> set[int]:
        """The rows (by identity) that are the same session as one in the journal; doubtful ones are listed."""
        imported = [row.value for row in rows if isinstance(row.value, Session)]
        matches = match(imported, self._around(imported))
        for index, held in matches.same.items():
            self.result.matched.append(Pair(row=rows[index], held=held))
            after = merged(held, imported[index])
            if held.id and after != held:
                self._changed[held.id] = after
        for index, others in matches.possible.items():
            self.result.possible += [Pair(row=rows[index], held=other) for other in others]
        return {id(rows[index]) for index in matches.same}

    def _around(self, imported: Sequence[Session]) -> list[Session]:
        if not imported:
            return []
        if self._pool is None:
            self._pool = []
        starts = [session.started_at for session in imported]
        day = timedelta(days=1)
        held = self._journal.sessions(min(starts) - day, max(starts) + day)
        return held + self._pool

    def _is_known(self, value: Value) -> bool:
        """Whether the journal has it, or had it until the person deleted it, or this import brought it before."""
        if self._held.has(value):
            return True
        if not isinstance(value, Session | Reading):
            return not self._held.claim_name(value)
        keys = self._keys[kind_of(value)]
        key = (value.source, value.source_key or "")
        if key in keys or (isinstance(value, Session) and ("typed", provenance(value)) in keys):
            return True
        keys.add(key)
        return False


def _moment(value: Value) -> datetime:
    match value:
        case Session():
            return value.started_at
        case Reading():
            return value.at
        case _:
            return EPOCH


def _renamed(row: Row) -> Row:
    """The row of another journal's thing under a key that names it for good, made of itself if it has no number."""
    value = row.value
    if isinstance(value, Session | Reading) and value.source_key is None:
        value = replace(value, source=OWN, source_key=mark_of(value) if value.id else name_of(value))
    return row._replace(value=value)


def _recorded(value: Value, now: datetime, *, keep: bool) -> Value:
    """The value with its recorded-at time: now, unless it is to be kept and there is one."""
    if not isinstance(value, Session | Reading | Day) or (keep and value.recorded_at != EPOCH):
        return value
    return replace(value, recorded_at=now)


def _stored(change: Writer, rows: Sequence[Row]) -> list[Row]:
    """The rows with their numbers, after storing them, one kind at a time."""
    found = []
    for kind in KINDS:
        mine = [row for row in rows if kind_of(row.value) == kind]
        numbers = change.add_all([row.value for row in mine])
        found += [row._replace(value=replace(row.value, id=number)) for row, number in zip(mine, numbers, strict=True)]
    return found
