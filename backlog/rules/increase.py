"""Nothing speaks against more: how much more."""

from __future__ import annotations

from math import inf

from backlog.model.decision import Decision
from backlog.model.reasons import Reason, Tolerated
from backlog.rules.limits import Asked, prescribe_run
from backlog.rules.review import advised
from backlog.rules.verdicts import evidence, expected, last_done
from backlog.rules.view import Done, View


def increase(view: View) -> Decision:
    """Up to the cap and to what the person's limit allows; where that is no more than before, it is a hold."""
    wanted = inf if view.plan.goal_m is None else view.plan.goal_m
    prescription, bounds = prescribe_run(view, Asked(wanted))
    longer = prescription.distance_m is not None and prescription.distance_m > last_done(view)
    said = [*_tolerated(view, view.runs[-1]), *bounds, *expected(view, prescription)]
    return Decision(
        action="increase" if longer else "hold",
        next=prescription,
        reasons=advised(view, said),
        evidence=evidence(view),
    )


def _tolerated(view: View, last: Done) -> list[Reason]:
    said, usual = last.response, view.tolerance.usual
    if said is None:
        return []
    p, session = said.p_reaction, last.session.id
    scale, worst = said.scale, said.worst
    return [Tolerated(session=session, response=said.value, scale=scale, probability=p, usual=usual, worst=worst)]
