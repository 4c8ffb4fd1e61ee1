"""`backlog backup`: a copy of everything."""

from __future__ import annotations

import click

from backlog.cli.common import App, pass_app, say, yes_option
from backlog.services import backup as service


@click.command("backup")
@click.argument("path")
@yes_option
@pass_app
def backup_command(app: App, path: str) -> None:
    """Copy the whole journal to a file: entries, history and decisions.

    It may be made while other commands run, and is itself a journal: read it with `backlog --db PATH`,
    or bring its entries into another journal with `backlog import PATH`.
    Asks before it replaces an older backup of the same journal, and replaces nothing else.

    \b
    Examples:
      backlog backup backup.db
      backlog backup ~/stick/backlog.db --yes
    """
    journal = app.journal()
    service.check_copyable(journal)
    noted = service.back_up(journal, app.output(path, service.backup_of(journal)), now=app.now)
    say(f"Wrote {path}", err=True)
    if not noted:
        say("The journal could not be written to, so `backlog forget` will not know of this copy.", err=True)
