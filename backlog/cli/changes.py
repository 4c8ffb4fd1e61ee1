"""`backlog undo`, `redo` and `history`."""

from __future__ import annotations

import click

from backlog import clock
from backlog.cli.common import MOST, App, Plainly, emit, json_option, pass_app, say, yes_option
from backlog.store.readable import Change

#: What `forget` leaves of a summary.
FORGOTTEN = "forgotten"


@click.command("undo", cls=Plainly)
@click.argument("change", required=False, type=click.IntRange(1, MOST))
@click.option("--with-later", is_flag=True, help="Take back later changes to the same entries too.")
@yes_option
@json_option
@pass_app
def undo_command(app: App, change: int | None, with_later: bool) -> None:
    """Take back the last change, or the change with that number.

    Pressed twice it goes two steps back; `backlog redo` reverses it.

    \b
    Examples:
      backlog undo
      backlog undo 12 --with-later
    """
    _show(app, "Took back", app.journal().undo(change, with_later=with_later, now=app.now))


@click.command("redo", cls=Plainly)
@click.argument("change", required=False, type=click.IntRange(1, MOST))
@yes_option
@json_option
@pass_app
def redo_command(app: App, change: int | None) -> None:
    """Do again what the last undo took back, if nothing was changed since, or the change with that number.

    \b
    Examples:
      backlog redo
      backlog redo 12
    """
    _show(app, "Did again", app.journal().redo(change, now=app.now))


@click.command("history")
@click.option("--most", type=click.IntRange(1, MOST), default=50, show_default=True, help="How many changes to show.")
@json_option
@pass_app
def history_command(app: App, most: int) -> None:
    """List the changes, newest first; `backlog undo NUMBER` takes one back.

    Example: backlog history --most 10
    """
    changes = app.journal().history(most)
    if app.json:
        _emit(app, changes)
        return
    for change in changes:
        undone = f"  (taken back by {change.undone_by})" if change.undone_by else ""
        say(f"{change.id:>5}  {app.spoken(change.at):<20}  {change.summary}{undone}")
    if not changes:
        say("Nothing has been changed yet.")


def _show(app: App, words: str, changes: list[Change]) -> None:
    if app.json:
        _emit(app, changes)
    else:
        say(*(f"{words} {_what(change)}" for change in changes))


def _what(change: Change) -> str:
    """A change in words; `7: forgotten` would read as if the forgetting itself had been undone."""
    if change.summary == FORGOTTEN:
        return f"{change.id}, whose wording was erased; what `forget` erased stays erased."
    return f"{change.id}: {change.summary}"


def _emit(app: App, changes: list[Change]) -> None:
    emit({"changes": [change._asdict() | {"at": clock.iso(change.at, app.zone)} for change in changes]})
