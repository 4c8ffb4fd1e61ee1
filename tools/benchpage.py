"""The pages about the bench, bench.md and false-alarms.md in docs/explanation, and their picture docs/images/bench.png.

`python -m tools.benchpage FOLDER` lets the virtual runners live, which takes some hours of a processor, and keeps
each result in FOLDER as `backlog simulate --json` gives it. What is there is not run again.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from backlog.files import Output
from backlog.model.tolerance import Tolerance
from backlog.report.figure import save_figure
from backlog.report.frontier import draw_frontier
from backlog.report.palette import DRAWN
from backlog.rules.thresholds import POLICY
from backlog.simulate.bench import FIRST_LINE, POLICIES, run
from backlog.simulate.bound import bounds as possible
from backlog.simulate.kinds import KINDS
from backlog.simulate.outcomes import as_json
from backlog.simulate.timetable import Timetable
from tools.otherwise import ABLE, UNABLE, otherwise
from tools.otherwise import table as table_of

DOCS = Path(__file__).resolve().parents[1] / "docs"
OWN, ORACLE, MONITORING, WALKS = "backlog", "oracle", "pain-monitoring", "walkback-like"
#: The published rules of running; one of the others walks.
RULES = [name for name in POLICIES if name not in {OWN, ORACLE, WALKS}]
#: Those of them that go by pain, so that pain can mislead them.
BY_PAIN = [MONITORING, "pain-monitoring-change", "delaware-soreness", "esculier", "article-naive"]
LIMITS = (0.03, 0.06, 0.10, 0.20, 0.35)
#: What a reaction day costs, and by how much the policy is then to be better than every published rule.
LAMBDAS = {0.02: 0.20, 0.05: 0.25, 0.10: 0.20}

#: Tables of pandas: what their columns hold is beyond the type checker.
Frame = Any
Column = Any


#: The kinds of the page on false alarms.
FALSE_ALARMS = ("null", "flares-4", "hurts-by-2", "hurts-by-3", "turns-3")
#: Kinds whose parameters lie outside what a plausible 95 % range of a model's prior would be, and how. Said before any
#: policy was run on them, of a model that expects capacities of 0.4-8 km, a steepness of 1.2-5, multipliers below 1.5,
#: a personal SD of 0.6-1.9 and a nearly steady baseline.
OUTSIDE_PRIOR = {
    "robust": "capacity of 5 to 10 km, much of it beyond about 8",
    "cannot-run": "capacity of 0.1 to 0.4 km, mostly below 0.3",
    "linear": "a steepness of 1 and no greatest reaction, below 1.2",
    "every-run-adds-one": "no effect of distance at all: a steepness of 0",
    "surface-sensitive": "a multiplier of 1.6 to 2.5, beyond about 1.5",
    "strike-sensitive": "a multiplier of 1.6 to 2.5, beyond about 1.5",
    "noisy-reporter": "an SD of 2 in even numbers only, beyond about 1.9",
    "baseline-drift": "a drift of 1 to 2 points in 16 weeks, beyond about 0.8",
}


class Run(NamedTuple):
    """What one result is of."""

    kinds: Sequence[str]
    policies: Sequence[str]
    runners: int
    seed: int
    timetable: Timetable = "asked"


RUNS = {
    "bench": Run(tuple(KINDS), POLICIES, 90, 20261128),
    "morning": Run(tuple(KINDS), POLICIES, 90, 20261128, "morning"),
    "frontier": Run(tuple(KINDS), (*(f"{OWN}@{limit}" for limit in LIMITS), MONITORING), 12, 20261129),
    "null": Run(FALSE_ALARMS[:1], (OWN, ORACLE, *BY_PAIN), 90, 20261127),
    "hurt": Run(FALSE_ALARMS[1:], (OWN, ORACLE, *BY_PAIN), 90, 20261127),
    "first-line": Run(("cannot-run", "hurts-by-2", "hurts-by-3"), (FIRST_LINE,), 90, 20261128),
}


#: The same for people who are otherwise: tools/otherwise.py.
OTHERWISE = Run((*ABLE, *UNABLE), (OWN,), 20, 20261130)


def otherwise_table(folder: Path) -> list[list[str]]:
    """The table from the folder, or, where there is none, from the bench."""
    kept = folder / "otherwise.json"
    if not kept.exists():
        rows = otherwise(OTHERWISE.runners, OTHERWISE.seed, OTHERWISE.timetable, jobs=os.cpu_count() or 1)
        kept.write_text(json.dumps(table_of(rows)), encoding="utf-8")
    return list(json.loads(kept.read_text(encoding="utf-8")))


def result(folder: Path, name: str) -> dict[str, Any]:
    """A result from the folder, or, where there is none, from the bench."""
    kept = folder / f"{name}.json"
    if not kept.exists():
        kinds, followed, runners, seed, timetable = RUNS[name]
        found = as_json(run(kinds, followed, runners, seed, timetable, jobs=os.cpu_count() or 1), seed, timetable)
        kept.write_text(json.dumps(found), encoding="utf-8")
    return dict(json.loads(kept.read_text(encoding="utf-8")))


def frame(*results: Mapping[str, Any]) -> Frame:
    """The rows by policy and kind; what is not known is NaN."""
    rows = pd.DataFrame([row for one in results for row in one["rows"]])
    return rows.set_index(["policy", "kind"], drop=False).rename_axis(["", ""])


def markdown(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """A table."""
    return [f"| {' | '.join(line)} |" for line in [heads, ["---"] * len(heads), *rows]]


def cell(row: Mapping[str, Any], name: str, form: str) -> str:
    """A measure with its interval, a dash where there is nothing to divide by."""
    if pd.isna(row[name]):
        return "–"
    low, high = row[f"{name}_ci95"]
    return f"{row[name]:{form}} ({low:{form}}–{high:{form}})"


def head(title: str, *names: str) -> list[str]:
    """The first lines of a page that is made of some runs."""
    made = [
        f"{RUNS[name].runners} runners of a kind with seed {RUNS[name].seed} ({name}, {RUNS[name].timetable})"
        for name in names
    ]
    return [
        f"# {title}",
        "",
        "Generated by `python -m tools.benchpage FOLDER`: change the policy, not this page.",
        f"Policy {POLICY} with the estimate {Tolerance().version}, 16 weeks: {', '.join(made)}.",
        "The runners are virtual: no figure was measured on patients.",
        "A reaction day is one with a true exercise-induced rise of 2 or more.",
    ]


def bullets(lines: Iterable[str]) -> list[str]:
    """A list, and a blank line after it."""
    return [*(f"- {line}" for line in lines), ""]


# bench.md


class Promise(NamedTuple):
    """A target, what was reached, and whether that is enough."""

    what: str
    reached: str
    met: bool


def listed(some: Column, form: str, nothing: str) -> str:
    """The kinds of a column with their values."""
    return ", ".join(f"{kind} {value:{form}}" for kind, value in some.items()) or nothing


class Bench:
    """All rows, those of backlog by kind, and the kinds of which most tolerate running."""

    def __init__(self, rows: Frame, frontier: Frame) -> None:
        self.rows, self.frontier = rows, frontier
        self.own = rows.loc[OWN]
        self.able = self.own.index[self.own["tolerates_running"].isin([True])]

    def of(self, measure: str) -> Frame:
        """A measure of the kinds that can run x the policies."""
        return self.rows.pivot_table(measure, "kind", "policy", sort=False).loc[self.able]

    def utility(self, weight: float) -> Frame:
        """Distance against the oracle, at most 1, less the weight for every reaction day."""
        return self.of("distance_vs_oracle").clip(upper=1.0) - weight * self.of("flare_days")

    def gains(self) -> Column:
        """By kind, the frontier's distance at PainMonitoring's reaction days + 0.5, as multiples of its distance."""
        limits, rule = [f"{OWN}@{limit}" for limit in LIMITS], self.frontier.loc[MONITORING].loc[self.able]
        far = {k: at_days(self.frontier.loc[[(p, k) for p in limits]], rule["flare_days"][k] + 0.5) for k in self.able}
        return pd.Series(far) / rule["distance_vs_oracle"]


def at_days(frontier: Frame, days: float) -> float:
    """The frontier's distance at so many reaction days, on the straight line between two limits; its ends beyond."""
    points = sorted(zip(frontier["flare_days"], frontier["distance_vs_oracle"], strict=True))
    found = [far for flares, far in points if flares <= days] + [
        near + (far - near) * (days - low) / (high - low)
        for (low, near), (high, far) in pairwise(points)
        if low <= days <= high and high > low
    ]
    return float(max(found) if found else points[0][1] * days / points[0][0])


class Goal(NamedTuple):
    """What a kind is to reach in a measure, rated at the hour of the run and in the morning; less may be better."""

    kind: str
    measure: str
    what: str
    form: str
    wanted: Mapping[Timetable, float]
    less: bool = False


def _goal(kind: str, measure: str, asked: float, morning: float) -> Goal:
    what, form, less = GOAL_WORDS[measure]
    return Goal(kind, measure, what, form, {"asked": asked, "morning": morning}, less)


GOAL_WORDS = {
    "distance_vs_oracle": ("distance / oracle", ".2f", False),
    "switched_4wk": ("switched within 4 weeks", ".1%", False),
    "switched_8wk": ("switched within 8 weeks", ".1%", False),
    "flare_days_before_switch": ("reaction days before the switch", ".1f", True),
    "cut_05_3wk": ("told within 3 weeks to run half or less", ".1%", False),
    "flare_days_after_change": ("reaction days after the change", ".1f", True),
}
GOALS = [
    _goal("cannot-run", "switched_4wk", 0.90, 0.82),
    _goal("cannot-run", "switched_8wk", 0.98, 0.93),
    _goal("cannot-run", "flare_days_before_switch", 9, 12),
    _goal("hurts-by-3", "switched_4wk", 0.85, 0.70),
    _goal("hurts-by-3", "switched_8wk", 0.99, 0.95),
    _goal("hurts-by-2", "switched_4wk", 0.45, 0.30),
    _goal("hurts-by-2", "switched_8wk", 0.75, 0.55),
    _goal("turns-3", "cut_05_3wk", 0.70, 0.50),
    _goal("turns-3", "switched_8wk", 0.80, 0.55),
    _goal("turns-3", "flare_days_after_change", 17, 24),
    _goal("setback", "cut_05_3wk", 0.55, 0.45),
    _goal("setback", "flare_days_after_change", 9, 11),
    _goal("recovers", "distance_vs_oracle", 0.70, 0.65),
]
#: Of the kinds that can run: the least mean distance at the most reaction days, and the most and the least of any kind.
LEAST: Mapping[Timetable, tuple[float, float, float, float]] = {
    "asked": (0.86, 1.6, 3.5, 0.60),
    "morning": (0.84, 2.0, 4.5, 0.58),
}
#: Wrong switches: the most of a kind, and of all; and how near the bound of who has to learn it is to come.
WRONG, WRONG_POOLED, NEAR = 0.02, 0.01, 0.9
SLIGHT, BOUND_RUNNERS = "mildly-intolerant", 1000
RATED = {"asked": "rated at the hour of the run", "morning": "rated in the morning"}


def promises(bench: Bench, timetable: Timetable, bound: Mapping[str, Any]) -> list[Promise]:
    """Every target with its figure; `bound` holds the shares of the slightly intolerant that can be told."""
    found = [*_distance(bench, timetable), *_wrong(bench), *_goals(bench, timetable), *_near(bench, bound)]
    found += _utility(bench)
    return found + ([*_matched(bench), *_increases(bench)] if timetable == "asked" else [])


def _distance(bench: Bench, timetable: Timetable) -> list[Promise]:
    far, days = bench.of("distance_vs_oracle")[OWN], bench.of("flare_days")[OWN]
    freer = bench.of("distance_vs_freer_oracle")[OWN].mean()
    least, most, over, under = LEAST[timetable]
    return [
        Promise(
            f"mean of the kinds that can run: at least {least} of the oracle at {most} reaction days or fewer",
            f"{far.mean():.3f} at {days.mean():.2f}"
            f" ({freer:.3f} of an oracle without the limit of two increases a week)",
            far.mean() >= least and days.mean() <= most,
        ),
        Promise(
            f"no kind above {over} reaction days", listed(days[days > over], ".1f", "none is"), not any(days > over)
        ),
        Promise(
            f"no kind below {under} of the oracle", listed(far[far < under], ".2f", "none is"), not any(far < under)
        ),
    ]


def _wrong(bench: Bench) -> list[Promise]:
    share = bench.own["wrong_switch"].dropna().astype(float)
    over, worst = share[share > WRONG], share.idxmax()
    return [
        Promise(
            f"wrong switches: at most {WRONG:.0%} in every kind",
            listed(over, ".1%", f"at most {share[worst]:.1%}: {worst}"),
            over.empty,
        ),
        Promise(f"… and at most {WRONG_POOLED:.0%} of all", f"{share.mean():.2%}", share.mean() <= WRONG_POOLED),
    ]


def _goals(bench: Bench, timetable: Timetable) -> list[Promise]:
    found = []
    for goal in GOALS:
        wanted, got = goal.wanted[timetable], bench.own.loc[goal.kind, goal.measure]
        words = f"{goal.kind}, {goal.what}: at {'most' if goal.less else 'least'} {wanted:{goal.form}}"
        found.append(Promise(words, f"{got:{goal.form}}", got <= wanted if goal.less else got >= wanted))
    return found


def _near(bench: Bench, bound: Mapping[str, Any]) -> list[Promise]:
    found = []
    for weeks in (4, 8):
        got, possible = bench.own.loc[SLIGHT, f"switched_{weeks}wk"], bound[f"bayes_{weeks}wk"]
        words = f"{SLIGHT}, switched within {weeks} weeks: {NEAR:.0%} of the {possible:.1%} that can be told"
        found.append(Promise(words, f"{got:.1%}", got >= NEAR * possible))
    return found


def _matched(bench: Bench) -> list[Promise]:
    gains, days = bench.gains(), bench.of("flare_days").loc["over-doer"]
    short, much = gains[gains < 1.35].drop(["fragile", "over-doer"], errors="ignore"), sum(gains >= 1.5)
    over = days[OWN] / days[MONITORING]
    return [
        Promise(
            "at PainMonitoring's reaction days + 0.5: at least 1.5 times its distance in 10 kinds",
            f"in {much} of {len(gains)}",
            much >= 10,
        ),
        Promise("… and at least 1.35 times in the others", listed(short, ".2f", "everywhere"), short.empty),
        Promise("… fragile at least 1.3 times", f"{gains['fragile']:.2f}", gains["fragile"] >= 1.3),
        Promise(
            "… over-doer at least its distance, with a third of its reaction days or fewer",
            f"{gains['over-doer']:.2f} times; {over:.2f} of its days at the default limit",
            gains["over-doer"] >= 1.0 and over <= 1 / 3,
        ),
    ]


def _utility(bench: Bench) -> list[Promise]:
    found = []
    for weight, ahead in LAMBDAS.items():
        worth = bench.utility(weight)
        means, behind = worth.mean(), worth[OWN] - worth[RULES].max(axis=1)
        best, far = means[RULES].idxmax(), behind[behind < -0.05]
        found += [
            Promise(
                f"utility (distance − {weight:g} per reaction day): {ahead:.2f} above the best published rule",
                f"{means[OWN]:.3f}, {means[OWN] - means[best]:+.3f} over {best}",
                means[OWN] - means[best] >= ahead,
            ),
            Promise(
                f"… at {weight:g}, in no kind more than 0.05 below the best rule for that kind",
                listed(far, "+.2f", "in none"),
                far.empty,
            ),
        ]
    return found


def _increases(bench: Bench) -> list[Promise]:
    def pooled(rows: Frame) -> float:
        return float((rows["false_increases"] * rows["increases"]).sum() / rows["increases"].sum())

    least = bench.of("active_minutes_per_week")[RULES].mean().idxmin()
    minutes, theirs = (bench.rows.loc[policy]["active_minutes_per_week"].mean() for policy in (OWN, least))
    every = pooled(bench.own)
    return [
        Promise(
            "false increases: at most 5 % of upward steps",
            f"{pooled(bench.own.loc[bench.able]):.1%} in the kinds that can run, {every:.1%} in all",
            every <= 0.05,
        ),
        Promise(
            "active minutes a week: 99 % of the gentlest running rule's or more",
            f"{minutes:.1f} against {theirs:.1f} ({least})",
            minutes >= 0.99 * theirs,
        ),
    ]


def worse(bench: Bench) -> list[str]:
    """Where a published rule goes farther on as few reaction days, or as far on clearly fewer."""
    far, days = bench.of("distance_vs_oracle"), bench.of("flare_days")
    return [
        f"{kind}: {rule} runs {far[rule][kind]:.2f} of the oracle at {days[rule][kind]:.1f} reaction days, "
        f"backlog {far[OWN][kind]:.2f} at {days[OWN][kind]:.1f}."
        for kind in bench.able
        for rule in RULES
        if far[rule][kind] > far[OWN][kind] + 0.02 and days[rule][kind] <= days[OWN][kind] + 0.1
    ] or ["No published rule goes farther on as few reaction days."]


def bench_page(
    benches: Mapping[Timetable, Bench],
    bounds: Mapping[Timetable, Mapping[str, Any]],
    changed: Sequence[Sequence[str]],
    first_line: Frame,
) -> list[str]:
    """The page, as lines; `changed` is the table of people who are otherwise."""
    asked = benches["asked"]
    told = [(rated, p) for rated, bench in benches.items() for p in promises(bench, rated, bounds[rated])]
    return [
        *head("The bench: what the policy reaches, and what it does not", "bench", "morning", "frontier"),
        "All policies have the same runners and the same luck.",
        "None of these seeds was used to choose the model.",
        "Asked: pain is rated each day at the hour of the run, as the reminders ask; morning: at seven.",
        "What the model is, and what moved these figures, is told in [The tolerance model](tolerance.md).",
        "",
        "## Where it is worse, first",
        "",
        *bullets(
            [*worse(asked), *(f"Missed, {rated}: {p.what}; reached: {p.reached}." for rated, p in told if not p.met)]
        ),
        "## What was reached",
        "",
        *bullets(f"{rated}: {p.what}: {p.reached}." for rated, p in told if p.met),
        *(line for rated, bench in benches.items() for line in _own(bench, RATED[rated])),
        *_first_line(asked, first_line),
        "Before any policy was run on them, these kinds were said to lie outside a plausible prior of a model",
        "(capacities of 0.4 to 8 km, a steepness of 1.2 to 5, multipliers below 1.5, an SD of 0.6 to 1.9, no drift):",
        "",
        *bullets(f"{kind}: {how}." for kind, how in OUTSIDE_PRIOR.items()),
        "## All policies, mean of the kinds that can run",
        "",
        *_all(asked),
        "",
        *_frontier(asked),
        "",
        "## Where people are otherwise than here",
        "",
        "The policy was chosen on these virtual runners; so others live in worlds that differ by half.",
        f"{OTHERWISE.runners} runners of a kind with seed {OTHERWISE.seed}, rated at the hour of the run.",
        f"Able are {', '.join(ABLE)}.",
        "",
        *markdown(changed[0], changed[1:]),
        "",
        "## How it is made",
        "",
        *bullets(BENCH_METHOD.strip().splitlines()),
    ]


def _own(bench: Bench, rated: str) -> list[str]:
    rows, able = bench.own.to_dict("records"), set(bench.able)
    parts = (
        (f"Backlog by kind, {rated}, with 95 % intervals", OWN_MEASURES, rows),
        (
            f"Who should not run, or not as far, {rated}",
            HURT_MEASURES,
            [row for row in rows if row["kind"] not in able],
        ),
    )
    found = []
    for title, measures, some in parts:
        cells = [[row["kind"], *(cell(row, name, form) for name, (_, form) in measures.items())] for row in some]
        found += [f"## {title}", "", *markdown(["kind", *(head for head, _ in measures.values())], cells), ""]
    return found


def _first_line(bench: Bench, rows: Frame) -> list[str]:
    """What it costs to take a little walk and run wherever it is offered, and what it tells."""
    kinds, ways = RUNS["first-line"].kinds, {"every time": bench.own, "never": rows.loc[FIRST_LINE]}
    measures = {"flare_days": OWN_MEASURES["flare_days"]} | dict(list(HURT_MEASURES.items())[:5])
    cells = [
        [kind, often, *(cell(way.loc[kind], name, form) for name, (_, form) in measures.items())]
        for kind in kinds
        for often, way in ways.items()
    ]
    return [
        "## Who takes the walk and run that is offered, and who does only what is said first",
        "",
        "Where any reaction is more likely than not, something easy is said first, a little walk and run beside it.",
        "The runners of all other tables take that every time: who should not run is found there because they run on.",
        "Who never takes it keeps to what is easy, and may never be told that running is too much.",
        "",
        *markdown(["kind", "takes it", *(head for head, _ in measures.values())], cells),
        "",
    ]


OWN_MEASURES = {
    "distance_vs_oracle": ("distance / oracle", ".2f"),
    "flare_days": ("reaction days", ".1f"),
    "false_increases": ("false increases", ".0%"),
    "wrong_switch": ("wrong switch", ".1%"),
    "wrong_firm_switch": ("… advised", ".1%"),
    "active_minutes_per_week": ("minutes a week", ".0f"),
    "pending_share": ("pending", ".0%"),
}
HURT_MEASURES = {
    "switched_4wk": ("switched in 4 weeks", ".0%"),
    "switched_8wk": ("in 8", ".0%"),
    "switched_firmly_4wk": ("advised in 4", ".0%"),
    "switched_firmly_8wk": ("in 8", ".0%"),
    "flare_days_before_switch": ("reaction days before it", ".1f"),
    "cut_05_3wk": ("cut to half in 3 weeks", ".0%"),
    "cut_08_3wk": ("to four fifths", ".0%"),
    "flare_days_after_change": ("reaction days after the change", ".1f"),
}
BENCH_METHOD = """
Three sessions a week are planned for sixteen weeks, and 7 of 10 attended.
Pain is rated once a day and right after a run; 8 of 100 ratings are missing.
Nobody runs to the metre what is prescribed: a factor of the day (lognormal, SD 0.05) is in every run, the oracle's too.
In every second kind capacity is another on each day (lognormal, SD 0.15); in which, says `kinds.toml`.
`setback`: capacity falls to a quarter at the start of week 9; `recovers`: it is threefold after week 6.
`hurts-by-2`, `hurts-by-3`: every run hurts by so many points, however short; `turns-3`: from week 9 on, not before.
`six-weeks-off`: no session from day 35 to 76, while ratings go on.
A kind can run if its runners tolerate 500 m in all sixteen weeks; of `setback` some do, so that it is in no mean.
The oracle knows the runner and the change, not what the day does to distance and capacity; it keeps backlog's caps.
A switch is wrong if 500 m would have raised pain by less than a point on an average day at that time.
For that the surface is the softest, and the strike the better one of those that they have.
Offered a little walk and run beside something easier, a runner takes it every time, but where it is said otherwise.
A switch counts whether it is advised, for a clear rise, or only offered beside walk and run; both shares are shown.
Of those who get worse, reaction days and switches count from the change on.
Cut to half in 3 weeks: told at most half of the longest run of the two weeks before, or 500 m, or not to run.
That counts within 21 days of the first run after the change, of those who ran on both sides of it.
A share of runners has Wilson's interval, all else the percentile bootstrap over whole runners.
"""


def _all(bench: Bench) -> list[str]:
    cannot = bench.rows.xs("cannot-run", level=1)
    columns = {
        "distance / oracle": (bench.of("distance_vs_oracle").mean(), ".2f"),
        "reaction days": (bench.of("flare_days").mean(), ".1f"),
        **{f"utility {weight:g}": (bench.utility(weight).mean(), ".2f") for weight in LAMBDAS},
        "wrong switch, worst kind": (bench.of("wrong_switch").max(), ".1%"),
        "cannot-run: switched in 4 weeks": (cannot["switched_4wk"], ".0%"),
        "… reaction days": (cannot["flare_days"], ".0f"),
    }
    rows = [[name, *(f"{values[name]:{form}}" for values, form in columns.values())] for name in cannot.index]
    return markdown(["policy", *columns], rows)


def _frontier(bench: Bench) -> list[str]:
    far, days = (
        bench.frontier.pivot_table(m, "kind", "policy").loc[bench.able] for m in ("distance_vs_oracle", "flare_days")
    )
    limits, gains = {f"{limit:.0%}": f"{OWN}@{limit}" for limit in LIMITS}, bench.gains()
    return [
        "## The frontier: distance against reaction days as the person's limit varies",
        "",
        *markdown(
            ["limit", "distance / oracle", "reaction days"],
            [[limit, f"{far[name].mean():.2f}", f"{days[name].mean():.1f}"] for limit, name in limits.items()],
        ),
        "",
        "By kind, read at PainMonitoring's reaction days + 0.5:",
        "",
        *markdown(
            ["kind", "PainMonitoring", "backlog's distance, times that"],
            [
                [kind, f"{far[MONITORING][kind]:.2f} at {days[MONITORING][kind]:.1f}", f"{gains[kind]:.2f}"]
                for kind in bench.able
            ],
        ),
    ]


# false-alarms.md


class Measure(NamedTuple):
    """A measure in words, how it is written, and whether less of it is better."""

    what: str
    form: str
    less: bool


ALARMS = {
    "ever_shorter": Measure("runners told at least once to run less", ".1%", less=True),
    "ever_no_running": Measure("runners told at least once not to run until pain has settled", ".1%", less=True),
    "wrong_switch": Measure("runners sent to another activity", ".1%", less=True),
    "shorter_share": Measure("verdicts: a shorter run", ".1%", less=True),
    "no_running_share": Measure("verdicts: no running", ".1%", less=True),
    "distance_vs_oracle": Measure("metres, as a share of the all-knowing policy's", ".2f", less=False),
}
POWER = {
    "switched_4wk": Measure("switched within 4 weeks", ".1%", less=False),
    "switched_8wk": Measure("switched within 8 weeks", ".1%", less=False),
    "flare_days_before_switch": Measure("reaction days until the switch", ".1f", less=True),
    "unasked_return": Measure("of those switched: sent running again without a return", ".1%", less=True),
}
WHO = {
    "null": ("running does not hurt", ALARMS),
    "flares-4": ("running does not hurt, four flares in 16 weeks", ALARMS),
    "hurts-by-2": ("every run hurts by 2", POWER),
    "hurts-by-3": ("every run hurts by 3", POWER),
    "turns-3": ("every run hurts by 3 from week 9 on", POWER),
}


def bad_news(rows: Frame) -> list[str]:
    """What the policy misses and costs, in sentences; the worst first."""

    def say(kind: str, measure: str, policy: str = OWN) -> str:
        return cell(rows.loc[policy, kind], measure, WHO[kind][1][measure].form)

    return [
        *(
            f"Where {WHO[kind][0]}, {say(kind, 'switched_8wk')} are switched in 8 weeks, after"
            f" {say(kind, 'flare_days_before_switch')} reaction days; article-naive switches"
            f" {say(kind, 'switched_8wk', 'article-naive')}."
            for kind in ("turns-3", "hurts-by-2", "hurts-by-3")
        ),
        (
            f"Of those whom every run hurts by 3 and who were switched, {say('hurts-by-3', 'unasked_return')} are sent"
            " running again before two quiet weeks have passed."
        ),
        *(
            f"Where {WHO[kind][0]}, {say(kind, 'ever_shorter')} are told at least once to run less,"
            f" {say(kind, 'ever_no_running')} not to run until pain has settled, and {say(kind, 'wrong_switch')} are"
            f" sent to another activity; they run {say(kind, 'distance_vs_oracle')} of the all-knowing policy's metres."
            for kind in ("null", "flares-4")
        ),
    ]


def outdone(rows: Frame) -> list[str]:
    """Sentences where backlog's interval lies wholly on the worse side of a published rule's."""
    found = []
    for kind, (who, measures) in WHO.items():
        ours = rows.loc[OWN, kind]
        for name, (what, form, less) in measures.items():
            better = [
                f"{rule} {cell(theirs, name, form)}"
                for rule in BY_PAIN
                for theirs in [rows.loc[rule, kind]]
                if not pd.isna([ours[name], theirs[name]]).any() and apart(ours, theirs, f"{name}_ci95", less=less)
            ]
            if better:
                found.append(
                    f"{who[0].upper()}{who[1:]}, {what}: {', '.join(better)}; backlog {cell(ours, name, form)}."
                )
    return found or ["In nothing that was measured."]


def apart(ours: Mapping[str, Any], theirs: Mapping[str, Any], interval: str, *, less: bool) -> bool:
    """Whether an interval of theirs lies wholly on the better side of ours."""
    low, high = (theirs, ours) if less else (ours, theirs)
    return bool(low[interval][1] < high[interval][0])


def false_alarms_page(null: Mapping[str, Any], hurt: Mapping[str, Any]) -> list[str]:
    """The page, as lines."""
    rows = frame(null, hurt)
    kinds = {
        f"{kind}: {who}": (measures, {policy: rows.loc[policy, kind] for policy in (OWN, *BY_PAIN)})
        for kind, (who, measures) in WHO.items()
    }
    parts = {
        f"null, backlog alone, by {words}": (
            ALARMS,
            {"{:g} to {:g}".format(*row[name]): row for row in null[f"by_{name}"] if row["policy"] == OWN},
        )
        for name, words in (("usual_pain", "usual pain"), ("sd", "personal SD"))
    }
    return [
        *head("False alarms of the verdict", "null", "hurt"),
        "",
        "## The worst news first",
        "",
        *bullets(bad_news(rows)),
        "Where a published rule that goes by pain does better (95 % intervals apart):",
        "",
        *bullets(outdone(rows)),
        *(line for title, (measures, columns) in (kinds | parts).items() for line in table(title, measures, columns)),
        "## How it is made",
        "",
        *bullets(METHOD.strip().splitlines()),
    ]


def table(title: str, measures: Mapping[str, Measure], columns: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """A line for each measure."""
    lines = [[m.what, *(cell(row, name, m.form) for row in columns.values())] for name, m in measures.items()]
    return [f"## {title}", "", *markdown(["", *columns], lines), ""]


METHOD = """
The runners, their timetable, noise, missing answers and everyday triggers are those of [the bench](bench.md).
Only what running does to them is another.
`null`: no run ever hurts, and there are no flares, so every alarm is false.
`flares-4`: the same with four flares in 16 weeks on average, which have nothing to do with runs.
`hurts-by-N`: every run hurts by N points at its peak, however short: no shorter run helps, only a switch does.
`turns-3`: every run hurts by 3 points from week 9 on, and none before; what is counted begins there.
At 2 points a run alone stays just below a reaction day at nearly every full hour; two that add up do not.
A reaction has its peak near 24 or 48 h, up to 0.6 of it is felt at once, and reactions to two runs add up.
The checks are answered 24 and 48 hours after a run, at the hour of the next.
What is run strays from what was prescribed by 5 % (lognormal), under every policy.
A switch is wrong where on its day half a kilometre would have raised pain by less than a point.
Red-flag questions are answered no, monthly and when triggered.
Where there is to be no running they take the walk that is offered meanwhile.
While a check is pending they repeat the last tolerated distance.
The published rules are those of the bench; article-naive switches at the third alarm in a row.
Figures from before decision [0049](../decisions/0049-a-harder-bench.md) are of other runners and cannot be compared.
Intervals of shares of runners are Wilson's.
All others are the percentile bootstrap over whole runners, as the sessions of one runner are not independent.
"""


def main() -> None:
    """Run what is missing, write both pages and the picture."""
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    bench, morning, frontier, null, hurt, first_line = (result(folder, name) for name in RUNS)
    limits = frame(frontier)
    benches: dict[Timetable, Bench] = {"asked": Bench(frame(bench), limits), "morning": Bench(frame(morning), limits)}
    bounds = {rated: possible(SLIGHT, rated, BOUND_RUNNERS, RUNS["bench"].seed) for rated in benches}
    for name, lines in (
        ("bench", bench_page(benches, bounds, otherwise_table(folder), frame(first_line))),
        ("false-alarms", false_alarms_page(null, hurt)),
    ):
        (DOCS / "explanation" / f"{name}.md").write_text("\n".join(lines).rstrip() + "\n", encoding="utf-8")
    running = [row for row in bench["rows"] if row["policy"] != WALKS]
    shown = bench | {"rows": running}
    save_figure(lambda: draw_frontier(shown), Output(DOCS / "images" / "bench.png", DRAWN, agreed=True))


if __name__ == "__main__":
    main()
