"""`backlog demo`: an example journal, built through the real commands."""

from __future__ import annotations

import os
import shlex
import sys
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from datetime import datetime, timedelta
from importlib import resources
from io import StringIO
from pathlib import Path

import click

from backlog import clock
from backlog.cli.common import App, pass_app, say, yes_option
from backlog.cli.progress import told
from backlog.errors import BacklogError
from backlog.files import BESIDE, Kind, Output, begins, make_folder, path_of
from backlog.report.palette import DRAWN
from backlog.services.backup import BACKUP

#: Beside a journal that the example made, so that no other is ever replaced.
MARK = "example.txt"
MADE = b"Made by `backlog demo`, which may replace the journal beside this file.\n"
EXAMPLE = Kind("mark of an example", begins(MADE))
TOUR = ("due", "advise", "pain 3", "advise", "week", "chart --out {chart}")


@click.command("demo")
@click.option("--out", metavar="FOLDER", default="backlog-demo", show_default=True, help="Where to build it.")
@yes_option
@pass_app
def demo_command(app: App, /, out: str) -> None:
    """Build an example journal of twelve weeks and walk through it; your own journal is not touched.

    Example: backlog demo --out /tmp/backlog-demo
    """
    folder = path_of(out).absolute()
    journal, chart = folder / "journal.db", folder / "chart.png"
    _make_room(app, folder, journal, chart)
    script = list(lines(app))
    for moment, words in told(script, "commands typed into an example journal"):
        with redirect_stdout(StringIO()):
            _type(words, journal, moment, app.zone)
    this_morning = clock.parse_when(f"{clock.local_date(app.now, app.zone)} 07:05", app.zone, now=app.now).at
    for words in TOUR:
        command = words.format(chart=chart)
        say("")
        say(f"$ backlog {command}", bold=not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb")
        _type(command, journal, this_morning, app.zone)
    say("", f"The journal is {journal}", f"The chart is   {chart}")
    say(f"Look around:   backlog --db {shlex.quote(str(journal))} list")


def _make_room(app: App, folder: Path, journal: Path, chart: Path) -> None:
    """An empty place for the example; only what an example left there before is ever replaced."""
    make_folder(folder)
    mark = Output(folder / MARK, EXAMPLE, app.kept, agreed=True)
    if not mark.replaces() and journal.exists():
        raise BacklogError.of("not-empty.not-an-example", journal=journal)
    older = [path for path, kind in ((journal, BACKUP), (chart, DRAWN)) if Output(path, kind, app.kept).replaces()]
    if older:
        app.confirm(f"Replace {', '.join(map(str, older))}?")
    for path in (*older, *(Path(f"{journal}{end}") for end in BESIDE)):
        path.unlink(missing_ok=True)
    mark.write(MADE)


def lines(app: App) -> Iterator[tuple[datetime, str]]:
    """The script's commands with their moments; its last day is today."""
    text = resources.files("backlog.cli").joinpath("demo.txt").read_text(encoding="utf-8")
    rows = [line.split(maxsplit=2) for line in text.splitlines() if line and not line.startswith("#")]
    last = max(int(row[0]) for row in rows) + 1
    today = clock.local_date(app.now, app.zone)
    for day, time, words in rows:
        date = today - timedelta(days=last - int(day))
        yield clock.parse_when(f"{date} {time}", app.zone, now=app.now).at, words


def _type(words: str, journal: Path, moment: datetime, zone: str) -> None:
    from backlog.cli.main import cli

    with _pretending(clock.iso(moment, zone)):
        cli.main(["--db", str(journal), *shlex.split(words)], prog_name="backlog", standalone_mode=False)


@contextmanager
def _pretending(moment: str) -> Iterator[None]:
    """The example's time, and nobody at the keyboard: what it types must ask nothing of who watches."""
    before, keyboard = os.environ.get("BACKLOG_NOW"), sys.stdin
    os.environ["BACKLOG_NOW"], sys.stdin = moment, StringIO()
    try:
        yield
    finally:
        sys.stdin = keyboard
        if before is None:
            del os.environ["BACKLOG_NOW"]
        else:
            os.environ["BACKLOG_NOW"] = before
