"""Facts as pandas frames: for every frame the columns with their types, so that an empty one has them too.

Instants are UTC to the second; `day` is a local date, at midnight without a zone; what is not known is NaN, NaT or NA.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from math import fsum
from typing import Any, get_args, get_type_hints

import pandas as pd

from backlog import clock
from backlog.model.checks import Answer, Check, check_of, is_owed
from backlog.model.day import Day
from backlog.model.dose import minutes
from backlog.model.plan import Pause
from backlog.model.session import Reading, Session
from backlog.model.tokens import HORIZONS, ON_FOOT, SITES
from backlog.services.weekly import Checked

INSTANT, DATE, TEXT, NUMBER, WHOLE, YES = "instant", "date", "string", "float64", "Int64", "boolean"
EPOCH_DAY = date(1970, 1, 1)

ELSEWHERE = {f"during_{site.replace('-', '_')}": site for site in SITES if site != "back"}

#: The type of a column by that of the field.
TYPES = {int: WHOLE, datetime: INSTANT, date: DATE, str: TEXT, float: NUMBER, bool: YES}


def _types(kind: type[Any], left_out: Collection[str] = ()) -> dict[str, str]:
    """A column for each field of a kind of value; pain at other sites has one for each site."""
    found: dict[str, str] = {}
    for name, hint in get_type_hints(kind).items():
        if name == "during_sites":
            found |= dict.fromkeys(ELSEWHERE, NUMBER)
        elif name not in left_out:
            # Of `float | None` the number, of a tuple of texts the text.
            found[name] = TYPES[(*get_args(hint), hint)[0]]
    return found


SESSIONS, READINGS = _types(Session), _types(Reading)
NOTED = _types(Day, left_out={"id", "day", "source", "source_key", "recorded_at"})
CHECKS = {"session": WHOLE, "activity": TEXT, "zone": TEXT, "day": DATE, **_types(Check, {"session"}), **_types(Answer)}
DAYS = {
    "day": DATE,
    "sessions": WHOLE,
    "on_foot_m": NUMBER,
    "other_min": NUMBER,
    "readings": WHOLE,
    "back_worst": NUMBER,
    "back_mean": NUMBER,
    **NOTED,
}


def sessions_frame(sessions: Iterable[Session]) -> pd.DataFrame:
    """One row a session, in the order given."""
    return _frame(
        SESSIONS,
        ({**vars(s), **{name: s.during_sites.get(site) for name, site in ELSEWHERE.items()}} for s in sessions),
    )


def readings_frame(readings: Iterable[Reading]) -> pd.DataFrame:
    """One row a reading, in the order given."""
    return _frame(READINGS, (vars(reading) for reading in readings))


def checks_frame(rows: Iterable[Checked], *, now: datetime, pauses: Sequence[Pause] = ()) -> pd.DataFrame:
    """One row for each session and horizon, in the order given."""
    return _frame(
        CHECKS, (_check(row.session, h, row.answers[h], now=now, pauses=pauses) for row in rows for h in HORIZONS)
    )


def _check(
    session: Session, horizon: int, answer: Answer | None, *, now: datetime, pauses: Sequence[Pause]
) -> dict[str, Any]:
    told = check_of(session, horizon, now)
    if answer is not None:
        told = told._replace(state="answered")
    elif not is_owed(session, horizon, pauses):
        told = told._replace(state="not_expected")
    where = {"activity": session.activity, "zone": session.zone, "day": session.day}
    return where | told._asdict() | ({} if answer is None else answer._asdict())


def days_frame(sessions: Iterable[Session], readings: Iterable[Reading], days: Iterable[Day]) -> pd.DataFrame:
    """One row for each local date from the first that holds a fact to the last."""
    done: dict[date, list[Session]] = defaultdict(list)
    for session in sessions:
        done[session.day].append(session)
    said: dict[date, list[float]] = defaultdict(list)
    told: set[date] = set()
    for reading in readings:
        told.add(reading.day)
        if reading.site == "back" and reading.score is not None:
            said[reading.day].append(reading.score)
    noted = {day.day: day for day in days}
    held = {*done, *told, *noted}
    span = (max(held) - min(held)).days + 1 if held else 0
    dates = [min(held) + timedelta(days=n) for n in range(span)]
    return _frame(DAYS, (_day(day, done.get(day, []), said.get(day, []), noted.get(day)) for day in dates))


def _day(day: date, done: Sequence[Session], scores: Sequence[float], noted: Day | None) -> dict[str, Any]:
    return {
        "day": day,
        "sessions": len(done),
        "on_foot_m": _sum([s.distance_m for s in done if s.activity in ON_FOOT]),
        "other_min": _sum([minutes(s) for s in done if s.activity not in ON_FOOT]),
        "readings": len(scores),
        "back_worst": max(scores, default=None),
        "back_mean": fsum(scores) / len(scores) if scores else None,
        **({} if noted is None else {name: getattr(noted, name) for name in NOTED}),
        "tags": None if noted is None or not noted.tags else " ".join(noted.tags),
    }


def _sum(parts: Sequence[float | None]) -> float | None:
    """The sum; None where a part of it is not known."""
    known = [part for part in parts if part is not None]
    return fsum(known) if len(known) == len(parts) else None


def _frame(columns: Mapping[str, str], rows: Iterable[Mapping[str, Any]]) -> pd.DataFrame:
    held = list(rows)
    return pd.DataFrame({name: _column([row.get(name) for row in held], kind) for name, kind in columns.items()})


def _column(values: list[Any], kind: str) -> pd.Series[Any]:
    # By whole seconds: pandas' own nanoseconds end in 2262, and a journal's years in 9000.
    if kind == INSTANT:
        seconds = pd.Series([clock.seconds(at) for at in values], dtype="int64")
        return seconds.astype("datetime64[s]").dt.tz_localize("UTC")
    if kind == DATE:
        seconds = pd.Series([(day - EPOCH_DAY).days * 86_400 for day in values], dtype="int64")
        return seconds.astype("datetime64[s]")
    return pd.Series(values, dtype=kind)
