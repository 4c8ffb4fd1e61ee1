"""Where even the shortest run would more likely hurt than not, and it is not yet as sure as a switch has to be."""

from __future__ import annotations

from backlog.model.decision import Verdict
from backlog.model.reasons import BeyondLimit, HarmByTime, HarmSettled, Raised, SiteSettled
from backlog.rules.harm import harm_by_time, late_review
from backlog.rules.hold import hold_reasons
from backlog.rules.reduce import less
from backlog.rules.switch import again
from backlog.rules.verdicts import instead, likely
from backlog.rules.view import View


def likely_to_hurt(view: View) -> Verdict | None:
    """Something easy instead, or a little walk and run; so, too, where harm has left no more than that open by now.

    Who has kept to what is easy for long enough is asked to try.
    """
    found = likely(view)
    only = [seen for seen in harm_by_time(view) if not (isinstance(seen, HarmByTime) and seen.factor is not None)]
    if found is None and not only:
        return None
    if not only and (tried := again(view)) is not None:
        return tried
    # How far to run is no news to somebody who is offered something else; how the last run was felt is, if it was.
    asks, held = [reason for _, reason in less(view)], hold_reasons(view)
    felt = [r for r in held if isinstance(r, Raised)] if asks or only else held
    others = [
        r
        for r in [*asks, *felt]
        if not isinstance(r, BeyondLimit | HarmSettled | SiteSettled) and not (isinstance(r, Raised) and r.quiet)
    ]
    said = [*only, *([found] if found is not None else []), *others, *late_review(view)]
    return instead(view, "reduce" if asks or only else "hold", said)
