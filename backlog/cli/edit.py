"""`backlog edit` and `backlog delete`."""

from __future__ import annotations

from typing import Any

import click

from backlog.cli.common import App, among, emit, json_option, pass_app, say, yes_option
from backlog.cli.fields import FIELDS, read_fields, session_options
from backlog.cli.listing import asked_number
from backlog.cli.log import describe, span
from backlog.errors import InputError
from backlog.model import tokens, units
from backlog.model.day import Day
from backlog.model.origin import Origin
from backlog.model.plan import Pause, Setting
from backlog.model.screening import Flag, Screening
from backlog.model.session import Session
from backlog.services import editing as service

CLEARABLE = {option: field for option, (field, *_) in FIELDS.items()} | {
    "distance": "distance_m",
    "flare": "flare",
    "medicated": "medicated",
}
SITES = tuple(site for site in tokens.SITES if site != "back")


@click.command("edit")
@click.argument("entry")
@among(tokens.ACTIVITIES, "--activity", takes="ACTIVITY", help="Another activity.")
@click.option("--distance", metavar="DISTANCE", help="Another distance.")
@click.option("--at", metavar="TIME", help="Another start, or another moment of a reading.")
@click.option("--score", metavar="0-10", help="Another score (of a reading).")
@click.option("--flare/--no-flare", default=None, help="Flare (of a reading).")
@click.option("--medicated/--not-medicated", default=None, help="An extra dose of medicine (of a reading).")
@among(
    (*CLEARABLE, "sites", *SITES),
    "--clear",
    takes="FIELD",
    multiple=True,
    help="Empty a field (repeatable): --clear surface; --clear knee for one site, --clear sites for all.",
)
@session_options
@yes_option
@json_option
@pass_app
def edit_command(
    app: App,
    /,
    entry: str,
    activity: str | None,
    distance: str | None,
    at: str | None,
    score: str | None,
    flare: bool | None,
    medicated: bool | None,
    clear: tuple[str, ...],
    **raw: Any,
) -> None:
    """Correct a session or a reading, by its number, or `last`: of those with such fields, what was logged last.

    The old version stays known: `backlog undo` brings it back. --site changes one site and leaves the others.

    \b
    Examples:
      backlog edit 12 --surface asphalt
      backlog edit last --distance 2.4km --clear note
      backlog edit 14 --score 4
      backlog edit 12 --site calf 1 --clear knee
    """
    unit = app.plan.units
    values = read_fields(raw, unit)
    if activity is not None:
        values["activity"] = units.parse_token(activity, tokens.ACTIVITIES, "activity-unknown")
    if distance is not None:
        values["distance_m"] = units.parse_distance(distance, unit)
    if score is not None:
        values["score"] = units.parse_score(score)
    values |= {name: value for name, value in (("flare", flare), ("medicated", medicated)) if value is not None}
    for name in clear:
        _clear(name, values)
    when, number, journal = app.when(at), asked_number(entry), app.journal()
    edited = app.agreed_on(
        lambda agreed: service.edit(journal, number, values, when, unit=unit, agreed=agreed, now=app.now)
    )
    if app.json:
        emit({"id": edited.after.id, "entry": edited.after}, edited.after.zone)
    else:
        _show(app, edited, unit)


def _show(app: App, edited: service.Edited, unit: str) -> None:
    from backlog.report.details import differences

    before, after = edited
    say(f"Edited {after.id}: {in_words(app, after, unit)}. `backlog undo` takes it back.")
    changed = differences(before, after, unit, app.spoken)
    if changed:
        say(f"  Changed: {', '.join(changed)}.")


def in_words(app: App, entry: Any, unit: str) -> str:
    """An entry in a few words."""
    if isinstance(entry, Session):
        return f"{describe(entry, unit)}; {span(entry, app)}"
    if isinstance(entry, Day):
        return f"day {entry.day}"
    if isinstance(entry, Pause):
        return f"pause from {entry.first} to {entry.last}"
    if isinstance(entry, Screening):
        return f"answers to the red-flag questions, {app.spoken(entry.at, entry.zone)}"
    if isinstance(entry, Flag):
        return f"red flag {entry.flag}"
    if isinstance(entry, Setting):
        return f"plan: {units.plain_name(entry.name)}"
    if isinstance(entry, Origin):
        return f"what {entry.file} told of session {entry.session}"
    value = "flare, no number" if entry.score is None else f"pain {units.show_score(entry.score)}"
    return f"{entry.site} {value}, {app.spoken(entry.at, entry.zone)}"


def _clear(name: str, values: dict[str, Any]) -> None:
    """Empty a field, or one of the sites, or all of them but those that are named beside."""
    if name in SITES:
        values["during_sites"] = {**values.get("during_sites", {}), name: None}
    elif name == "sites":
        values["during_sites"] = dict.fromkeys(SITES) | values.get("during_sites", {})
    elif name in CLEARABLE:
        values[CLEARABLE[name]] = None
    else:
        raise InputError.of("bad-option.not-clearable", name=name, all=", ".join(CLEARABLE))


@click.command("delete")
@click.argument("entries", nargs=-1, required=True)
@yes_option
@json_option
@pass_app
def delete_command(app: App, /, entries: tuple[str, ...]) -> None:
    """Delete entries by their numbers, or `last`, the session or reading that was logged last.

    Nothing is lost: `backlog undo` brings them back.

    Example: backlog delete 12
    """
    numbers, journal = [asked_number(entry) for entry in entries], app.journal()
    found = app.agreed_on(lambda agreed: service.delete(journal, numbers, agreed=agreed, now=app.now))
    if app.json:
        emit({"deleted": [value.id for value in found]})
    else:
        lines = [f"Deleted {value.id}: {in_words(app, value, app.plan.units)}." for value in found]
        back = f"`backlog undo` brings {'it' if len(found) == 1 else 'them'} back."
        say(*([f"{lines[0]} {back}"] if len(found) == 1 else [*lines, back]))
