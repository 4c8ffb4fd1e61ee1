"""`backlog log`: store a session."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import click

from backlog import clock
from backlog.cli.common import App, Plainly, emit, json_option, one_of, pass_app, say, yes_option
from backlog.cli.fields import read_fields, session_options
from backlog.errors import InputError
from backlog.model import tokens, units
from backlog.model.session import Session
from backlog.services import log as service


@click.command("log", cls=Plainly)
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
def log_command(
    app: App,
    /,
    activity: str | None,
    distance: str | None,
    at: str | None,
    before: str | None,
    again: bool,
    dry_run: bool,
    **raw: Any,
) -> None:
    """Log a session: an activity, and whatever you know of it.

    Without --at the session ended now; --at is when it started.

    \b
    Examples:
      backlog log run 2km --duration 14:30 --surface grass --strike forefoot --during 2
      backlog log stationary-bike --duration 25min --at "yesterday 18:00"
      backlog log --again --duration 14:10
    """
    unit = app.units
    draft = service.Draft(
        _fields(activity, distance, again, unit, raw),
        app.zone,
        again,
        app.when(at),
        None if before is None else units.parse_score(before),
    )
    if dry_run:
        session, _ = service.placed(app.journal_or_empty(), draft, now=app.now)
        _would(app, session, unit)
        return
    journal = app.journal(create=not again)
    logged = app.agreed_on(
        lambda agreed: service.log_session(
            journal, draft, lambda session: describe(session, unit), agreed=agreed, now=app.now
        )
    )
    if app.json:
        from backlog.report.jsonable import logged_json

        emit(logged_json(logged))
    else:
        _show(app, logged, _remarks(app, logged, draft))


def _fields(
    activity: str | None, distance: str | None, again: bool, unit: str, raw: Mapping[str, Any]
) -> dict[str, Any]:
    """What was typed of the session; a distance that differs from the last one's takes another time."""
    if activity is None and not again:
        raise InputError("usage", "Say what you did.", "For example: backlog log run 2km, or backlog log --again.")
    if again and activity and distance is None and activity[0].isdigit():
        activity, distance = None, activity
    fields: dict[str, Any] = {}
    if activity is not None:
        fields["activity"] = units.parse_token(activity, tokens.ACTIVITIES, "activity-unknown")
    if distance is not None:
        fields["distance_m"] = units.parse_distance(distance, unit)
        if again:
            fields["duration_s"] = None
    return fields | read_fields(raw, unit)


def describe(session: Session, unit: str) -> str:
    """A session in a few words: `run 2 km (1.24 mi) in 14:30 on grass, forefoot, pain during 2`."""
    words = session.activity
    if session.distance_m is not None:
        words += f" {units.show_both(session.distance_m, unit)}"
    if session.duration_s is not None:
        words += f" in {units.show_duration(session.duration_s)}"
    if session.surface:
        words += f" on {session.surface}"
    if session.strike:
        words += f", {session.strike}"
    return words if session.during is None else f"{words}, pain during {units.show_score(session.during)}"


def span(session: Session, app: App) -> str:
    """When it was, on the clock of its zone: `today 18:00 to 18:15`; only the day where only the day is known."""
    start, end = (app.spoken(at, session.zone) for at in (session.started_at, session.ended_at))
    day, time = end.rsplit(" ", 1)
    if session.approximate:
        return start.rsplit(" ", 1)[0]
    return f"{start} to {time if start.startswith(f'{day} ') else end}"


def _would(app: App, session: Session, unit: str) -> None:
    if app.json:
        from backlog.report.jsonable import session_json

        emit({"id": None, "session": session_json(session)})
    else:
        say(f"Would log {describe(session, unit)}; {span(session, app)}. Nothing was stored.")


def _remarks(app: App, logged: service.Logged, draft: service.Draft) -> list[str]:
    """What was assumed, what was stored beside, and what looks like a slip."""
    when = draft.when
    found = [
        _assumed(logged.assumed, app.units, "start" if when is None else "end") if logged.assumed else None,
        when.remark if when else None,
        "only the day is known; noon is assumed" if logged.session.approximate else None,
    ]
    if draft.before is not None:
        found.append(f"back pain before it {units.show_score(draft.before)} (reading {logged.before})")
    if logged.twin is not None:
        twin = logged.twin
        found.append(
            f"session {twin.id}, {twin.activity} {span(twin, app)}, was at the same time; "
            f"if they are one, `backlog undo` takes this one back"
        )
    return [words for words in found if words]


def _assumed(assumed: service.Assumed, unit: str, what: str) -> str:
    if assumed.pace is None:
        return "no duration and no distance given, so it ends when it starts"
    pace = units.show_duration(int(assumed.pace * units.METRES[unit] / 1000))
    return f"{what} assumed from {'your usual' if assumed.own else 'a common'} {pace} per {unit}"


def _show(app: App, logged: service.Logged, remarks: list[str]) -> None:
    session, unit = logged.session, app.units
    say(f"Logged {session.id}: {describe(session, unit)}; {span(session, app)}.")
    say(*(f"  Note: {remark}." for remark in remarks))
    this, its = (clock.week_start_of(day, app.week_start) for day in (clock.local_date(app.now, app.zone), session.day))
    count = f"{logged.week_sessions} session{'s' if logged.week_sessions != 1 else ''}"
    say(
        f"{'This week' if this == its else f'Week of {its}'}: "
        f"{f'{units.show_distance(logged.week_m, unit)} on foot, ' if logged.week_m else ''}{count}."
    )
    if logged.checks:
        times = ["now" if check.state == "due" else app.spoken(check.due_at) for check in logged.checks]
        hours = f"{', '.join(times[:-1])} and {times[-1]}" if len(times) > 1 else times[0]
        mornings = any(check.horizon_h for check in logged.checks)
        say(f"How is your back, {hours}?{' The mornings count too.' if mornings else ''} Answer with: backlog pain N")
