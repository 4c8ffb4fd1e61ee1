"""Every number the policy rests on, once, with its source. Each owns a pair of vectors in tests/vectors.

"Design" marks a choice for which nothing is published.
"""

from __future__ import annotations

from datetime import timedelta
from math import floor

from backlog.model.tolerance import Tolerance

POLICY = "1"

#: Back pain that needs no second opinion. Design; MDC 2 (Childs 2005) is the least rise that is not noise.
SEVERE, SEVERE_ABOVE = 7.0, 2.0
JUMP_ABOVE = 4.0
#: Pain during or right after.
DURING_ABOVE, DURING_SEVERE, DURING_SEVERE_ABOVE = 3.0, 6.0, 2.0
HARM_SDS = 2.0
HARM_FACTOR = 0.7
#: Other sites. Design, after the pain-monitoring model (Silbernagel 2007): 7 of 9 harms of running were lower-limb.
SITE_HOLD, SITE_HOLD_ABOVE, SITE_REDUCE, SITE_SETTLED = 3.0, 2.0, 5.0, 2.0
HIP_GROIN = 3.0
RADIATING_MEMORY = timedelta(days=90)
#: Soft stop. Design (evidence.md 9).
SOFT_PAIN, SOFT_SDS, SOFT_DAYS = 8.0, 2.0, 7
IMPROVEMENT_SHARE, IMPROVEMENT_LEAST, IMPROVEMENT_DAYS = 0.30, 3.0, 42
#: First version's middle: the tolerance model replaces it.
REDUCE_FACTOR = 0.8
SWITCH_RUNS, SWITCH_P = 3, 0.9
RETURN_DAYS, RETURN_SESSIONS = 14, 3
#: Pending: the verdict waits until here for the 48 h answer.
PENDING_HOURS = 54
TOO_CLOSE, TOO_CLOSE_RUNS = timedelta(hours=36), 3
#: Increase.
ANSWERED_SHARE, ANSWERED_RUNS = 2 / 3, 3
MOST_INCREASES, INCREASE_DAYS = 2, 7
EFFORT_JUMP = 3.0
#: The 30-day cap: over 1.10 x the longest run of 30 days, injury hazard 1.64 (Schuster Brandt Frandsen 2025).
CAP_FACTOR, CAP_STEP_M, CAP_STEP_BELOW_M, GRID_M = 1.10, 100.0, 1000.0, 50.0
BASE_DAYS = timedelta(days=30)
LAY_OFF_FACTOR, LAY_OFF_LIMIT = 0.5, timedelta(days=60)
#: Brief run and the floor of running.
BRIEF_M, FLOOR_M = 800.0, 500.0
#: Earliest next session after the end of the last.
RUN_REST, OTHER_REST, QUARTER = timedelta(hours=46), timedelta(hours=22), timedelta(minutes=15)
#: Other activities, minutes.
NEW_MINUTES, LEAST_MINUTES, EASY_WALK_MINUTES = 15.0, 10.0, 10.0
#: Baseline: fewer readings than this in 28 days and it cannot be told from reactions.
BASELINE_READINGS, BASELINE_GAP_DAYS, BASELINE_EVERY_WEEKS = 3, 4, 6


def above(tolerance: Tolerance, points: float) -> float:
    """Usual plus at least `points` and at least two personal SD."""
    return tolerance.usual + max(points, HARM_SDS * tolerance.sd)


def flare_limit(tolerance: Tolerance) -> float:
    """The back score from which harm is seen: severe and clearly above usual, or a jump."""
    return min(max(SEVERE, above(tolerance, SEVERE_ABOVE)), above(tolerance, JUMP_ABOVE))


def during_limit(tolerance: Tolerance) -> float:
    """The score during or right after a run from which nothing may increase."""
    return min(above(tolerance, DURING_ABOVE), max(DURING_SEVERE, above(tolerance, DURING_SEVERE_ABOVE)))


def step_up(base: float, activity: str = "run") -> float:
    """The cap over a base: metres on a 50 m grid for a run, whole minutes (at least one more) otherwise."""
    if activity != "run":
        return float(max(floor(round(CAP_FACTOR * base, 6)), floor(base) + 1))
    allowed = CAP_FACTOR * base
    if base < CAP_STEP_BELOW_M:
        allowed = max(allowed, base + CAP_STEP_M)
    return max(on_grid(allowed), on_grid(base))


def on_grid(metres: float) -> float:
    """Rounded down to 50 m; the small allowance keeps 2.2 km from becoming 2.15 by binary fractions."""
    return floor(metres / GRID_M + 1e-6) * GRID_M
