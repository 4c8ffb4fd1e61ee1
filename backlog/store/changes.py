"""Writing: what one change does, and how changes are taken back and brought back.

A change sets the state of some things. To undo it is to set each back to the state before it, to redo it is to set
each to the state after it; both append versions and never rewrite one, so that what was known on a date stays known.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from backlog.errors import BacklogError
from backlog.model.facts import KINDS, kind_of
from backlog.store.claims import CLAIMS, Claim, claim, claim_of, clash, owner_of
from backlog.store.readable import Change, Readable
from backlog.store.rows import dump, load

if TYPE_CHECKING:
    from backlog.model.facts import Fact
    from backlog.store.driver import Driver


class Writer(Readable):
    """Collects what one change writes, and reads what it depends on; made by Journal.change.

    Nobody else writes until the change ends, so what is read here still holds when it is kept.
    """

    def __init__(self, driver: Driver, number: int) -> None:
        super().__init__(driver)
        self.number = number
        self.summary: str | None = None
        self.wrote = 0
        self._fresh: dict[tuple[str, int], tuple[Claim, int]] = {}
        self._stood: set[int] = set()

    def add(self, value: Fact) -> int:
        """Store a new thing and return its number; a value that brings a number keeps it."""
        return self.add_all([value])[0]

    def add_all(self, values: Sequence[Fact]) -> list[int]:
        """Store new things of one kind, and return their numbers in order.

        Those that bring their numbers stood beside each other in another journal, and may do so here.
        """
        if not values:
            return []
        fresh = sum(not value.id for value in values)
        last = self._driver.rows("counter_take", b_name="thing", b_more=fresh)[0][0]
        numbers = iter(range(last - fresh + 1, last + 1))
        numbered = [value if value.id else replace(value, id=next(numbers)) for value in values]
        self._insert(numbered)
        self._stood |= {owner_of(value) for value in values if value.id}
        highest = max(value.id for value in numbered)
        if highest > last:
            self._driver.rows("counter_reach", b_name="thing", b_last=highest)
        return [value.id for value in numbered]

    def put(self, value: Fact) -> None:
        """Store a new version of the thing that has this number; the last of one change is the one that counts.

        BacklogError `entry-gone` if the thing is not there any more.
        """
        before = self._there(kind_of(value), value.id)
        self._end(kind_of(value), value.id)
        self._insert([value], before)

    def remove(self, kind: str, number: int) -> None:
        """End the thing: it is gone now, and still known before now; BacklogError `entry-gone` if it was so before."""
        self._there(kind, number)
        self._end(kind, number)
        self.wrote += 1

    def set_state(self, kind: str, number: int, row: Sequence[Any] | None) -> None:
        """Give the thing the state of an earlier row of `columns(kind)`, or of not being there."""
        before = self._read(f"{kind}_one", None, id=number)
        self._end(kind, number)
        self.wrote += 1
        if row is not None:
            self._insert([load(kind, row)], before[0] if before else None)

    def clash(self) -> tuple[Claim, int] | None:
        """What this change would put into the journal twice, and the number of the thing that has it."""
        fresh: dict[Claim, set[int]] = {}
        for wanted, owner in self._fresh.values():
            fresh.setdefault(wanted, set()).add(owner)
        kinds = [kind for kind in CLAIMS if any(wanted[0] == claim(kind, ())[0] for wanted in fresh)]
        rows = ((kind, row) for kind in kinds for row in self._driver.rows(f"{kind}_claims"))
        return clash(fresh, ((owner, claim(kind, cells)) for kind, (owner, *cells) in rows), self._stood)

    def _there(self, kind: str, number: int) -> Fact:
        found: list[Fact] = self._read(f"{kind}_one", None, id=number)
        if not found:
            raise BacklogError.of("entry-gone.meanwhile", number=number)
        return found[0]

    def _end(self, kind: str, number: int) -> None:
        self._driver.run_many(f"{kind}_drop", [{"id": number, "change": self.number}])
        self._driver.run_many(f"{kind}_end", [{"b_id": number, "b_change": self.number}])
        self._fresh.pop((kind, number), None)

    def _insert(self, values: Sequence[Fact], before: Fact | None = None) -> None:
        """Store versions; what they claim that `before` did not is looked at when the change is kept."""
        kind = kind_of(values[0])
        self._driver.run_many(
            f"{kind}_insert", [dump(value) | {"written_by": self.number, "ended_by": None} for value in values]
        )
        self.wrote += len(values)
        had = None if before is None else claim_of(before)
        for value in values:
            wanted = claim_of(value)
            if wanted is not None and wanted != had:
                self._fresh[kind, value.id] = wanted, owner_of(value)

    # Undo and redo

    def undoable(self, number: int | None) -> list[Change]:
        """The change with this number, or else what was done last and holds: a change, or what a redo brought back.

        BacklogError `nothing-to-undo`, `unknown-id`.
        """
        if number is not None:
            change = self._done(number)
            if change.in_force:
                return [change]
            raise BacklogError.of("nothing-to-undo.out-of-force", number=number)
        found = self._changes("change_undoable")
        if not found:
            raise BacklogError("nothing-to-undo", "There is no change left to undo.", "See `backlog history`.")
        redo = found[0].redone_by
        return found if redo is None else self._changes("change_redone_by", redo=redo)

    def redoable(self, number: int | None) -> tuple[int, list[Change]]:
        """The undo that took back the change with this number, or else what was done last; and all that it took back.

        BacklogError `nothing-to-undo`, `later-changes` if something was changed after the last undo, `unknown-id`.
        """
        if number is not None:
            undo = self._done(number).undone_by
            if undo is None or self.changes_by(undo).kind != "undo":
                raise BacklogError.of("nothing-to-undo.holds", number=number)
        else:
            undo = self._driver.rows("change_last_undo")[0][0]
            if undo is None:
                raise BacklogError("nothing-to-undo", "There is no undo to reverse.", "See `backlog history`.")
        targets = self._changes("change_undone_by", undo=undo)
        if number is None and (since := self._changes("change_done_after", undo=undo)):
            raise BacklogError.of(
                "later-changes.since", number=since[0].id, summary=since[0].summary,
                undone=targets[0].id, what=targets[0].summary,
            )  # fmt: skip
        return undo, targets

    def _done(self, number: int) -> Change:
        """The change with this number, which is not the one that is being made; BacklogError `unknown-id`."""
        if number >= self.number:
            raise BacklogError.of("unknown-id.change", number=number)
        return self.changes_by(number)

    def later(self, numbers: Sequence[int], since: int | None = None) -> list[Change]:
        """The changes in force that rest on these, oldest first.

        They came after one of them (after `since`, if given) and touched a thing of it,
        and those that came after one of these and touched a thing of that.
        """
        from heapq import heappop, heappush

        found = dict[int, Change]()
        seen = set[tuple[str, int]]()
        pending = [(number, number if since is None else since) for number in numbers]
        while pending:
            # The earliest first: a thing is asked for once, with everything after its first touch.
            touching, after = heappop(pending)
            for kind, thing in self._touched(touching):
                if (kind, thing) in seen:
                    continue
                seen.add((kind, thing))
                for later in self._changes_of(kind, thing):
                    if later > after and later not in found and later not in numbers:
                        change = self.changes_by(later)
                        if change.in_force:
                            found[later] = change
                            heappush(pending, (later, later))
        return [found[later] for later in sorted(found)]

    def restore(self, changes: Sequence[Change], side: str) -> None:
        """Give each thing the state on that side of the first of the changes that touched it.

        BacklogError `later-changes` if that is there anew, or beside a session that is gone.
        """
        settled: set[tuple[str, int]] = set()
        for change in changes:
            for kind, thing in self._touched(change.id):
                if (kind, thing) not in settled:
                    settled.add((kind, thing))
                    rows = self._driver.rows(f"{kind}_{side}", id=thing, change=change.id)
                    self.set_state(kind, thing, rows[0] if rows else None)
        # What stood beside each other then may do so again: an older backlog let a date have two days.
        self._stood = {thing for _, thing in settled} | {owner for _, owner in self._fresh.values()}
        why = None
        if twice := self.clash():
            why = f"what it would bring back was entered anew, as entry {twice[1]}"
        sessions = {owner for (kind, _), (_, owner) in self._fresh.items() if kind == "origin"}
        if gone := [number for number in sorted(sessions) if not self._driver.rows("session_one", id=number)]:
            why = f"it told of session {gone[0]}, which is gone"
        if why:
            first = min(changes)
            raise BacklogError(
                "later-changes",
                f"Change{'s' * (len(changes) > 1)} {numbers_of(sorted(changes))} ({first.summary}) "
                f"cannot be reversed: {why}.",
                "What is there stands; see `backlog history`.",
            )

    def mark(self, marks: Sequence[tuple[int, int]]) -> None:
        """Write that a change, or an undo, was reversed by another: pairs of numbers."""
        self._driver.run_many("change_mark", [{"b_id": number, "b_undo": by} for number, by in marks])

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


def numbers_of(changes: Sequence[Change]) -> str:
    """The numbers of some changes, as a sentence has them."""
    return ", ".join(str(change.id) for change in changes)
