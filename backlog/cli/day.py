"""`backlog day`: what else a day held."""

from __future__ import annotations

from typing import Any

import click

from backlog import clock
from backlog.cli.common import App, Plainly, emit, json_option, pass_app, say, yes_option
from backlog.model import units
from backlog.model.day import Day
from backlog.services.days import day_of, note_day

HOURS, SCORES = ("sleep", "sitting"), ("stress", "lifting", "mood")


@click.command("day", cls=Plainly)
@click.argument("when", required=False, default="today")
@click.option("--sleep", metavar="HOURS", help="Hours slept the night before: 7.5, 7:30.")
@click.option("--sitting", metavar="HOURS", help="Hours spent sitting.")
@click.option("--stress", metavar="0-10", help="Stress.")
@click.option("--lifting", metavar="0-10", help="Lifting and bending.")
@click.option("--mood", metavar="0-10", help="Mood.")
@click.option("--tag", "tags", multiple=True, metavar="WORD", help="Any word (repeatable).")
@click.option("--note", metavar="TEXT", help="Anything else.")
@yes_option
@json_option
@pass_app
def day_command(app: App, /, when: str, tags: tuple[str, ...], note: str | None, **raw: str | None) -> None:
    """Note what else a day held: the other causes of pain. Without options it shows what is known.

    Strength, limbering and balance are logged as sessions: backlog log strength --duration 20min

    \b
    Examples:
      backlog day --sleep 6.5 --sitting 9 --stress 6 --tag travel
      backlog day yesterday --lifting 7
    """
    date = clock.local_date(clock.parse_past(when, app.zone, now=app.now).at, app.zone)
    said = {name: text for name, text in raw.items() if text is not None}
    values: dict[str, Any] = {f"{name}_h": units.parse_hours(said[name], name) for name in HOURS if name in said}
    values |= {name: units.parse_score(said[name], name) for name in SCORES if name in said}
    if remark := units.parse_text(note or ""):
        values["note"] = remark
    words = tuple(word for tag in tags if (word := units.parse_text(tag, "tag")))
    if values or words:
        day: Day | None = note_day(app.journal(create=True), date, values, words, now=app.now)
    else:
        day = day_of(app.journal(), date)
    if app.json:
        emit({"id": day and day.id, "day": day}, app.zone)
    elif day is None:
        say(f"Nothing is noted for {date}. For example: backlog day --sleep 7.5 --stress 4")
    else:
        from backlog.report.details import day_lines

        say(*day_lines(day))
