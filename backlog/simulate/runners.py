"""Virtual runners whose true tolerance is known: what a run does to them, without noise.

A run of so many effective kilometres adds a reaction whose height follows Hill's curve and whose course follows a gamma
curve; reactions add up, and capacity grows with running. None of this is what the policy of backlog assumes. Points are
those of the NRS, times are hours since `START`, distances of a runner are kilometres.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from math import ceil, exp, fsum, log
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from backlog.model.checks import GONE
from backlog.model.tokens import ASSUMED_PACE, HARD
from backlog.rules.thresholds import FLOOR_M
from backlog.simulate.timetable import DAYS

#: A true rise that counts as a reaction day.
STRONG = 2.0
GONE_H = GONE / timedelta(hours=1)
#: What is felt at once fades with this time constant (design).
AT_ONCE_FADES_H = 6.0
#: The reaction to a run is looked at for so long, and its course kept until less than a hundredth is left.
WITHIN_H, KEPT_H = 72, 120
HOURS = 24 * DAYS + KEPT_H + 24
WEEK_H = 168.0
#: Attended sessions in a week of this timetable: a week of regular running.
RUNS_A_WEEK = 2.1
#: A run trains in full from this share of the capacity on, and not at all from a reaction of this height on (design).
TRAINS_FROM, HARMS_FROM = 0.25, STRONG
#: From this true rise at the floor on, running is not tolerated (docs: the bench).
NOT_TOLERATED = 1.0
#: Walks of so many minutes or less do nothing to anybody (design).
EASY_WALK_MIN = 15.0

Dose = Literal["hill", "linear", "constant"]


@dataclass(frozen=True, kw_only=True)
class Runner:
    """What is true of one runner.

    `capacity_km` is the effective distance of one run (of the last seven days where `weekly`) with a reaction of 1
    point; `varies` is the SD of its logarithm from day to day. With dose `constant` every run has that of `constant`.
    On the day `changes_on` (from 0) capacity becomes `changes_by` times what it was; with dose `constant` no run before
    that day has any reaction.
    `peak_h` after the end of a run the reaction is at its peak, `at_once` is the share of it that is felt right away,
    `tail` what is left at 96 h.
    Capacity grows by `gain` a week of regular running towards `gain_most` (shares), and loses the share `loss` of that
    a week without running. `hard`, `heel` and `forefoot` multiply the distance. `walk_rise` is the reaction to a walk
    of an hour. `benefit` is what the usual pain loses over 12 weeks of running, `drift` what it gains in 16 weeks.
    `flares` are expected in 16 weeks, `triggered` is the share of days with an everyday trigger, `forgets` the share of
    answers that are missing. `overdoes` multiplies every prescribed distance, and `strays` is the SD of the logarithm
    of what does so besides, each day anew. From the first to before the second day of `off` no session is attended.
    """

    kind: str = "typical"
    usual: float = 2.0
    start: float = 2.0
    sd: float = 1.2
    rho: float = 0.35
    site: str = "back"
    dose: Dose = "hill"
    weekly: bool = False
    capacity_km: float = 3.0
    exponent: float = 2.0
    e_max: float = 5.0
    constant: float = 0.0
    changes_on: int = 0
    changes_by: float = 1.0
    varies: float = 0.0
    peak_h: float = 24.0
    tail: float = 0.01
    at_once: float = 0.3
    gain: float = 0.0
    gain_most: float = 0.0
    loss: float = 0.1
    hard: float = 1.0
    heel: float = 1.0
    forefoot: float = 1.0
    asphalt_share: float = 0.5
    heel_share: float = 1.0
    walk_rise: float = 0.0
    benefit: float = 0.0
    drift: float = 0.0
    flares: float = 0.0
    triggered: float = 0.0
    attendance: float = 0.7
    forgets: float = 0.08
    rounds_to: int = 1
    silent: bool = False
    skips: bool = False
    overdoes: float = 1.0
    strays: float = 0.0
    off: tuple[int, int] = (0, 0)
    activities: tuple[str, ...] = ("run", "walk")

    @property
    def worsens(self) -> bool:
        """Whether runs begin to hurt, or to hurt more, on a later day."""
        return self.changes_on > 0 and (self.dose == "constant" or self.changes_by < 1)

    @cached_property
    def steepness(self) -> float:
        """The shape of the gamma curve that leaves `tail` of the peak at 96 h."""
        over = GONE_H / self.peak_h
        return -log(self.tail) / (over - 1 - log(over))

    @cached_property
    def half_km(self) -> float:
        """Where Hill's curve reaches half of `e_max`, so that it is 1 at the capacity."""
        return self.capacity_km * float((self.e_max - 1) ** (1 / self.exponent))

    def effective_km(self, metres: float, surface: str | None, strike: str | None) -> float:
        """The distance as their body counts it."""
        felt = {"heel": self.heel, "forefoot": self.forefoot}.get(strike or "", 1.0)
        return metres / 1000 * (self.hard if surface in HARD else 1.0) * felt

    @cached_property
    def least(self) -> float:
        """What multiplies a distance on the softest surface and with the better of their strikes."""
        strikes = [self.heel] * (self.heel_share > 0) + [self.forefoot] * (self.heel_share < 1)
        return min(1.0, self.hard) * min(strikes)

    def height(self, felt_km: float, capacity: float = 1.0) -> float:
        """The peak of the reaction to so many effective kilometres, with a capacity of that multiple."""
        if self.dose == "constant":
            return self.constant
        felt_km /= capacity
        if self.dose == "linear":
            return felt_km / self.capacity_km
        return self.e_max / (1 + float((self.half_km / felt_km) ** self.exponent)) if felt_km > 0 else 0.0

    def course(self, lag_h: NDArray[np.float64]) -> NDArray[np.float64]:
        """The share of the peak at so many hours (0 or more) after the end of a run: 1 at the peak."""
        way = lag_h / self.peak_h
        rising: NDArray[np.float64] = (way * np.exp(1 - way)) ** self.steepness
        return np.maximum(rising, self.at_once * np.exp(-lag_h / AT_ONCE_FADES_H))


class Felt(NamedTuple):
    """The true reaction to one session at its peak: its own, and the total with what was left of earlier ones."""

    own: float
    total: float


class Body:
    """The exercise-induced rise of one runner, hour by hour, as their sessions come in order of time."""

    def __init__(self, runner: Runner) -> None:
        self.runner = runner
        self.rise = np.zeros(HOURS)
        self.trained = 0.0
        self.runs: list[tuple[float, float]] = []
        self._ended = (-1.0, 0.0)

    def height(self, km: float, at_h: float, form: float = 1.0) -> float:
        """The peak of the reaction to a run of so many effective kilometres that ends then, in the day's form."""
        if self.runner.weekly:
            km += fsum(before for end_h, before in self.runs if end_h > at_h - WEEK_H)
        return self._height(km, at_h, form)

    def at_floor(self, at_h: float) -> float:
        """The peak of the reaction to the floor alone, on the surface and with the strike that suit them best."""
        return self._height(FLOOR_M / 1000 * self.runner.least, at_h, 1.0)

    def _height(self, km: float, at_h: float, form: float) -> float:
        runner = self.runner
        changed = at_h >= 24 * runner.changes_on
        if runner.dose == "constant" and not changed:
            return 0.0
        return runner.height(km, (1 + self.trained_at(at_h)) * form * (runner.changes_by if changed else 1.0))

    def trained_at(self, at_h: float) -> float:
        """The share by which capacity has grown: it fades from a week after the last run on."""
        idle = (at_h - self.runs[-1][0]) / WEEK_H - 1 if self.runs else 0.0
        return self.trained * exp(-self.runner.loss * max(0.0, idle))

    def peak(self, end_h: float, height: float) -> float:
        """The peak of the total rise in the 72 h after the end of a session whose own reaction has that height."""
        here, course = self._ahead(end_h, WITHIN_H)
        return float(np.max(self.rise[here] + height * course))

    def run(self, end_h: float, km: float, form: float = 1.0) -> Felt:
        """A run of so many effective kilometres ends; that day capacity is `form` times what it is on average."""
        height = self.height(km, end_h, form)
        felt = Felt(height, self._add(end_h, height))
        runner, trained = self.runner, self.trained_at(end_h)
        if runner.gain_most and height < HARMS_FROM:
            share = min(1.0, km / (TRAINS_FROM * runner.capacity_km * (1 + trained)))
            trained += share * runner.gain / RUNS_A_WEEK * (1 - trained / runner.gain_most)
        self.trained = trained
        self.runs.append((end_h, km))
        return felt

    def walk(self, end_h: float, minutes: float) -> Felt:
        """A walk ends; nothing but long walks, and these in few, is felt."""
        height = self.runner.walk_rise * max(0.0, minutes - EASY_WALK_MIN) / (60 - EASY_WALK_MIN)
        return Felt(height, self._add(end_h, height)) if height else Felt(0.0, self.peak(end_h, 0.0))

    def at(self, at_h: float) -> float:
        """The rise at a moment, on the straight line between two hours; as it was felt right at a session's end."""
        if at_h == self._ended[0]:
            return self._ended[1]
        before = int(at_h)
        low, high = float(self.rise[before]), float(self.rise[before + 1])
        return low + (high - low) * (at_h - before)

    def strong_days(self) -> list[int]:
        """The days, counted from 0, of the sixteen weeks with a rise of 2 or more at any full hour."""
        return [int(day) for day in np.flatnonzero(self.rise[: 24 * DAYS].reshape(DAYS, 24).max(axis=1) >= STRONG)]

    def _add(self, end_h: float, height: float) -> float:
        total = self.peak(end_h, height)
        self._ended = (end_h, self.at(end_h) + self.runner.at_once * height)
        here, course = self._ahead(end_h, KEPT_H)
        self.rise[here] += height * course
        return total

    def _ahead(self, end_h: float, hours: int) -> tuple[slice, NDArray[np.float64]]:
        first = ceil(end_h)
        return slice(first, first + hours), self.runner.course(np.arange(hours, dtype=np.float64) + (first - end_h))


def tolerates(runner: Runner) -> bool:
    """Whether one run at the floor, unadapted and on what is handy to them on average, raises pain by less than 1.

    On any day of the sixteen weeks: whoever is hurt only from some day on does not.
    """
    surface = runner.asphalt_share * runner.hard + 1 - runner.asphalt_share
    strike = runner.heel_share * runner.heel + (1 - runner.heel_share) * runner.forefoot
    return runner.height(FLOOR_M / 1000 * surface * strike, min(1.0, runner.changes_by)) < NOT_TOLERATED


def run_hours(metres: float) -> float:
    """How long a run takes at the pace that the diary assumes."""
    return round(metres / 1000 * ASSUMED_PACE["run"]) / 3600
