"""backlog's own records: a value to a plain record and back, without a loss either way.

Times are ISO with the offset of their own zone (UTC where the value has none), dates ISO, unknown is None.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import fields
from datetime import UTC, date, datetime
from math import inf, isfinite
from typing import Any

from backlog import clock
from backlog.errors import InputError
from backlog.importers.parsed import Collected, Value
from backlog.importers.validation import check
from backlog.model import tokens, units
from backlog.model.facts import class_of
from backlog.model.plan import Plan, Setting

FORMAT = "backlog"
FORM = 1
#: What a record must say, by kind.
_NEEDED = {
    "session": ("started_at", "activity", "zone"),
    "reading": ("at", "site", "zone"),
    "day": ("day",),
    "setting": ("name", "value"),
    "pause": ("first", "last"),
    "screening": ("at", "zone", "kind"),
    "flag": ("flag", "opened_at", "zone"),
    "origin": ("session", "source", "source_key"),
}
#: What the plan's fields may be, besides their types: from and to, or one of these words.
_PLAN_RANGES = {
    "usual_pain": (0.0, 10.0),
    **dict.fromkeys(
        ("usual_pain_at", "medicine_at", "marked_until"), (clock.seconds(clock.EARLIEST), clock.seconds(clock.LATEST))
    ),
    "goal_m": (0.0, units.LONGEST_M),
    "longest_s": (0.0, units.LONGEST_S),
    "reaction_limit": (0.0, 1.0),
}
_PLAN_WORDS: dict[str, tuple[str, ...]] = {
    "units": ("km", "mi"),
    "week_start": clock.WEEKDAYS,
    "medicine": tokens.MEDICINE,
    "activities": tokens.ACTIVITIES,
    "surfaces": tokens.SURFACES,
    "prefer": tokens.ACTIVITIES,
}
_WHERE = {"session": "started_at", "reading": "at"}
TODO = "Correct the line, or export again."


def record_of(value: Value) -> dict[str, Any]:
    """The fields of a value as JSON has them, in their order."""
    zone = getattr(value, "zone", "UTC")
    found = {field.name: _plain(getattr(value, field.name), zone) for field in fields(value)}
    return found | {"value": json.loads(value.value)} if isinstance(value, Setting) else found


def value_of(kind: str, record: Mapping[str, Any], *, now: datetime) -> Value:
    """The value of a record; keys that are not known are left alone. InputError for what is missing or not possible."""
    for name in _NEEDED[kind]:
        if record.get(name) is None and (kind, name) != ("setting", "value"):
            raise InputError("bad-import", f"The {kind} does not say its {name}.", TODO)
    if kind == "setting":
        return _setting(record, now)
    cls = class_of(kind)
    found = _read_fields(cls, record)
    if kind in _WHERE:
        clock.zone(found["zone"])
        found.setdefault("day", clock.local_date(found[_WHERE[kind]], found["zone"]))
    if kind == "session":
        found.setdefault("ended_at", found["started_at"])
    if kind == "origin":
        _read_fields(class_of("session"), found.get("told", {}))
    value: Value = cls(**found)
    check(value, now=now)
    return value


def keep_new(found: Collected, value: Value, line: int, seen: dict[int, int]) -> None:
    """Keep the value; InputError if its number was given before in the file: `seen` maps numbers to lines."""
    if value.id in seen:
        raise InputError.of("bad-import.number-given", number=value.id, line=seen[value.id])
    if value.id:
        seen[value.id] = line
    found.keep(value, line)


def _plain(value: Any, zone: str) -> Any:
    match value:
        case datetime():
            return clock.iso(value, zone)
        case date():
            return value.isoformat()
        case Mapping():
            return dict(sorted(value.items()))
        case tuple():
            return list(value)
        case _:
            return value


def _setting(record: Mapping[str, Any], now: datetime) -> Setting:
    """A field of the plan; a known one must be what the plan can read.

    Moments are in epoch seconds, as they are stored.
    """
    number, name = read("id", "int", record.get("id") or 0), read("name", "str", record["name"])
    value = record.get("value")
    kinds = {field.name: str(field.type).replace("datetime", "int") for field in fields(Plan)}
    if value is not None and name in kinds:
        read(name, kinds[name], value)
        check_plan(name, value)
    setting = Setting(id=number, name=name, value=json.dumps(read("value", "Any", value)))
    check(setting, now=now)
    return setting


def _read_fields(cls: type[Any], record: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a class that a record says; InputError for what one of them cannot be."""
    return {
        field.name: read(field.name, str(field.type), record[field.name])
        for field in fields(cls)
        if record.get(field.name) is not None
    }


def check_plan(name: str, value: Any) -> None:
    """InputError for a field of the plan that no command would have stored."""
    low, high = _PLAN_RANGES.get(name, (-inf, inf))
    allowed = _PLAN_WORDS.get(name)
    words = value if isinstance(value, list) else [value] if value is not None else []
    if (isinstance(value, int | float) and not low <= value <= high) or (allowed and not set(words) <= set(allowed)):
        raise InputError("bad-import", f"{str(value)!r} cannot be the {name}.", TODO)


def read(name: str, kind: str, value: Any) -> Any:
    """A JSON value as a field of that name and type; InputError `bad-import` if it is none."""
    try:
        return _READERS[kind.removesuffix(" | None")](value)
    except (TypeError, ValueError, KeyError, AttributeError, OverflowError):
        raise InputError("bad-import", f"{str(value)!r} cannot be the {name}.", TODO) from None


def _exactly(kind: type) -> Callable[[Any], Any]:
    """A reader that takes a value of one type and nothing that merely looks like it."""

    def exactly(value: Any) -> Any:
        if type(value) is not kind:
            raise TypeError(kind)
        return value

    return exactly


def _float(value: Any) -> float:
    if type(value) not in {int, float} or not isfinite(value):
        raise TypeError(value)
    return float(value) + 0.0  # which makes -0 a 0


def _storable(value: Any) -> Any:
    """Any JSON value that can be written again: no number without an end, no half of a character."""
    json.dumps(value, ensure_ascii=False, allow_nan=False).encode()
    return value


def _datetime(value: Any) -> datetime:
    """A moment that has a date in every zone."""
    moment = datetime.fromisoformat(value)
    if moment.tzinfo is None or not clock.EARLIEST <= moment <= clock.LATEST:
        raise ValueError(value)
    return moment.astimezone(UTC).replace(microsecond=0)


def _date(value: Any) -> date:
    found = date.fromisoformat(value)
    if not clock.EARLIEST.year <= found.year <= clock.LATEST.year:
        raise ValueError(value)
    return found


_READERS: dict[str, Callable[[Any], Any]] = {
    "int": _exactly(int),
    "float": _float,
    "str": _exactly(str),
    "bool": _exactly(bool),
    "datetime": _datetime,
    "date": _date,
    "Any": _storable,
    "Mapping[str, Any]": lambda value: {_exactly(str)(name): _storable(said) for name, said in value.items()},
    "Mapping[str, float]": lambda value: {_exactly(str)(site): _float(score) for site, score in value.items()},
    "tuple[str, ...]": lambda value: tuple(_exactly(str)(word) for word in _exactly(list)(value)),
}
