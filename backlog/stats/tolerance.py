"""How far can this back go: what the facts say about one person's pain, capacity and reactions.

The model is in grid.py (what may be true) and kalman.py (how ratings tell it); here facts go in and a Tolerance
comes out. Words, formula and its known errors are in docs/explanation/tolerance.md.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from math import erf, fsum, inf, sqrt
from statistics import fmean

import numpy as np

from backlog.model.checks import GONE, answers
from backlog.model.dose import minutes, running_m
from backlog.model.plan import Plan
from backlog.model.session import Reading, Session
from backlog.model.settled import settled
from backlog.model.tokens import HARD, LOW_IMPACT
from backlog.model.tolerance import FloorTest, Response, Risk, Tolerance
from backlog.stats.dosing import mean
from backlog.stats.kalman import RHO, Dose, Rating
from backlog.stats.posterior import REACTION, STRONG, WINDOW_D, Posterior, Start, followed
from backlog.stats.usual import (
    RECENT,
    RISE,
    RISE_PER_MONTH,
    UNASKED_USUAL,
    clear_readings,
    told,
    usual_range,
)

DAY_S = 86400.0
#: What was allowed is told of so many last runs: whether somebody overruns is seen from them.
LIMITS_RUNS = 48
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
#: How much a reaction to the same run differs from day to day, in points. Design.
VARIES = 0.5

#: What was followed already, by site; a longer history of the same facts goes on from there.
Memory = dict[str, Posterior]


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
    doses = [d for s in done if s.activity == "run" and s.ended_at <= now and (d := dose(s)) is not None]
    rated = Counter(r.site for r in said)
    sites = {
        site: followed(memory.get(site), start_of(plan, site), plan.reaction_limit, events(doses, said, site))
        for site in {"back", *(r.site for r in said if r.score and rated[r.site] >= SITE_READINGS)}
    }
    memory |= sites
    back = sites["back"]
    level, error, sd = usual_now(back)
    usual = min(10.0, max(0.0, level))
    low, high = usual_range(usual, sd)
    of_back = [r for r in said if r.site == "back"]
    clear = clear_readings(done, of_back)
    found = responses(back, done, of_back, error, sd)
    return Tolerance(
        usual=usual,
        usual_error=error,
        sd=sd,
        low=low,
        high=high,
        readings=len(clear),
        recent_readings=sum(r.at > now - RECENT for r in clear),
        responses=found,
        floor=floor_test(sites, done, found),
        capacity_m=back.capacity(0.5),
        capacity_low_m=back.capacity(0.1),
        capacity_high_m=back.capacity(0.9),
        risk=risk(sites, doses),
        course=tuple((24.0 * lag, back.course(lag)) for lag in COURSE_D),
        unexplained=back.unexplained,
        assumed=assumed(plan, doses, of_back),
        limit_m=min(each.longest() for each in sites.values()),
        limits=limits(sites, done),
        worse=back.worse(),
        others_min=others(memory, done, said, plan),
    )


def usual_now(back: Posterior) -> tuple[float, float, float]:
    """What is usual at present, its error, and the personal SD."""
    level, weights, variance = back.state.level, back.weights, back.state.variance
    usual = mean(level, weights)
    return usual, sqrt(mean((level - usual) ** 2, weights) + back.state.p_level * variance), sqrt(variance)


def start_of(plan: Plan, site: str) -> Start:
    """What is usual before any reading."""
    if site != "back":
        return Start(0.0, ELSEWHERE_SD)
    if plan.usual_pain is None:
        return Start(UNASKED_USUAL, UNASKED_SD)
    at = days(plan.usual_pain_at) if plan.usual_pain_at else None
    return Start(plan.usual_pain, START_SD, plan.usual_pain + RISE, RISE_PER_MONTH / 30.44, at)


def events(doses: Sequence[Dose], said: Sequence[Reading], site: str) -> list[Dose | Rating]:
    """Doses and the readings of a site in order of time."""
    found: list[Dose | Rating] = [*doses]
    found += [Rating(days(r.at), r.score, bool(r.medicated)) for r in said if r.site == site and r.score is not None]
    return sorted(found, key=lambda e: (e.at, isinstance(e, Rating)))


def days(at: datetime) -> float:
    """Days since the epoch."""
    return at.timestamp() / DAY_S


def dose(session: Session) -> Dose | None:
    """A run as the filter sees it; None where its distance is not known."""
    metres = running_m(session)
    if metres is None:
        return None
    strike = session.strike if session.strike in {"heel", "forefoot"} else None
    return Dose(days(session.ended_at), metres, session.surface in HARD, strike)


def risk(sites: Memory, doses: Sequence[Dose]) -> tuple[Risk, ...]:
    """What is expected of candidate distances up to a little beyond twice the longest run: the worst of all sites."""
    longest = max((d.metres for d in doses), default=KILOMETRE)
    metres = np.geomspace(LEAST_RISK_M, max(KILOMETRE, BEYOND * longest), CANDIDATES)
    clear, some = (np.max([each.p(metres, rise) for each in sites.values()], axis=0) for rise in (STRONG, REACTION))
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
        found[activity] = memory[activity].longest() / LIGHT_M
    return found


def limits(memory: Memory, done: Sequence[Session]) -> dict[int, float]:
    """By run, of the last ones, the longest distance, in metres, that stayed within the person's limit before it."""
    found = {}
    for session in [s for s in done if s.activity == "run"][-LIMITS_RUNS:]:
        at = days(session.ended_at)
        known = [limit for each in memory.values() if (limit := each.limit_at(at)) is not None]
        if known:
            found[session.id] = min(known)
    return found


def responses(
    back: Posterior, done: Sequence[Session], said: Sequence[Reading], error: float, sd: float
) -> dict[int, Response]:
    """The response of each session with an answer at 24 or 48 h."""
    found = {}
    ends = {s.id: days(s.ended_at) for s in done}
    for number, answered in answers(done, said).items():
        scores = told(answered)
        if scores:
            found[number] = response(back, ends[number], scores, sqrt(error**2 + contrast_sd(len(scores), sd) ** 2))
    return found


def contrast_sd(n: int, sd: float) -> float:
    """SD of the mean of two answers a day apart, sqrt((1 + rho) / 2) SD, or of one alone."""
    return sd * (sqrt((1 + RHO) / 2) if n == 2 else 1.0)


def response(back: Posterior, end: float, scores: Sequence[float], scale: float) -> Response:
    """A response against what was usual then; the probability of a reaction weighs what was expected of that run."""
    at = bisect_right(back.usual, (end + WINDOW_D, inf)) - 1
    value = fmean(scores) - (back.usual[at][1] if at >= 0 else back.start.usual)
    likely, variance = back.expected.get(end, (0.0, REACTION_SD**2))
    variance += VARIES**2
    trust = variance / (variance + scale**2)
    best, left = likely + trust * (value - likely), sqrt(trust) * scale
    p = 0.5 * (1 - erf((REACTION - best) / left / sqrt(2)))
    return Response(value=value, scale=scale, n=len(scores), p_reaction=p)


def floor_test(sites: Memory, done: Sequence[Session], found: Mapping[int, Response]) -> FloorTest | None:
    """What the model says about the floor of running, and the mean response after all runs; None without a run."""
    runs = [s for s in done if s.activity == "run" and running_m(s) is not None]
    if not runs:
        return None
    answered = [found[s.id] for s in runs if s.id in found]
    last = days(runs[-1].ended_at)
    # Of sites that are as bad to the millionth, the one that was worse when the last run had been answered.
    worst = max(sites.values(), key=lambda each: (settled(each.p_floor()), each.p_floor_then(last) or 0.0))
    return FloorTest(
        runs=len(runs),
        mean=fmean(r.value for r in answered) if answered else 0.0,
        scale=sqrt(fsum(r.scale**2 for r in answered)) / len(answered) if answered else 0.0,
        p_too_much=settled(worst.p_floor()),
        p_then=worst.p_floor_then(last),
    )
