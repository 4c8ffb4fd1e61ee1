"""Charts that the tests of the report draw: plausible, and the same on every run."""

from __future__ import annotations

import random
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from backlog.model.tokens import HORIZONS, ON_FOOT
from backlog.model.week import Chart, Mark, PainMean, Week

MONDAY = date(2026, 8, 31)


def week(
    at: int = 0,
    *,
    metres: Mapping[str, float] | None = None,
    pain: Mapping[int, tuple[float, int]] | None = None,
    **fields: Any,
) -> Week:
    """The week `at` weeks after 31 August 2026; `pain` gives mean and number of answers per horizon."""
    distances = metres or {}
    means = {horizon: PainMean() for horizon in HORIZONS}
    means |= {horizon: PainMean(mean=mean, n=n) for horizon, (mean, n) in (pain or {}).items()}
    return Week(
        start=MONDAY + timedelta(days=7 * at),
        by_activity=distances,
        pain=means,
        distance_m=sum(amount for name, amount in distances.items() if name in ON_FOOT),
        **fields,
    )


def chart_of(weeks: int, *, seed: int = 1) -> Chart:
    """So many weeks, the last one running, with all that a chart can show."""
    draw = random.Random(seed)
    rows, marks = [], []
    for at in range(weeks):
        walk = draw.choice([0.0, 1500.0, 2500.0])
        rows.append(
            week(
                at,
                metres={"run": draw.uniform(1000, 6000), "walk": walk},
                finished=at < weeks - 1,
                minutes_by_activity={"run": 40, "walk": walk / 80, "swim": draw.uniform(0, 60)},
                pain={horizon: (draw.uniform(0, 9), draw.randrange(1, 4)) for horizon in HORIZONS},
                missing_checks=draw.randrange(4),
            )
        )
        if at % 3 == 0:
            kind = draw.choice(["verdict", "switch", "return", "flare", "stop"])
            marks.append(Mark(day=rows[-1].start + timedelta(days=draw.randrange(7)), kind=kind, label=kind))
    return Chart(weeks=rows, usual=(1.1, 2.2, 3.3), marks=marks)
