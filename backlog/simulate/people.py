"""Virtual people whose truth is known: their pain, its noise, and what chance does to their weeks.

The timetable is that of docs/explanation/semantics.md 9; sources of the other figures stand beside them. Nothing here
knows the rules or the statistics that are tried on these people.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from math import floor, sqrt
from random import Random

from backlog.model.checks import GONE
from backlog.model.session import EPOCH

WEEKS = 16
DAYS = 7 * WEEKS
#: A Monday; which one does not matter.
START = EPOCH + timedelta(days=4)
MORNING, EVENING = timedelta(hours=7), timedelta(hours=18)
RUN_DAYS = (0, 2, 4)
ATTENDANCE, MISSING = 0.70, 0.08
#: Within-person SD (Page 2022: 1.2 on average; 0.6-2.0) and autocorrelation a day (none published; 0.2-0.5).
SD_LOW, SD_HIGH, SD_MODE = 0.6, 2.0, 1.0
RHO_LOW, RHO_HIGH = 0.2, 0.5
USUAL_LOW, USUAL_HIGH = 0.5, 5.0
START_ERROR = 0.5
#: Reactions peak at 24 h in 57.5 % and at 48 h in 32.5 % (Bishop 2011).
PEAK_24 = 57.5 / (57.5 + 32.5)
GONE_H = GONE / timedelta(hours=1)
#: A true rise that counts as a reaction day.
STRONG = 2.0


@dataclass(frozen=True, kw_only=True)
class Person:
    """What is true of one person. Points on the NRS; `rho` per day; `start` is their answer at `start`.

    `reaction` is the true rise at its peak, `peak_h` (24 or 48) hours after the end of every run from `hurts_from` on.
    `outlier_day` is the one morning on which they say 10, None never. Days count from 0.
    """

    usual: float = 2.0
    sd: float = 1.2
    rho: float = 0.35
    start: float = 2.0
    reaction: float = 0.0
    peak_h: float = 24.0
    hurts_from: int = 0
    outlier_day: int | None = None

    def rise(self, ends: Iterable[datetime], at: datetime) -> float:
        """The true rise at an instant: the greatest, not the sum, of the reactions to runs that ended before."""
        onset = START + timedelta(days=self.hurts_from)
        lags = ((at - end).total_seconds() / 3600 for end in ends if end >= onset)
        return self.reaction * max((shape(lag, self.peak_h) for lag in lags), default=0.0)


@dataclass(frozen=True, kw_only=True)
class Life:
    """What chance does to one person, the same under every policy.

    One entry a day: whether a planned session is attended, whether the morning and the rating after a session are
    answered. `noise` has unit SD and two entries a day, morning and evening.
    """

    attends: Sequence[bool]
    rates_morning: Sequence[bool]
    rates_after: Sequence[bool]
    noise: Sequence[float]


def stream(seed: int, *names: object) -> Random:
    """An own stream of random numbers for each use, so that one more draw here changes nothing there."""
    return Random("/".join(map(str, (seed, *names))))  # noqa: S311  (a simulation is no secret)


def draw_person(rng: Random) -> Person:
    """Somebody whom running does not hurt."""
    usual = rng.uniform(USUAL_LOW, USUAL_HIGH)
    sd = rng.triangular(SD_LOW, SD_HIGH, SD_MODE)
    rho = rng.uniform(RHO_LOW, RHO_HIGH)
    start = min(10.0, max(0.0, usual + rng.gauss(0.0, START_ERROR)))
    peak_h = 24.0 if rng.random() < PEAK_24 else 48.0
    return Person(usual=usual, sd=sd, rho=rho, start=start, peak_h=peak_h)


def steady(person: Person) -> Person:
    """The same person if they never varied: always the same whole number, which is also their answer at start."""
    level = float(floor(person.usual + 0.5))
    return replace(person, usual=level, start=level, sd=0.0)


def draw_life(rng: Random, rho: float) -> Life:
    """Sixteen weeks of attendance, answers and noise."""
    attends = tuple(rng.random() < ATTENDANCE for _ in range(DAYS))
    mornings = tuple(rng.random() >= MISSING for _ in range(DAYS))
    after = tuple(rng.random() >= MISSING for _ in range(DAYS))
    day, night = (EVENING - MORNING) / timedelta(days=1), 1 - (EVENING - MORNING) / timedelta(days=1)
    gaps = [night, day] * DAYS
    return Life(attends=attends, rates_morning=mornings, rates_after=after, noise=noise(rng, rho, gaps))


def noise(rng: Random, rho: float, gaps: Sequence[float]) -> tuple[float, ...]:
    """A stationary AR(1) series of unit SD at moments that many days after the one before (the first gap is void).

    Its autocorrelation over d days is rho**d.
    """
    found: list[float] = []
    for gap in gaps:
        keeps = rho**gap if found else 0.0
        before = found[-1] if found else 0.0
        found.append(keeps * before + sqrt(1 - keeps**2) * rng.gauss(0.0, 1.0))
    return tuple(found)


def shape(lag_h: float, peak_h: float) -> float:
    """The course of a reaction, 0-1: straight up from the run's end to the peak, straight down to 96 h (design)."""
    if not 0 < lag_h < GONE_H:
        return 0.0
    return lag_h / peak_h if lag_h <= peak_h else (GONE_H - lag_h) / (GONE_H - peak_h)


def nrs(level: float) -> float:
    """The whole number from 0 to 10 that a person says at a level of pain."""
    return float(min(10, max(0, floor(level + 0.5))))


def strong_days(person: Person, ends: Iterable[datetime]) -> int:
    """On how many dates the true rise is 2 or more, looked at every hour after each run."""
    onset = START + timedelta(days=person.hurts_from)
    hours = [h for h in range(int(GONE_H)) if person.reaction * shape(h, person.peak_h) >= STRONG]
    return len({(end + timedelta(hours=h)).date() for end in ends if end >= onset for h in hours})
