"""What a journal holds and ever held, as an import must know it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import assert_never

from backlog.importers.parsed import Row, Value
from backlog.model.day import Day
from backlog.model.facts import KINDS, kind_of
from backlog.model.origin import Origin
from backlog.model.plan import Pause, Setting
from backlog.model.screening import Flag, Screening
from backlog.model.session import Reading, Session
from backlog.services.imports.versions import Past
from backlog.store.journal import Journal


class Held:
    """What the journal holds and ever held, by number and by what names a thing."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._now: dict[str, dict[int, Value]] = {}
        self._names: dict[str, set[str]] = {}
        self._claimed: set[int] = set()
        self._used = {number: kind for kind in KINDS for number in journal.all_numbers(kind)}

    def free_for(self, rows: Sequence[Row]) -> bool:
        """Whether the rows can keep their numbers: nothing of their kinds is here, and no number means two things."""
        if any(self._current(kind) for kind in {kind_of(row.value) for row in rows}):
            return False
        marks = {(row.value.id, kind_of(row.value), mark_of(row.value)) for row in rows if row.value.id}
        once = len(marks) == len({number for number, _, _ in marks})
        return once and all(self._state(row.value) in {"free", "undone"} for row in rows)

    def has(self, value: Value) -> bool:
        """Whether exactly this thing of this journal is here, or was until the person deleted it."""
        return self._state(value) in {"here", "deleted"}

    def claim(self, number: int) -> bool:
        """Take a number for a kept value; False if this import took it before."""
        free = number not in self._claimed
        self._claimed.add(number)
        return free

    def claim_name(self, value: Value) -> bool:
        """Take what names the value; False if something of that name is here already."""
        kind = kind_of(value)
        names = self._names.setdefault(kind, {name_of(held) for held in self._current(kind).values()})
        free = name_of(value) not in names
        names.add(name_of(value))
        return free

    def _current(self, kind: str) -> dict[int, Value]:
        if kind not in self._now:
            self._now[kind] = {value.id: value for value in self._journal.every(kind)}
        return self._now[kind]

    def _state(self, value: Value) -> str:
        """What the value's number is here: free, here, deleted (by the person), undone, or another thing's."""
        kind = self._used.get(value.id) if value.id else None
        if kind is None:
            return "free"
        if kind != kind_of(value):
            return "another"
        held = self._current(kind).get(value.id)
        if held is not None:
            return "here" if mark_of(held) == mark_of(value) else "another"
        past = Past(self._journal, value.id)
        if not any(mark_of(version) == mark_of(value) for _, _, version in past.ever):
            return "another"
        return "undone" if past.deleted() is None else "deleted"


def name_of(value: Value) -> str:
    """What two values of a kind cannot share."""
    match value:
        case Session():
            return f"{value.started_at.isoformat()} {value.activity}"
        case Reading():
            return f"{value.at.isoformat()} {value.site}"
        case Day():
            return value.day.isoformat()
        case Setting():
            return value.name
        case Pause():
            return f"{value.first} {value.last}"
        case Screening():
            return f"{value.at.isoformat()} {value.kind}"
        case Flag():
            return f"{value.opened_at.isoformat()} {value.flag}"
        case Origin():
            return f"{value.source}:{value.source_key}"
        case _:
            assert_never(value)


def mark_of(value: Value) -> str:
    """What names a thing of one journal among those of all: its number, and when it was recorded."""
    recorded = getattr(value, "recorded_at", None)
    return f"{value.id}@{name_of(value) if recorded is None else recorded.isoformat()}"


def sessions_by_key(journal: Journal) -> dict[tuple[str, str], int]:
    """(source, its key) -> the number of the session that a row of it is or was, or beside which its telling stands."""
    beside = {(origin.source, origin.source_key): origin.session for origin in journal.every("origin")}
    return beside | journal.sources("session")
