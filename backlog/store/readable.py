"""Reading: the facts of a journal as they are now or were known after a change, its history and its decisions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import fields
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple, Self

from backlog import clock
from backlog.errors import BacklogError
from backlog.model.facts import KINDS
from backlog.store.rows import UNREADABLE, damaged, load

if TYPE_CHECKING:
    from backlog.model.day import Day
    from backlog.model.facts import Fact
    from backlog.model.origin import Origin
    from backlog.model.plan import Plan, Setting
    from backlog.model.screening import Flag, Screening
    from backlog.model.session import Reading, Session
    from backlog.store.driver import Driver


#: So long after it was said the same answer to the same facts is advice anew: what was asked for has a date.
SAID_ANEW = timedelta(days=1)


class Change(NamedTuple):
    """One line of the history. `kind` is do, undo, redo or forgotten.

    `undone_by` is the undo in force (of an undo: the redo that reversed it), `redone_by` the redo that brought it back.
    """

    id: int
    at: datetime
    kind: str
    command: str
    summary: str
    undone_by: int | None
    redone_by: int | None

    @property
    def in_force(self) -> bool:
        """Whether it was done by hand, an import included, and was not taken back, or was brought back since."""
        return self.kind == "do" and self.undone_by is None


class Decided(NamedTuple):
    """A stored decision: its facts and verdict are the JSON texts that were stored."""

    id: int
    at: datetime
    known: int
    policy: str
    digest: str
    facts: str
    verdict: str

    @property
    def said(self) -> dict[str, Any]:
        """The verdict, with all that every one says; BacklogError `journal-damaged`."""
        return _verdict(self.id, self.verdict)


class Readable:
    """All that can be asked of a journal. Reads take `known`: the last change to take into account, None for all."""

    def __init__(self, driver: Driver) -> None:
        self._driver = driver

    @contextmanager
    def snapshot(self) -> Iterator[Self]:
        """A spell in which every read tells of one moment; inside a change that is the case anyway."""
        with self._driver.snapshot():
            yield self

    def sessions(self, since: datetime, until: datetime, *, known: int | None = None) -> list[Session]:
        """Sessions that started between two instants, both included, oldest first."""
        return self._read("session_between", known, since=clock.seconds(since), until=clock.seconds(until))

    def sessions_ended(self, since: datetime, until: datetime, *, known: int | None = None) -> list[Session]:
        """Sessions that ended between two instants, both included, by their start."""
        return self._read("session_ended_between", known, since=clock.seconds(since), until=clock.seconds(until))

    def latest_sessions(
        self, most: int, until: datetime, activity: str | None = None, *, known: int | None = None
    ) -> list[Session]:
        """The last sessions (of an activity) that started by an instant, newest first."""
        if activity is None:
            return self._read("session_latest", known, until=clock.seconds(until), most=most)
        return self._read("session_latest_of", known, until=clock.seconds(until), most=most, activity=activity)

    def readings(self, since: datetime, until: datetime, *, known: int | None = None) -> list[Reading]:
        """Readings between two instants, both included, oldest first; marked as medicated for an extra dose alone."""
        found = self._read("reading_between", known, since=clock.seconds(since), until=clock.seconds(until))
        if any(reading.medicated for reading in found):
            from backlog.model.checks import as_taken

            return list(as_taken(found, self.plan(known=known)))
        return found

    def days(self, first: date, last: date, *, known: int | None = None) -> list[Day]:
        """The days noted between two local dates, both included."""
        return self._read("day_between", known, first=first.isoformat(), last=last.isoformat())

    def every(self, kind: str, *, known: int | None = None) -> list[Any]:
        """All things of a kind, by number."""
        return self._read(f"{kind}_all", known)

    def newest(self, kind: str) -> Any:
        """The thing of a kind that was stored last and is there; None if there is none."""
        found = self._read(f"{kind}_newest", None)
        return found[0] if found else None

    def settings(self, *, known: int | None = None) -> dict[str, Setting]:
        """The stored fields of the plan, by name."""
        return {setting.name: setting for setting in self._read("setting_all", known)}

    def token(self, name: str, default: str) -> str:
        """A field of the plan that is one token, such as its units, without loading what a whole plan is made of."""
        rows = self._driver.rows("plan_token", name=name)
        return rows[0][0].strip('"') if rows else default

    def plan(self, *, known: int | None = None) -> Plan:
        """What the person wants and has; unset fields have their defaults."""
        from backlog.model.plan import Plan

        names = {field.name for field in fields(Plan)}
        stored = {}
        for name, setting in self.settings(known=known).items():
            if name in names:
                try:
                    stored[name] = _plan_value(name, setting.value)
                except UNREADABLE as error:
                    raise damaged("setting", setting.id, error) from error
        return Plan(**stored, pauses=tuple(self.every("pause", known=known)))

    def screenings(self, *, known: int | None = None) -> list[Screening]:
        """Answered questionnaires and reviews, by number."""
        return self._read("screening_all", known)

    def flags(self, *, known: int | None = None) -> list[Flag]:
        """Red flags, open and cleared, by number."""
        return self._read("flag_all", known)

    def find(self, number: int, *, known: int | None = None) -> Fact:
        """The thing with this number; BacklogError `unknown-id`."""
        for kind in KINDS:
            found = self._read(f"{kind}_one", known, id=number)
            if found:
                return found[0]  # type: ignore[no-any-return]
        raise BacklogError.of("unknown-id.never", number=number)

    def find_ended(self, number: int) -> tuple[str, list[tuple[int, int | None, Fact]]]:
        """All versions of a thing, oldest first: (kind, [(written by, ended by, value)]); `unknown-id` if none."""
        for kind in KINDS:
            rows = self._driver.rows(f"{kind}_versions", id=number)
            if rows:
                return kind, [(row[0], row[1], load(kind, row[2:])) for row in rows]
        raise BacklogError("unknown-id", f"Nothing in the journal has the number {number}.", "See `backlog list`.")

    def counts(self) -> dict[str, int]:
        """How many things of each kind there are now."""
        found = {row[0]: row[1] for row in self._driver.rows("facts_count")}
        return {kind: found[kind] for kind in KINDS}

    def sources(self, kind: str) -> dict[tuple[str, str], int]:
        """(source, its key) -> number of what was imported, what the person deleted since included.

        What an undo took back is not included: it may be imported again.
        """
        return {(row[1], row[2]): row[0] for row in self._driver.rows(f"{kind}_sources")}

    def origins(self, session: int) -> list[Origin]:
        """What else told of a session."""
        return [load("origin", row) for row in self._driver.rows("origin_of", session=session)]

    def origin_numbers(self, session: int) -> list[int]:
        """The numbers of all that ever told of a session besides itself."""
        return [row[0] for row in self._driver.rows("origin_ids_of", session=session)]

    def shoes(self) -> list[tuple[str, int, float | None, str, str]]:
        """Per pair of shoes: name, sessions, metres, first and last local date."""
        return [tuple(row) for row in self._driver.rows("session_shoes")]

    def all_numbers(self, kind: str) -> list[int]:
        """The numbers of all things of a kind that are or ever were there."""
        return [row[0] for row in self._driver.rows(f"{kind}_ids")]

    # History

    def history(self, most: int) -> list[Change]:
        """The last changes, newest first."""
        return self._changes("change_list", most=most)

    def latest(self) -> int:
        """The number of the last change; 0 if there was none."""
        found = self.history(1)
        return found[0].id if found else 0

    def known_at(self, at: datetime, *, now: datetime) -> int:
        """The number of the last change before the first that was recorded after an instant; 0 if none.

        Changes recorded after `now` are passed over: the clock was wrong then.
        """
        first = self._driver.rows("change_first_after", at=clock.seconds(at), now=clock.seconds(now))[0][0]
        return self.latest() if first is None else int(first) - 1

    def changes_by(self, number: int) -> Change:
        """The change with this number; BacklogError `unknown-id`."""
        found = self._changes("change_one", id=number)
        if not found:
            raise BacklogError.of("unknown-id.change", number=number)
        return found[0]

    # Decisions

    def decision(self, number: int) -> Decided:
        """The stored decision with this number; BacklogError `unknown-id`."""
        rows = self._driver.rows("decision_one", id=number)
        if not rows:
            raise BacklogError.of("unknown-id.decision", number=number)
        return _decided(rows[0])

    def decisions(
        self, since: datetime, until: datetime, *, known: int | None = None
    ) -> list[tuple[int, datetime, dict[str, Any]]]:
        """Number, moment and verdict of the stored decisions of a span, oldest first."""
        name, more = self._named("decision_between", known)
        rows = self._driver.rows(name, since=clock.seconds(since), until=clock.seconds(until), **more)
        return [(number, _instant("decision", number, at), _verdict(number, text)) for number, at, text in rows]

    def asked_last(self, since: datetime, until: datetime) -> list[dict[str, Any]]:
        """What the newest decision of a span says is to be done next, and the other way to; nothing without one."""
        rows = self._driver.rows("decision_newest", since=clock.seconds(since), until=clock.seconds(until))
        said = _verdict(*rows[0]) if rows else {}
        return [asked for way in ("next", "or") if (asked := said.get(way))]

    def decided_as(self, at: datetime, digest: str) -> int | None:
        """The number of the last decision by an instant, if it has this digest and is of the day before it."""
        rows = self._driver.rows("decision_last", until=clock.seconds(at))
        last = _decided(rows[0]) if rows else None
        return last.id if last and last.digest == digest and at - last.at < SAID_ANEW else None

    # Inside

    def _changes(self, name: str, **parameters: Any) -> list[Change]:
        rows = self._driver.rows(name, **parameters)
        return [Change(row[0], _instant("change", row[0], row[1]), *row[2:]) for row in rows]

    def _named(self, name: str, known: int | None) -> tuple[str, dict[str, int]]:
        return (name, {}) if known is None else (f"{name}_known", {"known": known})

    def _read(self, name: str, known: int | None, **parameters: Any) -> list[Any]:
        name, more = self._named(name, known)
        kind = name.split("_")[0]
        return [load(kind, row) for row in self._driver.rows(name, **parameters, **more)]


def _decided(row: Sequence[Any]) -> Decided:
    return Decided(row[0], _instant("decision", row[0], row[1]), *row[2:])


def _instant(table: str, number: int, cell: Any) -> datetime:
    try:
        return clock.instant(cell)
    except UNREADABLE as error:
        raise damaged(table, number, error) from error


def _verdict(number: int, text: str) -> dict[str, Any]:
    import json

    try:
        said: dict[str, Any] = json.loads(text)
        _ = said["verdict"], said["action"], said["next"], said["reasons"]
    except UNREADABLE as error:
        raise damaged("decision", number, error) from error
    return said


def _plan_value(name: str, text: str) -> Any:
    import json

    value = json.loads(text)
    if name in {"usual_pain_at", "medicine_at", "marked_until"} and value is not None:
        return clock.instant(value)
    return tuple(value) if isinstance(value, list) else value
