"""`backlog edit` and `backlog delete`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import click

from backlog import clock
from backlog.cli.common import App, confirm, emit, json_option, one_of, pass_app, say, yes_option
from backlog.cli.fields import FIELDS, read_fields, session_options
from backlog.cli.listing import entry_number
from backlog.cli.log import describe, span
from backlog.errors import InputError
from backlog.model import tokens, units
from backlog.model.session import Session
from backlog.services import editing as service
from backlog.services.log import unusual

CLEARABLE = {option: field for option, (field, *_) in FIELDS.items()} | {
    "distance": "distance_m",
    "sites": "during_sites",
    "flare": "flare",
    "medicated": "medicated",
}


@click.command("edit")
@click.argument("entry")
@click.option("--activity", metavar="ACTIVITY", shell_complete=one_of(tokens.ACTIVITIES), help="Another activity.")
@click.option("--distance", metavar="DISTANCE", help="Another distance.")
@click.option("--at", metavar="TIME", help="Another start, or another moment of a reading.")
@click.option("--score", metavar="0-10", help="Another score (of a reading).")
@click.option("--flare/--no-flare", default=None, help="Flare (of a reading).")
@click.option("--medicated/--not-medicated", default=None, help="Under painkillers (of a reading).")
@click.option(
    "--clear",
    "clear",
    multiple=True,
    metavar="FIELD",
    shell_complete=one_of(tuple(CLEARABLE)),
    help="Empty one field (repeatable): --clear surface.",
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
    yes: bool,
    as_json: bool,
    **raw: Any,
) -> None:
    """Correct a session or a reading, by its number, or the last session.

    The old version stays known: `backlog undo` brings it back.

    \b
    Examples:
      backlog edit 12 --surface asphalt
      backlog edit last --distance 2.4km --clear note
      backlog edit 14 --score 4
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
        values[_clearable(name)] = {} if name == "sites" else None
    when = clock.parse_past(at, app.zone, now=app.now) if at else None
    before, after = service.corrected(app.journal(), _meant(app, entry, values), values, when, now=app.now)
    if isinstance(after, Session) and values.keys() & {"distance_m", "duration_s", "activity"}:
        doubt = unusual(app.journal(), after, unit)
        if doubt:
            confirm(f"{doubt} Store it?", yes=yes)
    service.edit(app.journal(), before, after, now=app.now)
    if as_json:
        from backlog.services.casefile import plain

        emit({"id": after.id, "entry": plain(after, after.zone)})
    else:
        say(f"Edited {after.id}: {_said(app, after, unit)}. `backlog undo` takes it back.")


def _said(app: App, entry: service.Entry, unit: str) -> str:
    if isinstance(entry, Session):
        return f"{describe(entry, unit)}; {span(entry, app)}"
    value = "flare, no number" if entry.score is None else f"pain {units.show_score(entry.score)}"
    return f"{entry.site} {value}, {clock.spoken(entry.at, entry.zone, now=app.now)}"


def _clearable(name: str) -> str:
    if name not in CLEARABLE:
        raise InputError(
            "bad-option", f"{name!r} is not a field that can be cleared.", f"Use one of: {', '.join(CLEARABLE)}."
        )
    return CLEARABLE[name]


def _meant(app: App, entry: str, values: Mapping[str, Any]) -> int:
    """The entry's number; `last` with a score means the last reading, otherwise the last session."""
    if entry.lower() == "last" and "score" in values:
        readings = app.journal().latest_readings(1, app.now)
        if readings:
            return readings[0].id
    return entry_number(app, entry)


@click.command("delete")
@click.argument("entries", nargs=-1, required=True)
@yes_option
@json_option
@pass_app
def delete_command(app: App, /, entries: tuple[str, ...], yes: bool, as_json: bool) -> None:
    """Delete entries by their numbers. Nothing is lost: `backlog undo` brings them back.

    Example: backlog delete 12
    """
    numbers = [entry_number(app, entry) for entry in entries]
    if len(numbers) > 1:
        confirm(f"Delete {len(numbers)} entries?", yes=yes)
    found = service.delete(app.journal(), numbers, now=app.now)
    if as_json:
        emit({"deleted": [value.id for value in found]})
    else:
        say(f"Deleted {', '.join(str(value.id) for value in found)}. `backlog undo` brings it back.")
