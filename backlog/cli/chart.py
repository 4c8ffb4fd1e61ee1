"""`backlog chart`: distance and pain week by week, as a picture or in the terminal."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import click

from backlog.cli.common import App, one_of, pass_app, past_of, past_options, yes_option
from backlog.cli.spans import read_activity, read_span, read_units, span_options
from backlog.model import tokens
from backlog.report.visible import visible
from backlog.services.charting import chart

PICTURE = "backlog-chart.png"


@click.command("chart")
@span_options
@click.option("--out", metavar="FILE", help=f"Picture to write: .png, .svg or .pdf ({PICTURE} if not said).")
@click.option("--terminal", is_flag=True, help="Draw in the terminal instead.")
@click.option(
    "--activity", metavar="ACTIVITY", shell_complete=one_of(tokens.ACTIVITIES), help="Put one activity on the bars."
)
@click.option("--units", metavar="UNIT", help="km or mi, instead of the plan's.")
@past_options
@yes_option
@pass_app
def chart_command(
    app: App,
    /,
    weeks: str | None,
    first: str | None,
    last: str | None,
    out: str | None,
    terminal: bool,
    activity: str | None,
    units: str | None,
    on: str | None,
    known: str | None,
    yes: bool,
) -> None:
    """Draw distance and pain week by week: the last 12 weeks, unless you say otherwise.

    \b
    Examples:
      backlog chart --out week.png
      backlog chart --weeks 52 --out year.pdf
      backlog chart --terminal
    """
    past = past_of(app, on, known)
    span = read_span(app, past, weeks, first, last)
    found = chart(
        app.journal(),
        span,
        now=past.now,
        zone=app.zone,
        activity=read_activity(activity),
        units=read_units(units),
        known=past.known,
    )
    if not found.weeks:
        click.echo(f"No session from {span.first} to {span.last}. Look further back with --weeks or --from.")
    elif terminal:
        from backlog.report.terminal import terminal_chart

        click.echo(terminal_chart(found, width=shutil.get_terminal_size().columns, unicode=_unicode()))
    else:
        from backlog.report.picture import save_chart

        path = Path(out or PICTURE)
        save_chart(found, path)
        count = f"{len(found.weeks)} week{'s' if len(found.weeks) != 1 else ''}"
        click.echo(f"Drew {count} to {visible(str(path.absolute()))}")


def _unicode() -> bool:
    encoding = (sys.stdout.encoding or "").lower().replace("-", "")
    return encoding == "utf8" and os.environ.get("TERM") != "dumb"
