"""`backlog edit` and `backlog delete`."""

from __future__ import annotations

from typing import Any

import click

from backlog import clock
from backlog.cli.common import App, confirm, emit, json_option, pass_app, yes_option
from backlog.cli.fields import FIELDS, read_fields, session_options
from backlog.cli.listing import entry_number
from backlog.errors import InputError
from backlog.model import tokens, units
from backlog.model.session import Session
from backlog.services import editing as service

CLEARABLE = {option: field for option, (field, *_) in FIELDS.items()} | {"distance": "distance_m", "sites": "during_sites",
                                                                        "flare": "flare", "medicated": "medicated"}


@click.command("edit")
@click.argument("entry")
@click.option("--activity", metavar="ACTIVITY", help="Another activity.")
@click.option("--distance", metavar="DISTANCE", help="Another distance.")
@click.option("--at", metavar="TIME", help="Another start, or another moment of a reading.")
@click.option("--score", metavar="0-10", help="Another score (of a reading).")
@click.option("--flare/--no-flare", default=None, help="Flare (of a reading).")
@click.option("--medicated/--not-medicated", default=None, help="Under painkillers (of a reading).")
@click.option("--clear", "clear", multiple=True, metavar="FIELD", help="Forget one field: --clear surface.")
@session_options
@yes_option
@json_option
@pass_app
def edit_command(app: App, /, entry: str, activity: str | None, distance: str | None, at: str | None, score: str | None,
                 flare: bool | None, medicated: bool | None, clear: tuple[str, ...], yes: bool, as_json: bool,
                 **raw: Any) -> None:
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
    after = service.edit(app.journal(), entry_number(app, entry), values, when, now=app.now)
    if as_json:
        from backlog.report.jsonable import value_json

        emit({"id": after.id, "entry": value_json(after, app.zone)})
        return
    from backlog.cli.log import describe, span

    words = f"{describe(after, unit)}; {span(after, app)}" if isinstance(after, Session) else "the reading"
    click.echo(f"Edited {after.id}: {words}. `backlog undo` takes it back.")


def _clearable(name: str) -> str:
    if name not in CLEARABLE:
        raise InputError("bad-option", f"{name!r} is not a field that can be cleared.", f"Use one of: {', '.join(CLEARABLE)}.")
    return CLEARABLE[name]


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
        click.echo(f"Deleted {', '.join(str(value.id) for value in found)}. `backlog undo` brings it back.")
