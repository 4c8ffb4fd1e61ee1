"""Forget entries for good: in the journal, and in the copies of it that backlog itself made."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

from backlog import clock
from backlog.errors import BacklogError
from backlog.model.facts import KINDS
from backlog.model.session import Reading, Session
from backlog.store.copying import copy_file
from backlog.store.journal import Journal
from backlog.store.opening import file_of, is_file, open_journal, open_to_read

Thing = tuple[str, int]
#: What of a journal is meant; asked of the journal, and of each copy of it.
Choice = Callable[[Journal], list[Thing]]


class Holding(NamedTuple):
    """A copy that holds what is to be forgotten, and how many entries of it; None where nobody can look now."""

    path: Path
    entries: int | None


def numbered(numbers: Sequence[int]) -> Choice:
    """The entries with these numbers, as far as they are or ever were there, and what told of them."""

    def choose(journal: Journal) -> list[Thing]:
        found = []
        for number in dict.fromkeys(numbers):
            try:
                found.append((journal.find_ended(number)[0], number))
            except BacklogError as error:
                if error.slug != "unknown-id":
                    raise
        return _with_origins(journal, found)

    return choose


def before(day: date, zone: str) -> Choice:
    """Every session, reading and day note, deleted ones included, whose every version lies before a local date."""
    limit = clock.local_midnight(day, zone)

    def choose(journal: Journal) -> list[Thing]:
        found = []
        for kind in ("session", "reading", "day"):
            for number in journal.all_numbers(kind):
                _, versions = journal.find_ended(number)
                if all(_moment(value) < limit for _, _, value in versions):
                    found.append((kind, number))
        return _with_origins(journal, found)

    return choose


def everything(journal: Journal) -> list[Thing]:
    """Every thing that is or ever was in the journal."""
    return [(kind, number) for kind in KINDS for number in journal.all_numbers(kind)]


def copies_holding(journal: Journal, choose: Choice) -> list[Holding]:
    """The copies that backlog made of the journal and that hold what is meant.

    A copy that is gone from its folder, or is no copy of this journal any more, is remembered no longer; one whose
    folder is gone, a stick that is not there for one, may hold it.
    """
    found = []
    for copy in journal.copies():
        if is_file(journal.place) and copy.path == file_of(journal.place).resolve():
            continue
        if not copy.path.exists():
            if copy.path.parent.is_dir():
                journal.drop_copy(copy.path)
            else:
                found.append(Holding(copy.path, None))
            continue
        try:
            with _as_it_is(copy.path) as other:
                if not _grew_from(other, journal):
                    journal.drop_copy(copy.path)
                elif things := choose(other):
                    found.append(Holding(copy.path, len(things)))
        except BacklogError:
            found.append(Holding(copy.path, None))
    return found


def forget_in_copy(path: Path, choose: Choice) -> int:
    """Erase in a copy what is meant, and return how many entries that were; an older copy comes to the present schema.

    BacklogError where it cannot be written to: nothing was changed there.
    """
    with closing(open_journal(str(path), keep=False)) as copy:
        things = choose(copy)
        copy.forget(things)
    return len(things)


@contextmanager
def _as_it_is(path: Path) -> Iterator[Journal]:
    """A copy, open to look into, and not changed by that: one of an earlier schema is read by way of another copy."""
    with tempfile.TemporaryDirectory(prefix="backlog-") as folder:
        try:
            found = open_to_read(str(path))
        except BacklogError as error:
            if error.slug != "journal-older":
                raise
            copy_file(path, Path(folder) / "journal.db")
            found = open_journal(str(Path(folder) / "journal.db"), keep=False)
        with closing(found):
            yield found


def _grew_from(copy: Journal, journal: Journal) -> bool:
    """Whether the copy's last change is a change of this journal: what it holds then has the numbers it has here."""
    for last in copy.history(1):
        try:
            return journal.changes_by(last.id).at == last.at
        except BacklogError:
            return False
    return True


def _with_origins(journal: Journal, things: Sequence[Thing]) -> list[Thing]:
    """The things, and with each session all that told of it."""
    more = [("origin", n) for kind, number in things if kind == "session" for n in journal.origin_numbers(number)]
    return [*things, *more]


def _moment(value: Any) -> datetime:
    if isinstance(value, Session):
        return value.started_at
    if isinstance(value, Reading):
        return value.at
    return clock.local_midnight(value.day, "UTC") + timedelta(hours=12)
