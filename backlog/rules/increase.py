"""Nothing speaks against more: how much more."""

from __future__ import annotations

from collections.abc import Sequence

from backlog.model.decision import Decision, Reason, Tolerated
from backlog.rules import thresholds as t
from backlog.rules.limits import Asked, prescribe_run
from backlog.rules.ready import Done, View
from backlog.rules.review import advice
from backlog.rules.verdicts import evidence


def increase(view: View) -> Decision:
    """Up to the cap; on the way back up after a setback, a step from the longest tolerated run since.

    Where the plan allows no more than that, it is a hold.
    """
    since = _since_setback(view)
    wanted = float("inf") if view.plan.goal_m is None else view.plan.goal_m
    asked = Asked(wanted, None if since is None else t.step_up(since))
    prescription, bounds = prescribe_run(view, asked)
    known = [metres for metres in (since, view.base) if metres is not None]
    longer = prescription.distance_m is not None and prescription.distance_m > min(known, default=0.0)
    said = [*_tolerated(view, view.runs[-1]), *bounds]
    return Decision(
        action="increase" if longer else "hold",
        next=prescription,
        reasons=(*said, *advice(view, said)),
        evidence=evidence(view),
    )


def _since_setback(view: View) -> float | None:
    """The longest tolerated run since one went badly; None if none did, or none is known since."""
    after = _after_setback(view.runs)
    return max((d.counted for d in after if d.tolerated and d.counted is not None), default=None)


def _after_setback(runs: Sequence[Done]) -> Sequence[Done]:
    badly = [number for number, done in enumerate(runs, 1) if done.badly]
    return runs[badly[-1] :] if badly else ()


def _tolerated(view: View, last: Done) -> list[Reason]:
    if last.response is None:
        return []
    return [
        Tolerated(
            session=last.session.id,
            response=last.response.value,
            scale=last.response.scale,
            probability=last.response.p_reaction,
            usual=view.tolerance.usual,
        )
    ]
