"""`backlog chart`: distance and pain week by week, or runs and capacity; as a picture or in the terminal."""

from __future__ import annotations

import os
import shutil
import sys

import click

from backlog.cli.common import App, among, emit, json_option, one_of, pass_app, past_options, say, yes_option
from backlog.cli.spans import read_activity, read_span, read_units, span_options, units_option
from backlog.errors import InputError
from backlog.model import tokens
from backlog.report.palette import DRAWN
from backlog.services.charting import chart

PICTURE, TOLERANCE = "backlog-chart.png", "backlog-tolerance.png"
FORMS = ("weeks", "tolerance")


@click.command("chart")
@click.argument("what", required=False, shell_complete=one_of(FORMS))
@span_options
@click.option("--out", metavar="FILE", help="Picture to write: .png, .svg or .pdf.")
@click.option("--terminal", is_flag=True, help="Draw in the terminal instead.")
@among(tokens.ACTIVITIES, "--activity", takes="ACTIVITY", help="Put one activity on the bars.")
@units_option
@past_options
@yes_option
@json_option
@pass_app
def chart_command(
    app: App, /, what: str | None, out: str | None, terminal: bool, activity: str | None, units: str | None
) -> None:
    """Draw distance and pain week by week: the last 12 weeks, unless you say otherwise.

    WHAT is weeks, or tolerance: every run of the last half year, how it was answered, how far I thought you could
    go, and what comes next. Without --out the picture is backlog-chart.png or backlog-tolerance.png.

    \b
    Examples:
      backlog chart --out week.png
      backlog chart --weeks 52 --out year.pdf
      backlog chart tolerance --out tolerance.png
      backlog chart --terminal
    """
    what = _form(what)
    past = app.past
    if what == "tolerance":
        if app.weeks or app.first or app.last or activity:
            raise InputError.of("bad-option.tolerance-of-runs")
        _tolerance(app, out, read_units(units), terminal=terminal)
        return
    if app.json:
        raise InputError("bad-option", "The weeks as JSON are another command.", "Use backlog week --json.")
    span = read_span(app)
    found = chart(
        app.journal(),
        span,
        now=past.now,
        zone=app.zone,
        activity=read_activity(activity),
        units=read_units(units),
        known=past.known,
        known_at=past.known_at,
    )
    if not found.weeks:
        say(f"No session from {span.first} to {span.last}. Look further back with --weeks or --from.")
    elif terminal:
        from backlog.report.terminal import terminal_chart

        say(*terminal_chart(found, width=_width(), unicode=_unicode()).split("\n"))
    else:
        from backlog.report.figure import save_figure
        from backlog.report.picture import draw_chart

        output = app.output(out or PICTURE, DRAWN)
        save_figure(lambda: draw_chart(found), output)
        count = f"{len(found.weeks)} week{'s' if len(found.weeks) != 1 else ''}"
        say(f"Drew {count} to {output.path.absolute()}")


def _form(text: str | None) -> str:
    """What is to be drawn."""
    if text is None or text.lower() in FORMS:
        return (text or FORMS[0]).lower()
    raise InputError("bad-option", f"I have no chart of {text!r}.", "Use backlog chart, or backlog chart tolerance.")


def _tolerance(app: App, out: str | None, units: str | None, *, terminal: bool) -> None:
    """The verdict of the moment is looked at, never stored: a picture is no advice that was given."""
    from backlog.cli.advise import voice_of
    from backlog.report.figure import save_figure
    from backlog.report.tolerance import draw_tolerance, few
    from backlog.report.tolerance_text import jsonable, terminal_tolerance
    from backlog.rules.headline import headline
    from backlog.services.advice import advise
    from backlog.services.capacity import capacity

    past = app.past
    judged = advise(app.journal(), app.zone, now=past.now, known=past.known, asked=app.now)
    found = capacity(judged.case, judged.verdict, units=units)
    said = headline(judged.verdict, voice_of(app, found.units, past.now))
    if app.json:
        emit(jsonable(found))
    elif not found.enough:
        say(few(found))
    elif terminal:
        say(*terminal_tolerance(found, said, width=_width(), unicode=_unicode()).split("\n"))
    else:
        output = app.output(out or TOLERANCE, DRAWN)
        save_figure(lambda: draw_tolerance(found, said), output)
        say(f"Drew {len(found.runs)} runs to {output.path.absolute()}")


def _width() -> int:
    return shutil.get_terminal_size().columns


def _unicode() -> bool:
    encoding = (sys.stdout.encoding or "").lower().replace("-", "")
    return encoding == "utf8" and os.environ.get("TERM") != "dumb"
