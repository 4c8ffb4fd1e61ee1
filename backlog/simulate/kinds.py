"""The kinds of virtual runners, and how one of each is drawn; from what, says kinds.toml."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import replace
from importlib import resources
from math import log
from random import Random
from typing import Any

from backlog.rules.thresholds import FLOOR_M
from backlog.simulate.runners import NOT_TOLERATED, RUNS_A_WEEK, Runner

_TOLD = tomllib.loads(resources.files("backlog.simulate").joinpath("kinds.toml").read_text("utf-8"))
NUMBERS: dict[str, float] = _TOLD["numbers"]
#: Lowest and highest, and in PEAKED the likeliest between them.
RANGES: dict[str, list[float]] = _TOLD["ranges"]
PEAKED: dict[str, list[float]] = _TOLD["peaked"]
#: The days on which capacity falls, or every run begins to hurt, and on which it grows; from when to when some pause.
WORSE_ON, BETTER_ON, OFF = 56, 42, (35, 77)
#: The most points or flares of a kind.
MOST_POINTS = 10


def draw_runner(kind: str, rng: Random) -> Runner:
    """One runner of a kind that `is_kind`."""
    made = KINDS.get(kind) or _numbered(kind)
    return made(_anybody(kind, rng), rng)


def is_kind(name: str) -> bool:
    """Whether there is such a kind."""
    return name in KINDS or bool(_of_numbers(name))


def tolerates_running(kind: str) -> bool | None:
    """Whether the majority of a kind tolerates the floor in all sixteen weeks; None where some do and some do not."""
    if kind == "setback":
        return None
    return kind not in INTOLERANT and _of_numbers(kind).get("constant", 0.0) < NOT_TOLERATED


def _of_numbers(name: str) -> dict[str, Any]:
    """What makes a kind of false alarms of what anybody might be; empty if there is no such kind."""
    word, _, number = name.rpartition("-")
    if name == "null":
        return NULL
    if word not in NUMBERED or number not in map(str, range(1, MOST_POINTS + 1)):
        return {}
    return NULL | NUMBERED[word](float(number))


def _anybody(kind: str, rng: Random) -> Runner:
    usual = _even(rng, "usual")
    return Runner(
        kind=kind,
        usual=usual,
        start=min(10.0, max(0.0, usual + rng.gauss(0.0, NUMBERS["start_error"]))),
        sd=_peaked(rng, "sd"),
        rho=_even(rng, "rho"),
        capacity_km=_capacity(rng, "wide_km"),
        exponent=_even(rng, "exponent"),
        e_max=_even(rng, "e_max"),
        peak_h=_peak(rng),
        tail=_even(rng, "tail"),
        at_once=_even(rng, "at_once"),
        gain=_peaked(rng, "gain") if rng.random() >= NUMBERS["no_gain"] else 0.0,
        gain_most=_even(rng, "gain_most"),
        loss=_even(rng, "loss"),
        asphalt_share=_even(rng, "asphalt"),
        heel_share=_even(rng, "mixes") if rng.random() < NUMBERS["mixes_anyway"] else 1.0,
        flares=NUMBERS["flares"],
        triggered=_even(rng, "triggered"),
        attendance=NUMBERS["attendance"],
        forgets=NUMBERS["forgets"],
        strays=NUMBERS["strays"],
        varies=NUMBERS["varies"] if kind in _TOLD["varies"] else 0.0,
        activities=("run", "walk", *(name for name, share in _TOLD["has"].items() if rng.random() < share)),
    )


def _even(rng: Random, name: str) -> float:
    return rng.uniform(*RANGES[name])


def _peaked(rng: Random, name: str) -> float:
    low, middle, high = PEAKED[name]
    return rng.triangular(low, high, middle)


def _capacity(rng: Random, name: str) -> float:
    low, high = RANGES[name]
    while not low <= (drawn := rng.lognormvariate(log(NUMBERS["median_km"]), NUMBERS["spread"])) <= high:
        pass
    return drawn


def _peak(rng: Random) -> float:
    chance, soon = rng.random(), NUMBERS["peak_24"]
    if chance < soon + NUMBERS["peak_48"]:
        return _peaked(rng, "near_24" if chance < soon else "near_48")
    return _even(rng, "sooner")


def _at_floor(runner: Runner, points: float) -> Runner:
    """The capacity with which the floor raises pain by so many points; nothing is gained by training."""
    share = (runner.e_max / points - 1) / (runner.e_max - 1)
    return replace(runner, capacity_km=FLOOR_M / 1000 * share ** (1 / runner.exponent), gain=0.0, gain_most=0.0)


def _cannot_run(runner: Runner, rng: Random) -> Runner:
    walks = _even(rng, "walk_rise") if rng.random() < NUMBERS["feels_walks"] else 0.0
    points = _even(rng, "cannot")
    return _at_floor(replace(runner, e_max=max(runner.e_max, 1.3 * points), walk_rise=walks), points)


def _fragile(runner: Runner, rng: Random) -> Runner:
    gain, most = _even(rng, "fragile_gain"), _even(rng, "fragile_gain_most")
    return replace(runner, capacity_km=_even(rng, "fragile_km"), gain=gain, gain_most=most)


def _strike_sensitive(runner: Runner, rng: Random) -> Runner:
    mixed, times = replace(runner, heel_share=_even(rng, "mixes")), _even(rng, "times")
    return replace(mixed, forefoot=times) if rng.random() < NUMBERS["worse_is_forefoot"] else replace(mixed, heel=times)


def _late(runner: Runner, rng: Random) -> Runner:
    return replace(runner, peak_h=_peaked(rng, "near_48"), at_once=0.0)


def _pauses(runner: Runner, rng: Random) -> Runner:
    return replace(runner, off=OFF, gain=_even(rng, "fragile_gain"), gain_most=_even(rng, "fragile_gain_most"))


def _drifts(runner: Runner, rng: Random) -> Runner:
    size = _even(rng, "drift")
    return replace(runner, drift=size if rng.random() < 0.5 else -min(size, runner.usual))


def _with(**changes: Any) -> Callable[[Runner, Random], Runner]:
    return lambda runner, _rng: replace(runner, **changes)


def _numbered(name: str) -> Callable[[Runner, Random], Runner]:
    return _with(**_of_numbers(name))


#: Whom no run hurts, and who has no flares: every alarm is false. `hurts-by-N` are hurt by N points by every run
#: however short, `turns-N` by every run from week 9 on; `flares-N` have N flares instead, in 16 weeks on average.
NULL: dict[str, Any] = {"dose": "constant", "constant": 0.0, "flares": 0.0}
NUMBERED: Mapping[str, Callable[[float], dict[str, Any]]] = {
    "hurts-by": lambda n: {"constant": n},
    "turns": lambda n: {"constant": n, "changes_on": WORSE_ON},
    "flares": lambda n: {"flares": n},
}
#: What makes each kind of what anybody might be.
KINDS: Mapping[str, Callable[[Runner, Random], Runner]] = {
    "robust": lambda runner, rng: replace(runner, capacity_km=_even(rng, "robust_km")),
    "typical": lambda runner, rng: replace(runner, capacity_km=_capacity(rng, "typical_km")),
    "fragile": _fragile,
    "cannot-run": _cannot_run,
    "mildly-intolerant": lambda runner, rng: _at_floor(runner, _even(rng, "mildly")),
    "surface-sensitive": lambda runner, rng: replace(runner, hard=_even(rng, "times")),
    "strike-sensitive": _strike_sensitive,
    "late-reactor": _late,
    # The capacity of a single run, in a week of regular ones.
    "weekly-load": lambda runner, _: replace(runner, weekly=True, capacity_km=RUNS_A_WEEK * runner.capacity_km),
    "linear": _with(dose="linear"),
    "spontaneous-flares": lambda runner, rng: replace(runner, flares=_even(rng, "many_flares")),
    "improves-by-running": lambda runner, rng: replace(runner, benefit=min(_even(rng, "benefit"), runner.usual)),
    "noisy-reporter": _with(sd=2.0, forgets=0.30, rounds_to=2),
    "over-doer": _with(overdoes=1.5),
    "leg-reactor": _with(site="calf"),
    "baseline-drift": _drifts,
    "every-run-adds-one": lambda runner, rng: replace(runner, dose="constant", constant=_even(rng, "every_run")),
    "silent-when-it-hurts": _with(silent=True),
    "skips-when-sore": _with(skips=True),
    "setback": _with(changes_on=WORSE_ON, changes_by=1 / 4),
    "hurts-by-2": _numbered("hurts-by-2"),
    "recovers": _with(changes_on=BETTER_ON, changes_by=3.0),
    "hurts-by-3": _numbered("hurts-by-3"),
    "six-weeks-off": _pauses,
    "turns-3": _numbered("turns-3"),
}
#: In these the majority does not tolerate running, or does not any more after week 8.
INTOLERANT = ("cannot-run", "mildly-intolerant", "every-run-adds-one", "hurts-by-2", "hurts-by-3", "turns-3")
