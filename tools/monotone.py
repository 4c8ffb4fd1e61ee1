"""Whether more pain is ever answered by more: `python -m tools.monotone LIVES SEED [asked|morning [MOMENTS]]`.

In each of so many lives under backlog's policy a moment in the days after some run is looked at, or several. One
reading of the 72 hours after one of the last three runs is raised, lowered, or followed by a lower one; the same is
done with one after an older run. Printed are the lives in which the verdict went the wrong way, and how many they are
of all.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random
from typing import NamedTuple

from backlog.model.case import Case
from backlog.model.decision import Decision, Pending, Stop, Verdict
from backlog.model.plan import Plan
from backlog.model.reasons import ScreeningDue
from backlog.model.screening import Screening
from backlog.model.session import Reading, Session
from backlog.rules.decide import decide
from backlog.simulate.backlog_policy import Advised, within
from backlog.simulate.diary import Told
from backlog.simulate.draws import draw, stream
from backlog.simulate.kinds import KINDS, draw_runner
from backlog.simulate.life import live
from backlog.simulate.timetable import START, TIMETABLES, Timetable
from backlog.stats.lately import LAST
from backlog.stats.tolerance import Memory, estimate

#: A reaction is gone by then, as the property has it; a moment lies up to so long after a run.
AFTER, MOMENT = timedelta(hours=72), timedelta(hours=96)
HIGHEST = 10
Judge = Callable[[Verdict, Verdict], bool]
#: How bold an action is; a check that is open is as a hold.
RANKS = {"switch": 2, "reduce": 3, "hold": 4, "return": 4, "start": 4, "increase": 5}


class Wrong(NamedTuple):
    """A verdict that went the wrong way: the life, what was done to which reading, and both verdicts."""

    kind: str
    number: int
    recent: bool
    change: str
    case: Case
    before: Verdict
    changed: Case
    after: Verdict

    def __str__(self) -> str:
        where = "BAD" if self.recent else "old"
        return f"{where} {self.kind} {self.number} {self.change}: {said(self.before)} -> {said(self.after)}"


def boldness(verdict: Verdict) -> tuple[int, float]:
    """How much a verdict lets a person run: stop < screening due < switch < reduce < hold < increase, then metres."""
    if isinstance(verdict, Stop):
        return 0, 0.0
    if isinstance(verdict, Pending):
        return (1 if any(isinstance(reason, ScreeningDue) for reason in verdict.reasons) else RANKS["hold"]), 0.0
    running = verdict.next is not None and verdict.next.activity == "run"
    return RANKS[verdict.action], (verdict.next.distance_m or 0.0) if running and verdict.next else 0.0


def said(verdict: Verdict) -> str:
    """A verdict in short."""
    action = verdict.action if isinstance(verdict, Decision) else verdict.verdict
    return f"{action} {boldness(verdict)[1]:.0f} m ({', '.join(reason.code for reason in verdict.reasons)})"


def wrong_in_life(
    kind: str, number: int, seed: int, timetable: Timetable = "asked", *, older: bool = True, moments: int = 1
) -> Iterator[Wrong]:
    """What went the wrong way at some moments of a life."""
    limit = Plan().reaction_limit
    runner = draw_runner(kind, stream(seed, kind, number, "runner"))
    life = live(runner, draw(runner, stream(seed, kind, number, "luck")), within(limit), timetable)
    rng = stream(seed, kind, number, "monotone")
    if not life.diary.runs:
        return
    plan = Advised(Told(runner.start, START, runner.activities), limit).plan
    for _ in range(moments):
        now = rng.choice(life.diary.runs).ended_at + rng.random() * MOMENT
        case = until(now, plan, life.diary.sessions, life.diary.readings)
        memory: Memory = {}
        before = judged(case, memory)
        for recent in (True, False) if older else (True,):
            for change, changed, is_wrong in changes(case, rng, recent=recent):
                after = judged(changed, memory if recent else {})
                if is_wrong(before, after):
                    yield Wrong(kind, number, recent, change, case, before, changed, after)


def until(now: datetime, plan: Plan, sessions: Sequence[Session], readings: Sequence[Reading]) -> Case:
    """What was known by a moment, of somebody who had just answered the red-flag questions."""
    return Case(
        now=now,
        sessions=tuple(s for s in sessions if s.ended_at <= now),
        readings=tuple(r for r in readings if r.at <= now),
        plan=plan,
        screenings=(Screening(at=now),),
    )


def judged(case: Case, memory: Memory) -> Verdict:
    """The verdict, with what was followed already."""
    found = estimate(case.sessions, case.readings, case.plan, now=case.now, memory=memory)
    return decide(replace(case, tolerance=found))


def changes(case: Case, rng: Random, *, recent: bool) -> Iterator[tuple[str, Case, Judge]]:
    """One reading after one of the last runs, or of the older ones, raised, lowered, and followed by a lower one.

    Each with what must not be said then.
    """
    runs = [s for s in case.sessions if s.activity == "run"]
    first = runs[-LAST].ended_at if len(runs) >= LAST else runs[0].ended_at
    after = [r for r in case.readings if any(s.ended_at <= r.at <= s.ended_at + AFTER for s in runs)]
    after = [r for r in after if r.score is not None and (r.at >= first) == recent]
    for change in ("raised", "lowered", "followed"):
        able = [r for r in after if (r.score or 0.0) < HIGHEST] if change == "raised" else [r for r in after if r.score]
        if not able:
            continue
        chosen = rng.choice(able)
        score = chosen.score or 0.0
        if change == "raised":
            told = float(rng.randint(int(score) + 1, HIGHEST))
            yield _named(change, case, chosen, told), rescored(case, chosen, told), bolder
        elif change == "lowered":
            told = float(rng.randint(0, int(score) - 1))
            yield _named(change, case, chosen, told), rescored(case, chosen, told), more_cautious
        else:
            told = float(rng.randint(0, int(score) - 1))
            latest = min(case.now, *(s.ended_at + AFTER for s in runs if s.ended_at <= chosen.at <= s.ended_at + AFTER))
            later = chosen.at + rng.random() * (latest - chosen.at)
            added = replace(chosen, id=len(case.readings) + 1, at=later, recorded_at=later, score=told)
            readings = sorted([*case.readings, added], key=lambda r: (r.at, r.id))
            yield _named(change, case, chosen, told), replace(case, readings=tuple(readings)), reduce_to_increase


def rescored(case: Case, chosen: Reading, score: float) -> Case:
    """The case with another score of one reading."""
    return replace(case, readings=tuple(replace(r, score=score) if r is chosen else r for r in case.readings))


def bolder(before: Verdict, after: Verdict) -> bool:
    """Whether the second lets a person run more."""
    return boldness(after) > boldness(before)


def more_cautious(before: Verdict, after: Verdict) -> bool:
    """Whether the second lets a person run less."""
    return boldness(after) < boldness(before)


def reduce_to_increase(before: Verdict, after: Verdict) -> bool:
    """Whether less became more."""
    return boldness(before)[0] == RANKS["reduce"] and boldness(after)[0] == RANKS["increase"]


def _named(change: str, case: Case, chosen: Reading, score: float) -> str:
    hours = (case.now - chosen.at) / timedelta(hours=1)
    return f"{chosen.site} {hours:.0f} h ago {chosen.score:.0f} {change} {score:.0f}"


def main(lives: int, seed: int, timetable: Timetable = "asked", moments: int = 1) -> None:
    """Live, print what went the wrong way, and count the lives."""
    kinds = list(KINDS)
    wrong: Counter[bool] = Counter()
    for number in range(lives):
        found = list(wrong_in_life(kinds[number % len(kinds)], number, seed, timetable, moments=moments))
        for one in found:
            print(one, flush=True)
        wrong.update({one.recent for one in found})
    for recent, where in ((True, f"the last {LAST} runs"), (False, "older runs")):
        print(f"{where}: {wrong[recent]} of {lives} lives, {wrong[recent] / lives:.2%}")


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), TIMETABLES["morning" in sys.argv], *map(int, sys.argv[4:]))
