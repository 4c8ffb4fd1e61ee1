"""Every virtual person, lived through every kind and policy, and counted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from functools import partial
from typing import NamedTuple

from backlog.model.decision import Decision
from backlog.simulate.diary import Diary, live
from backlog.simulate.people import DAYS, START, Life, Person, draw_life, draw_person, steady, stream, strong_days
from backlog.simulate.policies import Advised, Asked, always, naive_alarms, three_in_a_row

#: True reactions in points at the peak, and the day from which every run has them.
REACTIONS = {"reacts-2": (2.0, 0), "reacts-3": (3.0, 0), "turns-3": (3.0, 56)}
#: The isolated high score comes on a morning of the first four weeks, where runs are short enough for a switch.
OUTLIER_DAYS = 28
FINAL_DAYS = 14
NAIVE = ("naive-24", "naive-worst")
POLICIES = ("backlog", *NAIVE)


class Outcome(NamedTuple):
    """Sixteen weeks of one person under one policy, in counts.

    `judged` runs had an answer, `raised` of them a raised response; after `harm` of `runs` harm was seen. `reduce`
    counts shorter runs, `no_running` verdicts without a run or a substitute, both of `verdicts`. Days count from 0:
    `switch_day` and `return_day` of the first such verdict, `again_day` of the first run after the switch, None never.
    `final_m` is the longest run of the last two weeks. `strong_days` have a true rise of 2 or more, up to the switch.
    """

    judged: int = 0
    raised: int = 0
    runs: int = 0
    harm: int = 0
    verdicts: int = 0
    reduce: int = 0
    no_running: int = 0
    switch_day: int | None = None
    return_day: int | None = None
    again_day: int | None = None
    metres: float = 0.0
    final_m: float = 0.0
    strong_days: int = 0

    @property
    def left_early(self) -> bool:
        """Whether they ran again after a switch without having been told to return."""
        return self.again_day is not None and (self.return_day is None or self.again_day < self.return_day)


class Lived(NamedTuple):
    """One person's truth, and what became of them under each kind and policy."""

    person: Person
    outcomes: Mapping[tuple[str, str], Outcome]


def live_all(seed: int, number: int) -> Lived:
    """One person of the seed, lived through every kind and policy with the same luck and a fresh state each."""
    person = draw_person(stream(seed, number, "person"))
    life = draw_life(stream(seed, number, "life"), person.rho)
    outlier = stream(seed, number, "outlier").randrange(1, OUTLIER_DAYS)
    kinds = {"null": person, "steady": steady(person), "steady-one-high": replace(steady(person), outlier_day=outlier)}
    kinds |= {kind: replace(person, reaction=points, hurts_from=day) for kind, (points, day) in REACTIONS.items()}
    found = {(kind, "backlog"): advised(who, life) for kind, who in kinds.items()}
    for kind in ("null", *REACTIONS):
        found |= {(kind, policy): outcome for policy, outcome in naive(kinds[kind], life).items()}
    return Lived(person, found)


def advised(person: Person, life: Life) -> Outcome:
    """What becomes of a person who does what backlog says."""
    policy = Advised(person)
    diary = live(person, life, policy)
    return count(person, diary, policy.asked)


def count(person: Person, diary: Diary, asked: Sequence[Asked]) -> Outcome:
    """The counts of a diary and of the verdicts that led to it."""
    decisions = [(a, a.verdict) for a in asked if isinstance(a.verdict, Decision)]
    first = {
        action: next(((a.at - START).days for a, d in decisions if d.action == action), None)
        for action in ("switch", "return")
    }
    days = [(run.day - START.date()).days for run in diary.runs]
    until = DAYS if first["switch"] is None else first["switch"]
    ends = [run.ended_at for run, day in zip(diary.runs, days, strict=True) if day < until]
    late = [run.distance_m or 0.0 for run, day in zip(diary.runs, days, strict=True) if day >= DAYS - FINAL_DAYS]
    return Outcome(
        judged=sum(a.raised is not None for a in asked),
        raised=sum(a.raised or False for a in asked),
        runs=sum(a.harm is not None for a in asked),
        harm=sum(a.harm or False for a in asked),
        verdicts=len(asked),
        reduce=sum(d.action == "reduce" and d.next is not None for _, d in decisions),
        no_running=sum(d.next is None for _, d in decisions),
        switch_day=first["switch"],
        return_day=first["return"],
        again_day=next((day for day in days if day >= until), None),
        metres=sum(run.distance_m or 0.0 for run in diary.runs),
        final_m=max(late, default=0.0),
        strong_days=strong_days(person, ends),
    )


def naive(person: Person, life: Life) -> dict[str, Outcome]:
    """The two naive rules on a brief run at every session; three alarms in a row are their switch."""
    diary = live(person, life, always)
    alarms = naive_alarms(diary)
    return {
        "naive-24": _naive(person, diary, [a.at_24 for a in alarms]),
        "naive-worst": _naive(person, diary, [a.at_worst for a in alarms]),
    }


def _naive(person: Person, diary: Diary, alarms: Sequence[bool | None]) -> Outcome:
    third = three_in_a_row(alarms)
    runs = diary.runs
    told = None if third is None or third + 1 == len(runs) else runs[third + 1]
    ends = [run.ended_at for run in runs if told is None or run.started_at < told.started_at]
    return Outcome(
        judged=sum(a is not None for a in alarms),
        raised=sum(a or False for a in alarms),
        runs=len(runs),
        switch_day=None if told is None else (told.day - START.date()).days,
        strong_days=strong_days(person, ends),
    )


def simulate(people: int, seed: int, *, jobs: int = 1) -> Iterator[Lived]:
    """So many people in the order of their numbers; the same for any number of jobs (processes)."""
    one = partial(live_all, seed)
    if jobs == 1:
        yield from map(one, range(people))
        return
    with ProcessPoolExecutor(jobs) as pool:
        yield from pool.map(one, range(people), chunksize=5)
