"""What chance does to one virtual runner in sixteen weeks, the same under every policy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from random import Random

from backlog.simulate.runners import Runner
from backlog.simulate.timetable import DAYS, EVENING, EVENING_H, MORNING, MORNING_H

#: How often a prescribed surface or strike is obeyed; how often somebody says nothing, or does not go (design).
OBEYS, SAYS_NOTHING, DOES_NOT_GO = 0.7, 0.7, 0.7
#: Innovations are gamma distributed with this shape, so their skew is 1 (design).
SKEWED = 4.0
#: Flares: points, and hours in 75 % and in the others (evidence.md 5; Suri 2011; the SD is design).
FLARE_MEAN, FLARE_SD, FLARE_LEAST = 2.7, 0.8, 1.0
SHORT, SHORT_H, LONG_H = 0.75, (6.0, 24.0), (48.0, 96.0)
#: Everyday triggers, in points, from the evening to the next morning (design; Suri 2018 names them).
TRIGGER = (0.5, 1.5)


@dataclass(frozen=True, kw_only=True)
class Draws:
    """One entry a day of sessions attended, answers given, what is handy and obeyed, and whether the sore stay away.

    One entry a moment (morning, evening) of `noise` and `leg` noise of unit SD, of `unrelated` pain in points, and of
    `silent`. `after` is the noise of a rating right after a run, one entry a day: where somebody rates just before the
    run as well, the two have not the same noise. One factor a day of the distance of a run, `strays`, and of capacity,
    `form`.
    """

    attends: Sequence[bool]
    rates_morning: Sequence[bool]
    rates_after: Sequence[bool]
    noise: Sequence[float]
    surface: Sequence[str]
    strike: Sequence[str]
    obeys_surface: Sequence[bool]
    obeys_strike: Sequence[bool]
    stays_away: Sequence[bool]
    silent: Sequence[bool]
    unrelated: Sequence[float]
    leg: Sequence[float]
    after: Sequence[float]
    strays: Sequence[float]
    form: Sequence[float]


def stream(seed: int, *names: object) -> Random:
    """An own stream of random numbers for each use, so that one more draw here changes nothing there."""
    return Random("/".join(map(str, (seed, *names))))  # noqa: S311  (a simulation is no secret)


def draw(runner: Runner, rng: Random) -> Draws:
    """Sixteen weeks of chance."""

    def days(share: float) -> list[bool]:
        return [rng.random() < share for _ in range(DAYS)]

    def factors(sd: float) -> list[float]:
        return [rng.lognormvariate(0.0, sd) for _ in range(DAYS)]

    return Draws(
        attends=[there and day not in range(*runner.off) for day, there in enumerate(days(runner.attendance))],
        rates_morning=days(1 - runner.forgets),
        rates_after=days(1 - runner.forgets),
        noise=skewed_noise(rng, runner.rho),
        surface=["asphalt" if hard else "grass" for hard in days(runner.asphalt_share)],
        strike=["heel" if heel else "forefoot" for heel in days(runner.heel_share)],
        obeys_surface=days(OBEYS),
        obeys_strike=days(OBEYS),
        stays_away=days(DOES_NOT_GO),
        silent=[rng.random() < SAYS_NOTHING for _ in range(2 * DAYS)],
        unrelated=unrelated(runner, rng),
        leg=[rng.gauss(0.0, 1.0) for _ in range(2 * DAYS)],
        after=[skewed(rng) for _ in range(DAYS)],
        strays=factors(runner.strays),
        form=factors(runner.varies),
    )


def skewed(rng: Random) -> float:
    """A number of mean 0, unit SD and a skew of 1: high more often than low."""
    return (rng.gammavariate(SKEWED, 1.0) - SKEWED) / sqrt(SKEWED)


def skewed_noise(rng: Random, rho: float) -> list[float]:
    """An AR(1) series of unit SD with rho a day, one entry each morning and evening, high more often than low."""
    daytime = (EVENING - MORNING).total_seconds() / 86400
    keeps = {0: rho ** (1 - daytime), 1: rho**daytime}
    found: list[float] = []
    now = rng.gauss(0.0, 1.0)
    for moment in range(2 * DAYS):
        kept = keeps[moment % 2]
        now = kept * now + sqrt(1 - kept**2) * skewed(rng)
        found.append(now)
    return found


def unrelated(runner: Runner, rng: Random) -> list[float]:
    """Pain that has nothing to do with exercise, in points: flares, of which the worst counts, and triggers."""
    flares = draw_flares(runner, rng)
    found = []
    for moment in range(2 * DAYS):
        at_h = 24 * (moment // 2) + (EVENING_H if moment % 2 else MORNING_H)
        found.append(max((points for begin, end, points in flares if begin <= at_h < end), default=0.0))
    for day in range(DAYS):
        if rng.random() < runner.triggered:
            points = rng.uniform(*TRIGGER)
            found[2 * day + 1] += points
            if day + 1 < DAYS:
                found[2 * day + 2] += points
    return found


def draw_flares(runner: Runner, rng: Random) -> list[tuple[float, float, float]]:
    """Begin and end in hours since the start, and points, of each."""
    found: list[tuple[float, float, float]] = []
    if runner.flares <= 0:
        return found
    every_h = 24 * DAYS / runner.flares
    begin = rng.expovariate(1 / every_h)
    while begin < 24 * DAYS:
        lasts = rng.uniform(*(SHORT_H if rng.random() < SHORT else LONG_H))
        found.append((begin, begin + lasts, max(FLARE_LEAST, rng.gauss(FLARE_MEAN, FLARE_SD))))
        begin += rng.expovariate(1 / every_h)
    return found
