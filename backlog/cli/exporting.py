"""`backlog export` and `backlog backup`: write everything out."""

from __future__ import annotations

import sys
from collections.abc import Mapping

import click

from backlog.cli.common import App, pass_app, say, yes_option
from backlog.errors import InputError
from backlog.files import make_folder, path_of
from backlog.services import exporting as service
from backlog.services.backup import back_up, backup_of, check_copyable


@click.command("export")
@click.option(
    "--out", metavar="PATH", default="-", help="File, or folder for a CSV of each kind; - is standard output."
)
@click.option("--format", "form", type=click.Choice(["jsonl", "csv"]), help="jsonl, unless --out ends in .csv.")
@click.option("--kind", type=click.Choice(list(service.NAMES)), help="Only these.")
@yes_option
@pass_app
def export_command(app: App, out: str, form: str | None, kind: str | None) -> None:
    """Write out what the journal holds now, with ids and times of recording.

    JSON Lines holds everything in one file; CSV is a folder with a file of each kind.
    Importing the files into an empty journal gives the same entries back.
    History and old verdicts are not in an export; `backlog backup` copies them too.

    \b
    Examples:
      backlog export --out journal.jsonl
      backlog export --format csv --out folder
      backlog export --format csv --kind sessions > sessions.csv
    """
    form = form or ("csv" if out.endswith(".csv") else "jsonl")
    kinds = [service.NAMES[kind]] if kind else list(service.NAMES.values())
    journal = app.journal()
    if form == "jsonl":
        _write(app, out, service.export_jsonl(journal, kinds))
    elif kind:
        _write(app, out, service.export_csv(journal, kinds[0]))
    elif out == "-" or out.endswith(".csv"):
        raise InputError.of("bad-export.one-kind")
    else:
        _write_folder(app, out, service.export_folder(journal))


def _write(app: App, out: str, data: bytes) -> None:
    if out == "-" and sys.stdout.isatty():
        say(*data.decode().splitlines())
    elif out == "-":
        sys.stdout.buffer.write(data)
    else:
        app.output(out, service.EXPORT).write(data)
        say(f"Wrote {out}", err=True)


def _write_folder(app: App, folder: str, tables: Mapping[str, bytes]) -> None:
    make_folder(path_of(folder))
    outputs = app.outputs([f"{folder}/{name}" for name in tables], service.EXPORT)
    for output, data in zip(outputs, tables.values(), strict=True):
        output.write(data)
        say(f"Wrote {output.path}", err=True)


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
    check_copyable(journal)
    noted = back_up(journal, app.output(path, backup_of(journal)), now=app.now)
    say(f"Wrote {path}", err=True)
    if not noted:
        say("The journal could not be written to, so `backlog forget` will not know of this copy.", err=True)
