"""The plan: what the person wants and has, one stored setting a field; pauses."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields, replace
from datetime import date, datetime
from typing import Any

from backlog import clock
from backlog.errors import BacklogError
from backlog.model.plan import Pause, Plan, Setting
from backlog.store.journal import Journal

NAMES = {field.name for field in fields(Plan)} - {"pauses"}


def set_plan(journal: Journal, values: Mapping[str, Any], *, now: datetime, command: str = "plan") -> list[str]:
    """Store the fields that differ from what is stored, None to forget one; their names."""
    stored = journal.settings()
    texts = {name: json.dumps(_plain(value)) for name, value in values.items() if name in NAMES}
    changed = [name for name, text in texts.items() if (stored[name].value if name in stored else None) != text]
    with journal.change(command, f"{command}: {', '.join(changed)}", now=now) as change:
        for name in changed:
            if name in stored and values[name] is None:
                change.remove("setting", stored[name].id)
            elif name in stored:
                change.put(replace(stored[name], value=texts[name]))
            elif values[name] is not None:
                change.add(Setting(name=name, value=texts[name]))
    return changed


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return clock.seconds(value)
    return list(value) if isinstance(value, tuple) else value


def pause(journal: Journal, first: date, last: date, reason: str | None, *, now: datetime) -> None:
    """Pause the plan from one local date to another, both included."""
    if last < first:
        raise BacklogError("bad-option", f"A pause cannot end on {last}, before it begins on {first}.", "Give a later date.")
    with journal.change("plan", f"paused {first} to {last}", now=now) as change:
        change.add(Pause(first=first, last=last, reason=reason))


def resume(journal: Journal, today: date, *, now: datetime) -> Pause:
    """End the running pause today; BacklogError `unknown-id` if there is none."""
    running = [p for p in journal.every("pause") if p.first <= today <= p.last]
    if not running:
        raise BacklogError("unknown-id", "The plan is not paused.", "Pause it with: backlog plan --pause until DATE.")
    ended: Pause = replace(running[-1], last=max(running[-1].first, clock.day_before(today)))
    with journal.change("plan", f"resumed on {today}", now=now) as change:
        if ended.last >= today:
            change.remove("pause", ended.id)
        else:
            change.put(ended)
    return ended
