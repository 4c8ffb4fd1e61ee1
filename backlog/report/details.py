"""One entry as lines of text."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields
from datetime import datetime
from typing import TYPE_CHECKING, Any

from backlog.model.tokens import HORIZONS
from backlog.model.units import show_both, show_duration, show_score

if TYPE_CHECKING:
    from backlog.services.listing import Shown

HIDDEN = {"id", "zone", "day", "end_estimated", "approximate", "source_key"}
Spoken = Callable[[datetime, str], str]


def detail_lines(shown: Shown, units: str, spoken: Spoken) -> list[str]:
    """What is known of an entry: its fields, its checks, and the changes that made it."""
    value = shown.value
    zone = getattr(value, "zone", "UTC")
    lines = [f"{shown.kind} {shown.number}{' (deleted)' if shown.deleted else ''}"]
    for field in fields(value):
        found = getattr(value, field.name)
        if field.name not in HIDDEN and found not in (None, (), {}):
            lines.append(f"  {field.name.removesuffix('_m').removesuffix('_s').replace('_', ' '):<15} "
                         f"{_said(field.name, found, units, zone, spoken)}")
    if shown.answers is not None:
        lines += [f"  check {h:>2} h      {_answer(shown.answers, h)}" for h in HORIZONS]
    if len(shown.versions) > 1 or shown.deleted:
        lines += [f"  version         written by change {v.written_by}"
                  + (f", ended by change {v.ended_by}" if v.ended_by else ", holds now") for v in shown.versions]
    return lines


def _said(name: str, value: Any, units: str, zone: str, spoken: Spoken) -> str:
    if isinstance(value, datetime):
        return f"{spoken(value, zone)} ({zone})"
    if name == "distance_m":
        return show_both(value, units)
    if name == "duration_s":
        return show_duration(value)
    if name == "forefoot_share":
        return f"{value:.0%}"
    if isinstance(value, Mapping):
        return ", ".join(f"{key} {show_score(item)}" for key, item in value.items())
    if isinstance(value, bool):
        return "yes" if value else "no"
    return show_score(value) if isinstance(value, float) else ", ".join(value) if isinstance(value, tuple) else str(value)


def _answer(answers: Mapping[int, Any], horizon: int) -> str:
    answer = answers[horizon]
    if answer is None:
        return "not answered"
    timing = "" if answer.timing == "on_time" else f", {answer.timing}"
    return f"{show_score(answer.score)} (reading {answer.reading}, {answer.lag_h:.1f} h after the end{timing})"
