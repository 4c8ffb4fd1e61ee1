"""How far can this back go: what the facts say about one person's pain, capacity and reactions.

The model is in grid.py (what may be true) and kalman.py (how ratings tell it); here facts go in and a Tolerance
comes out. Words, formula and its known errors are in docs/explanation/tolerance.md.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from math import fsum, inf, sqrt
from statistics import fmean

import numpy as np

from backlog.model.checks import GONE, LAST_CLOSE, answers
from backlog.model.dose import minutes, running_m
from backlog.model.plan import Plan
from backlog.model.session import Reading, Session
from backlog.model.settled import settled
from backlog.model.tokens import HARD, LOW_IMPACT
from backlog.model.tolerance import Changed, FloorTest, Response, Risk, Tolerance
from backlog.stats.belief import REACTION, STRONG
from backlog.stats.changed import Since, since_when
from backlog.stats.kalman import OF_ITSELF, PRIOR_SD, RHO, Dose, Rating
from backlog.stats.lately import LAST, Lately, lately
from backlog.stats.posterior import Posterior, Start, followed
from backlog.stats.told import ANSWERS_D, VARIES, p_reaction
from backlog.stats.usual import (
    RECENT,
    RISE,
    RISE_A_DAY,
    UNASKED_USUAL,
    clear_readings,
    told,
    usual_range,
)

DAY_S = 86400.0
#: Another site sets a limit of its own once it was rated so often; until then the rules about pain elsewhere do.
SITE_READINGS = 3
#: An activity has a limit of its own from so many sessions on.
OTHER_SESSIONS = 3
#: The risk is told of so many candidates, from these metres to so many times the longest run; to a kilometre at least.
CANDIDATES, LEAST_RISK_M, BEYOND, KILOMETRE = 24, 200.0, 2.5, 1000.0
#: The days at which the course of a reaction is told.
COURSE_D = (0.0, 0.5, 1.0, 1.5, 2.0, 3.0, 4.0)
#: What the answer at start, and its absence, leave open, in points; and what is usual elsewhere in the body.
START_SD, UNASKED_SD, ELSEWHERE_SD = 0.5, 1.5, 0.6
#: A minute of an activity of low impact is taken to load the back like so many metres of running. Design.
LIGHT_M = 1000 / 24
#: Reactions to other activities are expected to be no larger than ordinary variation (design choice).
REACTION_SD = 1.2
WINDOW_D = LAST_CLOSE / timedelta(days=1)

#: What was followed already, by site; a longer history of the same facts goes on from there.
Memory = dict[str, Posterior]
#: What was the usual range is told for so long.
HIGHS_KEPT = timedelta(days=90)
#: Who never said what is usual is known by so many readings. Design.
UNASKED_READINGS = 6
#: A change is looked for from so many answered runs on, and said from this probability on.
CHANGED_RUNS, CHANGED_P = 9, 0.5
#: After so many days without a run one begins anew, and what hurt before is no change. A shorter rest may be what was
#: advised because of it, and is no sign that it is over. Design.
ANEW_D = 60.0


def estimate(
    sessions: Sequence[Session],
    readings: Sequence[Reading],
    plan: Plan,
    *,
    now: datetime,
    memory: Memory | None = None,
) -> Tolerance:
    """What the facts up to `now` say; facts after it are ignored."""
    memory = {} if memory is None else memory
    done = sorted((s for s in sessions if s.started_at <= now), key=lambda s: (s.started_at, s.id))
    said = sorted((r for r in readings if r.at <= now and r.score is not None), key=lambda r: (r.at, r.id))
    known = (s for s in done if s.activity == "run" and s.ended_at <= now and running_m(s) is not None)
    runs = sorted(known, key=lambda s: (s.ended_at, s.started_at, s.id))
    doses = [dose(s) for s in runs]
    heard = without_unknown(done, said)
    rated = Counter(r.site for r in heard)
    sites: dict[str, Lately] = {}
    for site in {"back", *(r.site for r in heard if r.score and rated[r.site] >= SITE_READINGS)}:
        told = events(doses, heard, site)
        memory[site], sites[site] = lately(memory.get(site), start_of(plan, site), plan.reaction_limit, told)
    back = sites["back"]
    level, error, sd = back.clear.level()
    usual = min(10.0, max(0.0, level))
    low, high = usual_range(usual, sd)
    of_back = [r for r in said if r.site == "back"]
    clear = clear_readings(done, of_back)
    found, changes = responses(back, runs, done, of_back), since(back)
    return Tolerance(
        usual=usual,
        usual_error=error,
        sd=sd,
        low=low,
        high=high,
        highs=highs(back, of_back, now - HIGHS_KEPT),
        readings=len(clear),
        recent_readings=sum(r.at > now - RECENT for r in clear),
        responses=found,
        floor=floor_test(sites, runs, found),
        capacity_m=back.now.capacity(0.5),
        capacity_low_m=back.now.capacity(0.1),
        capacity_high_m=back.now.capacity(0.9),
        risk=risk(sites, doses),
        course=tuple((24.0 * lag, back.base.course(lag)) for lag in COURSE_D),
        unexplained=back.base.unexplained,
        assumed=assumed(plan, doses, of_back),
        limit_m=min(each.now.longest() for each in sites.values()),
        doubted_m=doubted(sites, changes),
        changed=changed(back, runs, changes),
        worse=back.base.worse(),
        others_min=others(memory, done, said, plan),
    )


def without_unknown(done: Sequence[Session], said: Sequence[Reading]) -> list[Reading]:
    """The readings but those after a run of unknown length: they are neither usual nor tell of any distance."""
    runs = sorted((s.ended_at, running_m(s) is not None) for s in done if s.activity == "run")
    last = [(r, bisect_right(runs, (r.at, True)) - 1) for r in said]
    return [r for r, n in last if n < 0 or runs[n][1] or r.at - runs[n][0] >= GONE]


def highs(back: Lately, said: Sequence[Reading], since: datetime) -> list[tuple[datetime, float]]:
    """The top of the usual range as it was believed before a moment, and after each reading since that told of it.

    Of somebody who never said what is usual, only once some readings have told of it.
    """
    moments, start = {days(r.at): r.at for r in said if r.at >= since}, back.clear.start
    told = [(-inf, start.usual, PRIOR_SD), *back.clear.usual][0 if start.most is not None else UNASKED_READINGS + 1 :]
    later = max(1, bisect_left(told, (days(since),)))
    found = [(datetime.min.replace(tzinfo=UTC), usual, sd) for _, usual, sd in told[later - 1 : later]]
    found += [(moments[at], usual, sd) for at, usual, sd in told[later:]]
    return [(at, usual_range(usual, sd)[1]) for at, usual, sd in found]


def since(back: Lately) -> list[list[Since]]:
    """The changes that may have begun with one of the last runs since running began anew; none of too few answers.

    First as it was told, then without each one of the last readings.
    """
    if sum(one.response is not None for one in back.told) < CHANGED_RUNS:
        return []
    first = max((n for n, (a, b) in enumerate(pairwise(back.doses), 1) if b.at - a.at >= ANEW_D), default=0)
    found = since_when(back.told[first:], back.before_m, back.base.limit)
    return [[one._replace(run=first + one.run) for one in each] for each in found]


def changed(back: Lately, runs: Sequence[Session], found: Sequence[Sequence[Since]]) -> Changed | None:
    """The change that the last runs tell of; over where three in a row told of no reaction."""
    likely = [one for one in next(iter(found), []) if one.p > CHANGED_P]
    if not likely:
        return None
    worst = max(likely, key=lambda one: one.p)
    rises = [one.rise for one in back.told if one.response is not None and one.rise is not None]
    return Changed(
        session=runs[worst.run].id,
        runs=worst.runs,
        probability=worst.p,
        limit_m=min(one.limit_m for one in likely),
        p_floor=max(one.p_floor for one in likely),
        p_clear=max(one.p_clear for one in likely),
        over=all(rise.points < REACTION for rise in rises[-LAST:]),
    )


def surely_over(back: Lately) -> bool:
    """Whether a change is over without any one of the readings that say so, too."""
    told = [one for one in back.told if one.response is not None]
    last = told[-LAST:]
    # A run that one reading alone has answered is not answered without it: then the one before the last counts.
    alone = any(sum(r.at - one.dose.at >= ANSWERS_D for r in one.readings) == 1 for one in last)
    rises = [rise for one in last for rise in one.doubts] + [one.rise for one in told[-LAST - 1 : -LAST] if alone]
    return all(rise.points < REACTION for rise in rises if rise is not None)


def doubted(sites: Mapping[str, Lately], found: Sequence[Sequence[Since]]) -> float | None:
    """The longest run within the limit as it was, or would be without any one of the last readings; at the least."""
    least = [metres for each in sites.values() if (metres := each.then.doubted()) is not None]
    if not surely_over(sites["back"]):
        least += [one.limit_m for each in found for one in each if one.p > CHANGED_P]
    return min(least, default=None)


def start_of(plan: Plan, site: str) -> Start:
    """What is usual before any reading."""
    if site != "back":
        return Start(0.0, ELSEWHERE_SD)
    freed = days(plan.medicine_at) if plan.medicine_at else None
    if plan.usual_pain is None:
        return Start(UNASKED_USUAL, UNASKED_SD, freed=freed)
    at = days(plan.usual_pain_at) if plan.usual_pain_at else None
    return Start(plan.usual_pain, START_SD, plan.usual_pain + RISE, RISE_A_DAY, at, freed)


def events(doses: Sequence[Dose], said: Sequence[Reading], site: str) -> list[Dose | Rating]:
    """Doses and the readings of a site in order of time."""
    found: list[Dose | Rating] = [*doses]
    found += [Rating(days(r.at), r.score, bool(r.medicated)) for r in said if r.site == site and r.score is not None]
    return sorted(found, key=lambda e: (e.at, isinstance(e, Rating)))


def days(at: datetime) -> float:
    """Days since the epoch."""
    return at.timestamp() / DAY_S


def dose(session: Session) -> Dose:
    """A run of known distance as the filter sees it."""
    metres = running_m(session) or 0.0
    strike = session.strike if session.strike in {"heel", "forefoot"} else None
    return Dose(days(session.ended_at), metres, session.surface in HARD, strike)


def risk(sites: Mapping[str, Lately], doses: Sequence[Dose]) -> tuple[Risk, ...]:
    """What is expected of candidate distances up to a little beyond twice the longest run: the worst of all sites."""
    longest = max((d.metres for d in doses), default=KILOMETRE)
    metres = np.geomspace(LEAST_RISK_M, max(KILOMETRE, BEYOND * longest), CANDIDATES)
    clear, some = (np.max([each.now.p(metres, rise) for each in sites.values()], axis=0) for rise in (STRONG, REACTION))
    return tuple(Risk(float(d), float(p), float(q)) for d, p, q in zip(metres, clear, some, strict=True))


def assumed(plan: Plan, doses: Sequence[Dose], said: Sequence[Reading]) -> tuple[str, ...]:
    """What had to be assumed for want of facts, as tokens."""
    found = []
    if plan.usual_pain is None:
        found.append("usual-unasked")
    if not doses:
        found.append("no-run")
    if not said:
        found.append("no-reading")
    if any(r.medicated for r in said):
        found.append("medicated-at-least")
    return tuple(found)


def others(memory: Memory, done: Sequence[Session], said: Sequence[Reading], plan: Plan) -> dict[str, float]:
    """By activity of low impact, the longest session in minutes that stays within the person's limit.

    Each is followed on its own, from the readings that no run may be behind.
    """
    activities = {s.activity for s in done if s.activity in LOW_IMPACT}
    if not activities:
        return {}
    runs = sorted(s.ended_at for s in done if s.activity == "run")
    clear = [r for r in said if not (n := bisect_right(runs, r.at)) or r.at - runs[n - 1] >= GONE]
    found = {}
    for activity in activities:
        doses = [
            Dose(days(s.ended_at), LIGHT_M * spent) for s in done if s.activity == activity and (spent := minutes(s))
        ]
        if len(doses) < OTHER_SESSIONS:
            continue
        start = start_of(plan, "back")
        memory[activity] = followed(memory.get(activity), start, plan.reaction_limit, events(doses, clear, "back"))
        found[activity] = memory[activity].belief().longest() / LIGHT_M
    return found


def responses(
    back: Lately, runs: Sequence[Session], done: Sequence[Session], said: Sequence[Reading]
) -> dict[int, Response]:
    """The response of each session of which a reading tells."""
    found = {}
    for run, one in zip(runs, back.told, strict=True):
        if (response := one.response) is not None:
            found[run.id] = response
    known = {run.id for run in runs}
    ends = {s.id: days(s.ended_at) for s in done if s.id not in known}
    for number, answered in answers([s for s in done if s.id in ends], said).items():
        scores = told(answered)
        if scores:
            found[number] = response_of_other(back, ends[number], scores)
    return found


def contrast_sd(n: int, sd: float) -> float:
    """SD of the mean of two answers a day apart, sqrt((1 + rho) / 2) SD, or of one alone."""
    return sd * (sqrt((1 + (1 - OF_ITSELF) * RHO) / 2) if n == 2 else 1.0)


def response_of_other(back: Lately, end: float, scores: Sequence[float]) -> Response:
    """The response to another session, against what was usual then."""
    _, error, sd = back.clear.level()
    scale = sqrt(error**2 + contrast_sd(len(scores), sd) ** 2)
    usual = back.clear.usual
    at = bisect_right(usual, (end + WINDOW_D, inf, inf)) - 1
    level = usual[at][1] if at >= 0 else back.base.start.usual
    value = fmean(scores) - level
    p = p_reaction(value, scale**2, 0.0, REACTION_SD**2 + VARIES**2)
    return Response(value=value, worst=max(scores) - level, scale=scale, n=len(scores), p_reaction=p)


def floor_test(sites: Mapping[str, Lately], runs: Sequence[Session], found: Mapping[int, Response]) -> FloorTest | None:
    """What the model says about the floor of running, and the mean response after all runs; None without a run."""
    if not runs:
        return None
    answered = [found[s.id] for s in runs if s.id in found]
    # Of sites that are as bad to the millionth, the one that was worse when the last run had been answered.
    worst = max(sites.values(), key=lambda each: (settled(each.now.p_floor()), each.then.p_floor()))
    return FloorTest(
        runs=len(runs),
        mean=fmean(r.value for r in answered) if answered else 0.0,
        scale=sqrt(fsum(r.scale**2 for r in answered)) / len(answered) if answered else 0.0,
        p_too_much=settled(worst.now.p_floor()),
        p_clear=worst.now.p_floor(STRONG),
        p_then=worst.then.p_floor(),
    )
