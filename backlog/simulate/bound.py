"""How soon anybody could know that somebody should not run: the bound beside which a switch is to be seen.

A virtual runner does the brief run of 500 m at every session that they attend and rates their pain once a day. Two
likelihoods are compared rating by rating, and whoever passes a threshold is told to switch; the threshold is the one
that 2 % pass in 16 weeks of those who should not be told. Neither knows of flares or of anything else that hurts, so
no policy that reads the same ratings can be better than the first, nor one that must learn the size than the second.

- Neyman-Pearson: everything is known, the runner's usual pain, noise, and own reaction, but for whether they react.
- Bayes: usual pain and noise are known; the size and the time of the reaction are not, and it must not take those for
  intolerant who are fragile, and tolerate just this run.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from itertools import product
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from backlog.model.settled import settled
from backlog.rules.thresholds import FLOOR_M
from backlog.simulate.bench import each
from backlog.simulate.draws import draw, stream
from backlog.simulate.kinds import draw_runner
from backlog.simulate.life import say
from backlog.simulate.runners import Body, Runner, run_hours
from backlog.simulate.timetable import DAYS, EVENING_H, MORNING_H, RUN_DAYS, TIMETABLES, Timetable

Array = NDArray[np.float64]

#: Who should be told to switch from the first day on; the last two are hurt by so many points by every run.
SHOULD_SWITCH = ("cannot-run", "mildly-intolerant", "every-run-adds-one", "hurts-by-2", "hurts-by-3")
#: How many of those who should go on may be told to switch in 16 weeks.
WRONG = 0.02
#: Of fewer, that is nobody.
FEWEST = 50
#: Those who tolerate the brief run, and little more.
JUST_TOLERANT = "fragile"
#: What a reaction may be like to whoever does not know: points at its peak, of the tolerant and of those who are not,
#: and hours to it.
TOLERATED, TOO_MUCH, PEAKS_H = (0.0, 0.25, 0.5, 0.75), (1.25, 1.5, 2.0, 2.5, 3.0, 4.0), (20.0, 24.0, 36.0, 48.0)
#: The variance of rounding to whole numbers, in points squared.
ROUNDING = 1 / 12
#: By when, in weeks, the share of those who are told is counted.
WEEKS = (4, 8)


class Watched(NamedTuple):
    """What a day's rating says of some runners: one row each, one column a day.

    `said` are scores less usual pain, NaN where none was given; `own` what their own reactions would add to each, and
    `ones`, with one more axis, what a reaction of one point would that is at its peak after each of PEAKS_H.
    """

    said: Array
    own: Array
    ones: Array
    sd: Array
    rho: Array


def bounds(kind: str, timetable: Timetable, runners: int, seed: int) -> dict[str, Any]:
    """The largest shares of a kind that can be told to switch within 4 and 8 weeks, for the two who judge."""
    reacting = seen(kind, timetable, runners, seed, reacts=True)
    quiet = seen(kind, timetable, runners, seed, reacts=False)
    fragile = seen(JUST_TOLERANT, timetable, runners, seed, reacts=True)
    known = told(evidence(reacting, reacting.own), evidence(quiet, reacting.own))
    learned = told(guesses(reacting), guesses(fragile))
    judges = {"neyman_pearson": known, "bayes": learned}
    shares = {f"{name}_{weeks}wk": share for name, by in judges.items() for weeks, share in zip(WEEKS, by, strict=True)}
    return {"kind": kind, "timetable": timetable, "runners": runners} | shares


def seen(kind: str, timetable: Timetable, runners: int, seed: int, *, reacts: bool) -> Watched:
    """What so many runners of a kind say while they do the brief run, as if nothing but running could hurt."""
    rows = [
        _rows(draw_runner(kind, stream(seed, kind, n, "runner")), timetable, (seed, kind, n)) for n in range(runners)
    ]
    noise, own, ones, sd, rho, usual = (np.array(part) for part in zip(*rows, strict=True))
    level = usual[:, None] + sd[:, None] * noise + (own if reacts else 0.0)
    return Watched(_said(level) - usual[:, None], own, ones, sd, rho)


def _rows(runner: Runner, timetable: Timetable, names: tuple[object, ...]) -> tuple[Any, ...]:
    """Noise (NaN without an answer), reactions at each day's rating; SD, autocorrelation, usual pain."""
    draws = draw(runner, stream(names[0], *names[1:], "luck"))  # type: ignore[arg-type]
    evening = timetable == "asked"
    noise = [draws.noise[2 * day + evening] if draws.rates_morning[day] else np.nan for day in range(DAYS)]
    hour = EVENING_H if evening else MORNING_H
    runs = [day for day in range(DAYS) if day % 7 in RUN_DAYS and draws.attends[day]]
    metres = [FLOOR_M * draws.strays[day] for day in runs]
    km = [runner.effective_km(m, draws.surface[day], draws.strike[day]) for m, day in zip(metres, runs, strict=True)]
    own = _felt(replace(runner, gain=0.0), runs, km, hour, draws.form)
    plain = Runner(dose="constant", tail=runner.tail, at_once=0.0)
    ones = [_felt(replace(plain, constant=1.0, peak_h=peak), runs, km, hour, draws.form) for peak in PEAKS_H]
    return noise, own, ones, runner.sd, runner.rho, runner.usual


def _felt(runner: Runner, runs: Sequence[int], km: Sequence[float], hour: float, form: Sequence[float]) -> Array:
    """The rise at the hour of each day's rating; a rating comes before a run of the same hour."""
    body = Body(runner)
    for day, far in zip(runs, km, strict=True):
        body.run(24 * day + EVENING_H + run_hours(FLOOR_M), far, form[day])
    return np.array([body.at(24 * day + hour) for day in range(DAYS)])


def _said(level: Array) -> Array:
    return np.array([[np.nan if np.isnan(each) else say(each) for each in row] for row in level])


def evidence(known: Watched, rise: Array) -> Array:
    """The log-likelihood ratio of such a rise against none, after each day, shape (runners, days)."""
    sd = known.sd[:, None]
    return np.cumsum(_misfit(known, np.zeros_like(rise) / sd) - _misfit(known, rise / sd), axis=1) / 2


def guesses(known: Watched) -> Array:
    """The same for any of the reactions that are too much against any that is tolerated, each as probable."""
    return _any(known, TOO_MUCH) - _any(known, TOLERATED)


def _any(known: Watched, sizes: Sequence[float]) -> Array:
    found = np.array([evidence(known, size * known.ones[:, n]) for size in sizes for n in range(len(PEAKS_H))])
    most = found.max(axis=0)
    return np.asarray(most + np.log(np.mean(np.exp(found - most), axis=0)))


def _misfit(known: Watched, rise: Array) -> Array:
    """The squared error of each rating from what was foreseen, over its variance; 0 where there is none."""
    mean, variance = np.zeros(len(rise)), np.ones(len(rise))
    rounding = ROUNDING / known.sd**2
    found = np.zeros_like(rise)
    for day in range(rise.shape[1]):
        mean, variance = known.rho * mean, known.rho**2 * variance + 1 - known.rho**2
        error = known.said[:, day] / known.sd - rise[:, day] - mean
        heard = ~np.isnan(error)
        error, scale = np.where(heard, error, 0.0), variance + rounding
        found[:, day] = error**2 / scale
        gain = np.where(heard, variance / scale, 0.0)
        mean, variance = mean + gain * error, variance * (1 - gain)
    return found


def told(those: Array, others: Array) -> list[float]:
    """The share of those who passed by 4 and 8 weeks what 2 % of the others pass in 16."""
    threshold = np.quantile(others.max(axis=1), 1 - WRONG)
    return [settled(float(np.mean(those[:, : 7 * weeks].max(axis=1) > threshold))) for weeks in WEEKS]


def run(kinds: Sequence[str], runners: int, seed: int, *, jobs: int = 1) -> Iterator[dict[str, Any]]:
    """A row per kind and timetable, in order; the same for any number of jobs (processes)."""
    tasks = list(product(kinds, TIMETABLES))
    return each(tasks, partial(_row, runners=runners, seed=seed), jobs)


def _row(task: tuple[str, Timetable], runners: int, seed: int) -> dict[str, Any]:
    return bounds(*task, runners, seed)
