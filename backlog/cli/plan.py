"""`backlog plan`: goal, limits, units, what is available; pauses."""

from __future__ import annotations

from datetime import date
from typing import Any

import click

from backlog import clock
from backlog.cli.common import App, emit, json_option, pass_app, yes_option
from backlog.errors import InputError
from backlog.model import tokens, units
from backlog.model.plan import Plan
from backlog.services import planning as service


def parse_list(text: str, allowed: tuple[str, ...], slug: str) -> tuple[str, ...]:
    """Tokens separated by commas, in the order given; `none` for none."""
    if text.strip().lower() == "none":
        return ()
    return tuple(dict.fromkeys(units.parse_token(word, allowed, slug) for word in text.split(",") if word.strip()))


@click.command("plan")
@click.option("--goal", metavar="DISTANCE", help="Distance to build up to; none to take it back.")
@click.option("--longest", metavar="TIME", help="Longest session you want: 45min; none to take it back.")
@click.option("--limit", metavar="PERCENT", help="Accepted probability of a reaction per session: 1 to 50 (default 10).")
@click.option("--activities", metavar="LIST", help="Available: run,walk,stationary-bike,elliptical,...")
@click.option("--surfaces", metavar="LIST", help="Available: grass,trail,track,treadmill,asphalt,...")
@click.option("--prefer", metavar="LIST", help="What you like best instead of running, first choice first.")
@click.option("--usual-pain", metavar="0-10", help="Your usual back pain.")
@click.option("--units", "unit", metavar="UNIT", help="km or mi.")
@click.option("--week-start", metavar="DAY", help="First day of the week: mon, sun, ...")
@click.option("--pause", metavar='"until DATE"', help="Pause for illness or holiday, from today or --from.")
@click.option("--from", "since", metavar="DATE", help="First date of the pause.")
@click.option("--resume", is_flag=True, help="End the pause that is running.")
@click.option("--note", metavar="TEXT", help="Why the plan is paused.")
@yes_option
@json_option
@pass_app
def plan_command(app: App, /, pause: str | None, since: str | None, resume: bool, note: str | None, yes: bool,
                 as_json: bool, **raw: str | None) -> None:
    """Show the plan, or change it: goal, limits, what is available, units, pauses.

    \b
    Examples:
      backlog plan --goal 5km --activities run,walk,stationary-bike --surfaces grass,asphalt
      backlog plan --pause "until 2026-12-01" --note flu
    """
    journal = app.journal(create=True)
    values = read_plan(app, raw)
    today = clock.local_date(app.now, app.zone)
    if values:
        service.set_plan(journal, values, now=app.now)
    if pause:
        until = pause_end(pause, today)
        first = clock.parse_date(since, app.zone, now=app.now) if since else today
        service.pause(journal, first, until, units.parse_text(note) if note else None, now=app.now)
    if resume:
        service.resume(journal, today, now=app.now)
    _show(app, journal.plan(), today, as_json)


def read_plan(app: App, raw: dict[str, str | None]) -> dict[str, Any]:
    """The plan's fields that were given, read and checked."""
    unit = raw.get("unit")
    if unit is not None and unit.lower() not in {"km", "mi"}:
        raise InputError("bad-option", f"{unit!r} is not a unit.", "Use --units km or --units mi.")
    now_unit = unit.lower() if unit else app.journal(create=True).plan().units
    found: dict[str, Any] = {"units": now_unit} if unit else {}
    readers: dict[str, tuple[str, Any]] = {
        "goal": ("goal_m", lambda text: units.parse_distance(text, now_unit)),
        "longest": ("longest_s", units.parse_duration),
        "limit": ("reaction_limit", lambda text: units.parse_amount(text.rstrip("% "), "the limit", 1, 50) / 100),
        "activities": ("activities", lambda text: parse_list(text, tokens.ACTIVITIES, "activity-unknown")),
        "surfaces": ("surfaces", lambda text: parse_list(text, tokens.SURFACES, "surface-unknown")),
        "prefer": ("prefer", lambda text: parse_list(text, tokens.ACTIVITIES, "activity-unknown")),
        "usual_pain": ("usual_pain", lambda text: units.parse_score(text, "usual pain")),
        "week_start": ("week_start", _week_start),
    }
    for option, (field, read) in readers.items():
        text = raw.get(option)
        if text is not None:
            found[field] = None if text.lower() == "none" and field in {"goal_m", "longest_s"} else read(text)
    if "usual_pain" in found:
        found["usual_pain_at"] = app.now
    return found


def _week_start(text: str) -> str:
    word = text.strip().lower()[:3]
    if word not in clock.WEEKDAYS:
        raise InputError("bad-option", f"{text!r} is not a day of the week.", "Use mon or sun, say.")
    return word


def pause_end(text: str, today: date) -> date:
    """The date in `until DATE`; it may lie ahead."""
    word = text.strip().lower().removeprefix("until").strip()
    try:
        return date.fromisoformat(word)
    except ValueError:
        days = [n for n, name in enumerate(clock.WEEKDAYS) if len(word) >= 3 and word.startswith(name)]
        if days:
            return clock.coming(today, days[0])
        raise InputError("bad-time", f"{text!r} does not say until when.", 'Write --pause "until 2026-12-01".') from None


def _show(app: App, plan: Plan, today: date, as_json: bool) -> None:
    if as_json:
        from backlog.report.jsonable import value_json

        pauses = [value_json(pause, app.zone) for pause in plan.pauses]
        emit({"plan": value_json(plan, app.zone) | {"pauses": pauses}})
        return
    from backlog.report.details import plan_lines

    click.echo("\n".join(plan_lines(plan, today)))
