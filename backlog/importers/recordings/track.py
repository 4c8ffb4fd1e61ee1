"""The points of a recorded way: how far, how long, and which of their times can be."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from itertools import compress, pairwise
from math import asin, cos, fsum, radians, sin, sqrt
from typing import NamedTuple

#: The mean radius of the IUGG's ellipsoid of 1980 (H. Moritz, Journal of Geodesy 74, 2000, 128-133).
EARTH_RADIUS_M = 6_371_008.8
#: Who stands still for longer does something else afterwards.
LONGEST_GAP = timedelta(hours=6)
#: Of several pieces, one of fewer points or seconds is a clock that was not set yet.
FEWEST_POINTS = 5
SHORTEST = timedelta(minutes=1)
#: Steps of one foot a minute at most; both feet of the same activity make more.
_ONE_FOOT = {"run": 120.0, "walk": 75.0}
#: More nobody does: it is a sensor's fault.
_MOST_STEPS = 300.0


class Point(NamedTuple):
    """Where somebody was (latitude and longitude) and when; None is what the file does not say.

    `gone` are the metres that the device had counted, `cadence` its steps or turns a minute.
    """

    at: datetime | None = None
    place: tuple[float, float] | None = None
    gone: float | None = None
    cadence: float | None = None


Segment = Sequence[Point]


@dataclass(eq=False, kw_only=True)
class Segments:
    """Points as a file tells them, in the segments that they stand in."""

    segments: list[list[Point]] = field(default_factory=list)
    parent: object = None

    def add(self, at: Point, parent: object) -> None:
        """One point more, in a segment of its own if its element has another parent than the one before."""
        if parent is not self.parent or not self.segments:
            self.segments.append([])
            self.parent = parent
        self.segments[-1].append(at)


@dataclass(frozen=True)
class Piece:
    """Segments whose times follow on one another, each with a time at least once; between them the clock stood."""

    segments: tuple[Segment, ...]

    @cached_property
    def start(self) -> datetime:
        """The first time."""
        return _times(self.segments[0])[0]

    @cached_property
    def end(self) -> datetime:
        """The last time."""
        return _times(self.segments[-1])[-1]

    @property
    def seconds(self) -> float:
        """The time inside the segments."""
        spans = [_times(segment) for segment in self.segments]
        return fsum((times[-1] - times[0]).total_seconds() for times in spans)

    @cached_property
    def points(self) -> int:
        """How many points."""
        return sum(map(len, self.segments))

    @property
    def metres(self) -> float | None:
        """The length of the segments on the ground; None without positions."""
        return metres(self.segments)


def point(latitude: float | None, longitude: float | None, at: datetime | None, **more: float | None) -> Point:
    """A point; a position that is not on Earth, or is the 0° 0° that devices write for none, is None."""
    if latitude is None or longitude is None or abs(latitude) > 90 or abs(longitude) > 180:
        return Point(at, None, **more)
    return Point(at, (latitude, longitude) if latitude or longitude else None, **more)


def metres(segments: Iterable[Segment]) -> float | None:
    """The length of all segments without heights; None where fewer than two points of one have a position."""
    found = None
    for segment in segments:
        placed = [place for at in segment if (place := at.place) is not None]
        if len(placed) > 1:
            found = (found or 0.0) + sum(metres_between(*ends) for ends in pairwise(placed))
    return found


def metres_between(here: tuple[float, float], there: tuple[float, float]) -> float:
    """The way between two places (latitude and longitude in degrees) on a sphere as large as the Earth.

    By half the versed sines (R. W. Sinnott, Virtues of the haversine, Sky and Telescope 68(2), 1984, 159), which keep
    their digits for places a metre apart; up to 0.6 % off the way on the ellipsoid.
    """
    (south, west), (north, east) = (map(radians, place) for place in (here, there))
    half = sin((north - south) / 2) ** 2 + cos(south) * cos(north) * sin((east - west) / 2) ** 2
    return 2 * EARTH_RADIUS_M * asin(min(1.0, sqrt(half)))


def first_position(segments: Iterable[Segment]) -> tuple[float, float] | None:
    """Latitude and longitude of the first point that has them."""
    return next((at.place for segment in segments for at in segment if at.place is not None), None)


def pieces(segments: Iterable[Segment]) -> tuple[list[Piece], int]:
    """What was recorded without a gap that is too long, in order of time, and how many points were left out for it.

    Points whose time does not fit those of most others are left out: a clock that was set on the way.
    Segments without any time are not recorded ways, and are left out uncounted.
    """
    timed = sorted((_forward(segment) for segment in segments if _times(segment)), key=lambda s: _times(s)[0])
    points = [(number, at) for number, segment in enumerate(timed) for at in segment]
    #: Of each piece, the points of each segment by its number.
    found: list[dict[int, list[Point]]] = []
    last: datetime | None = None
    for number, at in compress(points, _ascending([at.at for _, at in points])):
        if at.at is not None:
            if last is None or at.at - last > LONGEST_GAP:
                found.append({})
            last = at.at
        if found:
            found[-1].setdefault(number, []).append(at)
    whole = [Piece(tuple(s for s in piece.values() if _times(s))) for piece in found]
    if len(whole) > 1:
        large = [p for p in whole if p.points >= FEWEST_POINTS and p.end - p.start >= SHORTEST]
        whole = large or [max(whole, key=lambda p: p.points)]
    return whole, len(points) - sum(piece.points for piece in whole)


def cadence_of(values: Iterable[float | None], activity: str) -> float | None:
    """Steps a minute of both feet, of what was counted while moving; None where the activity has no steps."""
    counted = [value for value in values if value and 0 < value <= _MOST_STEPS]
    if not counted or activity not in _ONE_FOOT:
        return None
    mean = sum(counted) / len(counted)
    return mean * 2 if mean <= _ONE_FOOT[activity] else mean


def _times(segment: Segment) -> list[datetime]:
    return [at.at for at in segment if at.at is not None]


def _forward(segment: Segment) -> Segment:
    """The segment in the order of its times: some programs write the last point first."""
    times = _times(segment)
    back = sum(after < before for before, after in pairwise(times))
    return list(reversed(segment)) if len(times) > 2 and back > len(times) / 2 else segment


def _ascending(times: Sequence[datetime | None]) -> list[bool]:
    """Which to keep so that the most remain and none is earlier than the one before; those without a time remain."""
    known = [(index, at) for index, at in enumerate(times) if at is not None]
    if all(before[1] <= after[1] for before, after in pairwise(known)):
        return [True] * len(times)
    # The longest non-descending subsequence: for each length, the end that leaves most room, and who came before.
    ends: list[datetime] = []
    tops: list[int] = []
    before: list[int] = []
    for place, (_, at) in enumerate(known):
        length = bisect_right(ends, at)
        before.append(tops[length - 1] if length else -1)
        ends[length : length + 1] = [at]
        tops[length : length + 1] = [place]
    kept = [at is None for at in times]
    place = tops[-1]
    while place >= 0:
        kept[known[place][0]] = True
        place = before[place]
    return kept
