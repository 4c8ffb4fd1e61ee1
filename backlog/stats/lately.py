"""The last three runs, judged by what was believed before the first of them, so that more pain never permits more.

Scores of the days around them change nothing of what is usual, how far scores scatter, or how a reaction goes.
Readings four days or more after every run do: they are clear of them.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from math import inf

import numpy as np

from backlog.stats.belief import Belief, Frame, Rise
from backlog.stats.grid import GONE_D
from backlog.stats.kalman import Dose, Rating
from backlog.stats.posterior import KEPT_AFTER_LAY_OFF, LAY_OFF_D, Posterior, Start, conditions_of, followed, mix_of
from backlog.stats.told import TELLS_D, Aftermath, Before

#: So many runs are judged by what was believed before the first of them.
LAST = 3


@dataclass(eq=False)
class Lately:
    """What all facts say of one stream: the posterior before the last three runs, and what was `told` of each run.

    `clear` is the same posterior with what the days clear of all runs have told since.
    """

    base: Posterior
    clear: Posterior
    told: Sequence[Aftermath]
    doses: Sequence[Dose]

    @cached_property
    def now(self) -> Belief:
        """What is believed now."""
        return self.then if self.clear is self.base else Belief(self._frame(self.clear), self._rises)

    @cached_property
    def then(self) -> Belief:
        """The same without what the days clear of all runs have told.

        Doubted is each one of the last readings, and told each moment since the last run was answered.
        """
        found = []
        for number, one in enumerate(self.told[-LAST:]):
            rises = one.doubts + (one.came if one is self.told[-1] else [])
            found += [[*self._rises[:number], self._aged(number, rise), *self._rises[number + 1 :]] for rise in rises]
        return Belief(self._before, self._rises, found)

    @cached_property
    def before_m(self) -> float:
        """The longest run within the limit before the last three."""
        return Belief(self._before, [None] * len(self._rises)).longest()

    @cached_property
    def _before(self) -> Frame:
        return self._frame(self.base)

    @cached_property
    def _rises(self) -> list[Rise | None]:
        return [self._aged(number, one.rise) for number, one in enumerate(self.told[-LAST:])]

    def _aged(self, number: int, rise: Rise | None) -> Rise | None:
        """What one of the last runs told, which counts less where a lay-off came after it."""
        if rise is None or not any(self._lay_offs[number + 1 :]):
            return rise
        return rise._replace(variance=rise.variance / KEPT_AFTER_LAY_OFF)

    @cached_property
    def _lay_offs(self) -> list[bool]:
        """Whether a lay-off came before each of the last runs."""
        last = self.doses[-LAST - 1 :]
        gaps = [b.at - a.at >= LAY_OFF_D for a, b in pairwise(last)]
        return gaps if len(last) > LAST else [False, *gaps]

    def _frame(self, base: Posterior) -> Frame:
        state = base.state
        if any(self._lay_offs):
            state = state.copy()
            state.discount(KEPT_AFTER_LAY_OFF)
        return Frame(
            base.grid, state.weights, mix_of(self.doses), base.limit, [o.before.peak for o in self.told[-LAST:]]
        )


def lately(
    before: Posterior | None, start: Start, limit: float, events: Sequence[Dose | Rating]
) -> tuple[Posterior, Lately]:
    """The posterior to go on from, and what all events say, those of the last three runs too."""
    doses = [e for e in events if isinstance(e, Dose)]
    ratings = [e for e in events if isinstance(e, Rating)]
    first = doses[-LAST:][0].at if doses else inf
    # By its place and not by its moment, for two runs may end at one.
    cut = [n for n, e in enumerate(events) if isinstance(e, Dose)][-LAST:][0] if doses else len(events)
    base = followed(before, start, limit, events[:cut], conditions_of(doses))
    since = ratings[bisect_right(ratings, first, key=_moment) :]
    calm = [r for r in since if all(not d.at <= r.at < d.at + GONE_D for d in doses[-LAST:])]
    clear = base
    if calm:
        clear = base.copy()
        clear.follow(calm)
    known = [*base.before, *(base.believed(dose) for dose in doses[len(base.doses) :])]
    # Of the last that was followed more may still be said.
    base.told += [_told(number, doses, ratings, known) for number in range(len(base.told), len(base.doses) - 1)]
    last = [_told(number, doses, ratings, known) for number in range(len(base.told), len(doses))]
    return base, Lately(base, clear, [*base.told, *last], doses)


def _told(number: int, doses: Sequence[Dose], ratings: Sequence[Rating], known: Sequence[Before]) -> Aftermath:
    """What the readings tell of a run until the next begins, or for three days."""
    dose = doses[number]
    following = doses[number + 1].at if number + 1 < len(doses) else inf
    last = min(bisect_right(ratings, dose.at + TELLS_D, key=_moment), bisect_left(ratings, following, key=_moment))
    said = ratings[bisect_left(ratings, dose.at, key=_moment) : last]
    before, earlier = known[number], slice(max(0, number - LAST), number)
    ended = np.array([other.at for other in doses[earlier]])
    heights = np.array([other.height for other in known[earlier]])
    left = heights @ before.share(np.array([r.at for r in said]) - ended[:, None])
    return Aftermath(dose, before, tuple(said), tuple(left.tolist()))


def _moment(said: Rating) -> float:
    return said.at
