"""`backlog day`: what else a day held."""

from __future__ import annotations

import click

from backlog import clock
from backlog.cli.common import App, emit, json_option, pass_app, yes_option
from backlog.model import units
from backlog.services.days import note_day


@click.command("day")
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
def day_command(app: App, /, when: str, sleep: str | None, sitting: str | None, stress: str | None, lifting: str | None,
                mood: str | None, tags: tuple[str, ...], note: str | None, yes: bool, as_json: bool) -> None:
    """Note what else a day held: the other causes of pain. Without options it shows what is known.

    Strength, limbering and balance are logged as sessions: backlog log strength --duration 20min

    \b
    Examples:
      backlog day --sleep 6.5 --sitting 9 --stress 6 --tag travel
      backlog day yesterday --lifting 7
    """
    date = clock.local_date(clock.parse_past(when, app.zone, now=app.now).at, app.zone)
    given = {"sleep_h": sleep and units.parse_hours(sleep, "sleep"), "sitting_h": sitting and units.parse_hours(sitting, "sitting"),
             "stress": stress and units.parse_score(stress, "stress"), "lifting": lifting and units.parse_score(lifting, "lifting"),
             "mood": mood and units.parse_score(mood, "mood"), "note": note and units.parse_text(note)}
    values = {name: value for name, value in given.items() if value is not None}
    words = tuple(word for tag in tags if (word := units.parse_text(tag, "tag")))
    if values or words:
        day = note_day(app.journal(create=True), date, values, words, now=app.now)
    else:
        found = app.journal().day(date)
        if found is None:
            if as_json:
                emit({"day": None})
            else:
                click.echo(f"Nothing is noted for {date}. For example: backlog day --sleep 7.5 --stress 4")
            return
        day = found
    if as_json:
        from backlog.report.jsonable import value_json

        emit({"id": day.id, "day": value_json(day, app.zone)})
    else:
        from backlog.report.details import day_lines

        click.echo("\n".join(day_lines(day)))
