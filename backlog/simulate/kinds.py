"""The kinds of virtual runners, and how one of each is drawn. Ranges name their source, or are design."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from math import log
from random import Random
from typing import Any

from backlog.rules.thresholds import FLOOR_M
from backlog.simulate.runners import NOT_TOLERATED, RUNS_A_WEEK, Runner

ATTENDANCE, MISSING = 0.70, 0.08
#: Within-person SD (Page 2022: 1.2 on average; 0.6-2.0) and autocorrelation a day (none published; 0.2-0.5).
SD_LOW, SD_HIGH, SD_MODE = 0.6, 2.0, 1.0
RHO_LOW, RHO_HIGH = 0.2, 0.5
USUAL_LOW, USUAL_HIGH = 0.5, 5.0
START_ERROR = 0.5
#: Hill's curve (design): from nearly straight to nearly a step, and the most that any run can do.
EXPONENT, E_MAX = (1.2, 5.0), (3.0, 7.0)
#: Peaks near 24 h in 57.5 % and near 48 h in 32.5 % (Bishop 2011); the rest sooner (design). Hours.
PEAK_24, PEAK_48 = 0.575, 0.325
NEAR_24, NEAR_48, SOONER = (20.0, 24.0, 28.0), (42.0, 48.0, 54.0), (14.0, 20.0)
#: What is left at 96 h, and the share felt at once (design; gone by 96 h: Pettitt 2010).
TAIL, AT_ONCE = (0.005, 0.03), (0.0, 0.6)
#: Capacities in km: lognormal (median, SD of the logarithm), cut to a range. Design, about what people with chronic
#: back pain came to run in a trial: 2.9 to 5.6 km a week in three sessions (Neason 2024).
MEDIAN_KM, SPREAD = 2.2, 0.45
TYPICAL_KM, WIDE_KM, FRAGILE_KM, ROBUST_KM = (1.1, 4.5), (0.9, 6.0), (0.5, 1.0), (5.0, 10.0)
#: Growth of capacity a week of regular running and its end, as shares; none in every fifth; loss a week (design).
GAIN, GAIN_MOST, NO_GAIN, LOSS = (0.0, 0.05, 0.02), (0.2, 1.0), 0.2, (0.05, 0.2)
FRAGILE_GAIN, FRAGILE_GAIN_MOST = (0.03, 0.08), (1.0, 2.5)
#: Points of reaction at the floor, and after every run.
CANNOT, MILDLY, EVERY_RUN = (2.0, 4.0), (1.1, 2.0), (1.0, 1.3)
#: A quarter of those who cannot run feel an hour's walk by so many points (design).
FEELS_WALKS, WALK_RISE = 0.25, (0.4, 1.2)
#: Multipliers of distance on a hard surface or with the worse strike, and how often asphalt or heel is handy (design).
TIMES, ASPHALT, MIXES = (1.6, 2.5), (0.2, 0.8), (0.3, 0.7)
MIXES_ANYWAY, WORSE_IS_FOREFOOT = 0.2, 1 / 3
#: What 12 weeks of running do to the usual pain (evidence.md 5), and a drift over 16 weeks (design). Points.
BENEFIT, DRIFT = (0.5, 2.5), (1.0, 2.0)
#: Flares expected in 16 weeks, and the share of days with sitting, stress or lifting (design).
FLARES, MANY_FLARES, TRIGGERED = 1.0, (4.0, 8.0), (0.03, 0.15)
#: The noisy reporter.
NOISY_SD, NOISY_FORGETS, NOISY_ROUNDS_TO = 2.0, 0.30, 2
OVERDOES = 1.5
#: The day from which every run hurts those whom it did not hurt before, and the most points or flares of a kind.
TURNS_ON, MOST_POINTS = 56, 10
#: Who has what besides running and walking, for the session instead (design).
HAS = {"stationary-bike": 0.5, "bike": 0.4, "swim": 0.2, "elliptical": 0.2}


def draw_runner(kind: str, rng: Random) -> Runner:
    """One runner of a kind that `is_kind`."""
    made = KINDS.get(kind) or _with(**_of_numbers(kind))
    return made(_anybody(kind, rng), rng)


def is_kind(name: str) -> bool:
    """Whether there is such a kind."""
    return name in KINDS or bool(_of_numbers(name))


def tolerates_running(kind: str) -> bool:
    """Whether the majority of a kind does."""
    return kind not in INTOLERANT and _of_numbers(kind).get("constant", 0.0) < NOT_TOLERATED


def _of_numbers(name: str) -> dict[str, Any]:
    """What makes a kind of false alarms of what anybody might be; empty if there is no such kind."""
    word, _, number = name.partition("-")
    if name == "null":
        return NULL
    if word not in NUMBERED or number not in map(str, range(1, MOST_POINTS + 1)):
        return {}
    return NULL | NUMBERED[word](float(number))


def _anybody(kind: str, rng: Random) -> Runner:
    usual = rng.uniform(USUAL_LOW, USUAL_HIGH)
    return Runner(
        kind=kind,
        usual=usual,
        start=min(10.0, max(0.0, usual + rng.gauss(0.0, START_ERROR))),
        sd=rng.triangular(SD_LOW, SD_HIGH, SD_MODE),
        rho=rng.uniform(RHO_LOW, RHO_HIGH),
        capacity_km=_capacity(rng, WIDE_KM),
        exponent=rng.uniform(*EXPONENT),
        e_max=rng.uniform(*E_MAX),
        peak_h=_peak(rng),
        tail=rng.uniform(*TAIL),
        at_once=rng.uniform(*AT_ONCE),
        gain=rng.triangular(*GAIN) if rng.random() >= NO_GAIN else 0.0,
        gain_most=rng.uniform(*GAIN_MOST),
        loss=rng.uniform(*LOSS),
        asphalt_share=rng.uniform(*ASPHALT),
        heel_share=rng.uniform(*MIXES) if rng.random() < MIXES_ANYWAY else 1.0,
        flares=FLARES,
        triggered=rng.uniform(*TRIGGERED),
        attendance=ATTENDANCE,
        forgets=MISSING,
        activities=("run", "walk", *(name for name, share in HAS.items() if rng.random() < share)),
    )


def _capacity(rng: Random, within: tuple[float, float]) -> float:
    while not within[0] <= (drawn := rng.lognormvariate(log(MEDIAN_KM), SPREAD)) <= within[1]:
        pass
    return drawn


def _peak(rng: Random) -> float:
    chance = rng.random()
    if chance < PEAK_24 + PEAK_48:
        low, middle, high = NEAR_24 if chance < PEAK_24 else NEAR_48
        return rng.triangular(low, high, middle)
    return rng.uniform(*SOONER)


def _at_floor(runner: Runner, points: float) -> Runner:
    """The capacity with which the floor raises pain by so many points; nothing is gained by training."""
    share = (runner.e_max / points - 1) / (runner.e_max - 1)
    return replace(runner, capacity_km=FLOOR_M / 1000 * share ** (1 / runner.exponent), gain=0.0, gain_most=0.0)


def _cannot_run(runner: Runner, rng: Random) -> Runner:
    walks = rng.uniform(*WALK_RISE) if rng.random() < FEELS_WALKS else 0.0
    points = rng.uniform(*CANNOT)
    return _at_floor(replace(runner, e_max=max(runner.e_max, 1.3 * points), walk_rise=walks), points)


def _fragile(runner: Runner, rng: Random) -> Runner:
    gain, most = rng.uniform(*FRAGILE_GAIN), rng.uniform(*FRAGILE_GAIN_MOST)
    return replace(runner, capacity_km=rng.uniform(*FRAGILE_KM), gain=gain, gain_most=most)


def _strike_sensitive(runner: Runner, rng: Random) -> Runner:
    mixed, times = replace(runner, heel_share=rng.uniform(*MIXES)), rng.uniform(*TIMES)
    return replace(mixed, forefoot=times) if rng.random() < WORSE_IS_FOREFOOT else replace(mixed, heel=times)


def _late(runner: Runner, rng: Random) -> Runner:
    low, middle, high = NEAR_48
    return replace(runner, peak_h=rng.triangular(low, high, middle), at_once=0.0)


def _drifts(runner: Runner, rng: Random) -> Runner:
    size = rng.uniform(*DRIFT)
    return replace(runner, drift=size if rng.random() < 0.5 else -min(size, runner.usual))


def _with(**changes: Any) -> Callable[[Runner, Random], Runner]:
    return lambda runner, _rng: replace(runner, **changes)


#: What makes each kind of what anybody might be.
KINDS: Mapping[str, Callable[[Runner, Random], Runner]] = {
    "robust": lambda runner, rng: replace(runner, capacity_km=rng.uniform(*ROBUST_KM)),
    "typical": lambda runner, rng: replace(runner, capacity_km=_capacity(rng, TYPICAL_KM)),
    "fragile": _fragile,
    "cannot-run": _cannot_run,
    "mildly-intolerant": lambda runner, rng: _at_floor(runner, rng.uniform(*MILDLY)),
    "surface-sensitive": lambda runner, rng: replace(runner, hard=rng.uniform(*TIMES)),
    "strike-sensitive": _strike_sensitive,
    "late-reactor": _late,
    # The capacity of a single run, in a week of regular ones.
    "weekly-load": lambda runner, _: replace(runner, weekly=True, capacity_km=RUNS_A_WEEK * runner.capacity_km),
    "linear": _with(dose="linear"),
    "spontaneous-flares": lambda runner, rng: replace(runner, flares=rng.uniform(*MANY_FLARES)),
    "improves-by-running": lambda runner, rng: replace(runner, benefit=min(rng.uniform(*BENEFIT), runner.usual)),
    "noisy-reporter": _with(sd=NOISY_SD, forgets=NOISY_FORGETS, rounds_to=NOISY_ROUNDS_TO),
    "over-doer": _with(overdoes=OVERDOES),
    "leg-reactor": _with(site="calf"),
    "baseline-drift": _drifts,
    "every-run-adds-one": lambda runner, rng: replace(runner, dose="constant", constant=rng.uniform(*EVERY_RUN)),
    "silent-when-it-hurts": _with(silent=True),
    "skips-when-sore": _with(skips=True),
}
#: Whom no run hurts, and who has no flares: every alarm is false. `reacts-N` are hurt by N points by every run however
#: short, `turns-N` by every run from week 9 on; `flares-N` have N flares instead, in 16 weeks on average.
NULL: dict[str, Any] = {"dose": "constant", "constant": 0.0, "flares": 0.0}
NUMBERED: Mapping[str, Callable[[float], dict[str, Any]]] = {
    "reacts": lambda n: {"constant": n},
    "turns": lambda n: {"constant": n, "hurts_from": TURNS_ON},
    "flares": lambda n: {"flares": n},
}
#: In these the majority does not tolerate running.
INTOLERANT = ("cannot-run", "mildly-intolerant", "every-run-adds-one")
