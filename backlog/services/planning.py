"""The plan: what the person wants and has, one stored setting a field; pauses."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import fields, replace
from datetime import date, datetime, timedelta
from typing import Any

from backlog import clock
from backlog.errors import BacklogError
from backlog.model.plan import Pause, Plan, Setting
from backlog.services.editing import plain_names
from backlog.services.screening import write_answers
from backlog.store.changes import Writer
from backlog.store.journal import Journal

NAMES = {field.name for field in fields(Plan)} - {"pauses"}


def change_plan(
    journal: Journal, values: Mapping[str, Any], *, pause: Pause | None, resume: date | None, now: datetime
) -> None:
    """Store all that is to be other in the plan as one change: fields, None to forget one; a pause; its end on a date.

    BacklogError `unknown-id` if there is no pause to end.
    """
    with journal.change("plan", "plan", now=now) as change:
        said = []
        if changed := write_plan(change, values):
            # Of a medicine that is another one, and still one, only the moment is new.
            said.append(f"plan: {', '.join(plain_names(changed) or ['medicine'])}")
        if pause:
            said.append(_pause(change, pause))
        if resume:
            said.append(_resume(change, resume))
        change.summary = "; ".join(said)


def write_plan(change: Writer, values: Mapping[str, Any]) -> list[str]:
    """Write, as part of a change, the fields that differ from what is stored; their names."""
    stored = change.settings()
    values = _with_medicine(values, stored)
    texts = {
        name: json.dumps(_plain(value))
        for name, value in values.items()
        if name in NAMES and (name in stored or value is not None)
    }
    changed = [name for name, text in texts.items() if (stored[name].value if name in stored else None) != text]
    for name in changed:
        if name in stored and values[name] is None:
            change.remove("setting", stored[name].id)
        elif name in stored:
            change.put(replace(stored[name], value=texts[name]))
        else:
            change.add(Setting(name=name, value=texts[name]))
    return changed


def _with_medicine(values: Mapping[str, Any], stored: Mapping[str, Setting]) -> Mapping[str, Any]:
    """What goes with a word about daily medicine, said at `medicine_at`: it is another one since then, or it is not.

    The first word tells of no change, but of what the readings before it were marked for.
    """
    said, at = values.get("medicine"), values.get("medicine_at")
    if said is None:
        return values
    rest = {name: value for name, value in values.items() if name != "medicine_at"}
    if "medicine" not in stored:
        return rest | ({"marked_until": at} if said == "regular" else {})
    return rest if said == "none" == json.loads(stored["medicine"].value) else values


def begin(
    journal: Journal, flags: Collection[str] | None, values: Mapping[str, Any], zone: str, *, now: datetime
) -> None:
    """Store the answers of the first minute as one change: the red flags (None: not answered) and the plan."""
    with journal.change("start", "start", now=now) as change:
        said = [] if flags is None else [write_answers(change, flags, zone, now=now)]
        change.summary = f"start: {', '.join([*said, *plain_names(write_plan(change, values))])}"


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return clock.seconds(value)
    return list(value) if isinstance(value, tuple) else value


def _pause(change: Writer, asked: Pause) -> str:
    """Pause the plan; a pause that runs on the first date gets the new end. In words."""
    running = [held for held in change.every("pause") if held.first <= asked.first <= held.last]
    if running:
        change.put(replace(running[-1], last=asked.last, reason=asked.reason or running[-1].reason))
    else:
        change.add(asked)
    return f"paused {asked.first} to {asked.last}"


def _resume(change: Writer, today: date) -> str:
    """End every pause that runs today. In words."""
    running = [held for held in change.every("pause") if held.first <= today <= held.last]
    if not running:
        raise BacklogError("unknown-id", "The plan is not paused.", 'Pause it with: backlog plan --pause "until DATE".')
    for held in running:
        if held.first == today:
            change.remove("pause", held.id)
        else:
            change.put(replace(held, last=today - timedelta(days=1)))
    return f"resumed on {today}"
