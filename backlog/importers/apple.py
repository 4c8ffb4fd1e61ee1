"""Apple Health's export.xml: the workouts, and ratings of lower back pain where the person says their scale."""

from __future__ import annotations

import math
import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from backlog import clock
from backlog.errors import InputError
from backlog.importers import apple_scan, moments
from backlog.importers.activities import activity_of_kind
from backlog.importers.apple_scan import EFFORT, PAIN, Fragment
from backlog.importers.parsed import Options, Parsed, Problem, Row
from backlog.importers.possible import check
from backlog.importers.recording import Recording, session_of
from backlog.importers.scales import stretched
from backlog.model import units
from backlog.model.session import Reading

if TYPE_CHECKING:
    from lxml import etree

SOURCE = "apple"
KIND = "Apple Health's export"
#: The scale of severities in words, and the one that is said to take them.
SCALE: tuple[float, float] = (0.0, 3.0)
SEVERITIES = {"NotPresent": 0, "Mild": 1, "Moderate": 2, "Severe": 3}
_SEVERITY = "HKCategoryValueSeverity"
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
#: XML forbids them, and some apps' texts hold them all the same.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_FORBIDDEN_NUMBERS = re.compile(r"&#(?:0*(?:[0-8]|1[124-9]|2\d|3[01])|x0*(?:[0-8bcef]|1[0-9a-f]));", re.IGNORECASE)
_START = re.compile(rb'startDate="([\d: +-]{1,30})"')
_AGAIN = "Export it again on the phone, to have all of it."
_CAPITAL = re.compile(r"(?<=[a-z])(?=[A-Z])")


def fits(head: bytes) -> bool:
    """Whether a file that begins so is Apple Health's export: not its clinical document, which lies beside it."""
    return apple_scan.root_at(head) is not None


def parse(stream: BinaryIO, file: str, options: Options, tell: Callable[[int], None] | None = None) -> Parsed:
    """The sessions of an export, and the readings if `options.scale` is 0 to 3, in memory that does not grow with it.

    `tell` is told now and then how many bytes were read so far. InputError `bad-import`: it is another file.
    """
    scan = apple_scan.Scan(stream, file, tell)
    export = _Export(file, options)
    for fragment in scan:
        export.add(fragment)
    return export.parsed(cut=scan.cut)


class _Effort(NamedTuple):
    """How hard the person said a workout was, 1 to 10; the rating bears the times of the workout."""

    at: datetime
    score: float


class _Export:
    """Gathers what an export holds."""

    def __init__(self, file: str, options: Options) -> None:
        self.file = file
        self.options = options
        self.problems: list[Problem] = []
        self.recordings: dict[str, Recording] = {}
        self.readings: dict[str, Reading] = {}
        self.efforts: list[_Effort] = []
        self.repeated = self.rated = self.unrated = 0
        self._parser: etree.XMLParser | None = None
        self._damaged = False

    def add(self, fragment: Fragment) -> None:
        """Take a workout or a record; one that cannot be taken is a problem."""
        element = self._parsed(fragment.data) if fragment.whole else None
        if element is None:
            name = "workout" if fragment.data.startswith(b"<Workout") else "rating"
            start = _START.search(fragment.data)
            self._refuse(f"{start[1].decode() if start else 'A'} {name}: It is damaged.", _AGAIN)
            return
        name = f"{(element.get('startDate') or 'Without a time')[:30]} {_words(element)[:60] or 'rating'}"
        try:
            if element.tag == "Workout":
                self._add_workout(element)
            elif element.get("type") == PAIN:
                self._add_pain(element)
            elif element.get("type") == EFFORT:
                self._add_effort(element)
        except InputError as error:
            self._refuse(f"{name}: {error.what}", error.todo)
        else:
            if self._damaged:
                self._refuse(f"{name}: It is damaged: what could be read of it was taken.", _AGAIN, lost=False)

    def parsed(self, *, cut: bool) -> Parsed:
        """All of it."""
        rows: list[Row] = []
        told: dict[str, None] = {}
        self.efforts.sort()
        for recording in self.recordings.values():
            try:
                session, more = session_of(self._with_effort(recording), self.options, source=SOURCE)
            except InputError as error:
                when = f"{recording.start:%Y-%m-%d %H:%M} UTC {recording.kind[:60]}".rstrip()
                self._refuse(f"{when}: {error.what}", error.todo)
                continue
            rows.append(Row(self.file, None, session))
            told |= dict.fromkeys(more)
        rows += [Row(self.file, None, reading) for reading in self.readings.values()]
        if cut:
            self._refuse("The file breaks off: what stands before the break was taken.", _AGAIN, lost=False)
        remarks = (*self._remarks(), *told)
        return Parsed(file=self.file, kind=KIND, rows=tuple(rows), problems=tuple(self.problems), remarks=remarks)

    def _add_workout(self, element: etree._Element) -> None:
        recording = _recording(element, self.options)
        key = recording.key or ""
        if key in self.recordings:
            self.repeated += 1
        self.recordings.setdefault(key, recording)

    def _add_pain(self, element: etree._Element) -> None:
        """A rating in words: counted, unless the person said that their scale is to be stretched."""
        severity = SEVERITIES.get((element.get("value") or "").removeprefix(_SEVERITY))
        if severity is None:
            self.unrated += 1
            return
        self.rated += 1
        if self.options.scale != SCALE:
            return
        at = _moment(element, "startDate", self.options)[0]
        reading = Reading(
            at=at,
            zone=self.options.zone,
            day=clock.local_date(at, self.options.zone),
            site="back",
            score=stretched(severity, SCALE),
            source=SOURCE,
            source_key=f"back|{at.isoformat()}",
        )
        check(reading, now=self.options.now)
        before = self.readings.setdefault(reading.source_key or "", reading)
        if before.score != reading.score:
            raise InputError("bad-score", "There is another rating of that moment.", "Delete one of them in Health.")

    def _add_effort(self, element: etree._Element) -> None:
        score = _score(element.get("value"))
        if score is not None:
            self.efforts.append(_Effort(_moment(element, "startDate", self.options)[0], score))

    def _with_effort(self, recording: Recording) -> Recording:
        """With the last rating that was made for a workout that began and ended as this one."""
        if recording.effort is not None or not self.efforts:
            return recording
        end = recording.start + timedelta(seconds=recording.elapsed_s or recording.timer_s or 0)
        first = bisect_left(self.efforts, recording.start, key=lambda effort: effort.at)
        last = bisect_right(self.efforts, end, key=lambda effort: effort.at)
        return replace(recording, effort=self.efforts[last - 1].score) if first < last else recording

    def _remarks(self) -> list[str]:
        found = [f"It holds {_counted(len(self.recordings), 'workout')}."]
        if self.repeated:
            repeat = "repeats another" if self.repeated == 1 else "repeat others"
            found.append(f"{_counted(self.repeated, 'workout')} more {repeat} of it: taken once.")
        if self.rated and self.options.scale != SCALE:
            found.append(
                f"It holds {_counted(self.rated, 'rating')} of lower back pain in words, which were not taken: "
                "--scale 0-3 takes them, none as 0 and severe as 10."
            )
        elif self.unrated and self.options.scale == SCALE:
            found.append(
                f"{_counted(self.unrated, 'rating')} of lower back pain without a severity: left out, not taken as 0."
            )
        return found

    def _parsed(self, data: bytes) -> etree._Element | None:
        """The element of a fragment, as far as it can be read; None if it cannot."""
        from lxml import etree

        if self._parser is None:
            self._parser = etree.XMLParser(
                recover=True, resolve_entities=False, no_network=True, load_dtd=False, remove_pis=True
            )
        text = _FORBIDDEN_NUMBERS.sub(" ", _FORBIDDEN.sub(" ", data.decode("utf-8", "replace")))
        if text.startswith("<Record") and not text.endswith("/>"):
            text = f"{text[:-1]}/>"
        try:
            element: etree._Element | None = etree.fromstring(text, self._parser)
        except etree.XMLSyntaxError:
            return None
        self._damaged = bool(self._parser.error_log.filter_from_fatals())
        return element

    def _refuse(self, what: str, todo: str, *, lost: bool = True) -> None:
        self.problems.append(Problem(file=self.file, line=None, what=what, todo=todo, lost=lost))


def _recording(element: etree._Element, options: Options) -> Recording:
    """The workout; InputError `bad-time`, `future-time`."""
    start, offset = _moment(element, "startDate", options)
    end = _moment(element, "endDate", options)[0] if element.get("endDate") else None
    notes = {child.get("key"): child.get("value") or "" for child in element.iterchildren("MetadataEntry")}
    totals = {child.get("type") or "": child for child in element.iterchildren("WorkoutStatistics")}
    kind = _words(element)
    detail = "indoor" if notes.get("HKIndoorWorkout", "").strip() == "1" and kind != "other" else ""
    effort = totals.get(EFFORT)
    steps = _total(totals.get(f"{_QUANTITY}StepCount"), {"count": 1.0})
    source = " ".join((element.get("sourceName") or "").split())[:100]
    return Recording(
        kind=kind,
        detail=detail,
        start=start,
        timer_s=_scaled(_number(element.get("duration")), element.get("durationUnit") or "min", _SECONDS),
        elapsed_s=None if end is None else (end - start).total_seconds(),
        distance_m=_distance(element, totals, activity_of_kind(kind, detail)[0]),
        ascent_m=_written(notes.get("HKElevationAscended", "")),
        steps=int(steps) if steps and steps < units.LONGEST_M else None,
        effort=None if effort is None else _score(effort.get("average") or effort.get("sum")),
        offset=offset,
        zone=notes.get("HKTimeZone", "").strip()[:60] or None,
        key=f"{start.isoformat()}|{kind}|{source}",
    )


def _words(element: etree._Element) -> str:
    """`traditional strength training`, of `HKWorkoutActivityTypeTraditionalStrengthTraining`."""
    kind = (element.get("workoutActivityType") or "").removeprefix(_KIND)
    return " ".join(_CAPITAL.sub(" ", kind).lower().split())[:200]


def _distance(element: etree._Element, totals: dict[str, etree._Element], activity: str) -> float | None:
    """Metres: the total that older exports give, or the sum that was measured for this kind of activity."""
    way = _WAYS.get(activity, "WalkingRunning")
    if way is None:
        return None
    total = _scaled(_number(element.get("totalDistance")), element.get("totalDistanceUnit") or "", _METRES)
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
    return _scaled(_number(statistics.get("sum")), statistics.get("unit") or "", scale) or None


def _scaled(number: float | None, unit: str, scale: dict[str, float]) -> float | None:
    """The number in metres or the like; None in a unit that is not known."""
    factor = scale.get(unit.strip().lower())
    return None if number is None or factor is None else number * factor


def _written(text: str) -> float | None:
    """Metres of a text such as `1234 cm`."""
    number, _, unit = text.strip().partition(" ")
    return _scaled(_number(number), unit, _METRES)


def _score(text: str | None) -> float | None:
    """A score from 1 to 10; None for anything else."""
    number = _number(text)
    return number if number is not None and 1 <= number <= 10 else None


def _number(text: str | None) -> float | None:
    """The number; None for none, for less than 0 and for what no measurement is."""
    try:
        number = float(text or "")
    except ValueError:
        return None
    return number if math.isfinite(number) and 0 <= number < 1e12 else None


def _moment(element: etree._Element, name: str, options: Options) -> tuple[datetime, timedelta | None]:
    """The instant of an attribute such as `2024-05-01 18:30:00 +0200`, and its offset from UTC; InputError."""
    text = element.get(name)
    if not text:
        raise InputError("bad-time", "It does not say when.", "`backlog log` it, if you know.")
    moment = moments.read_moment(text[:60].strip(), "dmy", now=options.now)
    if moment.clock is None:
        raise InputError("bad-time", f"{text!r} has no time of day.", "`backlog log` it, if you know.")
    at = moments.resolve(moment, options.zone, now=options.now).at
    offset = datetime.strptime(moment.offset, "%z").utcoffset() if moment.offset else None
    return at, offset


def _counted(number: int, noun: str) -> str:
    """`no workouts`, `1 workout`, `2 workouts`."""
    return f"{number or 'no'} {noun}{'' if number == 1 else 's'}"
