"""The policy of backlog on the bench: its own verdicts, asked before every session by a person who obeys them."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from backlog.model.decision import Decision, Stop
from backlog.model.plan import Plan
from backlog.simulate.diary import Diary, Step
from backlog.simulate.living import Maker, Policy
from backlog.simulate.people import Person
from backlog.simulate.policies import Advised
from backlog.simulate.told import Told


def backlog(told: Told) -> Policy:
    """A fresh policy for one runner, with the limit that a plan has by default."""
    return within(Plan().reaction_limit)(told)


def within(limit: float) -> Maker:
    """Backlog's policy for people who accept a clear reaction with that probability."""

    def maker(told: Told) -> Policy:
        advised = Advised(Person(start=told.usual))
        advised.plan = replace(
            advised.plan, usual_pain_at=told.usual_at, activities=told.activities, reaction_limit=limit
        )

        def ask(diary: Diary, now: datetime) -> Step:
            act = advised(diary, now)
            verdict = advised.asked[-1].verdict
            if not isinstance(verdict, Decision):
                return Step("stop" if isinstance(verdict, Stop) else "pending", act)
            said = verdict.next or verdict.meanwhile
            if act is not None and said is not None:
                act = act._replace(surface=said.surface, strike=said.strike)
            return Step(verdict.action, act)

        return ask

    return maker
