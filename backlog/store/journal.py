"""The journal: facts in and out, every write a change that can be taken back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Any

from backlog import clock
from backlog.errors import BacklogError
from backlog.store.changes import Writer, numbers_of
from backlog.store.claims import in_words
from backlog.store.driver import alone
from backlog.store.erasing import Erasing
from backlog.store.readable import Change, Readable

if TYPE_CHECKING:
    from pathlib import Path

    from backlog.store.driver import Driver


class Journal(Readable, Erasing):
    """One person's journal, on any engine: what it says, and the ways to change it."""

    def __init__(self, driver: Driver, *, copied_to: Path | None = None, begun: bool = False) -> None:
        super().__init__(driver)
        self.engine = driver.engine
        self.place = driver.place
        #: Where it was copied to before it was brought to the present schema, if it was.
        self.copied_to = copied_to
        #: Whether there was none before.
        self.begun = begun

    def close(self) -> None:
        """Let go of the file or the connection."""
        self._driver.close()

    @contextmanager
    def change(self, command: str, summary: str, *, now: datetime) -> Iterator[Writer]:
        """One change: all that is written inside is kept or lost together; a change that writes nothing is not kept.

        What a write depends on is read from the Writer: from here to the end nobody else writes.
        BacklogError `entry-twice` if it would put into the journal what that may have once.
        """
        with self._change("do", command, summary, now) as writer:
            yield writer

    def undo(self, number: int | None, *, with_later: bool, now: datetime) -> list[Change]:
        """Take back a change (what was done last, if none is named); what was taken back, oldest first.

        BacklogError `nothing-to-undo`; `later-changes` if later ones touched the same things and `with_later` is off,
        or entered anew what would come back.
        """
        with self._change("undo", "undo", "undo", now) as writer:
            targets = writer.undoable(number)
            later = writer.later([change.id for change in targets])
            if later and not with_later:
                names = "; ".join(f"{change.id} ({change.summary})" for change in later)
                raise BacklogError.of("later-changes.in-the-way", number=numbers_of(targets), names=names)
            targets = sorted([*targets, *later])
            writer.summary = f"took back {numbers_of(targets)}: {targets[0].summary}"
            writer.restore(targets, "before")
            writer.mark([(change.id, writer.number) for change in targets])
        return targets

    def redo(self, number: int | None = None, *, now: datetime) -> list[Change]:
        """Reverse the undo that was done last, or the one that took back a change; the changes that hold again.

        BacklogError `nothing-to-undo`; `later-changes` if later ones touched the same things, or entered them anew,
        or, where no change is named, if any came after the undo.
        """
        with self._change("redo", "redo", "redo", now) as writer:
            last, targets = writer.redoable(number)
            later = writer.later([change.id for change in targets], since=last)
            if later:
                raise BacklogError.of("later-changes.after-undo", number=later[0].id, summary=later[0].summary)
            writer.summary = f"did again {numbers_of(targets)}: {targets[0].summary}"
            writer.restore(targets[::-1], "after")
            writer.mark([(last, writer.number)])
        return targets

    def keep_decision(
        self,
        at: datetime,
        policy: str,
        digest: str,
        facts: str,
        verdict: str,
        *,
        known: int | None = None,
        check: Callable[[], None] = lambda: None,
    ) -> int:
        """Store a decision and return its number; the same digest as the last one's is not stored again.

        `known` is the last change that its facts know of (None: the last there is). `check` is called once nobody else
        can write, and raises where the decision should not be stored after all.
        """
        number = self.decided_as(at, digest)
        if number is not None:
            return number
        row = {"policy": policy, "digest": digest, "facts": facts, "verdict": verdict, "at": clock.seconds(at)}
        with alone(self._driver):
            # Looked up again, now that nobody else can write: two that ask at once are told once.
            return self.decided_as(at, digest) or self._decide(row, known, check)

    def _decide(self, row: dict[str, Any], known: int | None, check: Callable[[], None]) -> int:
        check()
        number: int = self._driver.rows("counter_take", b_name="decision", b_more=1)[0][0]
        self._driver.run_many(
            "decision_insert", [row | {"id": number, "known": self.latest() if known is None else known}]
        )
        return number

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
            with alone(self._driver, 1) as number:
                line = {"id": number, "at": clock.seconds(now), "kind": kind, "command": command, "summary": summary}
                self._driver.run_many("change_insert", [line | {"undone_by": None}])
                writer = Writer(self._driver, number)
                yield writer
                if not writer.wrote:
                    raise _NothingWritten
                if twice := writer.clash():
                    raise BacklogError.of("entry-twice.held", thing=in_words(twice[0]), number=twice[1])
                if writer.summary is not None:
                    self._driver.run_many("change_rename", [{"b_id": number, "b_summary": writer.summary}])
        except _NothingWritten:
            pass


class _NothingWritten(Exception):
    """Ends a change that wrote nothing, so that its number and line are taken back too."""
