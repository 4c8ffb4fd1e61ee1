"""What the policy does where people are otherwise than the bench has them: `python -m tools.otherwise RUNNERS SEED`.

The policy was chosen on one simulator, so each of its assumptions is changed by a factor of a half or so, one at a
time, and the same kinds live again. The all-knowing policy lives in the changed world too.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import product
from math import copysign
from statistics import fmean
from typing import Any, NamedTuple

from backlog.simulate.bench import each, live_each
from backlog.simulate.draws import Draws, draw, stream
from backlog.simulate.kinds import draw_runner
from backlog.simulate.outcomes import Outcome, as_json
from backlog.simulate.runners import Runner
from backlog.simulate.timetable import Timetable

#: By so much each is changed.
FACTOR = 1.5
#: Kinds that can run, whose distances and reaction days are told as a mean; and who cannot, or not any more.
ABLE = ("typical", "fragile", "surface-sensitive", "late-reactor", "linear", "spontaneous-flares", "noisy-reporter")
UNABLE = ("cannot-run", "hurts-by-2", "turns-3")
#: Noise with heavier tails: a score that is far off is farther off. The scale keeps the SD, of normal noise, at 1.
TAILED, TAILED_SCALE = 1.5, 0.79


def tailed(draws: Draws) -> Draws:
    """The same luck with noise that is farther off where it is far off."""
    return replace(draws, noise=_stretched(draws.noise), after=_stretched(draws.after))


def _stretched(noise: Sequence[float]) -> list[float]:
    return [copysign(TAILED_SCALE * abs(each) ** TAILED, each) for each in noise]


#: What is otherwise, and what that makes of a runner.
TAILS = "scores far off are farther off (a power of 1.5)"
OTHERWISE: Mapping[str, Callable[[Runner], Runner]] = {
    "as on the bench": lambda runner: runner,
    "reactions grow more steeply (exponent x 1.5)": lambda runner: replace(runner, exponent=runner.exponent * FACTOR),
    "… less steeply (exponent / 1.5)": lambda runner: replace(runner, exponent=runner.exponent / FACTOR),
    "reactions come later (peak x 1.5)": lambda runner: replace(runner, peak_h=runner.peak_h * FACTOR),
    "… sooner (peak / 1.5)": lambda runner: replace(runner, peak_h=runner.peak_h / FACTOR),
    "scores scatter more (SD x 1.5)": lambda runner: replace(runner, sd=runner.sd * FACTOR),
    "… less (SD / 1.5)": lambda runner: replace(runner, sd=runner.sd / FACTOR),
    "a bad spell lasts (autocorrelation 0.7 a day)": lambda runner: replace(runner, rho=0.7),
    TAILS: lambda runner: runner,
    "half of the sessions attended": lambda runner: replace(runner, attendance=0.5),
    "every session attended": lambda runner: replace(runner, attendance=1.0),
    "a third of the ratings missing": lambda runner: replace(runner, forgets=0.33),
}


class Row(NamedTuple):
    """One line: means of the able, the share sent away wrongly of all, and what becomes of the others."""

    what: str
    distance: float
    days: float
    wrong: float
    figures: Mapping[str, float]


def lives(task: tuple[str, str, int], seed: int, timetable: Timetable) -> list[Outcome]:
    """One runner of a kind in the world that is otherwise, under backlog's policy."""
    what, kind, number = task
    runner = OTHERWISE[what](draw_runner(kind, stream(seed, kind, number, "runner")))
    draws = draw(runner, stream(seed, kind, number, "luck"))
    return live_each(runner, tailed(draws) if what == TAILS else draws, number, ["backlog"], timetable)


def otherwise(runners: int, seed: int, timetable: Timetable = "asked", *, jobs: int = 1) -> list[Row]:
    """A row for each way in which people may be otherwise."""
    tasks = list(product(OTHERWISE, (*ABLE, *UNABLE), range(runners)))
    found: dict[str, list[Outcome]] = {what: [] for what in OTHERWISE}
    for (what, _, _), outcomes in zip(
        tasks, each(tasks, partial(lives, seed=seed, timetable=timetable), jobs), strict=True
    ):
        found[what] += outcomes
    return [_row(what, outcomes, seed) for what, outcomes in found.items()]


def _row(what: str, outcomes: Sequence[Outcome], seed: int) -> Row:
    rows: dict[str, Any] = {row["kind"]: row for row in as_json(outcomes, seed)["rows"]}
    judged = [one.wrong for one in outcomes if one.wrong is not None]
    return Row(
        what,
        fmean(rows[kind]["distance_vs_oracle"] for kind in ABLE),
        fmean(rows[kind]["flare_days"] for kind in ABLE),
        sum(judged) / len(judged),
        {
            "cannot-run 4 wk": rows["cannot-run"]["switched_4wk"],
            "8 wk": rows["cannot-run"]["switched_8wk"],
            "hurts-by-2 8 wk": rows["hurts-by-2"]["switched_8wk"],
            "turns-3 cut to half": rows["turns-3"]["cut_05_3wk"],
        },
    )


def table(rows: Sequence[Row]) -> list[list[str]]:
    """The head and a line for each row."""
    head = ["what is otherwise", "distance / oracle", "reaction days", "wrong switch", *rows[0].figures]
    return [
        head,
        *(
            [row.what, f"{row.distance:.2f}", f"{row.days:.1f}", f"{row.wrong:.1%}"]
            + [f"{value:.0%}" for value in row.figures.values()]
            for row in rows
        ),
    ]


def main() -> None:
    """Print the table."""
    runners, seed = map(int, sys.argv[1:3])
    for line in table(otherwise(runners, seed, jobs=os.cpu_count() or 1)):
        print(" | ".join(line))


if __name__ == "__main__":
    main()
