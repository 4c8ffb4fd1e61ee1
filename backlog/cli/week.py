"""`backlog week`: distance and pain week by week, as a table."""

from __future__ import annotations

import click

from backlog.cli.common import App, emit, json_option, pass_app, past_of, past_options, say
from backlog.cli.spans import read_span, read_units, span_options
from backlog.services.weekly import load_facts, weekly


@click.command("week")
@span_options
@click.option("--units", metavar="UNIT", help="km or mi, instead of the plan's.")
@past_options
@json_option
@pass_app
def week_command(
    app: App,
    /,
    weeks: str | None,
    first: str | None,
    last: str | None,
    units: str | None,
    on: str | None,
    known: str | None,
    as_json: bool,
) -> None:
    """Show distance and pain week by week: the last 12 weeks, unless you say otherwise.

    \b
    Examples:
      backlog week
      backlog week --weeks 4
      backlog week --from 2026-01-01 --units mi
    """
    unit = read_units(units) or app.plan.units
    past = past_of(app, on, known)
    span = read_span(app, past, weeks, first, last)
    facts = load_facts(app.journal(), span, now=past.now, known=past.known)
    found = weekly(facts, zone=app.zone, week_start=app.plan.week_start)
    if as_json:
        from backlog.services.casefile import plain

        emit({"weeks": plain(found, app.zone)})
    elif not found:
        say(f"No session from {span.first} to {span.last}. Look further back with --weeks or --from.")
    else:
        from backlog.report.tables import week_table

        for line in week_table(found, unit):
            say(line)
