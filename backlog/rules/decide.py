"""The verdict: one value in, one value out; no clock, no disk, no print."""

from __future__ import annotations

from collections.abc import Callable

from backlog.model.case import Case
from backlog.model.decision import Verdict
from backlog.rules import steps
from backlog.rules.ready import View

#: The order is policy: an open window or a missing answer may delay only a hold or an increase.
ORDER: tuple[Callable[[View], Verdict | None], ...] = (
    steps.red_flags,
    steps.screening,
    steps.harm,
    steps.switch,
    steps.reduce,
    steps.pending,
    steps.missing,
    steps.hold,
    steps.increase,
)


def decide(case: Case) -> Verdict:
    """The first rule in ORDER that speaks; the last one always does."""
    view = View(case)
    for step in ORDER:
        verdict = step(view)
        if verdict is not None:
            return verdict
    raise AssertionError("steps.increase always speaks")
