"""Usual pain, personal variability and responses: the first version of the tolerance estimate.

Everything here is plain arithmetic on the facts of the last half year, so that `advise` starts without numpy.
Sources: evidence.md 1 (SD 1.2, autocorrelation 0.2-0.5) and semantics.md 4 and 5, in docs/explanation/semantics.md.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from math import erf, sqrt
from statistics import fmean
from typing import NamedTuple

from backlog.model.checks import LAST_CLOSE, Answers, answers, follows
from backlog.model.dose import running_m
from backlog.model.plan import Plan
from backlog.model.session import Reading, Session
from backlog.model.spell import spell_of
from backlog.model.tokens import UNCHECKED
from backlog.model.tolerance import FloorTest, Response, Tolerance

#: Within-person SD of momentary pain (Page 2022), and how many days of readings the prior is worth.
PRIOR_SD, PRIOR_DAYS, LEAST_SD = 1.2, 14, 0.5
#: Day-to-day autocorrelation: none published; the middle of the working range 0.2-0.5.
RHO = 0.35
#: Clear of any reaction: soreness is gone by 96 h (Pettitt 2010).
CLEAR = timedelta(hours=96)
#: What usual is taken to be without an answer at start, and what that and an answer weigh, in readings.
UNASKED_USUAL, UNASKED_WEIGHT, START_WEIGHT = 2.0, 1, 5
#: Usual may rise above the answer at start by this much, and by this much more a month.
RISE, RISE_PER_MONTH = 0.5, 0.3
MONTH = timedelta(days=30.44)
RANGE_SDS = 1.28
#: A reaction is a rise of 1 point or more.
REACTION = 1.0
#: Reactions are expected to be no larger than ordinary variation (design choice: a normal prior around 0).
REACTION_SD = 1.2
RECENT = timedelta(days=28)
#: The test at the floor looks at runs up to this long.
SHORT_M = 1000.0
#: A person's first sessions of an activity count as newly begun.
NEW_SESSIONS = 3


def estimate(sessions: Sequence[Session], readings: Sequence[Reading], plan: Plan, *, now: datetime) -> Tolerance:
    """What the facts up to `now` say; facts after it are ignored."""
    done = sorted((s for s in sessions if s.started_at <= now), key=lambda s: (s.started_at, s.id))
    said = sorted(
        (r for r in readings if r.at <= now and r.site == "back" and r.score is not None), key=lambda r: (r.at, r.id)
    )
    clear = clear_readings(done, said)
    scores = [r.score for r in clear if r.score is not None]
    sd = personal_sd(scores)
    usual, weight = usual_level(scores, plan, now=now)
    error = sd / sqrt(weight)
    low, high = usual_range(usual, sd)
    checks = answers(done, said)
    found = responses(checks, usual, error, sd)
    return Tolerance(
        usual=usual,
        usual_error=error,
        sd=sd,
        low=low,
        high=high,
        readings=len(clear),
        recent_readings=sum(r.at > now - RECENT for r in clear),
        responses=found,
        floor=_with_then(floor_test(done, found, checks, error), done, clear, checks, plan),
    )


def clear_readings(sessions: Sequence[Session], readings: Sequence[Reading]) -> list[Reading]:
    """Unmedicated back readings 96 h or more after the end of any run or newly begun activity, or before the first.

    Both in order of time.
    """
    loads = _loading(sessions)
    found, begun, latest = [], 0, None
    for reading in readings:
        while begun < len(loads) and follows(loads[begun], reading.at):
            latest = loads[begun].ended_at if latest is None else max(latest, loads[begun].ended_at)
            begun += 1
        if not reading.medicated and (latest is None or reading.at - latest >= CLEAR):
            found.append(reading)
    return found


def _loading(sessions: Sequence[Session]) -> list[Session]:
    """Runs, and the first three sessions of every other activity."""
    seen: dict[str, int] = {}
    found = []
    for session in sessions:
        seen[session.activity] = seen.get(session.activity, 0) + 1
        if session.activity == "run" or seen[session.activity] <= NEW_SESSIONS:
            found.append(session)
    return found


def personal_sd(scores: Sequence[float]) -> float:
    """Day-to-day SD in points: the readings' own, drawn towards 1.2 as if that were 14 days of them; at least 0.5."""
    if len(scores) < 2:
        return PRIOR_SD
    middle = fmean(scores)
    squares = PRIOR_DAYS * PRIOR_SD**2 + sum((score - middle) ** 2 for score in scores)
    return max(LEAST_SD, sqrt(squares / (PRIOR_DAYS + len(scores) - 1)))


def usual_level(scores: Sequence[float], plan: Plan, *, now: datetime) -> tuple[float, float]:
    """The shrunken mean of clear readings, and how many readings it is worth.

    The answer at start weighs as five; the mean may not rise above it by more than 0.5 + 0.3 a month.
    """
    asked = plan.usual_pain is not None
    start = plan.usual_pain if plan.usual_pain is not None else UNASKED_USUAL
    weight = START_WEIGHT if asked else UNASKED_WEIGHT
    mean = (weight * start + sum(scores)) / (weight + len(scores))
    if asked:
        months = (now - plan.usual_pain_at) / MONTH if plan.usual_pain_at else 0.0
        mean = min(mean, start + RISE + RISE_PER_MONTH * max(0.0, months))
    return min(10.0, max(0.0, mean)), weight + len(scores)


def usual_range(usual: float, sd: float) -> tuple[float, float]:
    """Usual -+ 1.28 SD, cut to 0-10: about eight readings of ten lie inside."""
    return max(0.0, usual - RANGE_SDS * sd), min(10.0, usual + RANGE_SDS * sd)


def responses(answered: Mapping[int, Answers], usual: float, error: float, sd: float) -> dict[int, Response]:
    """The response of each session with an answer at 24 or 48 h."""
    return {
        number: response(fmean(scores) - usual, len(scores), error, sd)
        for number, checks in answered.items()
        if (scores := told(checks))
    }


def told(checks: Answers) -> list[float]:
    """The scores at 24 and 48 h. One under painkillers counts only where it raises the mean, or where it is alone."""
    known = [answer for horizon in (24, 48) if (answer := checks[horizon]) is not None]
    every, clear = [a.score for a in known], [a.score for a in known if not a.medicated]
    return clear if clear and fmean(clear) > fmean(every) else every


def contrast_sd(n: int, sd: float) -> float:
    """SD of the mean of two answers a day apart, sqrt((1 + rho) / 2) SD, or of one alone."""
    return sd * (sqrt((1 + RHO) / 2) if n == 2 else 1.0)


def response(value: float, n: int, error: float, sd: float) -> Response:
    """A response with its scale (contrast and baseline error) and the probability of a reaction of 1 or more."""
    scale = sqrt(contrast_sd(n, sd) ** 2 + error**2)
    return Response(value=value, scale=scale, n=n, p_reaction=p_at_least(REACTION, value, scale))


def p_at_least(threshold: float, value: float, scale: float) -> float:
    """P(reaction >= threshold) after seeing `value` with error `scale`, reactions being N(0, REACTION_SD) before."""
    trust = REACTION_SD**2 / (REACTION_SD**2 + scale**2)
    return 0.5 * (1 - erf((threshold - trust * value) / (sqrt(trust) * scale) / sqrt(2)))


class Short(NamedTuple):
    """A short run's response, and the reading that is its highest answer."""

    response: Response
    highest: int


def floor_test(
    sessions: Sequence[Session], found: Mapping[int, Response], checks: Mapping[int, Answers], error: float
) -> FloorTest | None:
    """The test over the answered short runs since the person last did better.

    That is: since a longer run that was answered and not raised, or since a run that a benign spell came before.
    """
    short: list[Short] = []
    others: list[tuple[Session, bool]] = []
    last_run: Session | None = None
    for session in sessions:
        answered = found.get(session.id)
        if session.activity != "run":
            if session.activity not in UNCHECKED and answered is not None:
                others.append((session, answered.raised))
            continue
        if last_run is not None and spell_of(last_run.ended_at, others).benign(session.started_at):
            short = []
        last_run, others = session, []
        if answered is not None:
            short = _after(short, session, Short(answered, highest(checks[session.id])))
    kept = beyond_one_score(short)
    return _floor(kept, error) if kept else None


def _with_then(
    floor: FloorTest | None,
    sessions: Sequence[Session],
    clear: Sequence[Reading],
    checks: Mapping[int, Answers],
    plan: Plan,
) -> FloorTest | None:
    """The test with what it said when the last run had been answered, from the readings clear of runs until then."""
    if floor is None:
        return None
    then = max(s.ended_at for s in sessions if s.activity == "run") + LAST_CLOSE
    scores = [r.score for r in clear if r.score is not None and r.at <= then]
    sd = personal_sd(scores)
    usual, weight = usual_level(scores, plan, now=then)
    error = sd / sqrt(weight)
    test = floor_test(sessions, responses(checks, usual, error, sd), checks, error)
    return replace(floor, p_then=test.p_too_much if test else None)


def highest(checks: Answers) -> int:
    """The reading that is the highest answer at 24 or 48 h."""
    known = [answer for horizon in (24, 48) if (answer := checks[horizon]) is not None]
    return max(known, key=lambda answer: answer.score).reading


def beyond_one_score(short: Sequence[Short]) -> list[Response]:
    """The responses to look at: without the raised ones where one and the same score raised them all.

    One high score alone switches nobody, even if it is the only answer to a run, or answers two.
    """
    alone = len({run.highest for run in short if run.response.raised}) == 1
    return [run.response for run in short if not (alone and run.response.raised)]


def _after(short: list[Short], run: Session, answered: Short) -> list[Short]:
    """The short runs to look at once another run has been answered; one of unknown length tells nothing."""
    metres = running_m(run)
    if metres is None:
        return short
    if metres <= SHORT_M:
        return [*short, answered]
    return short if answered.response.raised else []


def _floor(short: Sequence[Response], error: float) -> FloorTest:
    mean = fmean(r.value for r in short)
    own = fmean(r.scale**2 - error**2 for r in short)
    scale = sqrt(own / len(short) + error**2)
    return FloorTest(runs=len(short), mean=mean, scale=scale, p_too_much=p_at_least(REACTION, mean, scale))
