"""One entry as lines of text."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import fields
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from backlog import clock
from backlog.model.day import Day
from backlog.model.plan import Plan
from backlog.model.tokens import HORIZONS
from backlog.model.units import plain_name, show_both, show_distance, show_duration, show_score
from backlog.text import visible

if TYPE_CHECKING:
    from backlog.model.facts import Fact
    from backlog.model.origin import Origin
    from backlog.services.show import Shown, Version

HIDDEN = {"id", "zone", "end_estimated", "approximate", "source_key"}
UNSAID: tuple[object, ...] = (None, (), {})
UNITS_OF = {"ascent_m": " m", "sleep_h": " h", "sitting_h": " h"}
Spoken = Callable[[datetime, str], str]


def detail_lines(shown: Shown, units: str, spoken: Spoken, *, here: str) -> list[str]:
    """What is known of an entry: fields, checks, and the changes that made it; `here` is the zone of what has none."""
    value = shown.value
    zone = getattr(value, "zone", here)
    lines = [f"{shown.kind} {shown.number}{' (deleted)' if shown.deleted else ''}"]
    for name in _told(value):
        found = getattr(value, name)
        if found not in UNSAID:
            # When it was recorded is the person's own time, wherever the session was.
            there = here if name == "recorded_at" else zone
            lines.append(f"  {plain_name(name):<15} {_said(name, found, units, there, spoken)}")
    if shown.answers is not None:
        lines += [f"  check {h:>2} h      {_answer(shown.answers, h)}" for h in HORIZONS]
    lines += [f"  told also by    {_origin(origin, units)}" for origin in shown.origins]
    if len(shown.versions) > 1 or shown.deleted:
        lines += [f"  version         {_version(version, value, units, spoken)}" for version in shown.versions]
    return lines


def _origin(origin: Origin, units: str) -> str:
    """The file, and what it said of the two things that files differ in."""
    told = origin.told
    far = [show_both(told["distance_m"], units)] if told.get("distance_m") else []
    taken = [show_duration(told["duration_s"])] if told.get("duration_s") else []
    return visible(f"{origin.file or origin.source} ({', '.join([origin.source, *far, *taken])})")


def _version(version: Version, latest: Any, units: str, spoken: Spoken) -> str:
    """Which changes wrote and ended a version, and in what it differs from the latest."""
    zone = getattr(latest, "zone", "UTC")
    apart = [
        (name, getattr(version.value, name))
        for name in _told(latest)
        if getattr(version.value, name) != getattr(latest, name)
    ]
    words = ", ".join(f"{plain_name(name)} {_said(name, found, units, zone, spoken)}" for name, found in apart)
    ended = f"ended by change {version.ended_by}" if version.ended_by else "holds now"
    return f"written by change {version.written_by}, {ended}{f': {words}' if words else ''}"


def differences(before: Any, after: Any, units: str, spoken: Spoken) -> list[str]:
    """What an edit made other, field by field and site by site, with what it was."""

    def said(name: str, value: Any) -> str:
        return _said(name, value, units, after.zone, spoken)

    found = []
    for name in _told(after):
        old, new = getattr(before, name), getattr(after, name)
        if name == "ended_at":  # start and duration tell of it
            continue
        sites = sorted({*old, *new}) if isinstance(new, Mapping) else ()
        both = [(site, old.get(site), new.get(site)) for site in sites] or [(plain_name(name), old, new)]
        found += [f"{label} {said(name, now)} (was {said(name, was)})" for label, was, now in both if was != now]
    return found


def _told(value: Fact) -> list[str]:
    """The fields that say something: not the marks of storage, nor the date where a moment stands beside it."""
    names = [field.name for field in fields(value) if field.name not in HIDDEN]
    return names if isinstance(value, Day) else [name for name in names if name != "day"]


def _said(name: str, value: Any, units: str, zone: str, spoken: Spoken) -> str:
    if value in UNSAID:
        return "unknown"
    if isinstance(value, datetime):
        return f"{spoken(value, zone)} ({clock.zone_label(zone)})"
    if name in {"distance_m", "prescribed_m"}:
        return show_both(value, units)
    if name in {"duration_s", "prescribed_s"}:
        return show_duration(value)
    if name == "forefoot_share":
        return f"{value:.0%}"
    if name == "value":  # of a setting
        found = json.loads(value)
        return visible(", ".join(map(str, found)) if isinstance(found, list) else str(found))
    if isinstance(value, Mapping):
        return visible(", ".join(f"{key} {show_score(i) if isinstance(i, float) else i}" for key, i in value.items()))
    if isinstance(value, bool):
        return "yes" if value else "no"
    if name in {"ascent_m", "cadence"}:
        return f"{value:.0f}{UNITS_OF.get(name, '')}"
    if isinstance(value, float):
        return f"{_plain(value)}{UNITS_OF.get(name, '')}"
    return visible(", ".join(value) if isinstance(value, tuple) else str(value))


def _plain(number: float) -> str:
    """Two decimals at most: 7 h 47 min are 7.78 h."""
    return f"{round(number, 2):g}"


def _answer(answers: Mapping[int, Any], horizon: int) -> str:
    answer = answers[horizon]
    if answer is None:
        return "not answered"
    timing = "" if answer.timing == "on_time" else f", {answer.timing}"
    return f"{show_score(answer.score)} (reading {answer.reading}, {answer.lag_h:.1f} h after the end{timing})"


def plan_lines(plan: Plan, today: date) -> list[str]:
    """The plan as lines of text."""
    usual = "not said" if plan.usual_pain is None else show_score(plan.usual_pain)
    rows = [
        ("usual pain", usual),
        ("daily medicine", plan.medicine or "not said"),
        ("goal", "none" if plan.goal_m is None else show_distance(plan.goal_m, plan.units)),
        ("longest session", "no limit" if plan.longest_s is None else f"{plan.longest_s / 60:.0f} min"),
        ("reaction limit", f"{plan.reaction_limit:.0%} per session"),
        ("activities", ", ".join(plan.activities) or "none"),
        ("surfaces", ", ".join(plan.surfaces) or "any"),
        ("prefer", ", ".join(plan.prefer) or "no preference"),
        ("units", plan.units),
        ("week starts", plan.week_start),
    ]
    rows += [
        (
            "paused" if pause.first <= today <= pause.last else "pause",
            f"{pause.first} to {pause.last}{f' ({visible(pause.reason)})' if pause.reason else ''}",
        )
        for pause in plan.pauses
        if pause.last >= today
    ]
    return [f"{name:<16} {value}" for name, value in rows]


def day_lines(day: Day) -> list[str]:
    """A day's notes as lines of text."""
    rows = [
        ("sleep", day.sleep_h, " h"),
        ("sitting", day.sitting_h, " h"),
        ("stress", day.stress, ""),
        ("lifting", day.lifting, ""),
        ("mood", day.mood, ""),
    ]
    lines = [f"{day.day:%A %d %B %Y}"] + [
        f"  {name:<8} {_plain(value)}{unit}" for name, value, unit in rows if value is not None
    ]
    lines += [f"  tags     {visible(', '.join(day.tags))}"] if day.tags else []
    return lines + ([f"  note     {visible(day.note)}"] if day.note else [])
