"""`backlog list`, `backlog week` and `backlog show`."""

from __future__ import annotations

import click

from backlog.cli.common import App, among, emit, json_option, pass_app, past_options, say
from backlog.cli.spans import read_activity, read_span, read_units, span_options, units_option
from backlog.errors import BacklogError
from backlog.model import tokens
from backlog.model.units import show_distance
from backlog.services.editing import newest
from backlog.services.show import show as find
from backlog.services.weekly import checked_sessions, load_facts, weekly


@click.command("list")
@span_options
@among(tokens.ACTIVITIES, "--activity", takes="ACTIVITY", help="Only this activity.")
@click.option("--shoes", is_flag=True, help="List shoes and how far each has gone, instead.")
@past_options
@json_option
@pass_app
def list_command(app: App, /, activity: str | None, shoes: bool) -> None:
    """List sessions with their pain checks, oldest first: all of them, unless you say otherwise.

    \b
    Examples:
      backlog list --weeks 4
      backlog list --activity run --from 2026-01-01
      backlog list --shoes
    """
    if shoes:
        _shoes(app)
        return
    past = app.past
    span = read_span(app) if app.weeks or app.first or app.last else None
    wanted = read_activity(activity)
    rows = [
        row
        for row in checked_sessions(load_facts(app.journal(), span, now=past.now, known=past.known))
        if wanted is None or row.session.activity == wanted
    ]
    if app.json:
        from backlog.report.jsonable import session_json

        emit({"sessions": [session_json(row.session, row.answers, row.sites) for row in rows]})
    elif not rows:
        some = span or wanted or app.on or app.known
        say("No session there." if some else "There is no session yet. Log one: backlog log run 2km")
    else:
        from backlog.report.tables import session_table

        say(*session_table(rows, app.plan.units))


def _shoes(app: App) -> None:
    rows = app.journal().shoes()
    if app.json:
        names = ("shoes", "sessions", "distance_m", "first", "last")
        emit({"shoes": [dict(zip(names, row, strict=True)) for row in rows]})
        return
    for name, sessions, metres, first, last in rows:
        far = "distance unknown" if metres is None else show_distance(metres, app.plan.units)
        say(f"{name}: {far} in {sessions} session{'s' if sessions != 1 else ''}, {first} to {last}")
    if not rows:
        say("No shoes are named yet. Name them with: backlog log run 2km --shoes NAME")


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
        emit({"weeks": found}, app.zone)
    elif not found:
        say(f"No session from {span.first} to {span.last}. Look further back with --weeks or --from.")
    else:
        from backlog.report.tables import week_table

        say(*week_table(found, unit))


@click.command("show")
@click.argument("entry")
@json_option
@pass_app
def show_command(app: App, /, entry: str) -> None:
    """Show one entry, by its number (or `last`), with everything known of it and all its versions.

    Example: backlog show 12
    """
    found = find(app.journal(), entry_number(app, entry), now=app.now)
    if app.json:
        from backlog.report.jsonable import shown_json

        emit(shown_json(found, app.zone))
        return
    from backlog.report.details import detail_lines

    say(*detail_lines(found, app.plan.units, app.spoken, here=app.zone))


def entry_number(app: App, text: str) -> int:
    """The number of an entry, or of the one that was logged last for `last`."""
    number = asked_number(text)
    return newest(app.journal(), {}).id if number is None else number


def asked_number(text: str) -> int | None:
    """The number that was typed, None for `last`; BacklogError `unknown-id` for what is neither."""
    if text.lower() == "last":
        return None
    if text.isascii() and text.isdigit() and len(text) < 10:
        return int(text)
    raise BacklogError("unknown-id", f"{text!r} is not the number of an entry.", "See the numbers in `backlog list`.")
