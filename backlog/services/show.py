"""One entry with everything known of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from backlog.model.checks import LAST_CLOSE, Answers, answers
from backlog.model.session import Session
from backlog.store.readable import Readable

if TYPE_CHECKING:
    from backlog.model.facts import Fact
    from backlog.model.origin import Origin


class Version(NamedTuple):
    """A state that an entry had: by which change it was written and ended (None: it holds now)."""

    written_by: int
    ended_by: int | None
    value: Fact


class Shown(NamedTuple):
    """An entry: its kind, its versions oldest first, and of a session its answers and what else told of it."""

    kind: str
    number: int
    versions: list[Version]
    answers: Answers | None
    origins: Sequence[Origin] = ()

    @property
    def value(self) -> Fact:
        """The latest state."""
        return self.versions[-1].value

    @property
    def deleted(self) -> bool:
        """Whether the entry is gone now."""
        return all(version.ended_by is not None for version in self.versions)


def show(journal: Readable, number: int, *, now: datetime) -> Shown:
    """The entry with this number, deleted ones included, all of one moment; BacklogError `unknown-id`."""
    with journal.snapshot():
        kind, rows = journal.find_ended(number)
        versions = [Version(*row) for row in rows]
        value = versions[-1].value
        found: Mapping[int, Answers] = {}
        if isinstance(value, Session):
            until = value.ended_at + LAST_CLOSE
            around = journal.sessions_ended(value.started_at, until)
            found = answers(
                [s for s in around if s.id != number] + [value], journal.readings(value.ended_at, min(until, now))
            )
        origins = journal.origins(number) if kind == "session" else ()
        return Shown(kind, number, versions, found.get(number), origins)
