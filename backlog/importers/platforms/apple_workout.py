"""What a workout of Apple Health says of itself."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from backlog.errors import InputError
from backlog.importers import moments
from backlog.importers.activities import activity_of_kind
from backlog.importers.parsed import Options
from backlog.importers.platforms.apple_scan import EFFORT
from backlog.importers.recording import Recording
from backlog.importers.recordings.xml_text import amount_of
from backlog.model import units

if TYPE_CHECKING:
    from lxml import etree

_KIND = "HKWorkoutActivityType"
_QUANTITY = "HKQuantityTypeIdentifier"
_DISTANCE = f"{_QUANTITY}Distance"
#: What is measured as the way of an activity. A phone in a pocket counts steps during all of them.
_WAYS = {
    "swim": "Swimming",
    "bike": "Cycling",
    "stationary-bike": "Cycling",
    "row": "Rowing",
    "strength": None,
    "limbering": None,
    "balance": None,
}
_SECONDS = {"s": 1.0, "sec": 1.0, "min": 60.0, "hr": 3600.0, "h": 3600.0}
_METRES = units.METRES | {"cm": 0.01, "in": 0.0254}
_CAPITAL = re.compile(r"(?<=[a-z])(?=[A-Z])")


def recording_of(element: etree._Element, options: Options) -> Recording:
    """The workout; InputError `bad-time`, `future-time`."""
    start, offset = moment_of(element, "startDate", options)
    end = moment_of(element, "endDate", options)[0] if element.get("endDate") else None
    notes = {child.get("key"): child.get("value") or "" for child in element.iterchildren("MetadataEntry")}
    totals = {child.get("type") or "": child for child in element.iterchildren("WorkoutStatistics")}
    kind = words_of(element)
    detail = "indoor" if notes.get("HKIndoorWorkout", "").strip() == "1" and kind != "other" else ""
    effort = totals.get(EFFORT)
    source = " ".join((element.get("sourceName") or "").split())[:100]
    return Recording(
        kind=kind,
        detail=detail,
        start=start,
        timer_s=_scaled(amount_of(element.get("duration")), element.get("durationUnit") or "min", _SECONDS),
        elapsed_s=None if end is None else (end - start).total_seconds(),
        distance_m=_distance(element, totals, activity_of_kind(kind, detail)[0]),
        ascent_m=_written(notes.get("HKElevationAscended", "")),
        steps=_total(totals.get(f"{_QUANTITY}StepCount"), {"count": 1.0}),
        effort=None if effort is None else score_of(effort.get("average") or effort.get("sum")),
        offset=offset,
        zone=notes.get("HKTimeZone", "").strip()[:60] or None,
        key=f"{start.isoformat()}|{kind}|{source}",
    )


def words_of(element: etree._Element) -> str:
    """`traditional strength training`, of `HKWorkoutActivityTypeTraditionalStrengthTraining`."""
    kind = (element.get("workoutActivityType") or "").removeprefix(_KIND)
    return " ".join(_CAPITAL.sub(" ", kind).lower().split())[:200]


def _distance(element: etree._Element, totals: dict[str, etree._Element], activity: str) -> float | None:
    """Metres: the total that older exports give, or the sum that was measured for this kind of activity."""
    way = _WAYS.get(activity, "WalkingRunning")
    if way is None:
        return None
    total = _scaled(amount_of(element.get("totalDistance")), element.get("totalDistanceUnit") or "", _METRES)
    if total:
        return total
    ways = [name for name in totals if name.startswith(_DISTANCE)]
    measured = totals.get(f"{_DISTANCE}{way}")
    if measured is None and activity == "other" and len(ways) == 1:
        measured = totals[ways[0]]
    return _total(measured, _METRES)


def _total(statistics: etree._Element | None, scale: dict[str, float]) -> float | None:
    """The sum of a quantity over a workout; None if there is none, or it is 0: nothing was measured."""
    if statistics is None:
        return None
    return _scaled(amount_of(statistics.get("sum")), statistics.get("unit") or "", scale) or None


def _scaled(number: float | None, unit: str, scale: dict[str, float]) -> float | None:
    """The number in metres or the like; None in a unit that is not known."""
    factor = scale.get(unit.strip().lower())
    return None if number is None or factor is None else number * factor


def _written(text: str) -> float | None:
    """Metres of a text such as `1234 cm`."""
    number, _, unit = text.strip().partition(" ")
    return _scaled(amount_of(number), unit, _METRES)


def score_of(text: str | None) -> float | None:
    """A score from 1 to 10; None for anything else."""
    number = amount_of(text)
    return number if number is not None and 1 <= number <= 10 else None


def moment_of(element: etree._Element, name: str, options: Options) -> tuple[datetime, timedelta | None]:
    """The instant of an attribute such as `2024-05-01 18:30:00 +0200`, and its offset from UTC; InputError."""
    text = element.get(name)
    if not text:
        raise InputError("bad-time", "It does not say when.", "`backlog log` it, if you know.")
    moment = moments.read_moment(text[:60].strip(), "dmy", now=options.now)
    if moment.clock is None:
        raise InputError("bad-time", f"{text!r} has no time of day.", "`backlog log` it, if you know.")
    return moments.resolve(moment, options.zone, now=options.now).at, moment.ahead
