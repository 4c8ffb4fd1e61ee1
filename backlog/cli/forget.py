"""`backlog forget`: the only command that loses data."""

from __future__ import annotations

import click

from backlog import clock
from backlog.cli.common import App, pass_app, say, yes_option
from backlog.cli.listing import entry_number
from backlog.errors import InputError
from backlog.services import forgetting as service
from backlog.store.journal import Journal

#: Why the space of what was erased could not be given back, by what the storage said.
REASONS = {"disk-full": "the disk is full", "journal-busy": "another process uses the journal"}
KEPT = {"sqlite": "the space where it stood", "postgresql": "what the server's files still hold of it"}


@click.command("forget")
@click.argument("entries", nargs=-1)
@click.option("--before", metavar="DATE", help="Everything before a date.")
@click.option("--everything", is_flag=True, help="Everything.")
@click.option("--copies", is_flag=True, help="In the copies that backlog made, too.")
@yes_option
@pass_app
def forget_command(app: App, /, entries: tuple[str, ...], before: str | None, everything: bool, copies: bool) -> None:
    """Erase entries for good, in every version, and all stored decisions. Asks twice.

    It names the backups, and the copies made before an upgrade, that still hold them; --copies erases them there.
    What it cannot reach: copies you made yourself, exports, backups of your disk.

    \b
    Examples:
      backlog forget 12
      backlog forget 12 --copies
      backlog forget --before 2025-01-01
    """
    if sum((bool(entries), bool(before), everything)) != 1:
        raise InputError("ambiguous-id", "Say what to forget.", "Give numbers, or --before DATE, or --everything.")
    journal = app.journal()
    if everything:
        choose: service.Choice = service.everything
    elif before:
        choose = service.before(clock.parse_date(before, app.zone, now=app.now), app.zone)
    else:
        numbers = [entry_number(app, entry) for entry in entries]
        choose = service.numbered(numbers)
        if not copies:
            for number in numbers:
                journal.find_ended(number)
    things = choose(journal)
    held = service.copies_holding(journal, choose)
    reached = [copy for copy in held if copies and copy.entries]
    if not things and not reached:
        say("There is nothing to forget there.")
    else:
        _confirm(app, len(things), reached)
        if things:
            _erase(journal, things)
        for copy in reached:
            say(f"Erased {_entries(service.forget_in_copy(copy.path, choose))} in {copy.path}")
    for copy in held:
        if copy not in reached:
            _tell(copy)
    if things or reached:
        say("Copies that you made yourself, exports and disk backups are out of my reach.")


def _confirm(app: App, count: int, reached: list[service.Holding]) -> None:
    where = [_entries(count)] if count else []
    where += [f"{_entries(copy.entries or 0)} in {copy.path}" for copy in reached]
    app.confirm(f"Erase {', '.join(where)} in every version, the wording of the history, and all stored decisions?")
    app.confirm("This cannot be undone. Really?")


def _erase(journal: Journal, things: list[service.Thing]) -> None:
    left = journal.forget(things)
    say(f"Erased {_entries(len(things))}.")
    if left is not None:
        reason = REASONS.get(left.slug, "it could not be written to")
        say(f"Left to do: to give back {KEPT[journal.engine]}, since {reason}; the next command tries again.")


def _tell(copy: service.Holding) -> None:
    if copy.entries is None:
        say(f"{copy.path} cannot be looked into now, and may hold it still.")
    else:
        say(f"{copy.path}, which backlog made, holds {_entries(copy.entries)} still; --copies erases there too.")


def _entries(count: int) -> str:
    return f"{count} entr{'y' if count == 1 else 'ies'}"
