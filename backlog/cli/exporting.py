"""`backlog export`: write everything out."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from backlog.cli.common import App, confirm, pass_app, say, yes_option
from backlog.errors import InputError
from backlog.services import exporting as service


@click.command("export")
@click.option(
    "--out", metavar="PATH", default="-", help="File, or folder for a CSV of each kind; - is standard output."
)
@click.option("--format", "form", type=click.Choice(["jsonl", "csv"]), help="jsonl, unless --out ends in .csv.")
@click.option("--kind", type=click.Choice(list(service.NAMES)), help="Only these.")
@yes_option
@pass_app
def export_command(app: App, out: str, form: str | None, kind: str | None, yes: bool) -> None:
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
    journal = app.journal()
    if form == "csv" and kind is None:
        if out == "-" or out.endswith(".csv"):
            raise InputError(
                "bad-export", "A CSV holds one kind of entry.", "Add --kind sessions, or name a folder with --out."
            )
        folder = Path(out).expanduser()
        for name in service.NAMES:
            _may_replace(folder / f"{name}.csv", yes=yes)
        for path in service.export_folder(journal, folder):
            say(f"Wrote {path}", err=True)
        return
    if form == "csv":
        data = service.export_csv(journal, service.NAMES[kind or "sessions"])
    else:
        data = service.export_jsonl(journal, [service.NAMES[kind]] if kind else list(service.NAMES.values()))
    if out == "-" and sys.stdout.isatty():
        for line in data.decode().splitlines():
            say(line)
        return
    if out == "-":
        sys.stdout.buffer.write(data)
        return
    _may_replace(Path(out).expanduser(), yes=yes)
    service.write_file(Path(out).expanduser(), data)
    say(f"Wrote {out}", err=True)


def _may_replace(path: Path, *, yes: bool) -> None:
    """An older export is replaced; anything else only after a yes."""
    if service.is_strange(path):
        confirm(f"Replace {path}, which is no export?", yes=yes)
