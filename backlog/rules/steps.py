"""The steps of the verdict, one function a rule: each looks at the view and speaks, or passes.

They are tried in the order of decide.ORDER; that order is policy.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from statistics import fmean, median

from backlog.model.checks import WINDOWS, expected
from backlog.model.decision import (
    Action,
    AtGoal,
    BenignSpell,
    BriefRun,
    CheckOpen,
    Decision,
    DuringHigh,
    Evidence,
    FindBaseline,
    FloorTooMuch,
    HarmSeen,
    HarmSettled,
    LayOff,
    MissingAnswers,
    NoImprovement,
    NoPainKnown,
    NotEnough,
    Pending,
    Radiating,
    Raised,
    RaisedTwice,
    Reason,
    Retrospective,
    RunsTooClose,
    RunUnavailable,
    SeeClinician,
    SiteHarm,
    SiteRaised,
    SiteSettled,
    Stop,
    Tolerated,
    TwoIncreases,
    Verdict,
)
from backlog.model.session import Reading
from backlog.model.tokens import UNCHECKED
from backlog.rules import redflags
from backlog.rules import thresholds as t
from backlog.rules.elsewhere import meanwhile, substitute, under_test
from backlog.rules.limits import Asked, not_before, prescribe_run
from backlog.rules.ready import Done, View


def evidence(view: View) -> Evidence:
    """The numbers behind any verdict."""
    base = view.base_at(view.runs, view.now)
    return Evidence(usual=view.tolerance.usual, usual_low=view.tolerance.low, usual_high=view.tolerance.high,
                    sd=view.tolerance.sd, base_m=base, cap_m=None if base is None else t.step_up(base),
                    last_session=view.runs[-1].session.id if view.runs else None, runs=len(view.runs))


# Red flags and screening


def red_flags(view: View) -> Verdict | None:
    """A red flag is open: no activity at all."""
    flags = redflags.open_flags(view)
    return Stop(reasons=tuple(flags), evidence=evidence(view)) if flags else None


def screening(view: View) -> Verdict | None:
    """The red-flag questions come before any advice; harm already seen is listed beside."""
    due = redflags.screening_due(view)
    if due is None:
        return None
    return Pending(until=None, reasons=(due, *_harm_now(view)), evidence=evidence(view))


# Harm already seen


def harm(view: View) -> Verdict | None:
    """No running while harm has not settled; a shorter run once it has."""
    now = _harm_now(view)
    if now:
        return Decision(action="reduce", next=None, meanwhile=meanwhile(view), reasons=(*now, *_advice(view, now)),
                        evidence=evidence(view))
    settled = _settled(view)
    if settled is not None:
        reason, asked = settled
        return _run(view, "reduce", asked, [reason])
    high = _during(view)
    if high is not None and high.twice:
        return _run(view, "reduce", _at_most_begin(view, t.HARM_FACTOR * _last_dose(view)), [high])
    return None


def _harm_now(view: View) -> tuple[Reason, ...]:
    back = _unsettled(view)
    return (*([back] if back else []), *_sites_now(view), *_radiating_now(view))


def _unsettled(view: View) -> HarmSeen | None:
    if not view.harm:
        return None
    seen = view.harm[-1]
    if _settled_by(view, seen.at) is not None:
        return None
    return HarmSeen(reading=seen.id, at=seen.at, score=seen.score, flare=bool(seen.flare),
                    limit=t.flare_limit(view.tolerance), usual_high=view.tolerance.high)


def _settled_by(view: View, since: datetime) -> Reading | None:
    """The first later back reading in the usual range that was no flare."""
    return next((r for r in view.back if r.at > since and r.score is not None
                 and r.score <= view.tolerance.high and not r.flare), None)


def _settled(view: View) -> tuple[Reason, float] | None:
    """Harm that settled and after which no run has begun: 0.7 of the last tolerated distance if it counts as raised."""
    if not view.runs:
        return None
    last = view.runs[-1]
    seen = _harm_settled(view, t.HARM_FACTOR)
    if seen is not None and (last.raised or seen.flare):
        return seen, _at_most_begin(view, t.HARM_FACTOR * _last_tolerated(view))
    for site, score in sorted(view.site_peaks(last.session).items()):
        if _site_reduce_limit(view, site, score) is not None:
            return (SiteSettled(session=last.session.id, site=site, score=score, factor=t.HARM_FACTOR),
                    _at_most_begin(view, t.HARM_FACTOR * _last_dose(view)))
    return None


def _harm_settled(view: View, factor: float) -> HarmSettled | None:
    """The last harm, if it has settled and no run has begun since."""
    if not view.harm or not view.runs:
        return None
    seen = view.harm[-1]
    by = _settled_by(view, seen.at)
    if by is None or view.runs[-1].session.started_at > by.at:
        return None
    return HarmSettled(reading=seen.id, settled_by=by.id, score=seen.score, flare=bool(seen.flare), factor=factor)


def _site_reduce_limit(view: View, site: str, score: float) -> tuple[float, bool] | None:
    """The limit that a site's pain after the last run reached, and whether it took two runs; None below it."""
    if site == "hip-groin" and view.runs[-1].session.during_sites.get(site, 0.0) >= t.HIP_GROIN:
        return t.HIP_GROIN, False
    if score >= t.SITE_REDUCE:
        return t.SITE_REDUCE, False
    if score >= t.SITE_HOLD and len(view.runs) > 1 \
            and view.site_peaks(view.runs[-2].session).get(site, 0.0) >= t.SITE_HOLD:
        return t.SITE_HOLD, True
    return None


def _sites_now(view: View) -> list[Reason]:
    """Sites whose pain after the last run forbids running until a later reading there is 2 or less."""
    if not view.runs:
        return []
    last = view.runs[-1].session
    found: list[Reason] = []
    for site, score in sorted(view.site_peaks(last).items()):
        reached = _site_reduce_limit(view, site, score)
        latest = [r.score for r in view.readings if r.site == site and r.score is not None and r.at >= last.ended_at]
        if reached is not None and not (latest and latest[-1] <= t.SITE_SETTLED):
            found.append(SiteHarm(session=last.id, site=site, score=score, limit=reached[0], twice=reached[1]))
    return found


def _radiating_now(view: View) -> list[Reason]:
    """New radiating pain, until a later reading says it is gone, or a professional has looked."""
    if not view.new_radiating:
        return []
    seen, before = view.new_radiating[-1]
    gone = any(r.site == "radiating-leg" and r.at > seen.at and r.score == 0 for r in view.readings)
    if gone or _reviewed_since(view, seen.at):
        return []
    return [Radiating(reading=seen.id, reaches=seen.reaches, before=before)]


def _reviewed_since(view: View, at: datetime) -> bool:
    return any(s.kind == "review" and at < s.at <= view.now for s in view.case.screenings)


def _during(view: View) -> DuringHigh | None:
    """Pain during or right after the last run at or beyond its limit."""
    limit = t.during_limit(view.tolerance)
    scores = [_early(done) for done in view.runs[-2:]]
    if not scores or scores[-1] is None or scores[-1] < limit:
        return None
    twice = len(scores) == 2 and scores[0] is not None and scores[0] >= limit
    return DuringHigh(session=view.runs[-1].session.id, score=scores[-1], limit=limit, twice=twice)


def _early(done: Done) -> float | None:
    after = done.answers[0]
    said = [s for s in (done.session.during, after.score if after else None) if s is not None]
    return max(said, default=None)


# Switch and return


def switch(view: View) -> Verdict | None:
    """Even the floor is probably too much: something else, until a benign spell has passed."""
    floor = view.tolerance.floor
    reasons: list[Reason] = []
    if "run" not in view.plan.activities:
        reasons.append(RunUnavailable())
    elif floor is None or floor.runs < t.SWITCH_RUNS or floor.p_too_much <= t.SWITCH_P:
        return None
    else:
        reasons.append(FloorTooMuch(runs=floor.runs, mean=floor.mean, scale=floor.scale, probability=floor.p_too_much,
                                    limit=t.SWITCH_P, usual=view.tolerance.usual))
        spell = _spell(view)
        if spell.days >= spell.days_needed and spell.sessions >= spell.sessions_needed and soft_stop(view) is None:
            return _run(view, "return", t.BRIEF_M, [spell])
        reasons.append(spell)
    trial = under_test(view)
    waiting = _open(view, trial) if trial else None
    if waiting is not None:
        return Pending(until=waiting.until, reasons=(waiting, *reasons), evidence=evidence(view))
    prescription, more = substitute(view)
    reasons += more
    return Decision(action="switch", next=prescription, reasons=(*reasons, *_advice(view, reasons)),
                    evidence=evidence(view))


def _spell(view: View) -> BenignSpell:
    """How long and how well other activities have gone since the last run, or since the last raised response."""
    start = view.runs[-1].session.ended_at
    others = [d for a in view.activities if a != "run" and a not in UNCHECKED for d in view.done(a)
              if d.session.started_at > start]
    bad = [d.session.ended_at for d in others if d.raised or d.harmful]
    start = max([start, *bad])
    good = [d for d in others if d.session.started_at > start and d.response is not None]
    return BenignSpell(days=(view.now - start).days, days_needed=t.RETURN_DAYS, sessions=len(good),
                       sessions_needed=t.RETURN_SESSIONS)


# Reduce


def reduce(view: View) -> Verdict | None:
    """Raised twice running: a fifth less."""
    if len(view.runs) < 2:
        return None
    before, last = view.runs[-2:]
    if not (before.raised and last.raised):
        return None
    reason = RaisedTwice(session=last.session.id, before=before.session.id, response=_value(last),
                         response_before=_value(before), factor=t.REDUCE_FACTOR)
    return _run(view, "reduce", _at_most_begin(view, t.REDUCE_FACTOR * _last_dose(view)), [reason])


# Pending and missing


def pending(view: View) -> Verdict | None:
    """The last run's 48 h check is neither in nor lapsed."""
    if not view.runs or _too_close(view) is not None:
        return None
    waiting = _open(view, view.runs[-1])
    if waiting is None:
        return None
    return Pending(until=waiting.until, reasons=(waiting,), meanwhile=meanwhile(view), evidence=evidence(view))


def _open(view: View, done: Done) -> CheckOpen | None:
    until = done.session.ended_at + timedelta(hours=t.PENDING_HOURS)
    if done.answers[48] is not None or view.now >= until or not expected(done.session, 48, view.pauses):
        return None
    opens = done.session.ended_at + timedelta(hours=WINDOWS[48][0])
    return CheckOpen(session=done.session.id, opens_at=opens, until=until, answerable=view.now >= opens)


def _too_close(view: View) -> RunsTooClose | None:
    last = view.runs[-t.TOO_CLOSE_RUNS - 1:]
    gaps = [b.session.started_at - a.session.started_at for a, b in zip(last, last[1:], strict=False)]
    if len(gaps) < t.TOO_CLOSE_RUNS or any(gap > t.TOO_CLOSE for gap in gaps):
        return None
    return RunsTooClose(sessions=tuple(d.session.id for d in last[1:]), hours=t.TOO_CLOSE.total_seconds() / 3600)


def missing(view: View) -> Verdict | None:
    """Runs of which no pain is known, or too few answers: at most hold."""
    unknown = _no_pain_known(view)
    if unknown is not None:
        return _run(view, "hold", unknown.median_m * (0.5 if unknown.halved else 1.0), [unknown])
    if view.base_at(view.runs, view.now) is None:
        return None
    lacking = _lacking(view)
    return None if lacking is None else _hold(view, [lacking])


def _no_pain_known(view: View) -> NoPainKnown | None:
    recent = [d for d in view.runs if d.session.started_at >= view.now - t.BASE_DAYS and d.dose is not None]
    if not recent or view.base_at(view.runs, view.now) is not None:
        return None
    unanswered = [d.dose for d in recent if not d.later and d.dose is not None]
    if len(unanswered) == len(recent):
        return NoPainKnown(runs=len(recent), median_m=median(unanswered), halved=False)
    # One brief first run that went badly is no history: halving needs runs that were never asked about.
    if unanswered and len(unanswered) > len(recent) - len(unanswered):
        return NoPainKnown(runs=len(recent), median_m=median(d.dose for d in recent if d.dose is not None), halved=True)
    return None


def _lacking(view: View) -> MissingAnswers | None:
    last = view.runs[-t.ANSWERED_RUNS:]
    answered, asked = sum(len(d.later) for d in last), 2 * len(last)
    needed = -(-asked * 2 // 3)
    known = view.runs[-1].answers[48] is not None
    if known and answered >= needed:
        return None
    return MissingAnswers(session=view.runs[-1].session.id, last_48h=known, answered=answered, asked=asked, needed=needed)


# Hold, start, increase


def hold(view: View) -> Verdict | None:
    """Reasons to stay where one is, or to begin (again) with a brief run."""
    base = view.base_at(view.runs, view.now)
    reasons = hold_reasons(view)
    if base is None:
        return _begin(view, reasons)
    return _hold(view, reasons) if reasons else None


def hold_reasons(view: View) -> list[Reason]:
    """All that forbids an increase now, the weightiest first."""
    soft, last = soft_stop(view), view.runs[-1] if view.runs else None
    found: list[Reason | None] = [soft]
    if last is not None:
        found += [_raised(view, last), _during(view), *_sites_raised(view), _too_close(view), _harm_settled(view, 1.0),
                  _not_enough(last), _two_increases(view)]
    base = view.base_at(view.runs, view.now)
    if base is not None and view.plan.goal_m is not None and base >= view.plan.goal_m:
        found.append(AtGoal(goal_m=view.plan.goal_m))
    return [reason for reason in found if reason is not None]


def _begin(view: View, reasons: Sequence[Reason]) -> Verdict:
    """No tolerated run in 30 days: begin, or begin again."""
    metres, reason = _beginning(view)
    return _run(view, "hold" if reasons else "start", metres, [*reasons, reason])


def _beginning(view: View) -> tuple[float, Reason]:
    """Half the last tolerated distance if it was under 60 days ago, else the brief run."""
    last = next((d for d in reversed(view.runs) if d.tolerated and d.counted is not None), None)
    if last is None or last.counted is None:
        return t.BRIEF_M, BriefRun(distance_m=t.BRIEF_M)
    away = view.now - last.session.started_at
    half = away < t.LAY_OFF_LIMIT
    metres = t.LAY_OFF_FACTOR * last.counted if half else min(t.BRIEF_M, last.counted)
    return metres, LayOff(days=away.days, last_m=last.counted, half=half)


def _at_most_begin(view: View, metres: float) -> float:
    """A reduced distance is never more than where one would begin again without a base."""
    return metres if view.base_at(view.runs, view.now) is not None else min(metres, _beginning(view)[0])


def increase(view: View) -> Verdict:
    """Nothing speaks against it: up to the cap; on the way back up after a reduction, a step from the last run."""
    asked = Asked(float("inf") if view.plan.goal_m is None else view.plan.goal_m, _regain(view))
    prescription, bounds = prescribe_run(view, asked)
    reasons = [*_tolerated(view, view.runs[-1]), *bounds, *_advice(view, [])]
    return Decision(action="increase", next=prescription, reasons=tuple(reasons), evidence=evidence(view))


def _regain(view: View) -> float | None:
    """After a raised or harmful run: a step up from the longest tolerated run since, no longer."""
    since = [d.dose for d in _since_setback(view) if d.dose is not None]
    if not since or len(since) == len(view.runs):
        return None
    return t.step_up(max(since))


def _since_setback(view: View) -> list[Done]:
    found: list[Done] = []
    for done in reversed(view.runs):
        if done.raised or done.harmful:
            return found
        found.append(done)
    return found


def _raised(view: View, last: Done) -> Raised | None:
    if not last.raised:
        return None
    return Raised(session=last.session.id, response=_value(last), flare=last.flare, usual=view.tolerance.usual,
                  probability=last.response.p_reaction if last.response else None)


def _tolerated(view: View, last: Done) -> list[Reason]:
    if last.response is None:
        return []
    return [Tolerated(session=last.session.id, response=last.response.value, scale=last.response.scale,
                      probability=last.response.p_reaction, usual=view.tolerance.usual)]


def _sites_raised(view: View) -> list[Reason]:
    found: list[Reason] = []
    for site, score in sorted(view.site_peaks(view.runs[-1].session).items()):
        usual = view.site_usual(site)
        limit = t.SITE_HOLD if usual is None else min(t.SITE_HOLD, usual + t.SITE_HOLD_ABOVE)
        if score >= limit:
            found.append(SiteRaised(session=view.runs[-1].session.id, site=site, score=score, limit=limit))
    return found


def _not_enough(last: Done) -> NotEnough | None:
    if not last.later:
        return None
    after = last.answers[48]
    if after is not None and after.medicated:
        return NotEnough(session=last.session.id, cause="medicated")
    if all(answer.after_another for answer in last.later):
        return NotEnough(session=last.session.id, cause="after_another")
    return None


def _two_increases(view: View) -> TwoIncreases | None:
    """Two increases among the seven local dates that end with the next run's."""
    earliest, _ = not_before(view, view.runs, t.RUN_REST)
    last_day = view.local_date(earliest)
    recent = [d.session.id for d in view.runs if d.increase
              and 0 <= (last_day - d.session.day).days < t.INCREASE_DAYS]
    if len(recent) < t.MOST_INCREASES:
        return None
    return TwoIncreases(sessions=tuple(recent), most=t.MOST_INCREASES, days=t.INCREASE_DAYS)


def soft_stop(view: View) -> SeeClinician | None:
    """Severe pain in the last week, or a flare not settled for a week, without a review since."""
    limit = max(t.SOFT_PAIN, view.tolerance.usual + t.SOFT_SDS * view.tolerance.sd)
    week = timedelta(days=t.SOFT_DAYS)
    severe = [r for r in view.back if r.score is not None and r.score >= limit and view.now - r.at < week]
    if severe and not _reviewed_since(view, severe[-1].at):
        return SeeClinician(cause="severe", reading=severe[-1].id, score=severe[-1].score, days=t.SOFT_DAYS)
    flares = [r for r in view.back if r.flare]
    first = next((r for r in flares if _settled_by(view, r.at) is None), None)
    if first and view.now - first.at >= week and not _reviewed_since(view, first.at):
        return SeeClinician(cause="flare", reading=first.id, score=first.score, days=(view.now - first.at).days)
    return None


def _advice(view: View, said: Sequence[Reason]) -> list[Reason]:
    """Reasons that change nothing here but are worth saying beside those said."""
    soft = soft_stop(view)
    found: list[Reason] = [soft] if soft is not None and soft not in said else []
    if view.case.retrospective:
        found.append(Retrospective())
    better = _no_improvement(view)
    if better is not None:
        found.append(better)
    if view.sessions and view.tolerance.recent_readings < t.BASELINE_READINGS:
        week = (view.now - view.sessions[0].started_at).days // 7
        if week >= t.BASELINE_EVERY_WEEKS and week % t.BASELINE_EVERY_WEEKS == 0:
            found.append(FindBaseline(readings=view.tolerance.recent_readings, needed=t.BASELINE_READINGS,
                                      days=t.BASELINE_GAP_DAYS))
    return found


def _no_improvement(view: View) -> NoImprovement | None:
    then = [r.score for r in view.back if r.score is not None
            and t.IMPROVEMENT_DAYS <= (view.now - r.at).days < t.IMPROVEMENT_DAYS + 14]
    now = [r.score for r in view.back if r.score is not None and (view.now - r.at).days < 14]
    if len(then) < 3 or len(now) < 3 or fmean(now) < t.IMPROVEMENT_LEAST:
        return None
    if fmean(now) <= (1 - t.IMPROVEMENT_SHARE) * fmean(then):
        return None
    return NoImprovement(mean_then=fmean(then), mean_now=fmean(now))


# Shared


def _hold(view: View, reasons: Sequence[Reason]) -> Decision:
    """The last run's distance, at most the base."""
    base = view.base_at(view.runs, view.now)
    settled = any(isinstance(reason, HarmSettled) for reason in reasons)
    asked = _last_tolerated(view) if settled else _last_dose(view)
    return _run(view, "hold", asked if base is None else min(asked, base), reasons)


def _run(view: View, action: Action, metres: float, reasons: Sequence[Reason]) -> Decision:
    prescription, bounds = prescribe_run(view, Asked(metres))
    return Decision(action=action, next=prescription, reasons=(*reasons, *bounds, *_advice(view, reasons)),
                    evidence=evidence(view))


def _last_dose(view: View) -> float:
    known = [d.dose for d in view.runs if d.dose is not None]
    return known[-1] if known else t.BRIEF_M


def _last_tolerated(view: View) -> float:
    known = [d.counted for d in view.runs if d.tolerated and d.counted is not None]
    return known[-1] if known else t.BRIEF_M


def _value(done: Done) -> float | None:
    return done.response.value if done.response else None


