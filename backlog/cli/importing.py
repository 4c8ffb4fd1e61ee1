"""`backlog import`: take in files."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import click

from backlog import clock
from backlog.cli.common import App, Command, emit, json_option, pass_app, yes_option
from backlog.errors import BacklogError, InputError
from backlog.importers.parsed import Options, Problem
from backlog.model import tokens, units
from backlog.model.facts import kind_of
from backlog.model.session import Session
from backlog.services import importing as service
from backlog.services.exporting import NAMES
from backlog.store.journal import Journal
from backlog.store.opening import open_journal

MOST_SHOWN = 20


def _reading_options(command: Command) -> Command:
    """What helps to read a file whose columns or numbers are not plain."""
    options: list[Callable[[Command], Command]] = [
        click.option(
            "--map", "mapped", multiple=True, metavar="FIELD=COLUMN", help="Take FIELD from COLUMN; may be repeated."
        ),
        click.option("--units", type=click.Choice(["km", "mi"]), help="Of distances whose column names no unit."),
        click.option("--zone", metavar="NAME", help="Time zone of times without one, such as Europe/Berlin."),
        click.option(
            "--dates", type=click.Choice(["dmy", "mdy"]), help="Of dates such as 3/4/2026: day or month first."
        ),
        click.option("--kind", type=click.Choice(["sessions", "readings"]), help="What the rows are."),
        click.option("--activity", metavar="NAME", help="Of rows that do not say theirs (run)."),
    ]
    for option in reversed(options):
        command = option(command)
    return command


@click.command("import")
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@_reading_options
@click.option("--dry-run", is_flag=True, help="Show what would be imported, and store nothing.")
@yes_option
@json_option
@pass_app
def import_command(
    app: App,
    /,
    *,
    files: tuple[str, ...],
    mapped: tuple[str, ...],
    dry_run: bool,
    yes: bool,
    as_json: bool,
    **raw: str | None,
) -> int:
    """Import sessions or pain readings from files; - reads standard input.

    Knows a CSV of sessions, a CSV of pain readings, Runkeeper's cardioActivities.csv
    and what `backlog export` wrote: by what a file holds, not by its name.
    A second import adds nothing, and `backlog undo` takes an import back.

    Rows that cannot be taken are listed on standard error with their lines; the others are stored.
    --yes accepts sessions of more than 100 km on foot.
    Exit status 1: there were problems, and no row could be taken.

    \b
    Examples:
      backlog import cardioActivities.csv --zone America/New_York
      backlog import diary.csv --map score=Schmerz --dates dmy --dry-run
    """
    held = _held(app)
    options = Options(
        now=app.now,
        zone=clock.zone(raw["zone"]).key if raw["zone"] else app.zone,
        units=raw["units"] or (held.plan().units if held else "km"),
        columns=dict(_mapping(text) for text in mapped),
        kind=raw["kind"],
        dates=raw["dates"],
        sure=yes,
        activity=raw["activity"] and units.parse_token(raw["activity"], tokens.ACTIVITIES, "activity-unknown"),
    )
    parsed, problems = service.parse_files([(_name(file), _data(file)) for file in files], options)
    with ExitStack() as stack:
        journal = held or (_scratch(stack) if dry_run else app.journal(create=True))
        result = service.import_parsed(journal, parsed, problems, now=app.now, dry_run=dry_run)
    if as_json:
        emit(_json(result, dry_run=dry_run))
    else:
        _show(app, result, held.plan().units if held else options.units, dry_run=dry_run)
        _show_problems(result.problems)
    return 1 if result.problems and not result.taken else 0


def _held(app: App) -> Journal | None:
    """The journal, if there is one: a file that cannot be read makes none."""
    try:
        return app.journal()
    except BacklogError as error:
        if error.slug != "journal-missing":
            raise
        return None


def _scratch(stack: ExitStack) -> Journal:
    """An empty journal for a dry run where there is none yet, gone when the command ends."""
    folder = stack.enter_context(TemporaryDirectory(prefix="backlog-"))
    journal = open_journal(str(Path(folder) / "journal.db"), create=True)
    stack.callback(journal.close)
    return journal


def _mapping(text: str) -> tuple[str, str]:
    field, equals, column = text.partition("=")
    if not (field.strip() and equals and column.strip()):
        raise InputError("bad-map", f"--map {text!r} is not FIELD=COLUMN.", 'Write it like --map distance="Total km".')
    return field.strip().lower().replace("-", "_"), column.strip()


def _name(file: str) -> str:
    return "standard input" if file == "-" else file


def _data(file: str) -> bytes:
    return service.read_stream(sys.stdin.buffer, _name(file)) if file == "-" else service.read_file(file)


def _show(app: App, result: service.ImportResult, unit: str, *, dry_run: bool) -> None:
    for file in result.files:
        click.echo(f"{file.file}: {file.kind}, {len(file.rows)} row{'s' if len(file.rows) != 1 else ''}.")
        for remark in file.remarks:
            click.echo(f"  Note: {remark}")
        if file.unused:
            click.echo(f"  Not used: {', '.join(file.unused)}.")
    counts = [f"{n} {name if n != 1 else kind}" for name, kind in NAMES.items() if (n := result.count(kind))]
    click.echo(f"{'Would import' if dry_run else 'Imported'} {', '.join(counts) or 'nothing new'}.")
    _show_activities([row.value for row in result.added if isinstance(row.value, Session)], unit)
    if result.known:
        click.echo(f"{result.known} already in the journal.")
    for pair in result.matched[:MOST_SHOWN]:
        click.echo(f"  {pair.row.place} is your session {pair.held.id}: not added again.")
    for pair in result.possible[:MOST_SHOWN]:
        when = clock.spoken(pair.held.started_at, pair.held.zone, now=app.now)
        click.echo(f"  Possible duplicate: {pair.row.place} and session {pair.held.id} of {when}; both kept.")
    if dry_run:
        click.echo("Nothing was stored.")
    elif result.added or result.matched:
        click.echo("`backlog undo` takes it back.")


def _show_activities(sessions: Sequence[Session], unit: str) -> None:
    """One line per activity: how many, how far, from when to when."""
    for activity in tokens.ACTIVITIES:
        mine = [session for session in sessions if session.activity == activity]
        if not mine:
            continue
        metres = sum(session.distance_m or 0 for session in mine)
        far = f", {units.show_both(metres, unit)}" if metres else ""
        days = [session.day for session in mine]
        click.echo(f"  {activity}: {len(mine)}{far}, {min(days)} to {max(days)}")


def _show_problems(problems: Iterable[Problem]) -> None:
    listed = list(problems)
    for problem in listed[:MOST_SHOWN]:
        click.echo(f"{problem.place}: {problem.what} {problem.todo}", err=True)
    if len(listed) > MOST_SHOWN:
        click.echo(f"... and {len(listed) - MOST_SHOWN} more problems; --json lists all.", err=True)
    lost = sum(problem.lost for problem in listed)
    if lost:
        click.echo(f"{lost} could not be imported.", err=True)


def _json(result: service.ImportResult, *, dry_run: bool) -> dict[str, Any]:
    return {
        "dry_run": dry_run,
        "files": [
            {"file": f.file, "kind": f.kind, "rows": len(f.rows), "unused": list(f.unused), "remarks": list(f.remarks)}
            for f in result.files
        ],
        "added": {name: result.count(kind) for name, kind in NAMES.items()},
        "entries": [
            {"file": row.file, "line": row.line, "kind": kind_of(row.value), "id": row.value.id or None}
            for row in result.added
        ],
        "known": result.known,
        "matched": [_pair(pair) for pair in result.matched],
        "possible_duplicates": [_pair(pair) for pair in result.possible],
        "problems": [asdict(problem) for problem in result.problems],
    }


def _pair(pair: service.Pair) -> dict[str, Any]:
    return {"file": pair.row.file, "line": pair.row.line, "session": pair.held.id}
