"""Import files into the journal as one change: what is new is added, what is there already is left alone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import datetime, timedelta
from functools import cached_property

from backlog.importers.own.records import record_of
from backlog.importers.parsed import Parsed, Problem, Row, Value
from backlog.model.day import Day
from backlog.model.facts import KINDS, kind_of
from backlog.model.origin import Origin
from backlog.model.session import EPOCH, Reading, Session
from backlog.services.imports.identity import Held, mark_of, name_of, sessions_by_key
from backlog.services.imports.matching import Known, Match, Matcher, Span, source_rank
from backlog.services.imports.merge_days import JoinedDays
from backlog.services.imports.versions import Past
from backlog.store.journal import Journal, Writer

OWN = "backlog"
#: What follows from other fields, or only names the telling.
_UNSAID = {"id", "day", "zone", "ended_at", "end_estimated", "approximate", "source", "source_key", "recorded_at"}
#: What an origin need not repeat: it has these fields itself, or they say nothing.
_NOT_TOLD = {"id", "source", "source_key", "recorded_at"}
#: Moment, place and score.
_Rating = tuple[datetime, str, float]


@dataclass(frozen=True, kw_only=True)
class Pair:
    """An imported session and a known one: in the journal, or told by another file of this import.

    `known.session` is what is kept of both. `hours_off` is by how many hours its clock differed.
    """

    row: Row
    known: Known
    hours_off: int = 0

    @property
    def changed(self) -> tuple[str, ...]:
        """The fields of a session of the journal that are other now than they were."""
        before, after = self.known.before, self.known.session
        names = (f.name for f in fields(Session) if f.name not in _UNSAID)
        return () if before is None else tuple(n for n in names if getattr(before, n) != getattr(after, n))

    @property
    def held(self) -> Session:
        """The known session as it is now."""
        return self.known.session


@dataclass(kw_only=True)
class ImportResult:
    """What an import did, or would do.

    `added` holds the new values, with their numbers unless it was a dry run; `known` counts rows that were there
    already, `repeated` those that an earlier row of this import had said; `matched` are rows that are the same session
    as a known one; `possible` were added, but may be one; `beside` counts what another journal had beside its
    sessions, `filled` the days of the journal that know more than before, and `otherwise` those known rows whose
    time, distance or score is another one in the journal.
    """

    files: tuple[Parsed, ...] = ()
    added: list[Row] = field(default_factory=list)
    matched: list[Pair] = field(default_factory=list)
    possible: list[Pair] = field(default_factory=list)
    known: int = 0
    repeated: int = 0
    beside: int = 0
    filled: int = 0
    otherwise: int = 0
    problems: tuple[Problem, ...] = ()

    def count(self, kind: str) -> int:
        """How many values of a kind were added."""
        return sum(kind_of(row.value) == kind for row in self.added)

    @property
    def completed(self) -> int:
        """How many sessions of the journal know more, or better, than before."""
        return len({pair.held.id for pair in self.matched if pair.changed})

    @property
    def lost(self) -> int:
        """How many rows or files could not be taken."""
        return sum(problem.lost for problem in self.problems)


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
    plan.result.files, plan.result.problems = tuple(parsed), (*problems, *plan.problems)
    return plan.result


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


class _Plan:
    """What an import would write, decided against the journal as it is."""

    def __init__(self, journal: Journal, now: datetime) -> None:
        self._journal = journal
        self._now = now
        self.result = ImportResult()
        self.problems: list[Problem] = []
        self._kept: list[Row] = []
        self._kept_sessions: list[Known] = []
        self._rest: list[Row] = []
        self._fresh: list[Known] = []
        self._held: dict[int, Known] = {}
        self._sources = {"session": journal.sources("session"), "reading": journal.sources("reading")}
        self._keys = {
            "session": {*self._sources["session"], *journal.sources("origin")},
            "reading": set(self._sources["reading"]),
        }
        self._brought: dict[str, set[tuple[str, str]]] = {"session": set(), "reading": set()}
        #: What the rows of this import came to be, by their keys.
        self._came_as: dict[tuple[str, str], Known] = {}
        self._ever = Held(journal)
        self._days = JoinedDays(journal)
        self._matcher = Matcher()
        #: What became of another journal's sessions: by file and number there, a known one or a number here.
        self._became: dict[tuple[str, int], Known | int] = {}
        self._carried: list[tuple[Known | int, Origin]] = []

    def take_all(self, files: Sequence[Parsed]) -> None:
        """Decide about every row of the files, the best source first."""
        keeps = self._ever.free_for([row for file in files if file.own for row in file.rows])
        # Beside another journal's sessions the number of one of these would name a stranger.
        strange = self._journal.counts()["session"] > 0
        groups: dict[str, list[Row]] = {}
        origins: list[Row] = []
        for file in files:
            for row in file.rows:
                if file.own and keeps and row.value.id and not (strange and isinstance(row.value, Origin)):
                    self._keep(row)
                elif isinstance(row.value, Origin):
                    origins.append(row)
                elif isinstance(row.value, Session):
                    groups.setdefault(OWN if file.own else row.value.source, []).append(row)
                else:
                    self._take(row, own=file.own)
        self._remember_kept()
        for source in sorted(groups, key=lambda source: (source_rank(source), source)):
            self._take_sessions(groups[source], own=source == OWN)
        self._take_origins(origins)
        self._list_added()

    def write(self, change: Writer) -> None:
        """Write it; values that bring their numbers go first, so that no new number collides with theirs."""
        self.result.added = _stored(change, [*self._kept, *_rows(self._kept_sessions)])
        # Many programs list the newest first; numbers should go with time.
        self._fresh.sort(key=lambda known: known.session.started_at)
        for known, number in zip(self._fresh, change.add_all([known.session for known in self._fresh]), strict=True):
            known.session = replace(known.session, id=number)
        self.result.added += _rows(self._fresh)
        self._rest.sort(key=lambda row: _moment(row.value))
        self.result.added += _stored(change, self._rest)
        for known in self._held.values():
            if known.session != known.before:
                change.put(known.session)
        everyone = [*self._kept_sessions, *self._fresh, *self._held.values()]
        change.add_all([self._origin(known, *telling) for known in everyone for telling in known.tellings])
        change.add_all([replace(origin, session=_number(known)) for known, origin in self._carried])
        for day in self._days.completed:
            change.put(day)

    def _keep(self, row: Row) -> None:
        """A row of backlog's own format for an empty journal: its number and its recorded-at time stay."""
        if not self._ever.claim(row.value.id):
            self.result.repeated += 1
            return
        row = row._replace(value=_recorded(row.value, self._now, keep=True))
        if isinstance(row.value, Session):
            known = Known(session=row.value, row=row, file=row.file)
            self._kept_sessions.append(known)
            self._matcher.add(known)
        elif isinstance(row.value, Day):
            self._days.keep(row, row.value)
        else:
            self._kept.append(row)

    def _remember_kept(self) -> None:
        """The keys of what was kept: other files of this import must not bring it again."""
        there = {known.session.id for known in self._kept_sessions}
        for row in [*self._kept, *_rows(self._kept_sessions)]:
            value = row.value
            # What is beside no session, as after an odd undo, is kept and keeps nothing out.
            if isinstance(value, Session | Reading) or (isinstance(value, Origin) and value.session in there):
                kind = "reading" if isinstance(value, Reading) else "session"
                self._brought[kind].add((value.source, value.source_key or ""))

    def _take(self, row: Row, *, own: bool) -> None:
        """A row that is no session: counted if it is there already, added otherwise."""
        row = _renamed(row) if own else row
        if isinstance(row.value, Day):
            self._take_day(row, row.value)
        elif self._is_known(row.value):
            self.result.otherwise += not own and self._is_otherwise(row.value)
        else:
            self._rest.append(row._replace(value=_recorded(replace(row.value, id=0), self._now, keep=False)))

    def _take_day(self, row: Row, day: Day) -> None:
        told = "known" if self._ever.has(day) else self._days.take(row, replace(day, id=0, recorded_at=self._now))
        self.result.known += told == "known"
        self.result.repeated += told == "repeated"

    def _take_sessions(self, rows: Sequence[Row], *, own: bool) -> None:
        """Sessions of one source: those that are there already are counted, the rest are matched or added."""
        pairs: list[tuple[Row, Session]] = []
        numbers: list[int] = []
        known: list[tuple[str, Session]] = []
        for told in rows:
            row = _renamed(told) if own else told
            if not isinstance(row.value, Session):
                continue
            if not self._is_known(row.value):
                numbers.append(row.value.id)
                pairs.append((row, replace(row.value, id=0, recorded_at=self._now)))
            elif not own:
                self.result.otherwise += self._is_otherwise(row.value)
            else:
                known.append((row.file, row.value))
        if pairs:
            self._take_new(pairs, numbers, own=own)
        for file, session in known:
            here = self._here(session)
            if here is not None:
                self._became[file, session.id] = here

    def _take_new(self, pairs: Sequence[tuple[Row, Session]], numbers: Sequence[int], *, own: bool) -> None:
        for (row, told_now), number, match in zip(pairs, numbers, self._matched(pairs), strict=True):
            self._came_as[told_now.source, told_now.source_key or ""] = match.known
            if own:
                self._became[row.file, number] = match.known
            if match.same:
                self.result.matched.append(Pair(row=row, known=match.known, hours_off=match.hours_off))
            else:
                self._fresh.append(match.known)
                self.result.possible += [Pair(row=row, known=other) for other in match.doubtful]

    def _here(self, session: Session) -> Known | int | None:
        """What a known session of another journal is here: what this import brought, or a number; None if gone."""
        key = (session.source, session.source_key or "")
        here = self._came_as.get(key) or self._by_key.get(key)
        return here or (session.id if self._ever.has(session) else None)

    @cached_property
    def _by_key(self) -> dict[tuple[str, str], int]:
        return sessions_by_key(self._journal)

    def _matched(self, pairs: Sequence[tuple[Row, Session]]) -> list[Match]:
        starts = [session.started_at for _, session in pairs]
        day = timedelta(days=2)
        for held in self._journal.sessions(min(starts) - day, max(starts) + day):
            if held.id not in self._held:
                past = Past(self._journal, held.id)
                known = Known(
                    session=held,
                    before=held,
                    told_by={origin.source for origin in self._told_of.get(held.id, [])},
                    spans=[span for origin in self._told_of.get(held.id, []) for span in _span(origin)],
                    edited=past.edited,
                    original=past.original,  # type: ignore[arg-type]  # a session's versions are sessions
                )
                self._held[held.id] = known
                self._matcher.add(known)
        return self._matcher.take(pairs)

    @cached_property
    def _told_of(self) -> dict[int, list[Origin]]:
        """What told of a session besides itself."""
        found: dict[int, list[Origin]] = {}
        for origin in self._journal.every("origin"):
            found.setdefault(origin.session, []).append(origin)
        return found

    def _take_origins(self, rows: Sequence[Row]) -> None:
        """What another journal had beside its sessions goes to what became of them here."""
        by_number: dict[int, list[Known | int]] = {}
        for (_, number), one in self._became.items():
            by_number.setdefault(number, []).append(one)
        for row in rows:
            origin = row.value
            if not isinstance(origin, Origin):
                continue
            # A folder of tables has the sessions in another file than what else told of them.
            others = list(
                {id(one) if isinstance(one, Known) else one: one for one in by_number.get(origin.session, [])}.values()
            )
            known = self._became.get((row.file, origin.session), others[0] if len(others) == 1 else None)
            if (origin.source, origin.source_key) in self._keys["session"]:
                self.result.known += 1
            elif known is None:
                self.problems.append(
                    Problem(
                        file=row.file,
                        line=row.line,
                        what=f"It tells of session {origin.session}, which is not there.",
                        todo="Give the file with the sessions in the same command.",
                    )
                )
            else:
                self._keys["session"].add((origin.source, origin.source_key))
                self._carried.append((known, replace(origin, id=0, recorded_at=self._now)))

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
        for row in self._days.rows:
            (self._kept if row.value.id else self._rest).append(row)
        self.result.added = [*_rows(self._kept_sessions), *self._kept, *_rows(self._fresh), *self._rest]
        self.result.beside = len(self._carried)
        self.result.filled = len(self._days.completed)

    def _is_otherwise(self, value: Value) -> bool:
        """Whether what the journal has under the same key was at another time, as far, or as strong."""
        if not isinstance(value, Session | Reading):
            return False
        number = self._sources[kind_of(value)].get((value.source, value.source_key or ""))
        held = self._held_now[kind_of(value)].get(number or 0)
        return held is not None and any(
            one is not None and one != other for one, other in zip(_told(value), _told(held), strict=True)
        )

    def _is_rated(self, reading: Reading) -> bool:
        """Whether the person, or another diary, gave the same score of the same place in the same minute."""
        rating = _rating(reading)
        if rating is None:
            return False
        return self._rated.setdefault(rating, reading.source) != reading.source

    @cached_property
    def _rated(self) -> dict[_Rating, str]:
        """The source of each rating of the journal."""
        held = [one for one in self._held_now["reading"].values() if isinstance(one, Reading)]
        return {rating: one.source for one in held if (rating := _rating(one)) is not None}

    @cached_property
    def _held_now(self) -> dict[str, dict[int, Session | Reading]]:
        return {kind: {one.id: one for one in self._journal.every(kind)} for kind in ("session", "reading")}

    def _is_known(self, value: Value) -> bool:
        """Whether the journal has it, or had it until it was deleted, or this import brought it: counted if so."""
        if self._ever.has(value) or not (isinstance(value, Session | Reading) or self._ever.claim_name(value)):
            self.result.known += 1
            return True
        if not isinstance(value, Session | Reading):
            return False
        kind, key = kind_of(value), (value.source, value.source_key or "")
        if key in self._keys[kind] or (isinstance(value, Reading) and self._is_rated(value)):
            self.result.known += 1
        elif key in self._brought[kind]:
            self.result.repeated += 1
        else:
            self._brought[kind].add(key)
            return False
        return True


def _told(value: Session | Reading) -> tuple[object, ...]:
    """What a row says that is another thing if it is another: of a bare date, the time of day is made up."""
    when = value.day if value.approximate else (value.started_at if isinstance(value, Session) else value.at)
    return (when, value.distance_m) if isinstance(value, Session) else (when, value.score)


def _rating(reading: Reading) -> _Rating | None:
    """What two ratings of one moment share; None where the moment is made up."""
    if reading.approximate or reading.score is None:
        return None
    return reading.at.replace(second=0, microsecond=0), reading.site, reading.score


def _span(origin: Origin) -> list[Span]:
    """From when to when a telling had its session, if it says so."""
    try:
        begin, end = (datetime.fromisoformat(origin.told[name]) for name in ("started_at", "ended_at"))
    except (KeyError, TypeError, ValueError):
        return []
    known = begin.tzinfo is not None and end.tzinfo is not None and not origin.told.get("approximate")
    return [(begin, end)] if known else []


def _rows(known: Iterable[Known]) -> list[Row]:
    """The rows that brought sessions, with the sessions as they are now."""
    return [one.row._replace(value=one.session) for one in known if one.row is not None]


def _number(known: Known | int) -> int:
    return known if isinstance(known, int) else known.session.id


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
