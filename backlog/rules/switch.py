"""Where even the floor of running is probably too much: something else, and the way back."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise
from statistics import fmean

from backlog.model.checks import counting
from backlog.model.decision import Decision, Verdict
from backlog.model.reasons import BenignSpell, FloorTooMuch, Reason, RunUnavailable
from backlog.model.settled import settled
from backlog.model.tokens import UNCHECKED
from backlog.rules import thresholds as t
from backlog.rules.limits import walk_run
from backlog.rules.review import advised, soft_stop
from backlog.rules.substitute import substitute
from backlog.rules.verdicts import evidence
from backlog.rules.view import Done, View


def switch(view: View) -> Verdict | None:
    """Something else while running is unavailable or too much; a little walk and run after a quiet spell."""
    if "run" not in view.plan.activities:
        return _instead(view, [RunUnavailable()], firm=True)
    found = too_much(view)
    if found is None:
        return None
    return again(view) or _instead(view, [found, _spell(view)], firm=is_firm(view, found))


def again(view: View) -> Verdict | None:
    """A little walk and run, once a spell without any has been long and quiet enough."""
    spell = _spell(view)
    if not spell.quiet or spell.days < spell.days_needed or spell.sessions < spell.sessions_needed:
        return None
    tried, paused = walk_run(view)
    said = advised(view, [spell, *paused])
    return Decision(action="return", next=tried, reasons=said, evidence=evidence(view))


def too_much(view: View) -> FloorTooMuch | None:
    """That even the floor is too much, by all runs or by those since running began to hurt."""
    floor = view.tolerance.floor
    if not view.runs or floor is None or floor.runs < t.SWITCH_RUNS:
        return None
    # A switch once said stands in the days without runs, unless they show that running was probably not to blame.
    stands = floor.p_then is not None and floor.p_then > t.SWITCH_P and floor.p_too_much > t.SWITCH_KEEP_P
    changed, probability = view.changed, view.p_floor
    if probability <= t.SWITCH_P and not stands:
        return None
    return FloorTooMuch(
        runs=floor.runs,
        mean=floor.mean,
        scale=floor.scale,
        probability=probability,
        limit=t.SWITCH_P if probability > t.SWITCH_P else t.SWITCH_KEEP_P,
        usual=view.tolerance.usual,
        p_clear=max(floor.p_clear, 0.0 if changed is None else changed.p_clear),
    )


def is_firm(view: View, found: FloorTooMuch) -> bool:
    """Whether a clear reaction is more likely than not, or a flare came after a run of the last 30 days of running."""
    since = view.runs[-1].session.started_at - t.BASE_DAYS
    return found.p_clear > t.FIRM_P or any(d.flare for d in view.runs if d.session.started_at >= since)


def _patience(view: View) -> int:
    """Days before running is tried again: longer after it was tried in vain, and never longer than the last."""
    tried = sum(_in_vain(view, before, first) for before, first in pairwise(view.runs))
    return t.RETURN_AFTER[min(tried, len(t.RETURN_AFTER) - 1)]


def _in_vain(view: View, before: Done, first: Done) -> bool:
    """Whether running was left because it was felt, and a try after so long without any was soon felt again.

    Who was away had left nothing, and who ran well for a while after a try has not tried in vain.
    """
    left, begun = before.session.started_at, first.session.started_at
    if begun - left < timedelta(days=t.RETURN_AFTER[0]):
        return False
    felt = [done.session.started_at for done in view.runs if done.felt or done.harmful]
    return any(left - t.BASE_DAYS <= at <= left for at in felt) and any(
        begun <= at < begun + t.BASE_DAYS for at in felt
    )


def _spell(view: View) -> BenignSpell:
    """How long it is since the last run, how other activities have gone since, and how quiet the last days were."""
    ended = view.runs[-1].session.ended_at
    others = [d for a in view.activities if a != "run" and a not in UNCHECKED for d in view.done(a)]
    well = [d for d in others if d.session.started_at >= ended and d.tolerated]
    lately = [r for r in view.readings if view.now - r.at <= t.RETURN_SPAN]
    told = [(r.score, r.medicated) for r in lately if r.site == "back" and r.score is not None]
    most = settled(view.tolerance.usual + t.RETURN_ABOVE)
    return BenignSpell(
        days=(view.now - ended).days,
        days_needed=_patience(view),
        sessions=len(well),
        sessions_needed=t.RETURN_SESSIONS,
        quiet=soft_stop(view) is None
        and not any(r.flare for r in lately)
        and not all(extra for _, extra in told)
        and settled(fmean(counting(told))) <= most,
    )


def _instead(view: View, reasons: list[Reason], *, firm: bool) -> Verdict:
    """The substitute; where the switch is only offered, a little walk and run is the other way."""
    prescription, more = substitute(view)
    return Decision(
        action="switch",
        next=prescription,
        or_=None if firm else walk_run(view)[0],
        firm=firm,
        reasons=advised(view, [*reasons, *more]),
        evidence=evidence(view),
    )
