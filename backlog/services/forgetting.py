"""Forget entries for good: in the journal, and in the copies of it that backlog itself made."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import closing
from datetime import date, datetime
from pathlib import Path
from typing import Any, NamedTuple

from backlog import clock
from backlog.errors import BacklogError, PassedOver
from backlog.files import sweep, sweep_aside
from backlog.model.day import Day
from backlog.model.facts import KINDS
from backlog.model.session import Session
from backlog.services.backup import as_it_is, grew_from
from backlog.store.journal import Journal
from backlog.store.opening import file_of, is_file, open_journal

Thing = tuple[str, int]
#: What of a journal is meant; asked of the journal, and of each copy of it.
Choice = Callable[[Journal], list[Thing]]


class Holding(NamedTuple):
    """A copy that holds what is to be forgotten, and how many entries of it; None where it may, and why: `doubt`.

    That is `unseen` where nobody can look now, `gone` from where it was made, or `grown` into another journal.
    """

    path: Path
    entries: int | None
    doubt: str = ""


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

    def lies_before(value: Any) -> bool:
        if isinstance(value, Day):
            return value.day < day
        at: datetime = value.started_at if isinstance(value, Session) else value.at
        return at < limit

    def choose(journal: Journal) -> list[Thing]:
        found = []
        for kind in ("session", "reading", "day"):
            for number in journal.all_numbers(kind):
                _, versions = journal.find_ended(number)
                if all(lies_before(value) for _, _, value in versions):
                    found.append((kind, number))
        return _with_origins(journal, found)

    return choose


def everything(journal: Journal) -> list[Thing]:
    """Every thing that is or ever was in the journal."""
    return [(kind, number) for kind in KINDS for number in journal.all_numbers(kind)]


def copies_holding(journal: Journal, choose: Choice) -> list[Holding]:
    """The copies that backlog made of the journal and that hold what is meant.

    One that is gone from its folder, that nobody can look into, or that was written to since may hold it, and is named
    each time: nothing is forgotten by looking. What any command that was killed left there, where this one stands and
    among the temporary files is removed.
    """
    clear_leftovers(journal)
    found = []
    for copy in journal.copies():
        if is_file(journal.place) and copy.path == file_of(journal.place).resolve():
            continue
        try:
            reachable = copy.path.parent.is_dir()
            if reachable and sweep(copy.path.parent, copy.path):
                found.append(
                    Holding(copy.path, None, "unseen")
                )  # it is being written, and may be of the time before this
            elif copy.path.exists():
                with as_it_is(copy.path) as other:
                    things = choose(other)
                    if grew_from(other, journal):
                        found += [Holding(copy.path, len(entries(things)))] if things else []
                    elif any(_is_one(number, other, journal) for _, number in things):
                        found.append(Holding(copy.path, None, "grown"))
            else:
                found.append(Holding(copy.path, None, "gone" if reachable else "unseen"))
        except (BacklogError, OSError):
            found.append(Holding(copy.path, None, "unseen"))
    return found


def _is_one(number: int, copy: Journal, journal: Journal) -> bool:
    """Whether both began the thing of this number alike: numbers mean other things once each was written to."""
    with PassedOver("unknown-id"):
        return copy.find_ended(number)[1][0][2] == journal.find_ended(number)[1][0][2]
    return True  # it was erased in the journal


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
    return len(entries(things))


def entries(things: Sequence[Thing]) -> list[int]:
    """The entries among things: what told of a session goes with it, and is one only where nothing else is there."""
    return [number for kind, number in things if kind != "origin"] or [number for _, number in things]


def _with_origins(journal: Journal, things: Sequence[Thing]) -> list[Thing]:
    """The things, and with each session all that told of it."""
    more = [("origin", n) for kind, number in things if kind == "session" for n in journal.origin_numbers(number)]
    return [*things, *more]
