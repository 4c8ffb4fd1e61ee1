"""The options that name a span of weeks, for `week`, `chart` and `list`."""

from __future__ import annotations

import click

from backlog import clock
from backlog.cli.common import App, Command, shared
from backlog.errors import InputError
from backlog.model import tokens, units
from backlog.services.weekly import Span, span_of


def span_options(command: Command) -> Command:
    """`--weeks`, `--from` and `--to`."""
    command = shared("--to", "last", metavar="DATE", help="Last date.")(command)
    command = shared("--from", "first", metavar="DATE", help="First date.")(command)
    return shared("--weeks", metavar="N", help="How many weeks.")(command)


units_option = click.option("--units", metavar="UNIT", help="km or mi, instead of the plan's.")


def read_span(app: App) -> Span:
    """The span that the options name, as whole weeks."""
    weeks, first, last, now = app.weeks, app.first, app.last, app.past.now
    count = None if weeks is None else read_weeks(weeks)
    since = clock.parse_date(first, app.zone, now=now) if first else None
    until = clock.parse_date(last, app.zone, now=now) if last else None
    today = clock.local_date(now, app.zone)
    if until is not None and until > today:
        until = today
    if since is not None and since > (until or today):
        what = f"--from {first} is after {'--to ' + last if last else 'today'}."
        raise InputError("bad-option", what, "Swap or correct them.")
    return span_of(count, since, until, today=today, week_start=app.plan.week_start)


def read_weeks(text: str) -> int:
    """A number of weeks from 1 to 5200."""
    if not (text.isascii() and text.isdigit() and len(text) < 10) or not 1 <= int(text) <= 5200:
        raise InputError("bad-count", f"{text!r} is not a number of weeks.", "Give 1 to 5200.")
    return int(text)


def read_activity(text: str | None) -> str | None:
    """An activity token, if one is named."""
    return None if text is None else units.parse_token(text, tokens.ACTIVITIES, "activity-unknown")


def read_units(text: str | None) -> str | None:
    """The unit, km or mi, if one is named."""
    if text is None or text.lower() in {"km", "mi"}:
        return text and text.lower()
    raise InputError("bad-option", f"{text!r} is not a unit.", "Use --units km or --units mi.")
