"""The verdict: one value in, one value out; no clock, no disk, no print."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from backlog.model.case import Case
from backlog.model.decision import Verdict
from backlog.rules.harm import harm
from backlog.rules.hold import hold
from backlog.rules.increase import increase
from backlog.rules.reduce import reduce
from backlog.rules.stop import red_flags, screening
from backlog.rules.switch import switch
from backlog.rules.view import View
from backlog.rules.waiting import missing, pending

#: The order is policy: an open window or a missing answer may delay only a hold or an increase.
ORDER: tuple[Callable[[View], Verdict | None], ...] = (
    red_flags,
    screening,
    harm,
    switch,
    reduce,
    pending,
    missing,
    hold,
    increase,
)


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
