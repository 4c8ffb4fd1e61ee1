"""The verdict: one value in, one value out; no clock, no disk, no print."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from backlog.model.case import Case
from backlog.model.decision import Pending, Stop, Verdict
from backlog.rules.harm import harm, harm_now
from backlog.rules.hold import hold
from backlog.rules.increase import increase
from backlog.rules.likely import likely_to_hurt
from backlog.rules.redflags import open_flags, screening_due
from backlog.rules.reduce import reduce
from backlog.rules.review import soft_stop
from backlog.rules.switch import switch
from backlog.rules.verdicts import evidence
from backlog.rules.view import View
from backlog.rules.waiting import missing, pending

Rule = Callable[[View], Verdict | None]


def red_flags(view: View) -> Verdict | None:
    """A red flag is open: no activity at all."""
    flags = open_flags(view)
    return Stop(reasons=tuple(flags), evidence=evidence(view)) if flags else None


def screening(view: View) -> Verdict | None:
    """The red-flag questions come before any advice; harm already seen is listed beside."""
    due = screening_due(view)
    if due is None:
        return None
    soft = soft_stop(view)
    return Pending(until=None, reasons=(due, *harm_now(view), *([soft] if soft else [])), evidence=evidence(view))


#: The order is policy: an open window or a missing answer may delay only a hold or an increase, and no run is asked for
#: that is likely to hurt, not even a shorter one.
ORDER: tuple[Rule, ...] = (
    red_flags, screening, harm, switch, likely_to_hurt, reduce, pending, missing, hold, increase
)  # fmt: skip


class Ruling(NamedTuple):
    """A verdict, and the name of the rule in ORDER that spoke it."""

    rule: str
    verdict: Verdict


def decide(case: Case) -> Verdict:
    """The first rule in ORDER that speaks; the last one always does."""
    return ruling(case).verdict


def ruling(case: Case) -> Ruling:
    """The verdict with the rule that spoke it."""
    view = View(case)
    return next(Ruling(rule.__name__, verdict) for rule in ORDER if (verdict := rule(view)) is not None)
