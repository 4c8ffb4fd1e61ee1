"""One stream of ratings and the doses that may cause it, the back and runs, a calf and runs, followed event by event.

A posterior remembers what it has followed. Given the same facts and more, it goes on from where it was; given others,
it begins anew: the answer is the same either way. It is told everything before the third-last run; what came since is
judged by what it believed then (`backlog.stats.lately`).

Somebody who usually says 2 and ran 2 km every other evening, quiet on the mornings after:

>>> events = [one for day in range(0, 20, 2) for one in (Dose(day + 0.8, 2000.0), Rating(day + 1.3, 2.0))]
>>> believed = followed(None, Start(usual=2.0, error=0.5), 0.10, events).belief()
>>> round(believed.longest()), round(believed.capacity(0.1)), round(believed.capacity(0.9))
(3317, 2103, 7955)
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from math import sqrt
from typing import NamedTuple

import numpy as np

from backlog.stats.belief import EASY, Belief, Frame, Mix
from backlog.stats.dosing import Array, mean
from backlog.stats.grid import CAPACITY_M, CAPACITY_MEDIAN_M, COURSES, FIRST_RUNS, Grid, grid, shares
from backlog.stats.kalman import Dose, Kalman, Rating
from backlog.stats.told import Aftermath, Before

#: The conditions of so many last runs are those expected of the next.
MIX_RUNS = 8
#: A lay-off of so many days makes most of what was learned about reactions old.
LAY_OFF_D, KEPT_AFTER_LAY_OFF = 14.0, 0.3
#: By how many points usual may rise where the regular medicine changed. Design.
FREED = 2.0


class Conditions(NamedTuple):
    """What the grid hangs on: whether surfaces and strikes differ, and the median of the capacities, in metres."""

    surfaces: bool
    strikes: bool
    median_m: float = CAPACITY_MEDIAN_M


@dataclass(frozen=True)
class Start:
    """What is believed before any rating: the usual score and its error.

    It may rise to `most`, and by `rise` more a day from `at` on. Where the regular medicine changed, at `freed`, it may
    go further, and faster for two weeks.
    """

    usual: float
    error: float
    most: float | None = None
    rise: float = 0.0
    at: float | None = None
    freed: float | None = None


@dataclass
class Posterior:
    """What is believed after the events so far, and what it said `before` each dose.

    `told` keeps what the readings after those doses told, as far as it was asked. `usual` is the usual score after each
    rating, with its moment and the personal SD. `varied` sums the squares by which ratings were away from usual, `left`
    of what no reaction had been expected for.
    """

    start: Start
    limit: float
    state: Kalman
    conditions: Conditions
    events: list[Dose | Rating] = field(default_factory=list)
    doses: list[Dose] = field(default_factory=list)
    usual: list[tuple[float, float, float]] = field(default_factory=list)
    before: list[Before] = field(default_factory=list)
    told: list[Aftermath] = field(default_factory=list)
    varied: float = 0.0
    left: float = 0.0

    def follow(self, events: Sequence[Dose | Rating]) -> None:
        """Take in events in order of time."""
        for event in events:
            if isinstance(event, Dose):
                self._dose(event)
            else:
                self._rate(event)
        self.events.extend(events)

    def copy(self) -> Posterior:
        """The same belief, to be followed on another way."""
        return replace(
            self,
            state=self.state.copy(),
            events=[*self.events],
            doses=[*self.doses],
            usual=[*self.usual],
            before=[*self.before],
            told=[*self.told],
        )

    @property
    def grid(self) -> Grid:
        """What is held possible."""
        return self.state.grid

    @property
    def weights(self) -> Array:
        """How probable each point of the grid is, shape (G,)."""
        return self.state.weights

    def believed(self, dose: Dose) -> Before:
        """What is believed now, before a dose."""
        usual, error, sd = self.level()
        weights, peak = self.weights, self.grid.height(dose.metres, hard=dose.hard, strike=dose.strike)
        height = mean(peak, weights)
        courses = np.asarray(np.bincount(self.grid.course, weights, len(COURSES)), float)
        noise, at = mean(self.state.noise, weights), dose.at if self.state.at is None else self.state.at
        return Before(usual, error, noise, at, sd, courses, height, mean((peak - height) ** 2, weights), weights, peak)

    def level(self) -> tuple[float, float, float]:
        """What is usual at present, its error, and the personal SD."""
        level, variance = self.state.level, self.state.variance
        usual = mean(level, self.weights)
        return usual, sqrt(mean((level - usual) ** 2, self.weights) + self.state.p_level * variance), sqrt(variance)

    def _dose(self, dose: Dose) -> None:
        self.before.append(self.believed(dose))
        if self.doses and dose.at - self.doses[-1].at >= LAY_OFF_D:
            self.state.discount(KEPT_AFTER_LAY_OFF)
        self.doses.append(dose)
        self.state.tell(dose)

    def _rate(self, said: Rating) -> None:
        weights, level = self.weights, mean(self.state.level, self.weights)
        self.state.tell(said)
        away, felt = said.score - level, mean(self.state.felt, weights)
        self.varied += away**2
        self.left += (away - felt) ** 2
        if self.start.most is not None:
            days = max(0.0, said.at - self.start.at) if self.start.at is not None else 0.0
            freed = FREED if self.start.freed is not None and said.at >= self.start.freed else 0.0
            np.minimum(self.state.level, self.start.most + freed + self.start.rise * days, out=self.state.level)
        self.usual.append((said.at, mean(self.state.level, self.weights), sqrt(self.state.variance)))

    def belief(self) -> Belief:
        """What is believed of reactions to doses."""
        return Belief(Frame(self.grid, self.weights, mix_of(self.doses), self.limit))

    def worse(self) -> dict[str, float]:
        """The probability that a hard surface, or a strike pattern, makes reactions worse."""
        factors = {"hard": self.grid.hard, "heel": self.grid.heel, "forefoot": self.grid.forefoot}
        return {
            name: mean((factor > 1).astype(float), self.weights) for name, factor in factors.items() if factor.max() > 1
        }

    def course(self, lag_d: float) -> float:
        """The share of a reaction's peak that is expected to be felt so many days after the run."""
        return mean(shares(lag_d).take(self.grid.course), self.weights)

    @property
    def unexplained(self) -> float:
        """The share of what ratings varied by that no reaction explains: baseline, noise and all else."""
        return 1.0 if not self.varied else min(1.0, self.left / self.varied)


def mix_of(doses: Sequence[Dose]) -> Mix:
    """The conditions expected of the next dose, with their shares."""
    last = doses[-MIX_RUNS:]
    if not last:
        return [(EASY, 1.0)]
    return [(condition, n / len(last)) for condition, n in Counter((d.hard, d.strike) for d in last).items()]


def conditions_of(doses: Sequence[Dose]) -> Conditions:
    """Whether surfaces, and whether strikes, differ between the doses, and how far they went in the beginning."""
    longest = max((d.metres for d in doses[:FIRST_RUNS]), default=0.0)
    further = [float(metres) for metres in CAPACITY_M if metres >= longest] or [float(CAPACITY_M[-1])]
    return Conditions(
        len({d.hard for d in doses}) > 1,
        len({d.strike for d in doses}) > 1,
        CAPACITY_MEDIAN_M if longest <= CAPACITY_MEDIAN_M else further[0],
    )


def followed(
    before: Posterior | None,
    start: Start,
    limit: float,
    events: Sequence[Dose | Rating],
    conditions: Conditions | None = None,
) -> Posterior:
    """The posterior after these events, in order of time; goes on from `before` where that followed the first."""
    if conditions is None:
        conditions = conditions_of([e for e in events if isinstance(e, Dose)])
    known = len(before.events) if before else 0
    if (
        before is None
        or (before.start, before.limit, before.conditions) != (start, limit, conditions)
        or before.events != list(events[:known])
    ):
        points = grid(**conditions._asdict())
        before, known = Posterior(start, limit, Kalman(points, start.usual, start.error, start.freed), conditions), 0
    before.follow(events[known:])
    return before
