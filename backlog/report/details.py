"""One entry as lines of text."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from backlog.model.day import Day
from backlog.model.plan import Plan
from backlog.model.tokens import HORIZONS
from backlog.model.units import show_both, show_distance, show_duration, show_score

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


def plan_lines(plan: Plan, today: date) -> list[str]:
    """The plan as lines of text."""
    usual = "not said" if plan.usual_pain is None else show_score(plan.usual_pain)
    rows = [("usual pain", usual),
            ("goal", "none" if plan.goal_m is None else show_distance(plan.goal_m, plan.units)),
            ("longest session", "no limit" if plan.longest_s is None else f"{plan.longest_s / 60:.0f} min"),
            ("reaction limit", f"{plan.reaction_limit:.0%} per session"),
            ("activities", ", ".join(plan.activities)),
            ("surfaces", ", ".join(plan.surfaces) or "any"),
            ("prefer", ", ".join(plan.prefer) or "no preference"),
            ("units", plan.units), ("week starts", plan.week_start)]
    rows += [("paused" if pause.first <= today <= pause.last else "pause",
              f"{pause.first} to {pause.last}{f' ({pause.reason})' if pause.reason else ''}")
             for pause in plan.pauses if pause.last >= today]
    return [f"{name:<16} {value}" for name, value in rows]


def day_lines(day: Day) -> list[str]:
    """A day's notes as lines of text."""
    rows = [("sleep", day.sleep_h, " h"), ("sitting", day.sitting_h, " h"), ("stress", day.stress, ""),
            ("lifting", day.lifting, ""), ("mood", day.mood, "")]
    lines = [f"{day.day:%A %d %B %Y}"] + [f"  {name:<8} {value:g}{unit}" for name, value, unit in rows if value is not None]
    lines += [f"  tags     {', '.join(day.tags)}"] if day.tags else []
    return lines + ([f"  note     {day.note}"] if day.note else [])
