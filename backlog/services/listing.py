"""One entry with everything known of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from backlog.model.checks import LAST_CLOSE, Answers, answers
from backlog.model.session import Session
from backlog.store.journal import Journal

if TYPE_CHECKING:
    from backlog.model.facts import Fact


class Version(NamedTuple):
    """A state that an entry had: by which change it was written and ended (None: it holds now)."""

    written_by: int
    ended_by: int | None
    value: Fact


class Shown(NamedTuple):
    """An entry: its kind, its versions oldest first, and a session's answers."""

    kind: str
    number: int
    versions: list[Version]
    answers: Answers | None

    @property
    def value(self) -> Fact:
        """The latest state."""
        return self.versions[-1].value

    @property
    def deleted(self) -> bool:
        """Whether the entry is gone now."""
        return all(version.ended_by is not None for version in self.versions)


def show(journal: Journal, number: int, *, now: datetime) -> Shown:
    """The entry with this number, deleted ones included; BacklogError `unknown-id`."""
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
    return Shown(kind, number, versions, found.get(number))
