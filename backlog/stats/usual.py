"""Usual pain, personal variability and responses: the first version of the tolerance estimate.

Everything here is plain arithmetic on the facts of the last 13 months, so that `advise` starts without numpy.
Sources: evidence.md 1 (SD 1.2, autocorrelation 0.2-0.5) and semantics.md 4 and 5, in docs/explanation/semantics.md.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from math import erf, sqrt
from statistics import fmean

from backlog.model.checks import Answers, answers
from backlog.model.day import Plan
from backlog.model.dose import running_m
from backlog.model.session import Reading, Session
from backlog.model.tokens import LOW_IMPACT, UNCHECKED
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
SPELL, SPELL_SESSIONS = timedelta(days=14), 3


def estimate(sessions: Sequence[Session], readings: Sequence[Reading], plan: Plan, *, now: datetime) -> Tolerance:
    """What the facts up to `now` say; facts after it are ignored."""
    done = sorted((s for s in sessions if s.started_at <= now), key=lambda s: (s.started_at, s.id))
    said = sorted((r for r in readings if r.at <= now and r.site == "back" and r.score is not None), key=lambda r: r.at)
    clear = clear_readings(done, said)
    scores = [r.score for r in clear if r.score is not None]
    sd = personal_sd(scores)
    usual, weight = usual_level(scores, plan, now=now)
    error = sd / sqrt(weight)
    low, high = usual_range(usual, sd)
    found = responses(answers(done, said), usual, error, sd)
    return Tolerance(usual=usual, usual_error=error, sd=sd, low=low, high=high, readings=len(clear),
                     recent_readings=sum(r.at > now - RECENT for r in clear), responses=found,
                     floor=floor_test(done, found, error))


def clear_readings(sessions: Sequence[Session], readings: Sequence[Reading]) -> list[Reading]:
    """Unmedicated back readings 96 h or more after the end of any run or newly begun activity, or before the first.

    Both in order of time.
    """
    loads = sorted(s.ended_at for s in _loading(sessions))
    found, last = [], 0
    for reading in readings:
        while last < len(loads) and loads[last] <= reading.at:
            last += 1
        if not reading.medicated and (last == 0 or reading.at - loads[last - 1] >= CLEAR):
            found.append(reading)
    return found


def _loading(sessions: Sequence[Session]) -> list[Session]:
    """Runs, and the first three sessions of every other activity that loads the back."""
    seen: dict[str, int] = {}
    found = []
    for session in sessions:
        seen[session.activity] = seen.get(session.activity, 0) + 1
        if session.activity == "run" or (session.activity not in UNCHECKED and seen[session.activity] <= 3):
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
    found = {}
    for number, checks in answered.items():
        scores = [answer.score for horizon in (24, 48) if (answer := checks[horizon]) is not None]
        if scores:
            found[number] = response(fmean(scores) - usual, len(scores), error, sd)
    return found


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


def floor_test(sessions: Sequence[Session], found: Mapping[int, Response], error: float) -> FloorTest | None:
    """The test over the short runs in a row that are last, since the last benign spell that a run ended."""
    runs: list[Response] = []
    elsewhere: list[Response] = []
    last_run: Session | None = None
    for session in sessions:
        if session.activity != "run":
            if session.activity in LOW_IMPACT and session.id in found:
                elsewhere.append(found[session.id])
            continue
        spell = last_run is not None and session.started_at - last_run.ended_at >= SPELL and is_benign(elsewhere)
        if spell or (running_m(session) or 0.0) > SHORT_M:
            runs = []
        if (running_m(session) or 0.0) <= SHORT_M and session.id in found:
            runs.append(found[session.id])
        last_run, elsewhere = session, []
    if not runs:
        return None
    mean = fmean(r.value for r in runs)
    own = fmean(r.scale**2 - error**2 for r in runs)
    scale = sqrt(own / len(runs) + error**2)
    return FloorTest(runs=len(runs), mean=mean, scale=scale, p_too_much=p_at_least(REACTION, mean, scale))


def is_benign(elsewhere: Sequence[Response]) -> bool:
    """Three or more answered sessions of other activities, none of them raised."""
    return len(elsewhere) >= SPELL_SESSIONS and all(r.p_reaction <= 0.5 for r in elsewhere)
