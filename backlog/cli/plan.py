"""`backlog plan`: goal, limits, units, what is available; pauses."""

from __future__ import annotations

from datetime import date
from typing import Any

import click

from backlog import clock
from backlog.cli.common import App, emit, json_option, pass_app, say, yes_option
from backlog.cli.spans import read_units
from backlog.errors import InputError
from backlog.model import tokens, units
from backlog.model.plan import LIMITS, Pause, Plan
from backlog.services import planning as service


def parse_list(text: str, allowed: tuple[str, ...], slug: str) -> tuple[str, ...]:
    """Tokens separated by commas, in the order given; `none` for none."""
    if text.strip().lower() == "none":
        return ()
    return tuple(dict.fromkeys(units.parse_token(word, allowed, slug) for word in text.split(",") if word.strip()))


@click.command("plan")
@click.option("--goal", metavar="DISTANCE", help="Distance to build up to; none to take it back.")
@click.option("--longest", metavar="TIME", help="Longest session you want: 45min; none to take it back.")
@click.option(
    "--limit",
    metavar="PERCENT",
    help="How probable a clear reaction may be: 1 to 50 (default 10); a lower one gives shorter runs.",
)
@click.option("--activities", metavar="LIST", help="Available: run,walk,stationary-bike,elliptical,...")
@click.option("--surfaces", metavar="LIST", help="Available: grass,trail,track,treadmill,asphalt,...")
@click.option("--prefer", metavar="LIST", help="What you like best instead of running, first choice first.")
@click.option("--usual-pain", metavar="0-10", help="Your usual back pain.")
@click.option(
    "--medicine", metavar="WORD", help="Taken for pain every day: none or regular. Say it again when it changes."
)
@click.option("--units", "unit", metavar="UNIT", help="km or mi.")
@click.option("--week-start", metavar="DAY", help="First day of the week: mon, sun, ...")
@click.option("--pause", metavar='"until DATE"', help="Pause for illness or holiday, from today or --from.")
@click.option("--from", "since", metavar="DATE", help="First date of the pause.")
@click.option("--resume", is_flag=True, help="End the pause that is running.")
@click.option("--note", metavar="TEXT", help="Why the plan is paused.")
@yes_option
@json_option
@pass_app
def plan_command(
    app: App, /, pause: str | None, since: str | None, resume: bool, note: str | None, **raw: str | None
) -> None:
    """Show the plan, or change it: goal, limits, what is available, units, pauses.

    \b
    Examples:
      backlog plan --goal 5km --activities run,walk,stationary-bike --surfaces grass,asphalt
      backlog plan --pause "until 2026-12-01" --note flu
    """
    if pause and resume:
        raise InputError("bad-option", "--pause and --resume contradict each other.", "Use one of them.")
    if (since or note) and not pause:
        raise InputError("bad-option", "--from and --note go with --pause.", 'Write --pause "until 2026-12-01".')
    values = read_plan(app, raw)
    today = clock.local_date(app.now, app.zone)
    first = clock.parse_date(since, app.zone, now=app.now) if since else today
    until = pause_end(pause, first) if pause else None
    if until and until < first:
        raise InputError.of("bad-option.pause-ends-early", until=until, first=first)
    if values or until or resume:
        service.change_plan(
            app.journal(create=not resume),
            values,
            pause=Pause(first=first, last=until, reason=units.parse_text(note or "")) if until else None,
            resume=today if resume else None,
            now=app.now,
        )
    _show(app, app.journal_or_empty().plan(), today)


def read_plan(app: App, raw: dict[str, str | None]) -> dict[str, Any]:
    """The plan's fields that were given, read and checked."""
    unit = read_units(raw.get("unit"))
    now_unit = unit or app.plan.units
    found: dict[str, Any] = {"units": unit} if unit else {}
    readers: dict[str, tuple[str, Any]] = {
        "goal": ("goal_m", lambda text: units.parse_distance(text, now_unit)),
        "longest": ("longest_s", units.parse_duration),
        "limit": ("reaction_limit", lambda text: units.parse_amount(text.rstrip("% "), "the limit", *LIMITS) / 100),
        "activities": ("activities", lambda text: parse_list(text, tokens.ACTIVITIES, "activity-unknown")),
        "surfaces": ("surfaces", lambda text: parse_list(text, tokens.SURFACES, "surface-unknown")),
        "prefer": ("prefer", lambda text: parse_list(text, tokens.ACTIVITIES, "activity-unknown")),
        "medicine": ("medicine", _medicine),
        "usual_pain": ("usual_pain", lambda text: units.parse_score(text, "usual pain")),
        "week_start": ("week_start", _week_start),
    }
    for option, (field, read) in readers.items():
        text = raw.get(option)
        if text is not None:
            found[field] = None if text.lower() == "none" and field in {"goal_m", "longest_s"} else read(text)
    found |= {f"{name}_at": app.now for name in ("usual_pain", "medicine") if name in found}
    return found


def _medicine(text: str) -> str:
    """`none` or `regular`, which at a question is a no or a yes."""
    word = {"y": "regular", "yes": "regular"}.get(text.strip().lower(), text)
    return units.parse_token(word, tokens.MEDICINE, "medicine-unknown")


def _week_start(text: str) -> str:
    day = clock.weekday_of(text.strip().lower())
    if day is None:
        raise InputError("bad-option", f"{text!r} is not a day of the week.", "Use mon or sun, say.")
    return clock.WEEKDAYS[day]


def pause_end(text: str, first: date) -> date:
    """The date in `until DATE`; it may lie ahead. A day of the week is the next after the first date of the pause."""
    word = text.strip().lower().removeprefix("until").strip()
    day = clock.weekday_of(word)
    if day is not None:
        return clock.coming(first, day)
    try:
        return date.fromisoformat(word)
    except ValueError:
        raise InputError.of("bad-time.until-when", text=text) from None


def _show(app: App, plan: Plan, today: date) -> None:
    if app.json:
        emit({"plan": plan}, app.zone)
        return
    from backlog.report.details import plan_lines

    say(*plan_lines(plan, today))
