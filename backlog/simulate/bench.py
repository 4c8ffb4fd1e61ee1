"""Every kind of virtual runner under every policy: `backlog simulate`."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from itertools import product
from typing import TypeVar

from backlog.model.plan import LIMITS
from backlog.rules.thresholds import MOST_INCREASES
from backlog.simulate.backlog_policy import backlog, first_line, within
from backlog.simulate.draws import Draws, draw, stream
from backlog.simulate.fixed import C25K, AsteroidLike, QuotaGraded, SessionCap10, TenPercentWeekly, WalkBackLike
from backlog.simulate.kinds import draw_runner
from backlog.simulate.life import Maker, live
from backlog.simulate.oracle import live_knowing
from backlog.simulate.outcomes import Outcome, outcome
from backlog.simulate.published import ArticleNaive, DelawareSoreness, Esculier, PainMonitoring, PainMonitoringChange
from backlog.simulate.runners import Runner
from backlog.simulate.timetable import Timetable

Task = TypeVar("Task")
Made = TypeVar("Made")

ORACLE = "oracle"
#: The published rules that backlog is held against (evidence.md 3), by their names.
COMPARATORS: dict[str, Maker] = {
    "ten-percent-weekly": TenPercentWeekly,
    "session-cap-10": SessionCap10,
    "c25k": C25K,
    "asteroid-like": AsteroidLike,
    "pain-monitoring": PainMonitoring,
    "pain-monitoring-change": PainMonitoringChange,
    "delaware-soreness": DelawareSoreness,
    "esculier": Esculier,
    "article-naive": ArticleNaive,
    "walkback-like": WalkBackLike,
    "quota-graded": QuotaGraded,
}
#: The names of all policies; and backlog where a little walk and run, offered beside something easier, is never done.
POLICIES, FIRST_LINE = ("backlog", ORACLE, *COMPARATORS), "backlog-first-line"


def maker_of(policy: str) -> Maker:
    """The policy of a name; `backlog@0.05` is backlog's for people with that limit."""
    name, _, limit = policy.partition("@")
    if limit:
        return within(float(limit))
    return {"backlog": backlog, FIRST_LINE: first_line, **COMPARATORS}[name]


def is_policy(policy: str) -> bool:
    """Whether there is a policy of that name."""
    name, at, limit = policy.partition("@")
    if not at:
        return name in {FIRST_LINE, *POLICIES}
    try:
        return name == "backlog" and LIMITS[0] <= 100 * float(limit) <= LIMITS[1]
    except ValueError:
        return False


def live_all(
    task: tuple[str, int], policies: Sequence[str], seed: int, timetable: Timetable = "asked"
) -> list[Outcome]:
    """One runner of a kind under each policy: the same luck, and a fresh policy each."""
    kind, number = task
    runner = draw_runner(kind, stream(seed, kind, number, "runner"))
    return live_each(runner, draw(runner, stream(seed, kind, number, "luck")), number, policies, timetable)


def live_each(
    runner: Runner, draws: Draws, number: int, policies: Sequence[str], timetable: Timetable = "asked"
) -> list[Outcome]:
    """A runner under each policy, with that luck."""
    knowing, freer = (live_knowing(runner, draws, timetable, most_increases=most) for most in (MOST_INCREASES, 7))
    found = []
    for policy in policies:
        life = knowing if policy == ORACLE else live(runner, draws, maker_of(policy), timetable)
        counted = outcome(runner, life, policy=policy, number=number, oracle_m=knowing.metres, freer_m=freer.metres)
        found.append(counted)
    return found


def run(
    kinds: Sequence[str],
    policies: Sequence[str],
    runners: int,
    seed: int,
    timetable: Timetable = "asked",
    *,
    jobs: int = 1,
    progress: Callable[[int, int], None] | None = None,
) -> list[Outcome]:
    """So many runners of each kind under each policy; the same for any number of jobs (processes).

    `progress` is told how many runners of how many have life.
    """
    tasks = list(product(kinds, range(runners)))
    found: list[Outcome] = []
    one = partial(live_all, policies=policies, seed=seed, timetable=timetable)
    for done, outcomes in enumerate(each(tasks, one, jobs), start=1):
        found += outcomes
        if progress is not None:
            progress(done, len(tasks))
    return found


def each(tasks: Sequence[Task], one: Callable[[Task], Made], jobs: int) -> Iterator[Made]:
    """What is made of each task, in their order, by so many processes."""
    if jobs == 1:
        yield from map(one, tasks)
        return
    pool = ProcessPoolExecutor(jobs, initializer=_patient)
    try:
        yield from pool.map(one, tasks)
    finally:
        pool.shutdown(cancel_futures=True)


def _patient() -> None:
    """Ctrl-C is for the process that asked: it takes back what has not begun, and nobody else speaks of it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
