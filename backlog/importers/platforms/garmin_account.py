"""The activities in the archive of a Garmin account, summarizedActivities.json: centimetres and milliseconds."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from backlog.errors import InputError
from backlog.importers.activities import activity_of_kind
from backlog.importers.content import File
from backlog.importers.json_values import finite, text_in
from backlog.importers.parsed import Collected, Options, Parsed
from backlog.importers.platforms.activity_list import chosen_name, note_of
from backlog.importers.recording import MOST_STRIDES, Recording, take
from backlog.model.tokens import ON_FOOT

SOURCE = "garmin-account"
KIND = "the activities of a Garmin account"
_WRAPPER = "summarizedActivitiesExport"
_HEAD = 4000
#: A list of wrappers that each hold a list: anything deeper is not of this form.
_DEEPEST = 4


def fits(file: File) -> bool:
    """Whether the text begins like that file."""
    head = file.text[:_HEAD]
    return f'"{_WRAPPER}"' in head or (
        '"beginTimestamp"' in head and '"activityId"' in head and head.lstrip()[0] == "["
    )


def read(file: File, options: Options) -> Parsed:
    """The sessions of the file; InputError `bad-import` if it is damaged JSON."""
    items = list(_items(file.json))
    parents = {finite(item.get("parentId")) for item in items} - {None}
    found = Collected(file.name)
    for item in items:
        # A multisport's own parts are listed too.
        if finite(item.get("activityId")) not in parents:
            with found.row(name=_named(item)):
                take(found, _recording(item), options, source=SOURCE)
    return found.parsed(KIND, listed=True)


def _items(data: object, depth: int = 0) -> Iterator[dict[str, object]]:
    """The activities, whether or not they stand in the wrapper that the archive puts around them."""
    if isinstance(data, list) and depth < _DEEPEST:
        for part in data:
            yield from _items(part, depth + 1)
    elif isinstance(data, dict):
        if _WRAPPER in data and depth < _DEEPEST:
            yield from _items(data[_WRAPPER], depth + 1)
        elif "activityId" in data or "beginTimestamp" in data:
            yield data


def _recording(item: dict[str, object]) -> Recording:
    """The activity; InputError `bad-time` if it does not say when."""
    start = _instant(item, "beginTimestamp") or _instant(item, "startTimeGmt")
    if start is None:
        raise InputError("bad-time", "It does not say when.", "`backlog log` it, if you know.")
    local = _instant(item, "startTimeLocal")
    kind = _kind(item)
    number = finite(item.get("activityId"))
    climbed = finite(item.get("elevationGain"))
    effort = finite(item.get("workoutRpe"))
    activity = activity_of_kind(kind)[0]
    return Recording(
        kind=kind,
        start=start,
        offset=None if local is None else timedelta(minutes=round((local - start).total_seconds() / 60)),
        timer_s=_scaled(item, "duration", 1000),
        elapsed_s=_scaled(item, "elapsedDuration", 1000),
        distance_m=_scaled(item, "distance", 100),
        ascent_m=None if climbed is None else climbed / 100,
        steps=finite(item.get("steps")),
        cadence=_cadence(item) if activity in ON_FOOT else None,
        # It is kept from 10 to 100.
        effort=effort / 10 if effort else None,
        note=note_of(_title(item, kind), text_in(item, "description")),
        key=f"{number:.0f}" if number else None,
    )


def _kind(item: dict[str, object]) -> str:
    """The key of its type, a text or in an object; the kind of sport if there is none."""
    kind = item.get("activityType")
    if isinstance(kind, dict):
        kind = kind.get("typeKey")
    return kind if isinstance(kind, str) else (text_in(item, "sportType") or "").lower()


def _cadence(item: dict[str, object]) -> float | None:
    """Steps a minute of both legs."""
    both, one = finite(item.get("avgDoubleCadence")), finite(item.get("avgRunCadence"))
    return both or (one if one is None or one > MOST_STRIDES else 2 * one)


def _title(item: dict[str, object], kind: str) -> str | None:
    """Its name, if it is not one that Garmin gives: the kind, or the place and the kind."""
    name = text_in(item, "name")
    place = text_in(item, "locationName")
    if name and place and name.startswith(place):
        rest = name.removeprefix(place).strip(" -")
        return None if not rest or chosen_name(rest, kind) is None else name
    words = (name or "").split()
    short = " ".join(words[-len(kind.split("_")) :])
    if kind and short.casefold() == kind.replace("_", " ").casefold() and re.match(r"[^a-zß-ÿ]", name or ""):
        return None
    return chosen_name(name, kind)


def _named(item: dict[str, object]) -> str:
    start = _instant(item, "beginTimestamp")
    when, name = f"{start:%Y-%m-%d %H:%M} UTC" if start else "", (text_in(item, "name") or "")[:60]
    return " ".join(filter(None, (when, name))) or "An activity without a time"


def _instant(item: dict[str, object], name: str) -> datetime | None:
    """The moment of milliseconds since 1970; None where they are none, or beyond the calendar."""
    milliseconds = finite(item.get(name))
    if milliseconds is None:
        return None
    try:
        return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=milliseconds)
    except OverflowError:
        return None


def _scaled(item: dict[str, object], name: str, parts: float) -> float | None:
    number = finite(item.get(name))
    return number / parts if number and number > 0 else None
