"""The plan: what the person wants and has, one stored setting a field; pauses."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import fields, replace
from datetime import date, datetime
from typing import Any

from backlog import clock
from backlog.errors import BacklogError, InputError
from backlog.model.plan import Pause, Plan, Setting
from backlog.services.editing import plain_names
from backlog.services.screening import write_answers
from backlog.store.journal import Journal, Writer

NAMES = {field.name for field in fields(Plan)} - {"pauses"}


def set_plan(journal: Journal, values: Mapping[str, Any], *, now: datetime) -> None:
    """Store the fields that differ from what is stored, None to forget one."""
    with journal.change("plan", "plan", now=now) as change:
        change.summary = f"plan: {', '.join(plain_names(write_plan(journal, change, values)))}"


def write_plan(journal: Journal, change: Writer, values: Mapping[str, Any]) -> list[str]:
    """Write, as part of a change, the fields that differ from what is stored; their names."""
    stored = journal.settings()
    texts = {name: json.dumps(_plain(value)) for name, value in values.items() if name in NAMES}
    changed = [name for name, text in texts.items() if (stored[name].value if name in stored else None) != text]
    for name in changed:
        if name in stored and values[name] is None:
            change.remove("setting", stored[name].id)
        elif name in stored:
            change.put(replace(stored[name], value=texts[name]))
        elif values[name] is not None:
            change.add(Setting(name=name, value=texts[name]))
    return changed


def begin(
    journal: Journal, flags: Collection[str] | None, values: Mapping[str, Any], zone: str, *, now: datetime
) -> None:
    """Store the answers of the first minute as one change: the red flags (None: not answered) and the plan."""
    with journal.change("start", "start", now=now) as change:
        said = [] if flags is None else [write_answers(journal, change, flags, zone, now=now)]
        change.summary = f"start: {', '.join([*said, *plain_names(write_plan(journal, change, values))])}"


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return clock.seconds(value)
    return list(value) if isinstance(value, tuple) else value


def pause(journal: Journal, first: date, last: date, reason: str | None, *, now: datetime) -> None:
    """Pause the plan from one local date to another, both included; a pause that runs on the first gets the new end."""
    if last < first:
        raise InputError(
            "bad-option", f"A pause cannot end on {last}, before it begins on {first}.", "Give a later date."
        )
    running = [held for held in journal.every("pause") if held.first <= first <= held.last]
    with journal.change("plan", f"paused {first} to {last}", now=now) as change:
        if running:
            change.put(replace(running[-1], last=last, reason=reason or running[-1].reason))
        else:
            change.add(Pause(first=first, last=last, reason=reason))


def resume(journal: Journal, today: date, *, now: datetime) -> None:
    """End every pause that runs today; BacklogError `unknown-id` if none does."""
    running = [held for held in journal.every("pause") if held.first <= today <= held.last]
    if not running:
        raise BacklogError("unknown-id", "The plan is not paused.", 'Pause it with: backlog plan --pause "until DATE".')
    with journal.change("plan", f"resumed on {today}", now=now) as change:
        for held in running:
            if held.first == today:
                change.remove("pause", held.id)
            else:
                change.put(replace(held, last=clock.day_before(today)))
