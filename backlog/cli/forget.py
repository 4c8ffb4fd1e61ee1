"""`backlog forget`: the only command that loses data."""

from __future__ import annotations

import click

from backlog import clock
from backlog.cli.common import App, confirm, pass_app, say, yes_option
from backlog.cli.listing import entry_number
from backlog.errors import InputError
from backlog.services import editing as service


@click.command("forget")
@click.argument("entries", nargs=-1)
@click.option("--before", metavar="DATE", help="Everything before a date.")
@click.option("--everything", is_flag=True, help="Everything.")
@yes_option
@pass_app
def forget_command(app: App, /, entries: tuple[str, ...], before: str | None, everything: bool, yes: bool) -> None:
    """Erase entries for good, in every version, and all stored decisions. Asks twice.

    What it cannot reach: copies you made, exports, backups of your disk.

    \b
    Examples:
      backlog forget 12
      backlog forget --before 2025-01-01
    """
    if sum((bool(entries), bool(before), everything)) != 1:
        raise InputError("ambiguous-id", "Say what to forget.", "Give numbers, or --before DATE, or --everything.")
    journal = app.journal()
    if everything:
        things = service.everything(journal)
    elif before:
        day = clock.parse_date(before, app.zone, now=app.now)
        things = service.before_date(journal, day, app.zone)
    else:
        numbers = [entry_number(app, entry) for entry in entries]
        things = service.with_origins(journal, [(journal.find_ended(number)[0], number) for number in numbers])
    if not things:
        say("There is nothing to forget there.")
        return
    count = f"{len(things)} entr{'y' if len(things) == 1 else 'ies'}"
    confirm(f"Erase {count} in every version, the wording of the history, and all stored decisions?", yes=yes)
    confirm("This cannot be undone. Really?", yes=yes)
    journal.forget(things)
    say(f"Erased {count}. Copies, exports and disk backups are out of my reach.")
