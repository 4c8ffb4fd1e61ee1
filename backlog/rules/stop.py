"""Before anything else: an open red flag, and questions about red flags that are due."""

from __future__ import annotations

from backlog.model.decision import Pending, Stop, Verdict
from backlog.rules.harm import harm_now
from backlog.rules.redflags import open_flags, screening_due
from backlog.rules.review import soft_stop
from backlog.rules.verdicts import evidence
from backlog.rules.view import View


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
