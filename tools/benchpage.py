"""The page docs/explanation/bench.md from results of the bench: what was promised, what was reached, what it costs.

`python -m tools.benchpage RESULT.json... > docs/explanation/bench.md`, each made by `backlog simulate --json`. Rows of
`backlog@0.05` and the like are the frontier: the same policy for people who accept that risk.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from statistics import fmean
from typing import Any, NamedTuple

Row = Mapping[str, Any]
OWN, ORACLE, MONITORING = "backlog", "oracle", "pain-monitoring"
#: Neither is a published rule of running.
NOT_RULES = (OWN, ORACLE, "walkback-like")
LAMBDAS = (0.02, 0.05, 0.10)
CANNOT, MILD = "cannot-run", "mildly-intolerant"


class Bench(NamedTuple):
    """All rows by policy and kind, and the frontier's by kind in order of the limit; `seeds` by number of runners."""

    rows: Mapping[tuple[str, str], Row]
    frontier: Mapping[str, Sequence[Row]]
    matched: Mapping[str, Row]
    seeds: Mapping[int, int]

    @property
    def able(self) -> list[str]:
        """The kinds of which most tolerate running."""
        return [kind for (policy, kind), row in self.rows.items() if policy == OWN and row["tolerates_running"]]

    @property
    def kinds(self) -> list[str]:
        """All kinds."""
        return [kind for policy, kind in self.rows if policy == OWN]

    @property
    def rules(self) -> list[str]:
        """The published rules of running."""
        found = dict.fromkeys(policy for policy, _ in self.rows)
        return [policy for policy in found if policy not in NOT_RULES]

    def mean(self, policy: str, measure: str) -> float:
        """The plain mean over the kinds that can run."""
        return fmean(self.rows[policy, kind][measure] for kind in self.able)


def read(texts: Iterable[str]) -> Bench:
    """Results of the bench; of the same policy and kind, those of most runners."""
    rows: dict[tuple[str, str], Row] = {}
    frontier: dict[str, dict[float, Row]] = {}
    matched: dict[str, Row] = {}
    seeds: dict[int, int] = {}
    for text in texts:
        found = json.loads(text)
        bends = any("@" in row["policy"] for row in found["rows"])
        for row in found["rows"]:
            name, _, limit = row["policy"].partition("@")
            seeds[row["runners"]] = found["seed"]
            if limit:
                frontier.setdefault(row["kind"], {})[float(limit)] = row
            elif bends and name == MONITORING:
                matched[row["kind"]] = row
            elif not bends and rows.get((name, row["kind"]), {"runners": 0})["runners"] < row["runners"]:
                rows[name, row["kind"]] = row
    order = list(dict.fromkeys(kind for _, kind in rows))
    return Bench(
        {key: rows[key] for key in sorted(rows, key=lambda key: (order.index(key[1]), key[0] != OWN))},
        {kind: [by[limit] for limit in sorted(by)] for kind, by in frontier.items()},
        matched,
        seeds,
    )


def utility(row: Row, weight: float) -> float:
    """Distance against the oracle, at most 1, less the weight for every reaction day."""
    return float(min(1.0, row["distance_vs_oracle"]) - weight * row["flare_days"])


def at_days(frontier: Sequence[Row], days: float) -> float | None:
    """The frontier's distance at so many reaction days, on the straight line between two limits; its ends beyond."""
    points = sorted((row["flare_days"], row["distance_vs_oracle"]) for row in frontier)
    if not points:
        return None
    best = max((far for flares, far in points if flares <= days), default=None)
    for (low, near), (high, far) in pairwise(points):
        if low <= days <= high and high > low:
            between = near + (far - near) * (days - low) / (high - low)
            best = between if best is None else max(best, between)
    return best if best is not None else float(points[0][1] * days / points[0][0])


class Promise(NamedTuple):
    """A target, what was reached, and whether that is enough."""

    what: str
    reached: str
    met: bool


def promises(bench: Bench) -> list[Promise]:
    """Every target with its figure."""
    return [*_distance(bench), *_matched(bench), *_utility(bench), *_switches(bench), *_increases(bench)]


def _distance(bench: Bench) -> list[Promise]:
    far, days = bench.mean(OWN, "distance_vs_oracle"), bench.mean(OWN, "flare_days")
    freer = bench.mean(OWN, "distance_vs_freer_oracle")
    many = {k: row for k in bench.able if (row := bench.rows[OWN, k])["flare_days"] > 3.5}
    short = {k: row for k in bench.able if (row := bench.rows[OWN, k])["distance_vs_oracle"] < 0.6}
    return [
        Promise(
            "mean of the kinds that can run: at least 0.85 of the oracle at 2.0 reaction days or fewer",
            f"{far:.3f} at {days:.2f} ({freer:.3f} of an oracle without the limit of two increases a week)",
            far >= 0.85 and days <= 2.0,
        ),
        Promise(
            "no kind above 3.5 reaction days",
            _listed((k, f"{row['flare_days']:.1f}") for k, row in many.items()) or "none is",
            not many,
        ),
        Promise(
            "no kind below 0.6 of the oracle",
            _listed((k, f"{row['distance_vs_oracle']:.2f}") for k, row in short.items()) or "none is",
            not short,
        ),
    ]


def gains(bench: Bench) -> dict[str, float]:
    """By kind, the frontier's distance at PainMonitoring's reaction days + 0.5, as a multiple of PainMonitoring's."""
    found = {}
    for kind in bench.able:
        rule = bench.matched.get(kind)
        far = at_days(bench.frontier.get(kind, ()), rule["flare_days"] + 0.5) if rule else None
        if rule and far is not None:
            found[kind] = far / rule["distance_vs_oracle"]
    return found


def _matched(bench: Bench) -> list[Promise]:
    found = gains(bench)
    if not found:
        return []
    special = {"fragile": 1.3, "over-doer": 1.0}
    plain = {k: gain for k, gain in found.items() if k not in special}
    much = [k for k, gain in found.items() if gain >= 1.5]
    short = {k: gain for k, gain in plain.items() if gain < 1.35}
    over = bench.rows[OWN, "over-doer"]["flare_days"] / bench.rows[MONITORING, "over-doer"]["flare_days"]
    return [
        Promise(
            "at PainMonitoring's reaction days + 0.5: at least 1.5 times its distance in 10 kinds",
            f"in {len(much)} of {len(found)}",
            len(much) >= 10,
        ),
        Promise(
            "… and at least 1.35 times in the others",
            _listed((k, f"{gain:.2f}") for k, gain in short.items()) or "everywhere",
            not short,
        ),
        Promise("… fragile at least 1.3 times", f"{found['fragile']:.2f}", found["fragile"] >= 1.3),
        Promise(
            "… over-doer at least its distance, with a third of its reaction days or fewer",
            f"{found['over-doer']:.2f} times; {over:.2f} of its days at the default limit",
            found["over-doer"] >= 1.0 and over <= 1 / 3,
        ),
    ]


def _utility(bench: Bench) -> list[Promise]:
    found = []
    for weight in LAMBDAS:
        means = {p: fmean(utility(bench.rows[p, k], weight) for k in bench.able) for p in [OWN, *bench.rules]}
        best = max(bench.rules, key=means.__getitem__)
        gain = means[OWN] - means[best]
        worst = {
            k: min(utility(bench.rows[OWN, k], weight) - utility(bench.rows[p, k], weight) for p in bench.rules)
            for k in bench.able
        }
        behind = {k: gap for k, gap in worst.items() if gap < -0.05}
        found += [
            Promise(
                f"utility (distance − {weight:g} per reaction day): 0.20 above the best published rule",
                f"{means[OWN]:.3f}, {gain:+.3f} over {best}",
                gain >= 0.20,
            ),
            Promise(
                f"… at {weight:g}, in no kind more than 0.05 below the best rule for that kind",
                _listed((k, f"{gap:+.2f}") for k, gap in behind.items()) or "in none",
                not behind,
            ),
        ]
    return found


def _switches(bench: Bench) -> list[Promise]:
    own = {k: bench.rows[OWN, k] for k in bench.kinds if bench.rows[OWN, k]["wrong_switch"] is not None}
    wrong = {k: r for k, r in own.items() if r["wrong_switch"] > 0.02 or r["wrong_switch_ci95"][1] > 0.03}
    worst = max(own.values(), key=lambda row: row["wrong_switch"])
    cannot, mild = bench.rows[OWN, CANNOT], bench.rows[OWN, MILD]
    return [
        Promise(
            "wrong switches: at most 2 % in every kind, upper limit at most 3 %",
            _listed((k, f"{r['wrong_switch']:.1%} (to {r['wrong_switch_ci95'][1]:.1%})") for k, r in wrong.items())
            or f"at most {worst['wrong_switch']:.1%} (to {worst['wrong_switch_ci95'][1]:.1%}: {worst['kind']})",
            not wrong,
        ),
        *(
            Promise(
                f"{row['kind']}: switched by {soon:.0%} within 4 weeks and {later:.0%} within 8",
                f"{row['switched_4wk']:.1%} and {row['switched_8wk']:.1%}",
                row["switched_4wk"] >= soon and row["switched_8wk"] >= later,
            )
            for row, soon, later in ((cannot, 0.95, 0.99), (mild, 0.80, 0.95))
        ),
        *(
            Promise(
                f"{row['kind']}: at most {most} reaction days before it",
                f"{row['flare_days_before_switch']:.1f}",
                row["flare_days_before_switch"] <= most,
            )
            for row, most in ((cannot, 5), (mild, 6))
        ),
    ]


def _increases(bench: Bench) -> list[Promise]:
    def pooled(kinds: Iterable[str]) -> float:
        rows = [bench.rows[OWN, k] for k in kinds if bench.rows[OWN, k]["false_increases"] is not None]
        return float(sum(r["false_increases"] * r["increases"] for r in rows) / sum(r["increases"] for r in rows))

    able, every = pooled(bench.able), pooled(bench.kinds)
    least = min(bench.rules, key=lambda p: bench.mean(p, "active_minutes_per_week"))
    minutes = fmean(bench.rows[OWN, k]["active_minutes_per_week"] for k in bench.kinds)
    theirs = fmean(bench.rows[least, k]["active_minutes_per_week"] for k in bench.kinds)
    return [
        Promise(
            "false increases: at most 5 % of upward steps",
            f"{able:.1%} in the kinds that can run, {every:.1%} in all",
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
    found = []
    for kind in bench.able:
        own = bench.rows[OWN, kind]
        for policy in bench.rules:
            row = bench.rows[policy, kind]
            if (
                row["distance_vs_oracle"] > own["distance_vs_oracle"] + 0.02
                and row["flare_days"] <= own["flare_days"] + 0.1
            ):
                found.append(
                    f"{kind}: {policy} runs {row['distance_vs_oracle']:.2f} of the oracle at "
                    f"{row['flare_days']:.1f} reaction days, backlog {own['distance_vs_oracle']:.2f} at "
                    f"{own['flare_days']:.1f}."
                )
    return found


def page(bench: Bench) -> str:
    """The whole page as Markdown."""
    kept, missed = ([p for p in promises(bench) if p.met is met] for met in (True, False))
    seeds = ", ".join(
        f"{n} runners of a kind with seed {seed}" for n, seed in sorted(bench.seeds.items(), reverse=True)
    )
    parts = [
        "# The bench: what the policy reaches, and what it does not",
        "",
        "Generated by `python -m tools.benchpage` from `backlog simulate --json`: change the policy, not this page.",
        f"{seeds[0].upper() + seeds[1:]}; 16 weeks.",
        "None of the seeds was used to choose the model.",
        "The runners are virtual: no figure was measured on patients.",
        "A reaction day is one with a true exercise-induced rise of 2 or more.",
        "What the model is, and what moved these figures, is told in [The tolerance model](tolerance.md).",
        "",
        "## Where it is worse, first",
        "",
        *(f"- {line}" for line in worse(bench) or ["No published rule goes farther on as few reaction days."]),
        *(f"- Missed: {p.what}; reached: {p.reached}." for p in missed),
        "",
        "## What was reached",
        "",
        *(f"- {p.what}: {p.reached}." for p in kept),
        "",
        "## Backlog by kind, with 95 % intervals",
        "",
        *_own(bench),
        "",
        "## All policies, mean of the kinds that can run",
        "",
        *_all(bench),
        "",
        *_frontier(bench),
    ]
    return "\n".join(parts).rstrip() + "\n"


def _own(bench: Bench) -> list[str]:
    measures = {
        "distance_vs_oracle": ("distance / oracle", ".2f"),
        "flare_days": ("reaction days", ".1f"),
        "false_increases": ("false increases", ".0%"),
        "wrong_switch": ("wrong switch", ".1%"),
        "switched_4wk": ("switched in 4 weeks", ".0%"),
        "switched_8wk": ("in 8", ".0%"),
        "active_minutes_per_week": ("minutes a week", ".0f"),
        "pending_share": ("pending", ".0%"),
    }
    rows = [
        [kind, *(_cell(bench.rows[OWN, kind], name, form) for name, (_, form) in measures.items())]
        for kind in bench.kinds
    ]
    return _table(["kind", *(head for head, _ in measures.values())], rows)


def _cell(row: Row, name: str, form: str) -> str:
    if row[name] is None:
        return "–"
    low, high = row[f"{name}_ci95"]
    return f"{row[name]:{form}} ({low:{form}}–{high:{form}})"


def _all(bench: Bench) -> list[str]:
    policies = list(dict.fromkeys(policy for policy, _ in bench.rows))
    rows = []
    for p in policies:
        known = [bench.rows[p, k] for k in bench.able]
        cannot = bench.rows[p, CANNOT]
        rows.append(
            [
                p,
                f"{known[0]['runners']}",
                f"{bench.mean(p, 'distance_vs_oracle'):.2f}",
                f"{bench.mean(p, 'flare_days'):.1f}",
                *(f"{fmean(utility(row, weight) for row in known):.2f}" for weight in LAMBDAS),
                f"{max(row['wrong_switch'] for row in known):.1%}",
                f"{cannot['switched_4wk']:.0%}",
                f"{cannot['flare_days']:.0f}",
            ]
        )
    heads = ["policy", "runners", "distance / oracle", "reaction days", *(f"utility {w:g}" for w in LAMBDAS)]
    return _table([*heads, "wrong switch, worst kind", "cannot-run: switched in 4 weeks", "… reaction days"], rows)


def _frontier(bench: Bench) -> list[str]:
    limits = [row["policy"].partition("@")[2] for row in next(iter(bench.frontier.values()), ())]
    if not limits:
        return []
    means = []
    for number, limit in enumerate(limits):
        rows = [bench.frontier[kind][number] for kind in bench.able]
        far, days = (fmean(row[m] for row in rows) for m in ("distance_vs_oracle", "flare_days"))
        means.append([f"{float(limit):.0%}", f"{far:.2f}", f"{days:.1f}"])
    found = gains(bench)
    by_kind = [
        [
            kind,
            f"{bench.matched[kind]['distance_vs_oracle']:.2f} at {bench.matched[kind]['flare_days']:.1f}",
            f"{found[kind]:.2f}",
        ]
        for kind in bench.able
    ]
    return [
        "## The frontier: distance against reaction days as the person's limit varies",
        "",
        *_table(["limit", "distance / oracle", "reaction days"], means),
        "",
        "By kind, read at PainMonitoring's reaction days + 0.5:",
        "",
        *_table(["kind", "PainMonitoring", "backlog's distance, times that"], by_kind),
    ]


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    return [f"| {' | '.join(line)} |" for line in [heads, ["---"] * len(heads), *rows]]


def _listed(named: Iterable[tuple[str, str]]) -> str:
    return ", ".join(f"{name} {value}" for name, value in named)


def main() -> None:
    """Read the files named, print the page."""
    sys.stdout.write(page(read(Path(name).read_text() for name in sys.argv[1:])))


if __name__ == "__main__":
    main()
