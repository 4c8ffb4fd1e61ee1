"""`backlog forget`: the only command that loses data."""

from __future__ import annotations

import click

from backlog import clock
from backlog.cli.common import App, pass_app, say, yes_option
from backlog.cli.edit import in_words
from backlog.cli.listing import entry_number
from backlog.errors import BacklogError, InputError
from backlog.services import forgetting as service
from backlog.store.journal import Journal

#: Why the space of what was erased could not be given back, by what the storage said.
REASONS = {"disk-full": "the disk is full", "journal-busy": "another process uses the journal"}
#: Why a copy may hold it still.
DOUBTS = {
    "unseen": "cannot be looked into now, and may hold it still",
    "grown": "was written to since backlog made it, and may hold it still",
}
#: How many entries are named before they are erased.
MOST_NAMED = 3
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
    named = _named(app, journal, things)
    held = service.copies_holding(journal, choose)
    reached = [copy for copy in held if copies and copy.entries]
    if not things and not reached:
        say("There is nothing to forget there.")
    else:
        _confirm(app, named, reached)
        if things:
            _erase(journal, things, named)
        # Another one may have been made while the person was asked.
        held = [copy for copy in held if copy.doubt == "grown"] + [
            copy for copy in service.copies_holding(journal, choose) if copy.doubt != "grown"
        ]
        left = [copy for copy in held if not (copies and copy.entries and _erased_in(copy, choose))]
        _tell(left)
        say("Copies that you made yourself, exports and disk backups are out of my reach.")
        if copies and any(copy.entries for copy in left):
            click.get_current_context().exit(1)
        return
    _tell(held)


def _named(app: App, journal: Journal, things: list[service.Thing]) -> str:
    """How many things, and the first of them by number and in words; what told of a session goes without saying."""
    entries = service.entries(things)
    last = [journal.find_ended(number)[1][-1][2] for number in entries[:MOST_NAMED]]
    words = [f"{value.id}: {in_words(app, value, app.plan.units)}" for value in last]
    words += ["..."] * (len(entries) > MOST_NAMED)
    return f"{_entries(len(entries))} ({'; '.join(words)})" if words else ""


def _confirm(app: App, named: str, reached: list[service.Holding]) -> None:
    where = [*filter(None, [named]), *(f"{_entries(copy.entries or 0)} in {copy.path}" for copy in reached)]
    what = "in every version, what the history says of it, and all stored decisions"
    app.confirm(f"Erase {', '.join(where)} {what}?")
    app.confirm("This cannot be undone. Really?")


def _erase(journal: Journal, things: list[service.Thing], named: str) -> None:
    left = journal.forget(things)
    say(f"Erased {named}.")
    if left is not None:
        reason = REASONS.get(left.slug, "it could not be written to")
        say(f"Left to do: to give back {KEPT[journal.engine]}, since {reason}; the next command tries again.")


def _erased_in(copy: service.Holding, choose: service.Choice) -> bool:
    """Erase there; False where that cannot be now."""
    try:
        say(f"Erased {_entries(service.forget_in_copy(copy.path, choose))} in {copy.path}")
    except BacklogError as error:
        say(f"Not erased in {copy.path}: {REASONS.get(error.slug, 'it cannot be written to')}. Type it again later.")
        return False
    return True


def _tell(copies: list[service.Holding]) -> None:
    for copy in copies:
        if copy.doubt in DOUBTS:
            say(f"{copy.path} {DOUBTS[copy.doubt]}.")
        elif copy.entries is not None:
            say(f"{copy.path}, which backlog made, holds {_entries(copy.entries)} still; --copies erases there too.")
    if gone := [str(copy.path) for copy in copies if copy.doubt == "gone"]:
        more = f" and {len(gone) - MOST_NAMED} more" if len(gone) > MOST_NAMED else ""
        names = ", ".join(gone[:MOST_NAMED])
        say(f"Not where backlog made them any more: {names}{more}. A moved copy may hold it still.")


def _entries(count: int) -> str:
    return f"{count} entr{'y' if count == 1 else 'ies'}"
