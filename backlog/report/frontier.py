"""The picture of virtual runners: how far each policy lets them run, and how often that hurts them.

Left and up is better. Each small point is a kind of runner under a policy, each large one the mean of the kinds that
tolerate running; kinds that do not have no distance worth having, so they stand below, by their reaction days alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from backlog.report.figure import style
from backlog.report.palette import INK, RULE, SOFT
from backlog.report.simulated import means

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

WIDTH, HEIGHT = 10.0, 7.0
#: Of the panels, in inches: left and right edge, bottom and height of the upper and of the lower.
LEFT, RIGHT = 0.75, 6.6
UPPER, LOWER_BOTTOM, ROW = 6.4, 0.98, 0.2
X_TICKS = (0, 1, 2, 5, 10, 20, 30, 40, 60, 80, 100)
Y_TICKS = (0, 0.2, 0.4, 0.6, 0.8, 1, 1.5, 2, 3, 5, 8, 12, 20, 30)
#: Decades of the distances beyond 1 that take as much paper as those up to 1: most is for what is near the truth.
LINEAR = 0.78
OWN, ORACLE = "backlog", "oracle"
TITLE = "How far, and how often it hurts: up and to the left is better"
#: Colour and marker of backlog and of the oracle; backlog for other limits has the same marker, from dark to light.
BLUE, BLACK = "#0072b2", "#111111"
LIMITS = ("#08306b", "#2f7fbf", "#63b0e3", "#9fd0ef", "#4a5fa5", "#8a9bd4")
#: The others: hues that colour-blind eyes tell apart (Okabe and Ito 2008), and a marker each, so that none rests on
#: its hue alone.
HUES = ("#d55e00", "#009e73", "#cc79a7", "#e69f00", "#7a5195", "#8c6d31")
MARKERS = ("s", "^", "D", "v", "P", "X", "<", ">", "p", "h", "d", "8")


class Look(NamedTuple):
    """How a policy is drawn."""

    colour: str
    marker: str
    own: bool


def looks_of(policies: Sequence[str]) -> dict[str, Look]:
    """A look for each, the same whichever others are there wherever they are few."""
    limits = iter(LIMITS * len(policies))
    others = [name for name in policies if name.partition("@")[0] not in {OWN, ORACLE}]
    found = {name: Look(HUES[at % len(HUES)], MARKERS[at % len(MARKERS)], own=False) for at, name in enumerate(others)}
    for name in policies:
        if name == ORACLE:
            found[name] = Look(BLACK, "*", own=False)
        elif name not in found:
            found[name] = Look(BLUE if name == OWN else next(limits), "o", own=True)
    return {name: found[name] for name in policies}


def caption(found: Mapping[str, Any]) -> list[str]:
    """How it was made, and what it is not."""
    rows = found["rows"]
    runners, kinds = max(row["runners"] for row in rows), len({row["kind"] for row in rows})
    drawn = f"seed {found['seed']}; the same luck under every policy. Computed, not measured on patients"
    return [
        f"{_many(runners, 'virtual runner')} of each of {_many(kinds, 'kind')}, {found['weeks']} weeks, {drawn}.",
        "Reaction days: a true reaction of 2 points or more, on a square-root scale; distance beyond 1 is logarithmic.",
    ]


def _many(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"


def draw_frontier(found: Mapping[str, Any]) -> Figure:
    """The picture as a figure."""
    from matplotlib.figure import Figure

    rows = found["rows"]
    looks = looks_of(list(dict.fromkeys(row["policy"] for row in rows)))
    unable = list(dict.fromkeys(row["kind"] for row in rows if not row["tolerates_running"]))
    averages = means(found)
    furthest = max([row["flare_days"] for row in rows], default=0.0)
    with style():
        figure = Figure(figsize=(WIDTH, HEIGHT))
        figure.text(LEFT / WIDTH, (HEIGHT - 0.38) / HEIGHT, TITLE, size=13, weight="bold", color=INK)
        for at, line in enumerate(caption(found)):
            figure.text(LEFT / WIDTH, (0.3 - 0.17 * at) / HEIGHT, line, size=8, color=SOFT)
        height = ROW * len(unable) + 0.12 if unable else 0.0
        bottom = LOWER_BOTTOM + (height + 0.34 if unable else 0.0)
        if len(averages):
            axes = _panel(figure, bottom, UPPER - bottom, furthest, last=not unable)
            far = [row for row in rows if row["tolerates_running"] and row["distance_vs_oracle"] is not None]
            _draw_able(axes, far, averages, looks)
        if unable:
            below = _panel(figure, LOWER_BOTTOM, height, furthest, last=True)
            _draw_unable(below, [row for row in rows if not row["tolerates_running"]], unable, looks)
        _key(figure, averages, looks)
    return figure


def _panel(figure: Figure, bottom: float, height: float, furthest: float, *, last: bool) -> Axes:
    axes = figure.add_axes((LEFT / WIDTH, bottom / HEIGHT, (RIGHT - LEFT) / WIDTH, height / HEIGHT))
    end = max(4.0, furthest)
    axes.set_xscale("function", functions=(lambda days: abs(days) ** 0.5, lambda root: root**2))
    axes.set_xlim(0, end * 1.06)
    axes.set_xticks([tick for tick in X_TICKS if tick <= end * 1.06], minor=False)
    axes.set_xticks([], minor=True)
    axes.tick_params(length=0, labelsize=8.5, labelcolor=SOFT, pad=4, labelbottom=last)
    axes.spines[["top", "right"]].set_visible(False)
    axes.spines[["bottom", "left"]].set(color="#999999", linewidth=0.8)
    axes.grid(color=RULE, linewidth=0.6)
    axes.set_axisbelow(True)
    if last:
        axes.set_xlabel("Reaction days in 16 weeks (mean per runner)", size=9.5, color=INK, labelpad=5)
        axes.xaxis.set_major_formatter("{x:g}")
    return axes


def _draw_able(
    axes: Axes, rows: Sequence[Mapping[str, Any]], averages: pd.DataFrame, looks: Mapping[str, Look]
) -> None:
    top = max(1.25, *(row["distance_vs_oracle"] for row in rows))
    axes.set_yscale("symlog", linthresh=1, linscale=LINEAR)
    axes.set_ylim(0, top * 1.08)
    axes.set_yticks([tick for tick in Y_TICKS if tick <= top * 1.08])
    axes.set_yticks([], minor=True)
    axes.yaxis.set_major_formatter("{x:g}")
    axes.set_ylabel("Distance, as a share of the all-knowing policy’s", size=9.5, color=INK, labelpad=6)
    axes.axhline(1, color="#888888", linewidth=0.9, linestyle=(0, (4, 2)), zorder=1)
    for policy in sorted(looks, key=lambda name: looks[name].own):
        look = looks[policy]
        points = [(row["flare_days"], row["distance_vs_oracle"]) for row in rows if row["policy"] == policy]
        if points and policy != ORACLE:
            size, alpha, edge = (5.5, 0.75, 0.5) if look.own else (4.2, 0.42, 0)
            _dots(axes, points, look, size=size, alpha=alpha, edge=edge, above=4 if look.own else 3)
    for policy, days, far in _points(averages):
        look = looks[policy]
        size = 15 if look.own else 14 if policy == ORACLE else 9.5
        _dots(axes, [(days, far)], look, size=size, alpha=1.0, edge=1.4, above=7 if look.own else 6)
    _name_means(axes, averages, looks)


def _dots(
    axes: Axes, points: Sequence[tuple[float, float]], look: Look, *, size: float, alpha: float, edge: float, above: int
) -> None:
    axes.plot(
        *zip(*points, strict=True), linestyle="", marker=look.marker, ms=size, color=look.colour, alpha=alpha, mew=edge,
        mec="white", clip_on=False, zorder=above,
    )  # fmt: skip


def _points(averages: pd.DataFrame) -> list[tuple[str, float, float]]:
    """Each policy with its mean reaction days and distance."""
    return list(averages[["flare_days", "distance_vs_oracle"]].fillna(0.0).itertuples(name=None))


def _name_means(axes: Axes, averages: pd.DataFrame, looks: Mapping[str, Look]) -> None:
    """The oracle and backlog by name in the picture itself, backlog for other limits by those; the key has the rest."""
    from matplotlib.patheffects import withStroke

    for policy, days, far in _points(averages):
        look, oracle = looks[policy], policy == ORACLE
        if oracle or look.own:
            axes.annotate(
                "knows the truth" if oracle else policy.removeprefix(f"{OWN}@"),
                (days, far),
                xytext=(9, 6) if oracle else (0, -13),
                textcoords="offset points",
                ha="left" if oracle else "center",
                va="bottom" if oracle else "top",
                size=11 if policy == OWN else 9,
                color=look.colour,
                weight="normal" if oracle else "bold",
                zorder=9,
                path_effects=[withStroke(linewidth=2.5, foreground="white")],
            )


def _draw_unable(
    axes: Axes, rows: Sequence[Mapping[str, Any]], kinds: Sequence[str], looks: Mapping[str, Look]
) -> None:
    axes.set_ylim(len(kinds) - 0.5, -0.6)
    axes.set_yticks([])
    title = "Kinds who do not tolerate running at all: reaction days alone"
    axes.text(0, 1.03, title, size=8.5, color=INK, transform=axes.transAxes, va="bottom")
    for policy in sorted(looks, key=lambda name: looks[name].own):
        look = looks[policy]
        points = [(row["flare_days"], kinds.index(row["kind"])) for row in rows if row["policy"] == policy]
        size, alpha = (8.5, 1.0) if look.own else (7, 1.0) if policy == ORACLE else (5, 0.6)
        _dots(axes, points, look, size=size, alpha=alpha, edge=0.7, above=6 if look.own else 5)
    for at, kind in enumerate(kinds):
        axes.annotate(
            kind, (1, at), xycoords=("axes fraction", "data"), xytext=(10, 0), textcoords="offset points",
            va="center", size=8, color=SOFT,
        )  # fmt: skip


def _key(figure: Figure, averages: pd.DataFrame, looks: Mapping[str, Look]) -> None:
    """Each policy beside its marker, with its means; the fewest reaction days first."""
    known = {policy: (days, far) for policy, days, far in _points(averages)}
    order = sorted(looks, key=lambda name: known.get(name, (0.0, 0.0))[0])
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set(xlim=(0, WIDTH), ylim=(0, HEIGHT))
    axes.set_axis_off()
    x, top, step = RIGHT + 0.4, UPPER - 0.05, 0.235
    if known:
        axes.text(x + 2.16, top, "days", size=8, color=SOFT, ha="right")
        axes.text(x + 2.82, top, "distance", size=8, color=SOFT, ha="right")
        axes.text(x - 0.08, top, "Mean of the kinds", size=8, color=SOFT)
    for at, name in enumerate(order, start=1):
        look, y = looks[name], top - 0.03 - at * step
        axes.plot(x, y + 0.035, marker=look.marker, ms=9 if look.own or name == ORACLE else 7, color=look.colour, mew=0)
        weight = "bold" if look.own else "normal"
        axes.text(x + 0.17, y, name, size=8.5, color=look.colour if look.own else INK, weight=weight)
        if name in known:
            days, far = known[name]
            axes.text(x + 2.16, y, f"{days:.1f}", size=8.5, color=INK, ha="right", weight=weight)
            axes.text(x + 2.82, y, f"{far:.2f}", size=8.5, color=INK, ha="right", weight=weight)
    y = top - 0.03 - (len(order) + 1.3) * step
    for line in ("Large: the mean of the kinds who tolerate", "running. Small: one kind of runner."):
        axes.text(x - 0.08, y, line, size=8, color=SOFT)
        y -= 0.16
