"""Import files into the journal as one change: what is new is added, what is there already is left alone."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from backlog.importers.parsed import Options, Parsed, Problem, Row, Value
from backlog.importers.records import record_of
from backlog.model.day import Day
from backlog.model.facts import KINDS, kind_of
from backlog.model.origin import Origin
from backlog.model.session import EPOCH, Reading, Session
from backlog.services.held import Held, mark_of, name_of
from backlog.services.matching import Known, Match, Matcher, source_rank
from backlog.services.parsing import parse_files
from backlog.store.journal import Journal, Writer

OWN = "backlog"
#: What an origin need not repeat: it has these fields itself, or they say nothing.
_NOT_TOLD = {"id", "source", "source_key", "recorded_at"}


@dataclass(frozen=True, kw_only=True)
class Pair:
    """An imported session and a known one: in the journal, or told by another file of this import.

    `known.session` is what is kept of both. `hours_off` is by how many hours its clock differed.
    """

    row: Row
    known: Known
    hours_off: int = 0

    @property
    def held(self) -> Session:
        """The known session as it is now."""
        return self.known.session


@dataclass(kw_only=True)
class ImportResult:
    """What an import did, or would do.

    `added` holds the new values, with their numbers unless it was a dry run; `known` counts rows that were there
    already, `repeated` those that an earlier row of this import had said; `matched` are rows that are the same session
    as a known one; `possible` were added, but may be one.
    """

    files: tuple[Parsed, ...] = ()
    added: list[Row] = field(default_factory=list)
    matched: list[Pair] = field(default_factory=list)
    possible: list[Pair] = field(default_factory=list)
    known: int = 0
    repeated: int = 0
    problems: tuple[Problem, ...] = ()

    def count(self, kind: str) -> int:
        """How many values of a kind were added."""
        return sum(kind_of(row.value) == kind for row in self.added)

    @property
    def taken(self) -> int:
        """How many rows of the files are in the journal now, whether new or not."""
        return len(self.added) + len(self.matched) + self.known + self.repeated

    @property
    def lost(self) -> int:
        """How many rows or files could not be taken."""
        return sum(problem.lost for problem in self.problems)


def import_files(
    journal: Journal, files: Sequence[tuple[str, bytes]], options: Options, *, dry_run: bool = False
) -> ImportResult:
    """Parse files (name, bytes) and import them; see parse_files and import_parsed."""
    parsed, problems = parse_files(files, options)
    return import_parsed(journal, parsed, problems, now=options.now, dry_run=dry_run)


def import_parsed(
    journal: Journal, parsed: Sequence[Parsed], problems: Sequence[Problem], *, now: datetime, dry_run: bool = False
) -> ImportResult:
    """Store what is new as one change; a dry run, and an import that adds nothing, leave the journal untouched."""
    if dry_run:
        plan = _Plan(journal, now)
        plan.take_all(parsed)
    else:
        with journal.change("import", "import", now=now) as change:
            plan = _Plan(journal, now)
            plan.take_all(parsed)
            plan.write(change)
            change.summary = f"import {_counted(plan.result)} from {_named(parsed)}"
    plan.result.files, plan.result.problems = tuple(parsed), tuple(problems)
    return plan.result


def _named(files: Sequence[Parsed]) -> str:
    """The files by name; beyond a few the first, and how many more."""
    names = list(dict.fromkeys(file.file for file in files if file.rows))
    return ", ".join(names) if len(names) <= 3 else f"{names[0]} and {len(names) - 1} more files"


def _counted(result: ImportResult) -> str:
    counts = {kind: result.count(kind) for kind in KINDS}
    words = [f"{n} {kind}{'s' if n != 1 else ''}" for kind, n in counts.items() if n]
    return ", ".join(words) if words else f"{len(result.matched)} matches"


class _Plan:
    """What an import would write, decided against the journal as it is."""

    def __init__(self, journal: Journal, now: datetime) -> None:
        self._journal = journal
        self._now = now
        self.result = ImportResult()
        self._kept: list[Row] = []
        self._rest: list[Row] = []
        self._fresh: list[Known] = []
        self._held: dict[int, tuple[Known, Session]] = {}
        self._keys = {kind: set(journal.sources(kind)) for kind in ("session", "reading")}
        self._keys["session"] |= set(journal.sources("origin"))
        self._brought: dict[str, set[tuple[str, str]]] = {"session": set(), "reading": set()}
        self._ever = Held(journal)
        self._matcher: Matcher | None = None
        self._numbered: dict[tuple[str, int], Known] = {}
        self._carried: list[tuple[Known, Origin]] = []

    def take_all(self, files: Sequence[Parsed]) -> None:
        """Decide about every row of the files, the best source first."""
        keeps = self._ever.free_for([row for file in files if file.own for row in file.rows])
        groups: dict[str, list[Row]] = {}
        origins: list[Row] = []
        for file in files:
            kept = [row for row in file.rows if file.own and keeps and row.value.id]
            self._keep(kept)
            for row in file.rows:
                if file.own and keeps and row.value.id:
                    continue
                if isinstance(row.value, Origin):
                    origins.append(row)
                elif isinstance(row.value, Session):
                    groups.setdefault("backlog" if file.own else row.value.source, []).append(row)
                else:
                    self._take(row, own=file.own)
        for source in sorted(groups, key=lambda source: (source_rank(source), source)):
            self._take_sessions(groups[source], own=source == "backlog")
        self._take_origins(origins)
        self._list_added()

    def write(self, change: Writer) -> None:
        """Write it; values that bring their numbers go first, so that no new number collides with theirs."""
        self.result.added = _stored(change, self._kept)
        # Many programs list the newest first; numbers should go with time.
        self._fresh.sort(key=lambda known: known.session.started_at)
        for known, number in zip(self._fresh, change.add_all([known.session for known in self._fresh]), strict=True):
            known.session = replace(known.session, id=number)
        self.result.added += self._fresh_rows()
        self._rest.sort(key=lambda row: _moment(row.value))
        self.result.added += _stored(change, self._rest)
        for known, before in self._held.values():
            if known.session != before:
                change.put(known.session)
        everyone = [*self._fresh, *(known for known, _ in self._held.values())]
        change.add_all([self._origin(known, *telling) for known in everyone for telling in known.tellings])
        change.add_all([replace(origin, session=known.session.id) for known, origin in self._carried])

    def _keep(self, rows: Iterable[Row]) -> None:
        """Rows of backlog's own format for an empty journal: numbers and recorded-at times stay."""
        for row in rows:
            if self._ever.claim(row.value.id):
                self._kept.append(row._replace(value=_recorded(row.value, self._now, keep=True)))
            else:
                self.result.repeated += 1

    def _take(self, row: Row, *, own: bool) -> None:
        """A row that is no session: counted if it is there already, added otherwise."""
        row = _renamed(row) if own else row
        if not self._is_known(row.value):
            self._rest.append(row._replace(value=_recorded(replace(row.value, id=0), self._now, keep=False)))

    def _take_sessions(self, rows: Sequence[Row], *, own: bool) -> None:
        """Sessions of one source: those that are there already are counted, the rest are matched or added."""
        pairs: list[tuple[Row, Session]] = []
        numbers: list[int] = []
        for told in rows:
            row = _renamed(told) if own else told
            if not isinstance(row.value, Session):
                continue
            if not self._is_known(row.value):
                numbers.append(row.value.id)
                pairs.append((row, replace(row.value, id=0, recorded_at=self._now)))
        if not pairs:
            return
        for (row, _), number, match in zip(pairs, numbers, self._matched(pairs), strict=True):
            if own:
                self._numbered[row.file, number] = match.known
            if match.same:
                self.result.matched.append(Pair(row=row, known=match.known, hours_off=match.hours_off))
            else:
                self._fresh.append(match.known)
                self.result.possible += [Pair(row=row, known=other) for other in match.doubtful]

    def _matched(self, pairs: Sequence[tuple[Row, Session]]) -> list[Match]:
        if self._matcher is None:
            self._matcher = Matcher()
        starts = [session.started_at for _, session in pairs]
        day = timedelta(days=2)
        for held in self._journal.sessions(min(starts) - day, max(starts) + day):
            if held.id not in self._held:
                known = Known(session=held, edited=lambda number=held.id: _edited(self._journal, number))  # type: ignore[misc]
                self._held[held.id] = known, held
                self._matcher.add(known)
        return self._matcher.take(pairs)

    def _take_origins(self, rows: Sequence[Row]) -> None:
        """What another journal had beside its sessions goes to what became of them here."""
        for row in rows:
            origin = row.value
            if not isinstance(origin, Origin):
                continue
            known = self._numbered.get((row.file, origin.session))
            if known is not None and (origin.source, origin.source_key) not in self._keys["session"]:
                self._keys["session"].add((origin.source, origin.source_key))
                self._carried.append((known, replace(origin, id=0, recorded_at=self._now)))
            else:
                self.result.known += 1

    def _origin(self, known: Known, file: str, told: Session) -> Origin:
        said = {name: value for name, value in record_of(told).items() if name not in _NOT_TOLD and _is_said(value)}
        return Origin(
            session=known.session.id,
            file=file.rsplit("/", 1)[-1],
            source=told.source,
            source_key=told.source_key or "",
            told=said,
            recorded_at=self._now,
        )

    def _list_added(self) -> None:
        """What a dry run shows: without numbers."""
        self.result.added = [*self._kept, *self._fresh_rows(), *self._rest]

    def _fresh_rows(self) -> list[Row]:
        return [known.row._replace(value=known.session) for known in self._fresh if known.row is not None]

    def _is_known(self, value: Value) -> bool:
        """Whether the journal has it, or had it until it was deleted, or this import brought it: counted if so."""
        if self._ever.has(value) or not (isinstance(value, Session | Reading) or self._ever.claim_name(value)):
            self.result.known += 1
            return True
        if not isinstance(value, Session | Reading):
            return False
        kind, key = kind_of(value), (value.source, value.source_key or "")
        if key in self._keys[kind]:
            self.result.known += 1
        elif key in self._brought[kind]:
            self.result.repeated += 1
        else:
            self._brought[kind].add(key)
            return False
        return True


def _edited(journal: Journal, number: int) -> Collection[str]:
    """The fields of a session that a person changed after it was imported."""
    found: set[str] = set()
    before: Any = None
    for written_by, _, value in journal.find_ended(number)[1]:
        if before is not None and journal.changes_by(written_by).command != "import":
            found |= {name for name in vars(value) if getattr(value, name) != getattr(before, name)}
        before = value
    return found


def _is_said(value: object) -> bool:
    """Whether a field of a telling says anything."""
    return value not in (None, {}, False)


def _moment(value: Value) -> datetime:
    return value.at if isinstance(value, Reading) else EPOCH


def _renamed(row: Row) -> Row:
    """The row of another journal's thing under a key that names it for good, made of itself if it has no number."""
    value = row.value
    if isinstance(value, Session | Reading) and value.source_key is None:
        value = replace(value, source=OWN, source_key=mark_of(value) if value.id else name_of(value))
    return row._replace(value=value)


def _recorded(value: Value, now: datetime, *, keep: bool) -> Value:
    """The value with its recorded-at time: now, unless it is to be kept and there is one."""
    if not isinstance(value, Session | Reading | Day | Origin) or (keep and value.recorded_at != EPOCH):
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
