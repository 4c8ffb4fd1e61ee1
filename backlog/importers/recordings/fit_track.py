"""What the records of a FIT file tell: how far, how long, where it began, and how the foot struck."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from backlog.importers.recording import FASTEST
from backlog.importers.recordings.fit_messages import Record
from backlog.importers.recordings.track import metres_between

#: FIT counts seconds from here.
BEGINNING = datetime(1989, 12, 31, tzinfo=UTC)
#: Below this a time is seconds since the device was switched on (fitdecode's FIT_DATETIME_MIN: July 1998).
FIRST_TIME = 0x10000000
#: Records are further apart than this when the clock stood still, or jumped: it is no time in motion. Seconds.
LONGEST_GAP = 300
#: A track that stays this near to its beginning is the receiver's noise indoors. Metres.
NOISE_M = 50.0

#: The bands of RunScribe's foot strike from 1 to 16: rearfoot 1-5, midfoot 6-10, forefoot 11-16 (DeJong and Hertel,
#: Journal of Athletic Training 2020, 55(12): 1307-1310). The mean of two feet lies between two whole numbers.
MIDFOOT_FROM = 5.5
FOREFOOT_FROM = 10.5
HIGHEST_STRIKE = 16.0
#: A pattern that holds for less than this share of the way is mixed (our choice: two steps in three).
ONE_PATTERN = 2 / 3


@dataclass(frozen=True, kw_only=True)
class Track:
    """The records of one session. Seconds and metres; None is what they do not tell.

    `added_up` says that the metres were summed over positions, not measured by the device.
    """

    first: int | None = None
    last: int | None = None
    active_s: float | None = None
    metres: float | None = None
    added_up: bool = False
    place: tuple[float, float] | None = None
    strike: str | None = None
    forefoot_share: float | None = None


def instant(seconds: int) -> datetime:
    """The instant of a FIT time."""
    return BEGINNING + timedelta(seconds=seconds)


def within(points: Sequence[Record], start: int, end: int) -> list[Record]:
    """The records from start to end, both inclusive and with a second's grace; those without a time are in none."""
    return [point for point in points if point.at is not None and start - 1 <= point.at <= end + 1]


def track_of(points: Sequence[Record], latest: int) -> Track:
    """What the records tell; times after `latest`, and those from before the clock was set, are not believed."""
    times = [point.at for point in points if point.at is not None and FIRST_TIME <= point.at <= latest]
    gaps = [later - sooner for sooner, later in pairwise(times)]
    risen = _risen(points)
    summed = None if risen else _summed(points)
    strike, share = strike_of(points)
    return Track(
        first=times[0] if times else None,
        last=times[-1] if times else None,
        active_s=float(sum(gap for gap in gaps if 0 < gap <= LONGEST_GAP)) if gaps else None,
        metres=risen or summed,
        added_up=bool(summed),
        place=next((point.place for point in points if point.place), None),
        strike=strike,
        forefoot_share=share,
    )


def strike_of(points: Sequence[Record]) -> tuple[str | None, float | None]:
    """The foot strike and the share of the way on the forefoot, 0-1; None where no sensor measured it.

    Each record counts with the metres since the one before it, or all alike where none are known.
    """
    metres, records = [0.0, 0.0, 0.0], [0.0, 0.0, 0.0]
    before: float | None = None
    for point in points:
        if point.strike is not None and 0 < point.strike <= HIGHEST_STRIKE:
            band = 0 if point.strike < MIDFOOT_FROM else 1 if point.strike < FOREFOOT_FROM else 2
            records[band] += 1
            if point.metres is not None and before is not None:
                metres[band] += max(point.metres - before, 0.0)
        before = point.metres if point.metres is not None else before
    counted = metres if any(metres) else records
    total = sum(counted)
    if not total:
        return None, None
    for name, part in zip(("heel", "midfoot", "forefoot"), counted, strict=True):
        if part / total >= ONE_PATTERN:
            return name, counted[2] / total
    return "mixed", counted[2] / total


def _risen(points: Sequence[Record]) -> float | None:
    """Metres by which the device's own distance rose."""
    known = [point.metres for point in points if point.metres is not None]
    return known[-1] - known[0] if known and known[-1] > known[0] else None


def _summed(points: Sequence[Record]) -> float | None:
    """Metres along the positions, without jumps; None for a track that stays where it began."""
    known = [(point.at, point.place) for point in points if point.place]
    if not known or all(metres_between(known[0][1], where) < NOISE_M for _, where in known):
        return None
    total = 0.0
    for (sooner, here), (later, there) in pairwise(known):
        step = metres_between(here, there)
        passed = later - sooner if later is not None and sooner is not None else 1
        if passed > 0 and step <= FASTEST * passed:
            total += step
    return total or None
