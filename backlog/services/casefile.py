"""Cases and verdicts as JSON: what is stored with a decision, what `backlog decide FILE` reads, what tests compare.

Times are ISO with offset, dates ISO; fields at their default are left out. A session may leave out `ended_at` (then
its duration, or its distance at an assumed pace, says), `day`, `zone` and `id`.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import fields, is_dataclass, replace
from datetime import date, datetime, timedelta
from functools import cache
from math import isclose
from typing import Any, TypeVar

from backlog import clock
from backlog.errors import InputError
from backlog.importers.own.records import check_plan, read
from backlog.importers.parsed import Value
from backlog.importers.validation import check
from backlog.model.case import Case
from backlog.model.checks import as_taken
from backlog.model.decision import Verdict
from backlog.model.dose import minutes
from backlog.model.plan import Pause, Plan
from backlog.model.screening import Flag, Screening
from backlog.model.session import EPOCH, Reading, Session
from backlog.model.tolerance import Changed, FloorTest, Response, Risk, Tolerance

INSTANTS = {
    "now", "at", "started_at", "ended_at", "recorded_at", "opened_at", "cleared_at", "usual_pain_at", "medicine_at",
    "marked_until",
}  # fmt: skip
LEFT_OUT = {"source", "source_key", "note"}
Given = TypeVar("Given", Session, Reading)
#: Written even at their default, because a reader fills them in with something else.
KEPT = {"id", "zone", "ended_at", "recorded_at"}


def case_json(case: Case) -> dict[str, Any]:
    """The facts of a case; what the numbers say is computed anew from them and left out."""
    zone = str(case.zone)
    return {
        "now": clock.iso(case.now, zone),
        "zone": zone,
        "retrospective": case.retrospective,
        "plan": _terse(case.plan, zone) | {"pauses": [_terse(pause, zone) for pause in case.plan.pauses]},
        "sessions": [_terse(session, session.zone) for session in case.sessions],
        "readings": [_terse(reading, reading.zone) for reading in case.readings],
        "screenings": [_terse(s, s.zone) for s in case.screenings],
        "flags": [_terse(f, f.zone) for f in case.flags],
    }


def _terse(value: Any, zone: str) -> dict[str, Any]:
    told = ((name, getattr(value, name), default) for name, default in _written(value.__class__))
    return {name: plain(held, zone) for name, held, default in told if name in KEPT or held != default}


@cache
def _written(kind: type[Any]) -> tuple[tuple[str, Any], ...]:
    """The fields of a kind that are written, with their defaults."""
    return tuple((name, default) for name, default in vars(kind()).items() if name not in LEFT_OUT)


def plain(value: Any, zone: str) -> Any:
    """A value as JSON knows it: times as ISO in the zone, the fields of a value by name, tuples as lists."""
    if value is None or isinstance(value, str | float | int):
        return value
    if isinstance(value, datetime):
        return clock.iso(value, zone)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): plain(item, zone) for key, item in value.items()}
    if is_dataclass(value):
        return {field.name: plain(getattr(value, field.name), zone) for field in fields(value)}
    if hasattr(value, "_asdict"):
        return plain(value._asdict(), zone)
    return [plain(item, zone) for item in value]


def verdict_json(verdict: Verdict, zone: str) -> dict[str, Any]:
    """The shape that `advise --json` answers with: every key always there, absent values null."""
    return {
        "verdict": verdict.verdict,
        "action": getattr(verdict, "action", None),
        "next": plain(getattr(verdict, "next", None), zone),
        "or": plain(getattr(verdict, "or_", None), zone),
        "firm": getattr(verdict, "firm", None),
        "meanwhile": plain(getattr(verdict, "meanwhile", None), zone),
        "pending_until": plain(getattr(verdict, "until", None), zone),
        "reasons": [{"code": reason.code} | plain(reason, zone) for reason in verdict.reasons],
        "evidence": plain(verdict.evidence, zone),
    }


def differences(expected: Any, actual: Any, path: str = "") -> list[str]:
    """Where what was expected, a part of a verdict's JSON, is not in the actual one.

    Objects need only the keys that are expected; a reason may be expected by its code alone; all reasons are.
    """
    if isinstance(expected, Mapping) and isinstance(actual, Mapping):
        return [
            words
            for key, value in expected.items()
            for words in differences(value, actual.get(key), f"{path}.{key}".lstrip("."))
        ]
    if isinstance(expected, list) and isinstance(actual, list):
        if len(expected) == len(actual):
            return [
                words for n, value in enumerate(expected) for words in differences(value, actual[n], f"{path}[{n}]")
            ]
        actual = [_short(item) for item in actual]
    if isinstance(expected, str) and isinstance(actual, Mapping):
        actual = _short(actual)
    same = isclose(expected, actual) if _number(expected) and _number(actual) else expected == actual
    return [] if same else [f"{path} is {json.dumps(actual)}, expected {json.dumps(expected)}"]


def _short(item: Any) -> Any:
    return item["code"] if isinstance(item, Mapping) and "code" in item else item


def _number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def read_case(found: Mapping[str, Any]) -> tuple[Case, dict[str, Any]]:
    """A case, and the fields of its tolerance that the file fixes; InputError `bad-case-file` says what is wrong."""
    try:
        zone = found.get("zone", "UTC")
        plan = _value(Plan, {k: v for k, v in found.get("plan", {}).items() if k != "pauses"}, zone)
        pauses = tuple(_value(Pause, pause, zone) for pause in found.get("plan", {}).get("pauses", ()))
        readings = [_given(Reading, n, r, zone) for n, r in enumerate(found.get("readings", ()), 1001)]
        case = Case(
            now=_instant(found["now"], zone),
            zone=clock.zone(zone),
            retrospective=bool(found.get("retrospective", False)),
            plan=replace(plan, pauses=pauses),
            sessions=tuple(_given(Session, n, s, zone) for n, s in enumerate(found.get("sessions", ()), 1)),
            readings=tuple(as_taken(readings, plan)),
            screenings=tuple(_value(Screening, s, zone) for s in found.get("screenings", ())),
            flags=tuple(_value(Flag, f, zone) for f in found.get("flags", ())),
        )
        fixed = {name: _fixed(name, value) for name, value in found.get("tolerance", {}).items()}
        replace(Tolerance(), **fixed)
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as error:
        raise _no_case(f"{type(error).__name__} {error}") from None
    except InputError as error:
        raise _no_case(error.what.removesuffix(".")) if error.slug == "bad-import" else error from None
    return case, fixed


def check_case(case: Case) -> None:
    """InputError for what cannot be, whoever says so: what an import would refuse, and the door for Python."""
    values: list[Value] = [*case.sessions, *case.readings, *case.screenings, *case.flags, *case.plan.pauses]
    for value in values:
        check(value, now=clock.LATEST)
    for field in fields(Plan):
        value = getattr(case.plan, field.name)
        try:
            check_plan(field.name, list(value) if isinstance(value, tuple) else value)
        except InputError as error:
            raise _no_case(error.what.removesuffix(".")) from None


def _no_case(why: str) -> InputError:
    return InputError("bad-case-file", f"This is not a case: {why}.", "See tests/vectors for the form of a case.")


def _fixed(name: str, value: Any) -> Any:
    """What a file fixes of what the numbers say; responses are by session number, and replace all others."""
    if value is None and _types(Tolerance)[name].endswith("None"):
        return None
    match name:
        case "floor":
            return _value(FloorTest, value, "UTC")
        case "risk":
            return tuple(Risk(*(read(name, "float", number) for number in given)) for given in value)
        case "changed":
            return _value(Changed, value, "UTC")
        case "responses":
            return {int(number): _value(Response, given, "UTC") for number, given in value.items()}
        case "course":
            return tuple((read(name, "float", hours), read(name, "float", share)) for hours, share in value)
        case "assumed":
            return read(name, "tuple[str, ...]", value)
        case _:
            return read(name, _types(Tolerance)[name], value)


def _value(kind: type[Any], raw: Mapping[str, Any], zone: str) -> Any:
    types = _types(kind)
    return kind(**{name: _read(name, types[name], value, zone) for name, value in raw.items()})


def _types(kind: type[Any]) -> dict[str, str]:
    return {field.name: str(field.type) for field in fields(kind)}


def _read(name: str, kind: str, value: Any, zone: str) -> Any:
    if value is None and kind.endswith("None"):
        return None
    return _instant(value, zone) if name in INSTANTS else read(name, kind, value)


def _instant(text: str, zone: str) -> datetime:
    return clock.parse_when(text, zone, now=EPOCH).at


def _given(kind: type[Given], number: int, raw: Mapping[str, Any], zone: str) -> Given:
    value: Given = _value(kind, {"id": number, "zone": zone} | dict(raw), raw.get("zone", zone))
    # The day follows from the time and the zone, whatever is written beside them.
    return complete(value, {"day", "ended_at", "recorded_at"} - (raw.keys() - {"day"}))


def complete(value: Given, left_out: Collection[str]) -> Given:
    """The value with those of `day`, `ended_at` and `recorded_at` derived that were left out.

    A session ends after its duration, or its distance at an assumed pace; what was not recorded later was when it
    happened; `day` is the local date in its zone.
    """
    found: dict[str, Any] = {}
    if isinstance(value, Session):
        happened, over = value.started_at, value.ended_at
        if "ended_at" in left_out:
            over = found["ended_at"] = happened + timedelta(minutes=minutes(value) or 0)
            found["end_estimated"] = value.end_estimated or value.duration_s is None
    else:
        happened = over = value.at
    if "recorded_at" in left_out:
        found["recorded_at"] = over
    if "day" in left_out:
        found["day"] = clock.local_date(happened, value.zone)
    return replace(value, **found)
