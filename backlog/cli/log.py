"""`backlog log`: store a session."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import click

from backlog import clock
from backlog.cli.common import App, confirm, emit, json_option, one_of, pass_app, yes_option
from backlog.cli.fields import read_fields, session_options
from backlog.errors import InputError
from backlog.model import tokens, units
from backlog.model.session import Session
from backlog.services import log as service

AGAIN = ("activity", "sport", "distance_m", "duration_s", "surface", "strike", "forefoot_share", "shoes", "ascent_m",
         "intervals")


@click.command("log")
@click.argument("activity", required=False, shell_complete=one_of(tokens.ACTIVITIES))
@click.argument("distance", required=False)
@click.option("--at", metavar="TIME", help='When it started: "yesterday 18:00", "mon 7:30", -1d.')
@session_options
@click.option("--before", metavar="0-10", help="Back pain before it.")
@click.option("--again", is_flag=True, help="Repeat the last session's activity, distance, surface and so on.")
@click.option("--dry-run", is_flag=True, help="Show what would be stored, and store nothing.")
@yes_option
@json_option
@pass_app
def log_command(app: App, /, activity: str | None, distance: str | None, at: str | None, before: str | None, again: bool,
                dry_run: bool, yes: bool, as_json: bool, **raw: Any) -> None:
    """Log a session: an activity, and whatever you know of it.

    Without --at the session ended now; --at is when it started.

    \b
    Examples:
      backlog log run 2km --duration 14:30 --surface grass --strike forefoot --during 2
      backlog log stationary-bike --duration 25min --at "yesterday 18:00"
      backlog log --again --duration 14:10
    """
    journal = app.journal(create=True)
    plan = journal.plan()
    draft = _draft(app, activity, distance, again, plan.units, raw)
    when = clock.parse_past(at, app.zone, now=app.now) if at else None
    timing = service.timing(journal, draft, when, now=app.now)
    session = replace(draft, started_at=timing.started_at, ended_at=timing.ended_at, end_estimated=timing.end_estimated,
                      approximate=timing.approximate, day=clock.local_date(timing.started_at, app.zone))
    doubt = service.unusual(journal, session)
    pain_before = None if before is None else units.parse_score(before)
    summary = f"log {describe(session, plan.units)}"
    remarks = [words for words in (timing.assumed, when and when.remark,
                                   "only the day is known" if session.approximate else None) if words]
    if dry_run:
        click.echo(f"Would {summary}, {span(session, app)}. Nothing was stored.")
        return
    if doubt:
        confirm(f"{doubt} Store it?", yes=yes)
    logged = service.log_session(journal, session, before=pain_before, summary=summary, week_start=plan.week_start,
                                 now=app.now)
    if as_json:
        from backlog.report.jsonable import logged_json

        emit(logged_json(logged))
    else:
        _show(app, logged, plan.units, remarks)


def _draft(app: App, activity: str | None, distance: str | None, again: bool, unit: str, raw: dict[str, Any]) -> Session:
    fields: dict[str, Any] = {}
    if again:
        last = service.last_session(app.journal(), now=app.now)
        fields = {name: getattr(last, name) for name in AGAIN}
    elif activity is None:
        raise InputError("usage", "Say what you did.", "For example: backlog log run 2km, or backlog log --again.")
    if again and activity and distance is None and activity[0].isdigit():
        activity, distance = None, activity
    if activity is not None:
        fields["activity"] = units.parse_token(activity, tokens.ACTIVITIES, "activity-unknown")
    given = read_fields(raw, unit)
    if distance is not None:
        fields["distance_m"] = units.parse_distance(distance, unit)
        if again and "duration_s" not in given:
            fields["duration_s"] = None
    return Session(**fields | given, zone=app.zone, recorded_at=app.now)


def describe(session: Session, unit: str) -> str:
    """A session in a few words: `run 2 km (1.24 mi) in 14:30 on grass, forefoot`."""
    words = session.activity
    if session.distance_m is not None:
        words += f" {units.show_both(session.distance_m, unit)}"
    if session.duration_s is not None:
        words += f" in {units.show_duration(session.duration_s)}"
    if session.surface:
        words += f" on {session.surface}"
    return words + (f", {session.strike}" if session.strike else "")


def span(session: Session, app: App) -> str:
    """When it was, on the clock of its zone."""
    start = clock.spoken(session.started_at, session.zone, now=app.now)
    return f"{start} to {clock.local(session.ended_at, session.zone):%H:%M}"


def _show(app: App, logged: service.Logged, unit: str, remarks: list[str]) -> None:
    session = logged.session
    click.echo(f"Logged {session.id}: {describe(session, unit)}; {span(session, app)}.")
    for remark in remarks:
        click.echo(f"  Note: {remark}.")
    count = f"{logged.week_sessions} session{'s' if logged.week_sessions != 1 else ''}"
    click.echo(f"This week: {units.show_distance(logged.week_m, unit)} on foot, {count}.")
    if logged.checks:
        times = ", ".join(f"{check.horizon_h} h {clock.spoken(check.due_at, app.zone, now=app.now)}"
                          for check in logged.checks)
        click.echo(f"Pain checks: {times}. Answer with: backlog pain N")
