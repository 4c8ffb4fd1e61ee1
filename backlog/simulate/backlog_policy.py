"""The policy of backlog on the bench: its own verdicts, asked before every session by a runner who obeys them."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from backlog.model.case import Case
from backlog.model.decision import Decision, Prescription, Stop, Verdict
from backlog.model.plan import Plan
from backlog.model.reasons import ScreeningDue
from backlog.model.screening import Screening
from backlog.rules.decide import decide
from backlog.rules.thresholds import BRIEF_M
from backlog.rules.view import View
from backlog.simulate.diary import Act, Diary, Step, Told
from backlog.simulate.life import Maker
from backlog.stats.tolerance import Memory, estimate


class Advised:
    """One runner who does what backlog says and answers its screening with no; a fresh one for every runner.

    Who does not `try` does what is said first, and never the other way that is offered beside it.
    """

    def __init__(self, told: Told, limit: float, *, tries: bool = True) -> None:
        self.tries = tries
        self.plan = Plan(
            usual_pain=told.usual, usual_pain_at=told.usual_at, activities=told.activities, reaction_limit=limit
        )
        self.screenings = [Screening(at=told.usual_at)]
        self._memory: Memory = {}

    def __call__(self, diary: Diary, now: datetime) -> Step:
        """What backlog says, and what is then done."""
        return followed(*self.advice(diary, now), tries=self.tries)

    def advice(self, diary: Diary, now: datetime) -> tuple[Case, Verdict]:
        """The verdict on what is known; a screening that is due is answered first, and the verdict asked again."""
        case = self._case(diary, now)
        verdict = decide(case)
        if any(isinstance(reason, ScreeningDue) for reason in verdict.reasons):
            self.screenings.append(Screening(at=now))
            case = replace(case, screenings=tuple(self.screenings))
            verdict = decide(case)
        return case, verdict

    def _case(self, diary: Diary, now: datetime) -> Case:
        sessions, readings = tuple(diary.sessions), tuple(diary.readings)
        tolerance = estimate(sessions, readings, self.plan, now=now, memory=self._memory)
        return Case(
            now=now,
            sessions=sessions,
            readings=readings,
            plan=self.plan,
            screenings=tuple(self.screenings),
            tolerance=tolerance,
        )


def within(limit: float, *, tries: bool = True) -> Maker:
    """Backlog's policy for people who accept a clear reaction with that probability."""
    return lambda told: Advised(told, limit, tries=tries)


#: With the limit that a plan has by default; and the same where only what is said first is done.
backlog, first_line = (within(Plan().reaction_limit, tries=tries) for tries in (True, False))


def followed(case: Case, verdict: Verdict, *, tries: bool = True) -> Step:
    """What an obedient runner does: the next session, or what may be done meanwhile; on pending the last once more.

    Offered a little walk and run beside something easier, who tries does it every time: who never does learns nothing.
    Its metres are those of its running part. After a switch they do what is said first.
    """
    if isinstance(verdict, Decision):
        tried = None if verdict.action == "switch" or not tries else verdict.or_
        return Step(verdict.action, _act(tried or verdict.next or verdict.meanwhile), verdict.firm is not False)
    if isinstance(verdict, Stop):
        return Step("stop", None)
    return Step("pending", _again(case))


def _again(case: Case) -> Act:
    runs = View(case).runs
    tolerated = [done.dose for done in runs if done.tolerated]
    shortest = min([BRIEF_M, *(done.dose for done in runs if done.dose)])
    return Act("run", (tolerated[-1] if tolerated else None) or shortest)


def _act(said: Prescription | None) -> Act | None:
    if said is None:
        return None
    return Act(said.activity, said.distance_m, said.duration_s, said.surface, said.strike)
