"""Any sequence of writes, undos and redos against a model that is easy to believe.

The model: a journal's state is what its changes in force say, applied in order.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backlog.errors import BacklogError
from backlog.model.session import Reading, Session
from backlog.store.journal import Journal
from tests.make import NOW, Store, reading, session

State = dict[int, str]
#: What one change does: number of the thing -> its new note, None for deleted.
Writes = dict[int, str | None]

indices = st.integers(min_value=0, max_value=5)
words = st.sampled_from(["wet", "dry", "slow", "fast"])
edits = st.tuples(st.just("edit"), st.lists(st.tuples(indices, words), min_size=1, max_size=3))
OPERATIONS = st.lists(
    st.one_of(
        st.tuples(st.just("add"), st.lists(words, min_size=1, max_size=3)),
        edits,
        st.tuples(st.just("remove"), indices),
        st.tuples(st.just("add and edit"), words),
        st.tuples(st.just("undo"), st.none()),
        st.tuples(st.just("undo with later"), indices),
        st.tuples(st.just("redo"), st.none()),
    ),
    max_size=14,
)


def state_of(journal: Journal, known: int | None = None) -> State:
    """The notes of all sessions and readings, by number."""
    return {found.id: found.note for kind in ("session", "reading") for found in journal.every(kind, known=known)}


@dataclass
class Model:
    """What should be there: every change ever made, since which change each holds, the undos that could be redone."""

    made: dict[int, Writes] = field(default_factory=dict)
    holds: dict[int, int] = field(default_factory=dict)
    undos: list[tuple[int, list[int]]] = field(default_factory=list)
    touched_by: dict[int, set[int]] = field(default_factory=dict)

    def state(self) -> State:
        """What the changes in force add up to."""
        notes: State = {}
        for number in sorted(self.holds):
            for thing, note in self.made[number].items():
                if note is None:
                    notes.pop(thing, None)
                else:
                    notes[thing] = note
        return notes

    def done_last(self) -> list[int]:
        """The newest change, or what the redo after it brought back."""
        newest = max(self.holds.values())
        return sorted(number for number, since in self.holds.items() if since == newest)

    def with_later(self, numbers: list[int]) -> list[int]:
        """The changes and all in force that rest on them, oldest first."""
        taken = list(numbers)
        for later in sorted(n for n in self.holds if n not in numbers):
            if any(earlier < later and self.made[earlier].keys() & self.made[later].keys() for earlier in taken):
                taken.append(later)
        return sorted(taken)


class Player:
    """Does each operation to the journal and to the model, and compares them."""

    def __init__(self, journal: Journal) -> None:
        self.journal, self.model = journal, Model()
        self.states: list[State] = [{}]

    def play(self, name: str, what: object) -> None:
        """One operation; one that is refused must be refused by the model's lights too."""
        if name == "undo":
            self._undo(None)
        elif name == "undo with later":
            holding = sorted(self.model.holds)
            assert isinstance(what, int)
            self._undo(holding[what % len(holding)] if holding else None)
        elif name == "redo":
            self._redo()
        else:
            self._write(name, what)
        newest = self.journal.history(1)
        while newest and len(self.states) <= newest[0].id:
            self.states.append(state_of(self.journal))
        assert self.model.state() == state_of(self.journal)

    def _write(self, name: str, what: object) -> None:
        things = sorted(state_of(self.journal))
        writes: Writes = {}
        with self.journal.change(name, name, now=NOW) as writer:
            match name, what:
                case "add", list(notes):
                    numbers = writer.add_all([session(note=note) for note in notes])
                    writes.update(zip(numbers, notes, strict=True))
                case "edit", list(pairs) if things:
                    for index, note in pairs:
                        thing = things[index % len(things)]
                        writer.put(self._noted(thing, note))
                        writes[thing] = note
                case "remove", int(index) if things:
                    thing = things[index % len(things)]
                    writer.remove("session" if isinstance(self.journal.find(thing), Session) else "reading", thing)
                    writes[thing] = None
                case "add and edit", str(note):
                    thing = writer.add(reading(note="draft"))
                    writer.put(reading(id=thing, note=note))
                    writes[thing] = note
                case _:  # nothing there yet to edit or remove: a change that writes nothing
                    pass
            number = writer.number
        if writes:
            self.model.made[number] = writes
            self.model.holds[number] = number

    def _noted(self, thing: int, note: str) -> Session | Reading:
        found = self.journal.find(thing)
        return session(id=thing, note=note) if isinstance(found, Session) else reading(id=thing, note=note)

    def _undo(self, number: int | None) -> None:
        model = self.model
        if not model.holds:
            with pytest.raises(BacklogError, match="no change left to undo"):
                self.journal.undo(None, with_later=True, now=NOW)
            return
        expected = model.with_later(model.done_last() if number is None else [number])
        if number is not None and len(expected) > 1:
            with pytest.raises(BacklogError, match="Later changes"):
                self.journal.undo(number, with_later=False, now=NOW)
        assert expected == [change.id for change in self.journal.undo(number, with_later=True, now=NOW)]
        model.holds = {kept: since for kept, since in model.holds.items() if kept not in expected}
        model.undos.append((self.journal.history(1)[0].id, expected))

    def _redo(self) -> None:
        model = self.model
        if not model.undos:
            with pytest.raises(BacklogError, match="no undo to reverse"):
                self.journal.redo(now=NOW)
            return
        undo, undone = model.undos[-1]
        alone = max(model.made) < undo
        if not alone:
            with pytest.raises(BacklogError, match="came after the last undo"):
                self.journal.redo(now=NOW)
        touched = {thing for number in undone for thing in model.made[number]}
        if any(number > undo and model.made[number].keys() & touched for number in model.holds):
            with pytest.raises(BacklogError, match="came after the undo"):
                self.journal.redo(undone[0], now=NOW)
            return
        assert undone == [change.id for change in self.journal.redo(None if alone else undone[0], now=NOW)]
        model.undos.pop()
        model.holds |= dict.fromkeys(undone, self.journal.history(1)[0].id)


def check(store: Store, operations: list[tuple[str, object]]) -> None:
    """Play the operations, then look back, then undo everything."""
    journal = store.open()
    try:
        player = Player(journal)
        for name, what in operations:
            player.play(name, what)
        assert player.states == [state_of(journal, known) for known in range(len(player.states))]
        while player.model.holds:
            before = state_of(journal)
            player.play("undo", None)
            player.play("redo", None)
            assert before == state_of(journal)
            player.play("undo", None)
        assert {} == state_of(journal)
    finally:
        journal.close()


@given(operations=OPERATIONS)
@settings(max_examples=60)
def test_writes_undos_and_redos_do_what_the_model_says(
    fresh: Callable[[str], Store], operations: list[tuple[str, object]]
) -> None:
    """On SQLite: what is there, what was known after each change, undo then redo, undo of everything."""
    check(fresh("sqlite"), operations)


@given(operations=OPERATIONS)
@settings(max_examples=20)
def test_sqlite_and_postgresql_write_identical_rows(
    fresh: Callable[[str], Store], operations: list[tuple[str, object]]
) -> None:
    """The same operations on either engine do what the model says, and leave the same rows in every table."""
    tables = []
    for way in ("sqlite", "postgresql"):
        store = fresh(way)
        check(store, operations)
        tables.append(store.tables())
    assert tables[0] == tables[1]
