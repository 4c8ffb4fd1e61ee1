"""`backlog week`: distance and pain week by week, as a table."""

from __future__ import annotations

import click

from backlog.cli.common import App, emit, json_option, pass_app, past_options, say
from backlog.cli.spans import read_span, read_units, span_options, units_option
from backlog.services.weekly import load_facts, weekly


@click.command("week")
@span_options
@units_option
@past_options
@json_option
@pass_app
def week_command(app: App, /, units: str | None) -> None:
    """Show distance and pain week by week: the last 12 weeks, unless you say otherwise.

    \b
    Examples:
      backlog week
      backlog week --weeks 4
      backlog week --from 2026-01-01 --units mi
    """
    unit = read_units(units) or app.plan.units
    past, span = app.past, read_span(app)
    facts = load_facts(app.journal(), span, now=past.now, known=past.known)
    found = weekly(facts, zone=app.zone, week_start=app.plan.week_start)
    if app.json:
        from backlog.services.casefile import plain

        emit({"weeks": plain(found, app.zone)})
    elif not found:
        say(f"No session from {span.first} to {span.last}. Look further back with --weeks or --from.")
    else:
        from backlog.report.tables import week_table

        say(*week_table(found, unit))
