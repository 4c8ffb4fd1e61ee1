"""What virtual people follow: backlog's own verdicts, or none, and the naive rules that are held against them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from backlog.model.case import Case
from backlog.model.checks import answers
from backlog.model.decision import Decision, Pending, Prescription, Verdict
from backlog.model.plan import Plan
from backlog.model.reasons import FloorTooMuch, ScreeningDue
from backlog.model.screening import Screening
from backlog.model.session import Session
from backlog.rules.decide import decide
from backlog.rules.thresholds import BRIEF_M, flare_limit
from backlog.rules.view import View
from backlog.simulate.diary import Act, Diary
from backlog.simulate.people import START, Person
from backlog.stats.tolerance import Memory, estimate

#: How far back a reading serves as the one before a run (semantics.md 2).
BEFORE = timedelta(hours=12)
#: The naive rules: a rise of 2 points is an alarm, three in a row are a switch (evidence.md 1 and 3).
ALARM, ALARMS_TO_SWITCH = 2.0, 3


class Asked(NamedTuple):
    """A verdict before a session. `raised` and `harm` are said once of each run, at the first verdict after it.

    None where no run is to be judged; `raised` also where neither its 24 h nor its 48 h check is answered.
    """

    at: datetime
    case: Case
    verdict: Verdict
    raised: bool | None
    harm: bool | None


class Advised:
    """A person who does what backlog says, answers its screening with no, and repeats the last on pending.

    Holds what this one person was told; a fresh one for every person.
    """

    def __init__(self, person: Person) -> None:
        self.plan = Plan(usual_pain=person.start, usual_pain_at=START)
        self.screenings = [Screening(at=START)]
        self.asked: list[Asked] = []
        self._judged = 0
        self._memory: Memory = {}

    def __call__(self, diary: Diary, now: datetime) -> Act | None:
        """Ask, answer a due screening and ask again, and do what is said."""
        case, verdict = self._verdict(diary, now)
        if any(isinstance(reason, ScreeningDue) for reason in verdict.reasons):
            self.screenings.append(Screening(at=now))
            case, verdict = self._verdict(diary, now)
        self.asked.append(Asked(now, case, verdict, *self._last_run(case, diary.runs)))
        return follow(case, verdict)

    def _verdict(self, diary: Diary, now: datetime) -> tuple[Case, Verdict]:
        sessions, readings = tuple(diary.sessions), tuple(diary.readings)
        tolerance = estimate(sessions, readings, self.plan, now=now, memory=self._memory)
        case = Case(
            now=now,
            sessions=sessions,
            readings=readings,
            plan=self.plan,
            screenings=tuple(self.screenings),
            tolerance=tolerance,
        )
        return case, decide(case)

    def _last_run(self, case: Case, runs: Sequence[Session]) -> tuple[bool | None, bool | None]:
        if len(runs) == self._judged:
            return None, None
        self._judged = len(runs)
        response = case.tolerance.responses.get(runs[-1].id)
        limit = flare_limit(case.tolerance)
        harm = any(r.at >= runs[-1].ended_at and (r.score or 0.0) >= limit for r in case.readings)
        return None if response is None else response.p_reaction > 0.5, harm


def follow(case: Case, verdict: Verdict) -> Act | None:
    """What an obedient person does: the next session; what may be done meanwhile; on pending the last once more."""
    if isinstance(verdict, Decision):
        return _act(verdict.next or verdict.meanwhile)
    if not isinstance(verdict, Pending):
        return None
    if any(isinstance(reason, FloorTooMuch) for reason in verdict.reasons):
        last = case.sessions[-1]
        return Act(last.activity, last.distance_m, last.duration_s)
    runs = View(case).runs
    tolerated = [done.dose for done in runs if done.tolerated]
    shortest = min([BRIEF_M, *(done.dose for done in runs if done.dose)])
    return Act("run", (tolerated[-1] if tolerated else None) or shortest)


def _act(prescription: Prescription | None) -> Act | None:
    if prescription is None:
        return None
    return Act(prescription.activity, prescription.distance_m, prescription.duration_s)


def always(_diary: Diary, _now: datetime) -> Act:
    """A brief run at every session, whatever pain does: the weeks on which the naive rules are tried."""
    return Act("run", BRIEF_M)


class Alarms(NamedTuple):
    """One run under the naive rules; None where the scores for a rule are missing."""

    at_24: bool | None
    at_worst: bool | None


def naive_alarms(diary: Diary) -> list[Alarms]:
    """For every run: 24 h - before >= 2, and max(24 h, 48 h) - before >= 2, known when the next run starts.

    The answers are those that backlog finds, in the same windows.
    """
    runs, found = diary.runs, []
    for run, following in zip(runs, [*runs[1:], None], strict=True):
        known = [r for r in diary.readings if following is None or r.at <= following.started_at]
        before = [r.score for r in known if run.started_at - BEFORE <= r.at <= run.started_at and r.score is not None]
        answered = answers([run], known)[run.id]
        later = {h: answer.score for h in (24, 48) if (answer := answered[h]) is not None}
        at_24 = later[24] - before[-1] >= ALARM if before and 24 in later else None
        at_worst = max(later.values()) - before[-1] >= ALARM if before and later else None
        found.append(Alarms(at_24, at_worst))
    return found


def three_in_a_row(alarms: Sequence[bool | None]) -> int | None:
    """The number of the run, from 0, whose alarm is the third in a row (a missing one is passed over); None never."""
    row = 0
    for number, alarm in enumerate(alarms):
        if alarm is not None:
            row = row + 1 if alarm else 0
        if row == ALARMS_TO_SWITCH:
            return number
    return None
