"""What an import would write: a pure function of what the journal holds and of what the files tell."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import datetime, timedelta
from typing import cast

from backlog.importers.parsed import Parsed, Problem, Row, Value
from backlog.model.day import Day
from backlog.model.facts import kind_of
from backlog.model.origin import Origin
from backlog.model.session import EPOCH, Reading, Session
from backlog.services.imports.held import Held
from backlog.services.imports.identity import Identities, mark_of, name_of
from backlog.services.imports.matching import Known, Match, Matcher, Span, source_rank
from backlog.services.imports.merge_days import JoinedDays

OWN = "backlog"
#: What follows from other fields, or only names the telling.
_UNSAID = {"id", "day", "zone", "ended_at", "end_estimated", "approximate", "source", "source_key", "recorded_at"}
#: A session that began so much before or after may still be the same.
_NEAR = timedelta(days=2)


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


@dataclass(kw_only=True)
class ImportPlan:
    """What is to be written, and what is to be said of it.

    `kept` bring their numbers from an export of this journal, `rest` are to be given theirs. `new`, `kept_sessions`
    and `held` are sessions, with all that told of them: new ones, those that bring their numbers, and those of the
    journal that were told again. `carried` is what another journal had beside its sessions, `days` are those of the
    journal that know more.
    """

    result: ImportResult
    kept: list[Row] = field(default_factory=list)
    kept_sessions: list[Known] = field(default_factory=list)
    new: list[Known] = field(default_factory=list)
    rest: list[Row] = field(default_factory=list)
    held: dict[int, Known] = field(default_factory=dict)
    carried: list[tuple[Known | int, Origin]] = field(default_factory=list)
    days: list[Day] = field(default_factory=list)


def plan_import(held: Held, files: Sequence[Parsed], problems: Sequence[Problem] = (), *, now: datetime) -> ImportPlan:
    """Decide about every row of the files, the best source first; `problems` are those of the reading."""
    return _Planner(held, now).plan(files, problems)


def rows_of(known: Iterable[Known]) -> list[Row]:
    """The rows that brought sessions, with the sessions as they are now."""
    return [one.row._replace(value=one.session) for one in known if one.row is not None]


class _Planner:
    """One decision after another, each against the journal and what was decided before."""

    def __init__(self, held: Held, now: datetime) -> None:
        self._held = held
        self._now = now
        self._result = ImportResult()
        self._plan = ImportPlan(result=self._result)
        self._identities = Identities(held)
        self._days = JoinedDays(held)
        self._matcher = Matcher()
        self._origins = _Origins(held, self._identities)

    def plan(self, files: Sequence[Parsed], problems: Sequence[Problem]) -> ImportPlan:
        """The plan; to be asked for once."""
        keeps = self._identities.free_for([row for file in files if file.own for row in file.rows])
        # Beside another journal's sessions the number of one of these would name a stranger.
        strange = bool(self._held.of(Session))
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
        self._bring_kept()
        for source in sorted(groups, key=lambda source: (source_rank(source), source)):
            self._take_sessions(groups[source], own=source == OWN)
        self._result.known += self._origins.take(origins, self._now)
        return self._finished(files, (*problems, *self._origins.problems))

    def _finished(self, files: Sequence[Parsed], problems: Sequence[Problem]) -> ImportPlan:
        plan, result = self._plan, self._result
        for row in self._days.rows:
            (plan.kept if row.value.id else plan.rest).append(row)
        plan.days, plan.carried = self._days.completed, self._origins.carried
        result.added = [*rows_of(plan.kept_sessions), *plan.kept, *rows_of(plan.new), *plan.rest]
        result.beside, result.filled = len(plan.carried), len(plan.days)
        result.files, result.problems = tuple(files), tuple(problems)
        return plan

    def _keep(self, row: Row) -> None:
        """A row of backlog's own format for an empty journal: its number and its recorded-at time stay."""
        if not self._identities.claim(row.value.id):
            self._result.repeated += 1
            return
        row = row._replace(value=_recorded(row.value, self._now, keep=True))
        if isinstance(row.value, Session):
            known = Known(session=row.value, row=row, file=row.file)
            self._plan.kept_sessions.append(known)
            self._matcher.add(known)
        elif isinstance(row.value, Day):
            self._days.keep(row, row.value)
        else:
            self._plan.kept.append(row)

    def _bring_kept(self) -> None:
        there = {known.session.id for known in self._plan.kept_sessions}
        for row in [*self._plan.kept, *rows_of(self._plan.kept_sessions)]:
            # What is beside no session, as after an odd undo, is kept and keeps nothing out.
            if not isinstance(row.value, Origin) or row.value.session in there:
                self._identities.bring(row.value)

    def _take(self, row: Row, *, own: bool) -> None:
        """A row that is no session: counted if it is there already, added otherwise."""
        row = _renamed(row) if own else row
        if isinstance(row.value, Day):
            day = replace(row.value, id=0, recorded_at=self._now)
            self._count("known" if self._identities.has(row.value) else self._days.take(row, day))
        elif self._is_new(row.value, own=own):
            self._plan.rest.append(row._replace(value=_recorded(replace(row.value, id=0), self._now, keep=False)))

    def _is_new(self, value: Value, *, own: bool) -> bool:
        told = self._identities.told(value)
        self._count(told)
        if told != "new" and not own:
            self._result.otherwise += self._identities.is_otherwise(value)
        return told == "new"

    def _count(self, told: str) -> None:
        self._result.known += told == "known"
        self._result.repeated += told == "repeated"

    def _take_sessions(self, rows: Sequence[Row], *, own: bool) -> None:
        """Sessions of one source: those that are there already are counted, the rest are matched or added."""
        new: list[tuple[Row, Session]] = []
        numbers: list[int] = []
        known: list[tuple[str, Session]] = []
        for told in rows:
            row = _renamed(told) if own else told
            if not isinstance(row.value, Session):
                continue
            if self._is_new(row.value, own=own):
                numbers.append(row.value.id)
                new.append((row, replace(row.value, id=0, recorded_at=self._now)))
            elif own:
                known.append((row.file, row.value))
        for (row, session), number, match in zip(new, numbers, self._matched(new), strict=True):
            self._origins.came_as(row, session, number if own else None, match.known)
            if match.same:
                self._result.matched.append(Pair(row=row, known=match.known, hours_off=match.hours_off))
            else:
                self._plan.new.append(match.known)
                self._result.possible += [Pair(row=row, known=other) for other in match.doubtful]
        for file, session in known:
            self._origins.is_known(file, session)

    def _matched(self, new: Sequence[tuple[Row, Session]]) -> list[Match]:
        if not new:
            return []
        starts = [session.started_at for _, session in new]
        first, last = min(starts) - _NEAR, max(starts) + _NEAR
        for session in self._held.of(Session).values():
            if first <= session.started_at <= last and session.id not in self._plan.held:
                known = self._known(session)
                self._plan.held[session.id] = known
                self._matcher.add(known)
        return self._matcher.take(new)

    def _known(self, session: Session) -> Known:
        """A session of the journal, with what told of it."""
        tellings = self._origins.of_session(session.id)
        return Known(
            session=session,
            before=session,
            told_by={origin.source for origin in tellings},
            spans=[span for origin in tellings for span in _span(origin)],
            edited=lambda: self._held.past(session.id).edited(),
            original=lambda: cast("Session | None", self._held.past(session.id).original()),
        )


class _Origins:
    """What told of sessions besides themselves: the journal's, and what another journal had beside its own sessions."""

    def __init__(self, held: Held, identities: Identities) -> None:
        self.carried: list[tuple[Known | int, Origin]] = []
        self.problems: list[Problem] = []
        self._identities = identities
        self._by_key = held.sessions_by_key
        self._by_session: dict[int, list[Origin]] = {}
        for origin in held.of(Origin).values():
            self._by_session.setdefault(origin.session, []).append(origin)
        #: What the rows of this import came to be, by their keys.
        self._came_as: dict[tuple[str, str], Known] = {}
        #: What became of another journal's sessions: by file and number there, a known one or a number here.
        self._became: dict[tuple[str, int], Known | int] = {}

    def of_session(self, number: int) -> list[Origin]:
        """What else told of a session of the journal."""
        return self._by_session.get(number, [])

    def came_as(self, row: Row, session: Session, number: int | None, known: Known) -> None:
        """A new row is this session; `number` is its number in the journal that it is of, if it is of one."""
        self._came_as[session.source, session.source_key or ""] = known
        if number is not None:
            self._became[row.file, number] = known

    def is_known(self, file: str, session: Session) -> None:
        """A known session of another journal: what this import brought, or a number; nothing if it is gone."""
        key = (session.source, session.source_key or "")
        here = self._came_as.get(key) or self._by_key.get(key)
        here = here or (session.id if self._identities.has(session) else None)
        if here is not None:
            self._became[file, session.id] = here

    def take(self, rows: Sequence[Row], now: datetime) -> int:
        """Carry what another journal had beside its sessions to what became of them here; how much is known."""
        by_number: dict[int, list[Known | int]] = {}
        for (_, number), one in self._became.items():
            by_number.setdefault(number, []).append(one)
        there = 0
        for row in rows:
            origin = row.value
            if not isinstance(origin, Origin):
                continue
            # A folder of tables has the sessions in another file than what else told of them.
            others = list(
                {id(one) if isinstance(one, Known) else one: one for one in by_number.get(origin.session, [])}.values()
            )
            known = self._became.get((row.file, origin.session), others[0] if len(others) == 1 else None)
            if self._identities.has_telling(origin):
                there += 1
            elif known is None:
                what = f"It tells of session {origin.session}, which is not there."
                todo = "Give the file with the sessions in the same command."
                self.problems.append(Problem(file=row.file, line=row.line, what=what, todo=todo))
            else:
                self._identities.bring_telling(origin)
                self.carried.append((known, replace(origin, id=0, recorded_at=now)))
        return there


def _span(origin: Origin) -> list[Span]:
    """From when to when a telling had its session, if it says so."""
    try:
        begin, end = (datetime.fromisoformat(origin.told[name]) for name in ("started_at", "ended_at"))
    except (KeyError, TypeError, ValueError):
        return []
    known = begin.tzinfo is not None and end.tzinfo is not None and not origin.told.get("approximate")
    return [(begin, end)] if known else []


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
