"""What is measured of the lives, each with its 95 % interval."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import NamedTuple

from backlog.simulate.intervals import Estimate, ratio, resamples, wilson
from backlog.simulate.lived import NAIVE, POLICIES, REACTIONS, Lived, Outcome
from backlog.simulate.people import Person, stream

#: Strata of the people whom running does not hurt: name, bounds (low included, high not) of a true value.
STRATA: dict[str, Callable[[Person], bool]] = {
    "usual 0.5 to 2": lambda p: p.usual < 2,
    "usual 2 to 3.5": lambda p: 2 <= p.usual < 3.5,
    "usual 3.5 to 5": lambda p: p.usual >= 3.5,
    "SD 0.6 to 1": lambda p: p.sd < 1,
    "SD 1 to 1.4": lambda p: 1 <= p.sd < 1.4,
    "SD 1.4 to 2": lambda p: p.sd >= 1.4,
}


class Row(NamedTuple):
    """One line of the table: who, under which policy, what, counted per session, run or person."""

    kind: str
    policy: str
    measure: str
    per: str
    estimate: Estimate


def table(lived: Sequence[Lived], seed: int) -> list[Row]:
    """Every measure with its 95 % interval: Wilson's over people, the bootstrap over whole people for the rest."""
    draws = resamples(stream(seed, "bootstrap"), len(lived))
    rows = [*false_alarms("null", lived, draws), *distance("null", lived, draws)]
    for policy in NAIVE:
        rows += naive_alarm_rows(policy, lived, draws)
    for kind in REACTIONS:
        for policy in POLICIES:
            rows += power(kind, policy, lived, draws)
    high = [one.outcomes["steady-one-high", "backlog"] for one in lived]
    rows.append(Row("steady-one-high", "backlog", "switch", "person", share(high, lambda o: o.switch_day is not None)))
    for name, belongs in STRATA.items():
        some = [one for one in lived if belongs(one.person)]
        redrawn = resamples(stream(seed, "bootstrap", name), len(some)) if some else []
        rows += [*false_alarms(f"null, {name}", some, redrawn), *distance(f"null, {name}", some, redrawn)]
    return rows


def share(outcomes: Sequence[Outcome], has: Callable[[Outcome], bool]) -> Estimate:
    """The share of people, with Wilson's interval."""
    return wilson(sum(map(has, outcomes)), len(outcomes))


def false_alarms(kind: str, lived: Sequence[Lived], draws: Sequence[Sequence[int]]) -> list[Row]:
    """How often backlog takes something away from people whom running does not hurt."""
    outcomes = [one.outcomes["null", "backlog"] for one in lived]
    row = partial(Row, kind, "backlog")

    def rate(tops: list[int], bottoms: list[int]) -> Estimate:
        return ratio(tops, bottoms, sum(bottoms), draws)

    verdicts = [o.verdicts for o in outcomes]
    switched = [o for o in outcomes if o.switch_day is not None]
    return [
        row("raised", "run", rate([o.raised for o in outcomes], [o.judged for o in outcomes])),
        row("harm_seen", "run", rate([o.harm for o in outcomes], [o.runs for o in outcomes])),
        row("reduce", "verdict", rate([o.reduce for o in outcomes], verdicts)),
        row("no_running", "verdict", rate([o.no_running for o in outcomes], verdicts)),
        row("raised", "person", share(outcomes, lambda o: o.raised > 0)),
        row("harm_seen", "person", share(outcomes, lambda o: o.harm > 0)),
        row("reduce", "person", share(outcomes, lambda o: o.reduce > 0)),
        row("no_running", "person", share(outcomes, lambda o: o.no_running > 0)),
        row("switch", "person", share(outcomes, lambda o: o.switch_day is not None)),
        row("ran_again", "person switched", share(switched, lambda o: o.again_day is not None)),
        row("left_early", "person switched", share(switched, lambda o: o.left_early)),
    ]


def distance(kind: str, lived: Sequence[Lived], draws: Sequence[Sequence[int]]) -> list[Row]:
    """Metres against the same people under the same rules with the same luck, if their pain never varied."""
    pairs = [(one.outcomes["null", "backlog"], one.outcomes["steady", "backlog"]) for one in lived]
    row = partial(Row, kind, "backlog")
    return [
        row(
            "distance_vs_steady",
            "person",
            ratio([a.metres for a, _ in pairs], [b.metres for _, b in pairs], len(pairs), draws),
        ),
        row(
            "final_vs_steady",
            "person",
            ratio([a.final_m for a, _ in pairs], [b.final_m for _, b in pairs], len(pairs), draws),
        ),
    ]


def naive_alarm_rows(policy: str, lived: Sequence[Lived], draws: Sequence[Sequence[int]]) -> list[Row]:
    """The false alarms of a naive rule; three in a row are its switch."""
    outcomes = [one.outcomes["null", policy] for one in lived]
    judged = [o.judged for o in outcomes]
    return [
        Row("null", policy, "raised", "run", ratio([o.raised for o in outcomes], judged, sum(judged), draws)),
        Row("null", policy, "raised", "person", share(outcomes, lambda o: o.raised > 0)),
        Row("null", policy, "switch", "person", share(outcomes, lambda o: o.switch_day is not None)),
    ]


def power(kind: str, policy: str, lived: Sequence[Lived], draws: Sequence[Sequence[int]]) -> list[Row]:
    """How soon people whom every run hurts are sent elsewhere, counted from the day it begins, and what it costs."""
    outcomes, onset = [one.outcomes[kind, policy] for one in lived], REACTIONS[kind][1]
    row = partial(Row, kind, policy)

    def within(days: int) -> Estimate:
        return share(outcomes, lambda o: o.switch_day is not None and onset <= o.switch_day < onset + days)

    days = ratio([o.strong_days for o in outcomes], [1] * len(outcomes), len(outcomes), draws)
    switched = [o for o in outcomes if o.switch_day is not None]
    early = (
        [row("left_early", "person switched", share(switched, lambda o: o.left_early))] if policy == "backlog" else []
    )
    return [
        row("switch_4wk", "person", within(28)),
        row("switch_8wk", "person", within(56)),
        row("strong_days", "person", days),
        *early,
    ]
