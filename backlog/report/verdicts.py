"""A verdict in lines of text; every sentence in them is that of rules/headline.py and rules/explain.py."""

from __future__ import annotations

from backlog.model.decision import Verdict
from backlog.rules.explain import explain
from backlog.rules.headline import Voice, headline, session


def lines(verdict: Verdict, voice: Voice, *, bullet: str = "  - ") -> list[str]:
    """What to do, the reasons after their bullets, and what may be done meanwhile."""
    found = [headline(verdict, voice)]
    found += [f"{bullet}{explain(reason, voice)}" for reason in verdict.reasons]
    other = getattr(verdict, "meanwhile", None)
    if other is not None:
        found.append(f"Meanwhile, if you like: {session(other, voice)}.")
    return found
