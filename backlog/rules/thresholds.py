"""Every number the policy rests on, once, with its source. Each owns a pair of vectors in tests/vectors.

"Design" marks a choice for which nothing is published.
"""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction

from backlog.model.settled import settled, whole
from backlog.model.tolerance import SHORTEST_RUN_M, Tolerance

POLICY = "3"

#: Red-flag questions: monthly, and when pain is 7 or more (evidence.md 9); a pain trigger asks once a week at most.
SCREENING_LASTS = timedelta(days=31)
PAIN_TRIGGER, PAIN_TRIGGER_ABOVE = 7.0, 2.0
TRIGGER_EVERY = timedelta(days=7)
#: Back pain that needs no second opinion. Design; MDC 2 (Childs 2005) is the least rise that is not noise.
SEVERE, SEVERE_ABOVE = 7.0, 2.0
JUMP_ABOVE = 4.0
#: Pain during or right after.
DURING_ABOVE, DURING_SEVERE, DURING_SEVERE_ABOVE = 3.0, 6.0, 2.0
HARM_SDS = 2.5
HARM_FACTOR = 0.5
#: So long after harm, or where running had begun to hurt, the next run is at most so many times the last. Design.
REGAIN, REGAIN_DAYS = 1.5, timedelta(days=21)
#: Unsettled harm: no running for so long, then a step where the back is at most so far above the usual range, and walk
#: and run is offered in any case from here on. Design: a way out by time, as graded activity has it.
HARM_REST, HARM_ABOVE, HARM_TRY = timedelta(days=3), 1.0, timedelta(days=14)
#: Other sites. Design, after the pain-monitoring model (Silbernagel 2007): 7 of 9 harms of running were lower-limb.
SITE_HOLD, SITE_HOLD_ABOVE, SITE_REDUCE, SITE_SETTLED = 3.0, 2.0, 5.0, 2.0
HIP_GROIN = 3.0
RADIATING_MEMORY = timedelta(days=90)
#: Pain down the leg at most this, and no further down for so long, is no bar to walk and run. Design.
LEG_PAIN, LEG_CALM = 3.0, timedelta(days=7)
#: Soft stop. Design (evidence.md 9).
SOFT_PAIN, SOFT_SDS = 8.0, 2.0
SOFT_LASTS, SOFT_HOLDS = timedelta(days=7), timedelta(days=3)
#: No improvement: less than 30 % (Ostelo 2008) between two fortnights six weeks apart, with three readings in each.
IMPROVEMENT_SHARE, IMPROVEMENT_LEAST, IMPROVEMENT_READINGS = 0.30, 3.0, 3
IMPROVEMENT_AFTER, IMPROVEMENT_SPAN = timedelta(days=42), timedelta(days=14)
#: A review that changes nothing is spoken of once in so long.
SAID_AGAIN = timedelta(days=31)
#: A limit this little under the last distance is no reason for less. Design.
LIMIT_SLACK = 0.85
#: The last so many answered runs are told of beside the risk of the next.
EXPECTED_RUNS = 9
#: A surface or a strike pattern that makes reactions worse with a higher probability is not asked for. Design.
WORSE_P = 0.3
#: Who ran more than was allowed, by the median of so many runs, is prescribed that much less; at most by this factor.
OVERRUN_RUNS, OVERRUN_FEWEST, OVERRUN_LEAST, OVERRUN_MOST = 5, 3, 1.05, 2.0
#: A session this near to what was prescribed is what was prescribed. Design: what a watch gets wrong, and a turn more.
AS_PRESCRIBED = 0.10
#: Even the floor is too much from this probability on, by all runs or by those since it began to hurt; design, from the
#: bench. A switch once said stands in the days without runs down to the last.
SWITCH_RUNS, SWITCH_P, SWITCH_KEEP_P = 3, 0.95, 0.5
#: A switch is advised where a clear reaction at the floor is this probable, and else offered; and a run is no advice
#: where any reaction at the floor is. Design.
FIRM_P, LIKELY_P = 0.5, 0.5
#: Days until running is tried again, after the first switch, the second, and every later one; with so many answered
#: sessions of other activities, no flare in the last so many days, and their mean at most so far above usual. Design.
RETURN_AFTER, RETURN_SESSIONS = (14, 28, 42), 3
RETURN_SPAN, RETURN_ABOVE = timedelta(days=14), 1.0
#: Pending: the verdict waits until here for the 48 h answer.
PENDING = timedelta(hours=54)
TOO_CLOSE, TOO_CLOSE_RUNS = timedelta(hours=36), 3
#: Runs of which no pain is known.
UNKNOWN_FACTOR = 0.5
#: Increase.
ANSWERED_SHARE, ANSWERED_RUNS = Fraction(2, 3), 3
MOST_INCREASES, INCREASE_DAYS = 2, 7
#: A run this much over its base was an increase: below it lies what a watch gets wrong. Design.
INCREASE_M = 50.0
EFFORT_JUMP, EFFORT_RUNS = 3.0, 10
#: The 30-day cap: over 1.10 x the longest run of 30 days, injury hazard 1.64 (Schuster Brandt Frandsen 2025).
#: Below 1 km the step of 100 m is the larger of the two.
CAP_FACTOR, CAP_STEP_M, GRID_M = 1.10, 100.0, 50.0
BASE_DAYS = timedelta(days=30)
LAY_OFF_FACTOR, LAY_OFF_LIMIT = 0.5, timedelta(days=60)
#: Brief run and the floor of running.
BRIEF_M, FLOOR_M = 800.0, SHORTEST_RUN_M
#: Earliest next session after the end of the last.
RUN_REST, OTHER_REST, QUARTER = timedelta(hours=46), timedelta(hours=22), timedelta(minutes=15)
#: Other activities, minutes.
NEW_MINUTES, LEAST_MINUTES, EASY_WALK_MINUTES = 15.0, 10.0, 10.0
#: Of a substitute that went badly, so much of the last dose. Design.
SUBSTITUTE_FACTOR = 0.8
#: Baseline: fewer readings than this in 28 days and it cannot be told from reactions.
BASELINE_READINGS, BASELINE_GAP_DAYS, BASELINE_EVERY_WEEKS = 3, 4, 6


def above(tolerance: Tolerance, points: float) -> float:
    """Usual plus at least `points`, and at least HARM_SDS (two and a half) of the person's own SD."""
    return settled(tolerance.usual + max(points, HARM_SDS * tolerance.sd))


def flare_limit(tolerance: Tolerance) -> float:
    """The back score from which harm is seen: severe and clearly above usual, or a jump."""
    return min(max(SEVERE, above(tolerance, SEVERE_ABOVE)), above(tolerance, JUMP_ABOVE))


def during_limit(tolerance: Tolerance) -> float:
    """The score during or right after a run from which nothing may increase."""
    return min(above(tolerance, DURING_ABOVE), max(DURING_SEVERE, above(tolerance, DURING_SEVERE_ABOVE)))


def step_up(base: float, activity: str = "run") -> float:
    """The cap over a base: metres on a 50 m grid for a run, whole minutes (10 are always allowed) otherwise."""
    if activity != "run":
        return max(LEAST_MINUTES, float(whole(CAP_FACTOR * base)))
    return on_grid(max(CAP_FACTOR * base, base + CAP_STEP_M))


def on_grid(metres: float) -> float:
    """Rounded down to 50 m."""
    return whole(metres / GRID_M) * GRID_M
