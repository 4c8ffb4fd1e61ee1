"""Less than before: harm that has settled, pain during two runs, or two raised responses running."""

from __future__ import annotations

from backlog.model.decision import RaisedTwice, Reason, SiteSettled, Verdict
from backlog.rules import thresholds as t
from backlog.rules.harm import during_high, harm_settled
from backlog.rules.limits import Asked
from backlog.rules.ready import View
from backlog.rules.verdicts import last_dose, last_tolerated, reduced, run


def reduce(view: View) -> Verdict | None:
    """The least of all that asks for less."""
    if not view.runs:
        return None
    found = [*_after_harm(view), *_after_sites(view), *_after_during(view), *_after_raised(view)]
    if not found:
        return None
    asked = min(metres for metres, _ in found)
    return run(view, "reduce", Asked(reduced(view, asked)), [reason for _, reason in found])


def _after_harm(view: View) -> list[tuple[float, Reason]]:
    settled = harm_settled(view)
    if settled is None or settled.factor >= 1:
        return []
    return [(settled.factor * last_tolerated(view), settled)]


def _after_sites(view: View) -> list[tuple[float, Reason]]:
    """Pain elsewhere after the last run that has settled: while it has not, harm has spoken already."""
    last = view.runs[-1]
    return [
        (
            t.HARM_FACTOR * last_dose(view),
            SiteSettled(session=last.session.id, site=ache.site, score=ache.score, factor=t.HARM_FACTOR),
        )
        for ache in last.aches
    ]


def _after_during(view: View) -> list[tuple[float, Reason]]:
    high = during_high(view)
    return [(t.HARM_FACTOR * last_dose(view), high)] if high is not None and high.twice else []


def _after_raised(view: View) -> list[tuple[float, Reason]]:
    if len(view.runs) < 2:
        return []
    before, last = view.runs[-2:]
    if not (before.raised and last.raised):
        return []
    reason = RaisedTwice(
        session=last.session.id,
        before=before.session.id,
        response=last.response.value if last.response else None,
        response_before=before.response.value if before.response else None,
        factor=t.REDUCE_FACTOR,
    )
    return [(t.REDUCE_FACTOR * last_dose(view), reason)]
