"""Forget entries for good: in the journal, and in the copies of it that backlog itself made."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import closing
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

from backlog import clock
from backlog.errors import BacklogError, PassedOver
from backlog.files import sweep, sweep_aside
from backlog.model.facts import KINDS
from backlog.model.session import Reading, Session
from backlog.services.backup import as_it_is, grew_from
from backlog.store.journal import Journal
from backlog.store.opening import file_of, is_file, open_journal

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
            with PassedOver("unknown-id"):
                found.append((journal.find_ended(number)[0], number))
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
    folder is gone, a stick that is not there for one, may hold it. What any command that was killed left there, where
    this one stands and among the temporary files is removed.
    """
    clear_leftovers(journal)
    found = []
    for copy in journal.copies():
        if is_file(journal.place) and copy.path == file_of(journal.place).resolve():
            continue
        try:
            reachable = copy.path.parent.is_dir()
            if reachable and sweep(copy.path.parent, copy.path):
                found.append(Holding(copy.path, None))  # it is being written, and may be of the time before this
            elif copy.path.exists():
                with as_it_is(copy.path) as other:
                    if not grew_from(other, journal):
                        journal.drop_copy(copy.path)
                    elif things := choose(other):
                        found.append(Holding(copy.path, len(things)))
            elif reachable:
                journal.drop_copy(copy.path)
            else:
                found.append(Holding(copy.path, None))
        except (BacklogError, OSError):
            found.append(Holding(copy.path, None))
    return found


def clear_leftovers(journal: Journal) -> None:
    """Remove what commands that were killed left: here, beside the journal and among the temporary files."""
    sweep_aside()
    sweep(Path())
    if is_file(journal.place):
        sweep(file_of(journal.place).resolve().parent)


def forget_in_copy(path: Path, choose: Choice) -> int:
    """Erase in a copy what is meant, and return how many entries that were; an older copy comes to the present schema.

    BacklogError where it cannot be written to: nothing was changed there.
    """
    with closing(open_journal(str(path), keep=False)) as copy:
        things = choose(copy)
        copy.forget(things)
    return len(things)


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
