"""The journal: facts in and out, every write a change that can be taken back.

A change sets the state of some things. To undo it is to set each back to the state before it, to redo it is to set
each to the state after it; both append versions and never rewrite one, so that what was known on a date stays known.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import fields, replace
from datetime import date, datetime
from heapq import heappop, heappush
from typing import TYPE_CHECKING, Any, NamedTuple

from backlog import clock
from backlog.errors import BacklogError
from backlog.model.facts import KINDS, kind_of
from backlog.store.compiled import COLUMNS
from backlog.store.erasing import Erasing
from backlog.store.rows import dump, load

if TYPE_CHECKING:
    from pathlib import Path

    from backlog.model.day import Day
    from backlog.model.facts import Fact
    from backlog.model.origin import Origin
    from backlog.model.plan import Plan, Setting
    from backlog.model.screening import Flag, Screening
    from backlog.model.session import Reading, Session
    from backlog.store.driver import Driver


class Change(NamedTuple):
    """One line of the history. `kind` is do, undo, redo or forgotten; `undone_by` the undo in force, if any."""

    id: int
    at: datetime
    kind: str
    command: str
    summary: str
    undone_by: int | None

    @property
    def in_force(self) -> bool:
        """Whether it was done by hand, an import included, and was not taken back."""
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


class Writer:
    """Collects what one change writes; made by Journal.change."""

    def __init__(self, driver: Driver, number: int) -> None:
        self._driver = driver
        self.number = number
        self.summary: str | None = None
        self.wrote = 0

    def add(self, value: Fact) -> int:
        """Store a new thing and return its number; a value that brings a number keeps it."""
        return self.add_all([value])[0]

    def add_all(self, values: Sequence[Fact]) -> list[int]:
        """Store new things of one kind, and return their numbers in order."""
        if not values:
            return []
        fresh = sum(not value.id for value in values)
        last = self._driver.rows("counter_take", b_name="thing", b_more=fresh)[0][0]
        numbers = iter(range(last - fresh + 1, last + 1))
        numbered = [value if value.id else replace(value, id=next(numbers)) for value in values]
        self._insert(numbered)
        highest = max(value.id for value in numbered)
        if highest > last:
            self._driver.rows("counter_reach", b_name="thing", b_last=highest)
        return [value.id for value in numbered]

    def put(self, value: Fact) -> None:
        """Store a new version of the thing that has this number; the last of one change is the one that counts."""
        self._end(kind_of(value), value.id)
        self._insert([value])

    def remove(self, kind: str, number: int) -> None:
        """End the thing: it is gone now, and still known before now."""
        self._end(kind, number)
        self.wrote += 1

    def set_state(self, kind: str, number: int, row: Sequence[Any] | None) -> None:
        """Give the thing the state of an earlier row of `COLUMNS[kind]`, or of not being there."""
        self._end(kind, number)
        self.wrote += 1
        if row is not None:
            self._insert([load(kind, row)])

    def _end(self, kind: str, number: int) -> None:
        self._driver.run_many(f"{kind}_drop", [{"id": number, "change": self.number}])
        self._driver.run_many(f"{kind}_end", [{"b_id": number, "b_change": self.number}])

    def _insert(self, values: Sequence[Fact]) -> None:
        rows = [dump(value) | {"written_by": self.number, "ended_by": None} for value in values]
        self._driver.run_many(f"{kind_of(values[0])}_insert", rows)
        self.wrote += len(values)


class Journal(Erasing):
    """One person's journal, on any engine. Reads take `known`: the last change to take into account, None for all."""

    def __init__(self, driver: Driver, *, copied_to: Path | None = None) -> None:
        self._driver = driver
        self.engine = driver.engine
        self.place = driver.place
        #: Where it was copied to before it was brought to the present schema, if it was.
        self.copied_to = copied_to

    def close(self) -> None:
        """Let go of the file or the connection."""
        self._driver.close()

    # Facts

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
        """Readings between two instants, both included, oldest first."""
        return self._read("reading_between", known, since=clock.seconds(since), until=clock.seconds(until))

    def latest_readings(self, most: int, until: datetime, *, known: int | None = None) -> list[Reading]:
        """The last readings by an instant, newest first."""
        return self._read("reading_latest", known, until=clock.seconds(until), most=most)

    def day(self, day: date) -> Day | None:
        """What was noted for a local date."""
        found: list[Day] = self._read("day_of", None, day=day.isoformat())
        return found[0] if found else None

    def days(self, first: date, last: date, *, known: int | None = None) -> list[Day]:
        """The days noted between two local dates, both included."""
        return self._read("day_between", known, first=first.isoformat(), last=last.isoformat())

    def every(self, kind: str, *, known: int | None = None) -> list[Any]:
        """All things of a kind, by number."""
        return self._read(f"{kind}_all", known)

    def settings(self, *, known: int | None = None) -> dict[str, Setting]:
        """The stored fields of the plan, by name."""
        return {setting.name: setting for setting in self._read("setting_all", known)}

    def plan(self, *, known: int | None = None) -> Plan:
        """What the person wants and has; unset fields have their defaults."""
        from backlog.model.plan import Plan

        names = {field.name for field in fields(Plan)}
        stored = {
            name: _plan_value(name, setting.value)
            for name, setting in self.settings(known=known).items()
            if name in names
        }
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
        raise BacklogError(
            "unknown-id",
            f"Nothing in the journal has the number {number}.",
            "See `backlog list`, or `backlog history` if it was deleted.",
        )

    def find_ended(self, number: int) -> tuple[str, list[tuple[int, int | None, Fact]]]:
        """All versions of a thing, oldest first: (kind, [(written by, ended by, value)]); `unknown-id` if none."""
        for kind in KINDS:
            rows = self._driver.rows(f"{kind}_versions", id=number)
            if rows:
                return kind, [(row[0], row[1], load(kind, row[2:])) for row in rows]
        raise BacklogError("unknown-id", f"Nothing in the journal ever had the number {number}.", "See `backlog list`.")

    def counts(self) -> dict[str, int]:
        """How many things of each kind there are now."""
        found = {row[0]: row[1] for row in self._driver.rows("facts_count")}
        return {kind: found[kind] for kind in COLUMNS}

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

    # Changes

    @contextmanager
    def change(self, command: str, summary: str, *, now: datetime) -> Iterator[Writer]:
        """One change: all that is written inside is kept or lost together; a change that writes nothing is not kept."""
        with self._change("do", command, summary, now) as writer:
            yield writer

    def history(self, most: int) -> list[Change]:
        """The last changes, newest first."""
        return [_change(row) for row in self._driver.rows("change_list", most=most)]

    def known_at(self, at: datetime) -> int:
        """The number of the last change recorded by an instant; 0 if none."""
        return int(self._driver.rows("change_known", at=clock.seconds(at))[0][0] or 0)

    def changes_by(self, number: int) -> Change:
        """The change with this number; BacklogError `unknown-id`."""
        rows = self._driver.rows("change_one", id=number)
        if not rows:
            raise BacklogError("unknown-id", f"There is no change {number}.", "See `backlog history`.")
        return _change(rows[0])

    def undo(self, number: int | None, *, with_later: bool, now: datetime) -> list[Change]:
        """Take back a change (the newest, if none is named) and return what was taken back, oldest first.

        BacklogError `nothing-to-undo`; `later-changes` if later ones touched the same things and `with_later` is off,
        or entered anew what would come back.
        """
        with self._change("undo", "undo", "undo", now) as writer:
            target = self._undoable(number)
            later = self._later(target.id)
            if later and not with_later:
                names = "; ".join(f"{change.id} ({change.summary})" for change in later)
                raise BacklogError(
                    "later-changes",
                    f"Later changes touched the same entries as change {target.id}: {names}.",
                    "Undo those first, or add --with-later to take them back too.",
                )
            targets = [target, *later]
            writer.summary = f"took back {_numbers(targets)}: {target.summary}"
            self._restore(writer, targets, "before")
            self._driver.run_many("change_mark", [{"b_id": c.id, "b_undo": writer.number} for c in targets])
        return targets

    def redo(self, *, now: datetime) -> list[Change]:
        """Reverse the last undo in force and return the changes that hold again.

        BacklogError `nothing-to-undo`; `later-changes` if later ones touched the same things, or entered them anew.
        """
        with self._change("redo", "redo", "redo", now) as writer:
            last = self._driver.rows("change_last_undo")[0][0]
            if last is None:
                raise BacklogError("nothing-to-undo", "There is no undo to reverse.", "See `backlog history`.")
            targets = [_change(row) for row in self._driver.rows("change_undone_by", undo=last)]
            later = [change for target in targets for change in self._later(target.id, since=last)]
            if later:
                raise BacklogError(
                    "later-changes",
                    f"Change {later[0].id} ({later[0].summary}) came after the undo and touched the same entries.",
                    "It stands; make the earlier change anew if you want it.",
                )
            writer.summary = f"brought back {_numbers(targets)}: {targets[0].summary}"
            self._restore(writer, targets[::-1], "after")
            self._driver.run_many("change_mark", [{"b_id": c.id, "b_undo": None} for c in targets])
        return targets

    def all_numbers(self, kind: str) -> list[int]:
        """The numbers of all things of a kind that are or ever were there."""
        return [row[0] for row in self._driver.rows(f"{kind}_ids")]

    # Decisions

    def decision(self, number: int) -> Decided:
        """The stored decision with this number; BacklogError `unknown-id`."""
        rows = self._driver.rows("decision_one", id=number)
        if not rows:
            raise BacklogError(
                "unknown-id", f"There is no decision {number}.", "See the numbers that `backlog advise` prints."
            )
        return _decided(rows[0])

    def decisions(
        self, since: datetime, until: datetime, *, known: int | None = None
    ) -> list[tuple[int, datetime, dict[str, Any]]]:
        """Number, moment and verdict of the stored decisions of a span, oldest first."""
        name, more = self._named("decision_between", known)
        rows = self._driver.rows(name, since=clock.seconds(since), until=clock.seconds(until), **more)
        return [(row[0], clock.instant(row[1]), json.loads(row[2])) for row in rows]

    def keep_decision(self, at: datetime, policy: str, digest: str, facts: str, verdict: str) -> int:
        """Store a decision and return its number; the same digest as the last one's is not stored again."""
        known_as = self._decided_as(at, digest)
        if known_as is not None:
            return known_as
        with self._driver.transaction():
            # Looked up again, now that nobody else can write: two that ask at once are told once.
            known_as = self._decided_as(at, digest)
            if known_as is not None:
                return known_as
            number: int = self._driver.rows("counter_take", b_name="decision", b_more=1)[0][0]
            known = self._driver.rows("change_list", most=1)
            self._driver.run_many(
                "decision_insert",
                [
                    {
                        "id": number,
                        "at": clock.seconds(at),
                        "known": known[0][0] if known else 0,
                        "policy": policy,
                        "digest": digest,
                        "facts": facts,
                        "verdict": verdict,
                    }
                ],
            )
        return number

    def _decided_as(self, at: datetime, digest: str) -> int | None:
        """The number of the last decision by an instant, if it has this digest."""
        last = self._driver.rows("decision_last", until=clock.seconds(at))
        return int(last[0][0]) if last and _decided(last[0]).digest == digest else None

    # Inside

    def integrity(self) -> str:
        """`ok`, or what is wrong with the storage."""
        return self._driver.integrity()

    def damage(self) -> list[str]:
        """One sentence for each row that cannot be read as what it stands for."""
        from backlog.store.checking import damage

        return list(damage(self._driver))

    def schema_version(self) -> int:
        """The version of the schema that the journal is in."""
        return int(dict(self._driver.rows("meta_all"))["schema_version"])

    @contextmanager
    def _change(self, kind: str, command: str, summary: str, now: datetime) -> Iterator[Writer]:
        try:
            with self._driver.transaction():
                number = self._driver.rows("counter_take", b_name="change", b_more=1)[0][0]
                self._driver.run_many(
                    "change_insert",
                    [
                        {
                            "id": number,
                            "at": clock.seconds(now),
                            "kind": kind,
                            "command": command,
                            "summary": summary,
                            "undone_by": None,
                        }
                    ],
                )
                writer = Writer(self._driver, number)
                yield writer
                if not writer.wrote:
                    raise _NothingWritten
                if writer.summary is not None:
                    self._driver.run_many("change_rename", [{"b_id": number, "b_summary": writer.summary}])
        except _NothingWritten:
            pass

    def _undoable(self, number: int | None) -> Change:
        """The change with this number, or else the newest, that is in force and can be taken back."""
        if number is not None:
            change = self.changes_by(number)
            if change.in_force:
                return change
            raise BacklogError(
                "nothing-to-undo",
                f"Change {number} is not in force: it was undone, or is an undo itself.",
                "See `backlog history`.",
            )
        rows = self._driver.rows("change_undoable")
        if not rows:
            raise BacklogError("nothing-to-undo", "There is no change left to undo.", "See `backlog history`.")
        return _change(rows[0])

    def _later(self, number: int, since: int | None = None) -> list[Change]:
        """The changes in force that rest on change `number`, oldest first.

        They came after it (after `since`, if given) and touched a thing of it,
        and those that came after one of these and touched a thing of that.
        """
        found = dict[int, Change]()
        seen = set[tuple[str, int]]()
        pending = [(number, number if since is None else since)]
        while pending:
            # The earliest first: a thing is asked for once, with everything after its first touch.
            touching, after = heappop(pending)
            for kind, thing in self._touched(touching):
                if (kind, thing) in seen:
                    continue
                seen.add((kind, thing))
                for later in self._changes_of(kind, thing):
                    if later > after and later not in found:
                        change = self.changes_by(later)
                        if change.in_force:
                            found[later] = change
                            heappush(pending, (later, later))
        return [found[later] for later in sorted(found)]

    def _changes_of(self, kind: str, thing: int) -> set[int]:
        """The changes that wrote or ended a version of a thing, or of what stands beside a session."""
        rows = list(self._driver.rows(f"{kind}_changes", id=thing))
        if kind == "session":
            for origin in self.origin_numbers(thing):
                rows += self._driver.rows("origin_changes", id=origin)
        return {number for pair in rows for number in pair if number is not None}

    def _touched(self, number: int) -> list[tuple[str, int]]:
        """Kind and number of each thing that a change wrote or ended."""
        return [(kind, thing) for kind in KINDS for (thing,) in self._driver.rows(f"{kind}_touched", change=number)]

    def _restore(self, writer: Writer, changes: Sequence[Change], side: str) -> None:
        """Give each thing the state on that side of the first of the changes that touched it; `later-changes`."""
        settled: set[tuple[str, int]] = set()
        for change in changes:
            for kind, thing in self._touched(change.id):
                if (kind, thing) not in settled:
                    settled.add((kind, thing))
                    rows = self._driver.rows(f"{kind}_{side}", id=thing, change=change.id)
                    writer.set_state(kind, thing, rows[0] if rows else None)
        newest = self._driver.rows("change_undoable")
        if not newest or newest[0][0] < min(change.id for change in changes):
            return  # nothing came after them
        from backlog.store.claims import clash

        kinds = {kind for kind, _ in settled}
        kinds |= {"session", "origin"} if kinds & {"session", "origin"} else set()
        if why := clash({(kind, value.id): value for kind in kinds for value in self.every(kind)}, settled):
            word = "Change" if len(changes) == 1 else "Changes"
            raise BacklogError(
                "later-changes",
                f"{word} {_numbers(changes)} ({changes[0].summary}) cannot be reversed: {why}.",
                "What is there stands; see `backlog history`.",
            )

    def _named(self, name: str, known: int | None) -> tuple[str, dict[str, int]]:
        return (name, {}) if known is None else (f"{name}_known", {"known": known})

    def _read(self, name: str, known: int | None, **parameters: Any) -> list[Any]:
        name, more = self._named(name, known)
        kind = name.split("_")[0]
        return [load(kind, row) for row in self._driver.rows(name, **parameters, **more)]


class _NothingWritten(Exception):
    """Ends a change that wrote nothing, so that its number and line are taken back too."""


def _change(row: Sequence[Any]) -> Change:
    return Change(row[0], clock.instant(row[1]), *row[2:])


def _numbers(changes: Sequence[Change]) -> str:
    return ", ".join(str(change.id) for change in changes)


def _decided(row: Sequence[Any]) -> Decided:
    return Decided(row[0], clock.instant(row[1]), *row[2:])


def _plan_value(name: str, text: str) -> Any:
    value = json.loads(text)
    if name == "usual_pain_at" and value is not None:
        return clock.instant(value)
    return tuple(value) if isinstance(value, list) else value
