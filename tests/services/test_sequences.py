"""Imports among edits, deletions and undos: what holds after every step, whatever came before."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from backlog.errors import BacklogError
from backlog.importers.parsed import Options, Parsed, Row
from backlog.services.editing import delete
from backlog.services.exporting import export_jsonl
from backlog.services.forgetting import numbered
from backlog.services.imports.importing import import_parsed
from backlog.store.journal import Journal
from tests.make import NOW, ZONE, Store, parse_files, session

SOURCES = ("csv", "runkeeper", "strava", "gpx", "tcx", "fit")


def tellings(luck: random.Random) -> list[Parsed]:
    """The same three evenings as six kinds of file tell them: a little apart in start, length and distance."""
    files = []
    for source in SOURCES:
        runs = [
            session(
                f"2026-11-0{day} 18:0{luck.choice('014')}",
                luck.choice((10, 14, 14.5, 15)),
                distance_m=luck.choice((2000.0, 2020.0, 2100.0)),
                source=source,
                source_key=f"{source}-{day}",
            )
            for day in (1, 2, 3)
            if luck.random() < 0.8
        ]
        files.append(Parsed(file=source, kind=source, rows=tuple(Row(source, None, run) for run in runs)))
    return files


class Life:
    """Somebody who imports, types, edits, deletes, forgets and takes back at random."""

    def __init__(self, journal: Journal, luck: random.Random) -> None:
        self.journal = journal
        self.luck = luck
        self.files = tellings(luck)
        self.now = NOW
        self.said: dict[int, float | None] = {}

    def step(self) -> None:
        """One thing; what is refused changes nothing."""
        self.now += timedelta(minutes=1)
        does = self.luck.choice(
            (self.bring, self.bring, self.bring, self.type_in, self.edit, self.drop, self.forget, self.undo, self.redo)
        )
        try:
            does()
        except BacklogError:
            return
        self.hold()

    def bring(self) -> None:
        """An import: twice is once, undone it leaves nothing, and what the person said stays."""
        files, before, changes = (
            self.luck.sample(self.files, 2),
            export_jsonl(self.journal),
            len(self.journal.history(999)),
        )
        self.take(files)
        after = export_jsonl(self.journal)
        again = import_parsed(self.journal, files, (), now=self.now)
        assert ([], [], after) == (again.added, again.matched, export_jsonl(self.journal))
        if len(self.journal.history(999)) > changes:
            self.journal.undo(None, with_later=False, now=self.now)
            assert before == export_jsonl(self.journal)
            self.journal.redo(now=self.now)
            assert after == export_jsonl(self.journal)
        held = {run.id: run.distance_m for run in self.journal.every("session")}
        assert {n: m for n, m in self.said.items() if n in held} == {n: held[n] for n in self.said if n in held}

    def take(self, files: Sequence[Parsed]) -> None:
        """Import them."""
        import_parsed(self.journal, files, (), now=self.now)

    def type_in(self) -> None:
        """A run of 2 km on one of the evenings."""
        with self.journal.change("log", "log", now=self.now) as change:
            number = change.add(session(f"2026-11-0{self.luck.randint(1, 3)} 18:02", 14, note="mine"))
        self.said[number] = 2000.0

    def edit(self) -> None:
        """Another distance, or none."""
        run = self.luck.choice(self.journal.every("session") or [None])
        if run is not None:
            metres = self.luck.choice((None, 1000.0 + self.luck.randint(1, 999)))
            with self.journal.change("edit", "edit", now=self.now) as change:
                change.put(replace(run, distance_m=metres))
            self.said[run.id] = metres

    def drop(self) -> None:
        """Delete one."""
        for run in self.journal.every("session")[:1]:
            delete(self.journal, [run.id], now=self.now)

    def forget(self) -> None:
        """Erase one."""
        for run in self.journal.every("session")[-1:]:
            self.journal.forget(numbered([run.id])(self.journal))

    def undo(self) -> None:
        """Take any change back, and what rests on it."""
        done = [c.id for c in self.journal.history(999) if c.kind == "do" and c.undone_by is None]
        self.journal.undo(self.luck.choice(done or [None]), with_later=True, now=self.now)
        self.said.clear()

    def redo(self) -> None:
        """Reverse the last undo, unless what it took is there anew."""
        self.journal.redo(now=self.now)
        self.said.clear()

    def hold(self) -> None:
        """Each key names one thing, and nothing stands beside a session that is not there."""
        runs = self.journal.every("session")
        keys = {(run.source, run.source_key): run.id for run in runs if run.source_key}
        assert len(keys) == sum(run.source_key is not None for run in runs)
        for origin in self.journal.every("origin"):
            assert origin.session in {run.id for run in runs}
            assert keys.get((origin.source, origin.source_key), origin.session) == origin.session


@pytest.mark.parametrize("seed", [*range(30), *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(30, 60))])
def test_whatever_is_done_in_whatever_order(fresh: Callable[[str], Store], seed: int) -> None:
    """Eight steps, and then an export that comes back as it was."""
    journal, other = fresh("sqlite").open(), fresh("sqlite").open()
    life = Life(journal, random.Random(seed))
    for _ in range(8):
        life.step()
    exported = export_jsonl(journal)
    import_parsed(other, *parse_files([("e.jsonl", exported)], Options(now=life.now, zone=ZONE)), now=life.now)
    assert exported == export_jsonl(other)
    journal.close()
    other.close()
