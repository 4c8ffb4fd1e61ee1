"""What a journal holds and ever held, as an import must know it: a value, read in one moment."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, NamedTuple, TypeVar, cast

from backlog.importers.parsed import Value
from backlog.model.facts import KINDS, class_of
from backlog.model.origin import Origin
from backlog.store.readable import Readable

#: A source, and its own key of a row.
Key = tuple[str, str]
V = TypeVar("V", bound=Value)


class Edition(NamedTuple):
    """One version of a thing: whether an import wrote it, and whether that still holds or was undone."""

    value: Value
    imported: bool = False
    in_force: bool = True


@dataclass(frozen=True)
class Past:
    """The versions of one thing, oldest first; `deleted` says that the person took the last of them away."""

    versions: tuple[Edition, ...] = ()
    deleted: bool = False

    def edited(self) -> Collection[str]:
        """The fields that the person changed since it was imported."""
        found: set[str] = set()
        for before, after in pairwise(version for version in self.versions if version.in_force):
            if not after.imported:
                old, new = before.value, after.value
                found |= {name for name in vars(new) if getattr(new, name) != getattr(old, name)}
        return found

    def original(self) -> Value | None:
        """The thing as an import last wrote it; None if none did."""
        written = (version.value for version in reversed(self.versions) if version.imported and version.in_force)
        return next(written, None)


@dataclass(frozen=True, kw_only=True)
class Held:
    """A journal before an import; empty unless something is said of it.

    `facts` are what it holds now, by class and number; `numbers` is the kind of every number that it ever gave.
    `sources` is, by kind, the number that a row is or was by its key, those that the person deleted included; what an
    undo took back is not in it. `past` finds the versions of one thing: it is asked of few.
    """

    facts: Mapping[type[Any], Mapping[int, Value]] = field(default_factory=dict)
    numbers: Mapping[int, str] = field(default_factory=dict)
    sources: Mapping[str, Mapping[Key, int]] = field(default_factory=dict)
    past: Callable[[int], Past] = lambda _: Past()

    def of(self, kind: type[V]) -> Mapping[int, V]:
        """What it holds of a class, by number."""
        return cast("Mapping[int, V]", self.facts.get(kind, {}))

    def by_key(self, kind: str) -> Mapping[Key, int]:
        """The number that a row of a kind is or was, by its key."""
        return self.sources.get(kind, {})

    @property
    def sessions_by_key(self) -> dict[Key, int]:
        """The number of the session that a row is or was, or beside which its telling stands, by its key."""
        told = {(origin.source, origin.source_key): origin.session for origin in self.of(Origin).values()}
        return told | dict(self.by_key("session"))


def held_by(journal: Readable) -> Held:
    """What the journal holds now, and held."""
    return Held(
        facts={class_of(kind): {value.id: value for value in journal.every(kind)} for kind in KINDS},
        numbers={number: kind for kind in KINDS for number in journal.all_numbers(kind)},
        sources={kind: journal.sources(kind) for kind in ("session", "reading", "origin")},
        past=lambda number: past_of(journal, number),
    )


def past_of(journal: Readable, number: int) -> Past:
    """The versions of the thing with this number."""
    versions = []
    ended = None
    for written_by, ended_by, value in journal.find_ended(number)[1]:
        change = journal.changes_by(written_by)
        versions.append(Edition(value, change.command == "import", change.in_force))
        ended = ended_by
    # What an undo took back never was; a redo takes away again what the person did.
    by = None if ended is None else journal.changes_by(ended)
    return Past(tuple(versions), by is not None and (by.in_force or by.kind == "redo"))
