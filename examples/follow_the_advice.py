"""A made-up runner follows every verdict for eight weeks: how far do they get?

Their back tolerates so many metres at a time; beyond, it hurts two points more for two days. They are asked three times
a week and answer all checks, and the red-flag questions once a month.

    python examples/follow_the_advice.py 2500
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime, timedelta

from backlog.api import Decision, Person, Reading, Session, advise

USUAL, MORE = 2.0, 2.0
FIRST = datetime(2026, 1, 5, 18, tzinfo=UTC)


def follow(tolerated_m: float) -> list[Session]:
    """The runs of eight weeks."""
    runs: list[Session] = []
    readings: list[Reading] = []
    screened = [FIRST]
    for week in range(8):
        for day in (0, 2, 4):
            now = FIRST + timedelta(weeks=week, days=day)
            if now - screened[-1] > timedelta(days=28):
                screened.append(now)
            plan = Person(usual_pain=USUAL, usual_pain_at=FIRST, screened_at=tuple(screened), surfaces=("grass",))
            verdict = advise(runs, readings, plan, now)
            if not isinstance(verdict, Decision) or verdict.next is None or verdict.next.distance_m is None:
                continue
            run = Session(started_at=now, distance_m=verdict.next.distance_m, surface="grass")
            pain = USUAL + (MORE if verdict.next.distance_m > tolerated_m else 0)
            runs.append(run)
            readings += [Reading(at=now + timedelta(hours=hours), score=pain) for hours in (24, 47)]
    return runs


def main() -> None:
    """Print each run, and the longest."""
    tolerated_m = float(sys.argv[1]) if len(sys.argv) > 1 else 2500.0
    runs = follow(tolerated_m)
    for run in runs:
        print(f"{run.started_at:%a %d %b}  {run.distance_m:5.0f} m")
    longest = max(run.distance_m or 0 for run in runs)
    print(f"{len(runs)} runs; the longest was {longest:.0f} m, and {tolerated_m:.0f} m were tolerated.")


if __name__ == "__main__":
    main()
