"""TCX, Garmin's Training Center database: activities with laps, as watches and many programs write them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from math import fsum
from statistics import fmean
from typing import TYPE_CHECKING

from backlog.importers.activities import activity_of_kind, in_english
from backlog.importers.content import File
from backlog.importers.moments import instant
from backlog.importers.parsed import Collected, Options, Parsed
from backlog.importers.recording import Recording, take
from backlog.importers.recordings import xml_text
from backlog.importers.recordings.track import Point, Segments, cadence_of, first_position, metres, pieces, point
from backlog.importers.recordings.xml_text import amount_of, local, number_of, text_of
from backlog.importers.titles import named_activity, note_of
from backlog.model.tokens import ON_FOOT

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

SOURCE = "tcx"
_TAGS = (
    "Trackpoint", "Id", "Notes", "TotalTimeSeconds", "DistanceMeters", "Cadence", "LX", "Plan", "Course", "Workout",
)  # fmt: skip
#: Sports of the form itself; some programs write their own word instead.
_SPORTS = {"biking": "cycling", "other": ""}
#: A start further than this from the first point is a clock that was not set.
STRAY = timedelta(days=1)


@dataclass(eq=False)
class _Lap(Segments):
    """One lap: what it says itself, and its points in the segments that they stand in."""

    element: Element | None
    start: datetime | None
    seconds: float | None = None
    length: float | None = None
    steps: float | None = None
    cadence: float | None = None

    @property
    def taken(self) -> float | None:
        """Seconds: as the lap says, or from its points."""
        if self.seconds:
            return self.seconds
        spans = [piece.seconds for piece in pieces(self.segments)[0]]
        return fsum(spans) if spans else self.seconds

    @property
    def metres(self) -> float | None:
        """As the lap says; where it says 0 or nothing, what its points had counted, or the way between them."""
        if self.length:
            return self.length
        gone = [at.gone for segment in self.segments for at in segment if at.gone is not None]
        counted = max(gone) - min(gone) if gone else None
        return counted or metres(self.segments) or self.length

    @property
    def steps_a_minute(self) -> float | None:
        """As the lap says, or the mean of its points: of one foot or of both."""
        if self.cadence:
            return self.cadence
        counted = [at.cadence for segment in self.segments for at in segment if at.cadence]
        return fmean(counted) if counted else None


@dataclass(eq=False)
class _Activity:
    """One activity as it stands."""

    element: Element | None
    sport: str
    id: datetime | None = None
    plan: str = ""
    notes: list[str] = field(default_factory=list)
    laps: list[_Lap] = field(default_factory=list)

    @property
    def segments(self) -> list[list[Point]]:
        return [segment for lap in self.laps for segment in lap.segments]


def read(file: File, options: Options) -> Parsed:
    """The sessions of its activities, each for itself, those of a multisport session too.

    InputError `bad-import`: it is not XML, declares entities, or holds no activity that was done.
    """
    events = xml_text.Events(file, _TAGS)
    activities, planned = _read(events)
    found = Collected(file.name)
    recordings = [recording for activity in activities if (recording := _recording(activity, found)) is not None]
    if not recordings:
        raise xml_text.nothing(file, _why(planned, empty=bool(activities), cut=events.cut))
    events.tell_if_cut(found)
    for recording in recordings:
        with found.row():
            take(found, recording, options, source=SOURCE)
    return found.parsed("TCX, a training file")


def _read(found: Iterable[Element]) -> tuple[list[_Activity], Counter[str]]:
    """The activities, and how many things in the file were only planned."""
    activities: list[_Activity] = []
    planned: Counter[str] = Counter()
    for element in found:
        name = local(element)
        if name in {"Course", "Workout"}:
            planned[name] += 1
            continue
        above = {local(a): a for a in reversed(list(element.iterancestors()))}
        owner = above.get("Activity")
        if owner is None:
            continue
        if not activities or activities[-1].element is not owner:
            activities.append(_Activity(owner, (owner.get("Sport") or "").strip()))
        activity = activities[-1]
        lap_element = above.get("Lap")
        if lap_element is None and name != "Trackpoint":
            _tell(activity, name, element)
            continue
        if not activity.laps or activity.laps[-1].element is not lap_element:
            begin = lap_element.get("StartTime") if lap_element is not None else None
            activity.laps.append(_Lap(lap_element, instant(begin or "")))
        _tell_lap(activity.laps[-1], name, element)
        if name == "Notes":
            _tell(activity, name, element)
    return activities, planned


def _tell(activity: _Activity, name: str, element: Element) -> None:
    """What stands in an activity beside its laps."""
    if name == "Id":
        activity.id = instant(text_of(element))
    elif name == "Notes":
        activity.notes.append(text_of(element))
    elif name == "Plan":
        names = [text_of(inner) for inner in element.iter() if local(inner) == "Name"]
        activity.plan = activity.plan or " ".join(names)


def _tell_lap(lap: _Lap, name: str, element: Element) -> None:
    """What stands in a lap."""
    if name == "Trackpoint":
        lap.add(_point(element), element.getparent())
    elif name == "LX":
        told = {local(inner): number_of(inner.text) for inner in element.iter()}
        lap.steps = told.get("Steps", lap.steps)
        lap.cadence = told.get("AvgRunCadence", lap.cadence)
    elif name == "TotalTimeSeconds":
        lap.seconds = amount_of(element.text)
    elif name == "DistanceMeters":
        lap.length = amount_of(element.text)
    elif name == "Cadence":
        lap.cadence = lap.cadence or amount_of(element.text)


def _point(element: Element) -> Point:
    texts = {local(inner): text_of(inner) for inner in element.iter()}
    return point(
        number_of(texts.get("LatitudeDegrees")),
        number_of(texts.get("LongitudeDegrees")),
        instant(texts.get("Time", "")),
        gone=number_of(texts.get("DistanceMeters")),
        cadence=number_of(texts.get("RunCadence") or texts.get("Cadence")),
    )


def _recording(activity: _Activity, found: Collected) -> Recording | None:
    """The activity; None if nothing in it says when it was."""
    parts, _ = pieces(activity.segments)
    start = next((lap.start for lap in activity.laps if lap.start), None)
    if parts and (start is None or not any(abs(part.start - start) < STRAY for part in parts)):
        if start is not None:
            what = f"It says that it began on {start:%Y-%m-%d}, its points on {parts[0].start:%Y-%m-%d}"
            found.problem(f"{what}: taken from its points.", "Check the date of the session.", lost=False)
        start = parts[0].start
    start = start or activity.id
    if start is None:
        return None
    ends = [part.end for part in parts if part.end >= start]
    taken = [lap.taken for lap in activity.laps]
    lengths = [lap.metres for lap in activity.laps]
    counted = [lap.steps for lap in activity.laps]
    steps = [number for number in counted if number is not None] if None not in counted else []
    kind, detail = _kind(activity)
    done = activity_of_kind(kind, detail)[0]
    return Recording(
        kind=kind,
        detail=detail,
        start=start,
        timer_s=_sum(taken),
        elapsed_s=(max(ends) - start).total_seconds() if ends else None,
        distance_m=_sum(lengths),
        # Strokes are counted as steps too; and laps that do not say theirs would be counted as none.
        steps=round(fsum(steps)) if done in ON_FOOT and steps else None,
        cadence=cadence_of([_mean(activity.laps)], done),
        note=note_of(activity.notes, found.file),
        position=first_position(activity.segments),
        offset=start.utcoffset() or None,
        moved=bool(activity.segments),
    )


def _kind(activity: _Activity) -> tuple[str, str]:
    """The sport, and what its notes or its plan say more closely; where it is `Other`, what they say alone."""
    kind = _SPORTS.get(activity.sport.lower(), in_english(activity.sport))
    said = [named for text in (*activity.notes, activity.plan) if (named := named_activity(text))]
    if not kind:
        return (said[0], "") if said else ("", "")
    # `Treadmill run` of a run says the surface; a walk in the notes of a run is another matter.
    same = [named for named in said if activity_of_kind(named)[0] == activity_of_kind(kind)[0]]
    return kind, same[0] if same else ""


def _sum(values: Iterable[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return fsum(known) if known else None


def _mean(laps: Iterable[_Lap]) -> float | None:
    """The laps' cadences, each counted as long as its lap."""
    known = [(cadence, lap.taken or 1.0) for lap in laps if (cadence := lap.steps_a_minute)]
    return fsum(cadence * long for cadence, long in known) / fsum(long for _, long in known) if known else None


def _why(planned: Counter[str], *, empty: bool, cut: bool) -> str:
    """Why nothing is to be taken."""
    if empty:
        return "holds an activity that does not say when it was"
    if planned["Course"]:
        return "is a course, a way to follow: nothing in it was done yet"
    if planned["Workout"]:
        return "is a planned workout: nothing in it was done yet"
    return "breaks off before its first activity" if cut else "holds no activity"
