"""What to do instead of running, and what may be done while a verdict waits."""

from __future__ import annotations

from datetime import timedelta

from backlog.model.checks import GONE, WINDOWS, is_owed
from backlog.model.decision import Prescription
from backlog.model.dose import met_minutes, minutes
from backlog.model.reasons import Bound, CheckOpen, Reason, Substitute
from backlog.model.settled import whole
from backlog.model.tokens import ASSUMED_PACE, LOW_IMPACT, MET
from backlog.rules.limits import prescribe_other
from backlog.rules.thresholds import (
    BRIEF_M,
    EASY_WALK_MINUTES,
    LEAST_MINUTES,
    NEW_MINUTES,
    PENDING,
    SUBSTITUTE_FACTOR,
    step_up,
)
from backlog.rules.view import Done, View

BRIEF_MINUTES = BRIEF_M / 1000 * ASSUMED_PACE["run"] / 60


def check_open(view: View, done: Done) -> CheckOpen | None:
    """The 48 h check of a session, if it is owed and neither in nor lapsed."""
    until = done.session.ended_at + PENDING
    if done.answers[48] is not None or view.now >= until or not is_owed(done.session, 48, view.pauses):
        return None
    opens = done.session.ended_at + timedelta(hours=WINDOWS[48][0])
    return CheckOpen(session=done.session.id, opens_at=opens, until=until, answerable=view.now >= opens)


def meanwhile(view: View, share: float = 1.0) -> Prescription | None:
    """A share of something tolerated and of low impact; with nothing known, ten minutes of easy walking on the flat.

    None where walking, too, hurts more than usual. Never something new.
    """
    for activity in view.activities:
        done = view.done(activity)
        known = next((d for d in reversed(done) if d.tolerated), None)
        if activity in LOW_IMPACT and known is not None and not hurts(view, activity):
            spent = min(known.dose or EASY_WALK_MINUTES, view.base_at(done, view.now) or EASY_WALK_MINUTES)
            return prescribe_other(view, activity, max(EASY_WALK_MINUTES, share * spent))[0]
    if hurts(view, "walk"):
        return None
    return prescribe_other(view, "walk", EASY_WALK_MINUTES)[0]


def hurts(view: View, activity: str) -> bool:
    """Whether the last session of another activity of which anything is known went badly.

    One begun while a run may still be felt tells nothing: pain then is counted against the run.
    """
    ends = [d.session.ended_at for d in view.runs]
    known = [
        d
        for d in view.done(activity)
        if (d.response is not None or d.badly) and not any(end <= d.session.started_at < end + GONE for end in ends)
    ]
    return bool(known) and known[-1].badly


def substitute_of(view: View) -> str:
    """The activity to switch to: the one already begun if it is not raised, else wishes, then lowest impact first."""
    bad = {activity for activity in view.activities if hurts(view, activity)}
    since = view.runs[-1].session.ended_at if view.runs else None
    begun = [
        s.activity
        for s in reversed(view.sessions)
        if s.activity in LOW_IMPACT and (since is None or s.started_at > since)
    ]
    available = [a for a in LOW_IMPACT if a in view.plan.activities or a == "walk"]
    wished = [a for a in view.plan.prefer if a in available]
    candidates = list(dict.fromkeys([*begun[:1], *wished, *available]))
    return next((a for a in candidates if a not in bad), candidates[0])


def substitute(view: View) -> tuple[Prescription, list[Reason]]:
    """The next session of the substitute: equal in MET-minutes to the last tolerated run, or its own next step.

    Never above its own cap, 15 minutes if it is new, and at least 10. While the check of its last session is open
    nothing is added: as much as last went well, or as that. Who does not run at all keeps what goes well.
    """
    activity = substitute_of(view)
    done = view.done(activity)
    longest = view.base_at(done, view.now)
    equal = met_minutes("run", _run_minutes(view)) / MET[activity]
    cap = NEW_MINUTES if longest is None else step_up(longest, activity)
    wanted = equal if "run" in view.plan.activities else max(equal, longest or 0.0)
    spent = min(wanted, cap)
    if done and done[-1].badly and done[-1].dose is not None:
        spent = min(spent, SUBSTITUTE_FACTOR * done[-1].dose)
    spent = min(spent, view.tolerance.others_min.get(activity, spent))
    waiting = check_open(view, done[-1]) if done else None
    if waiting is not None:
        well = next((d for d in reversed(done) if d.tolerated), done[-1])
        spent = min(spent, well.dose if well.dose is not None else spent)
    asked = float(whole(max(LEAST_MINUTES, spent)))
    prescription, bounds = prescribe_other(view, activity, asked)
    reasons: list[Reason] = [Substitute(activity=activity, minutes=asked, equal_minutes=equal, longest_minutes=longest)]
    if longest is not None and equal > cap:
        reasons.append(Bound(name="cap", unit="min", asked=equal, allowed=cap, base=longest))
    return prescription, [*reasons, *bounds, *([waiting] if waiting is not None else [])]


def _run_minutes(view: View) -> float:
    last = next((d for d in reversed(view.runs) if d.tolerated), None)
    spent = minutes(last.session) if last else None
    return spent if spent is not None else BRIEF_MINUTES
