"""A tolerance in the terminal and for programs: one row a run, plain text without colour or escape sequences."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from datetime import datetime
from typing import Any, NamedTuple

from backlog.model.units import show_distance
from backlog.report import tolerance
from backlog.report.series import show_day
from backlog.report.tolerance import LOOKS
from backlog.services.capacity import Capacity, KnownCapacity
from backlog.text import plain

#: What stands before the strip takes so many columns, and the strip itself at least and at most so many.
TEXT, LEAST, MOST = 44, 20, 60


class _Signs(NamedTuple):
    points: dict[str, str]
    band: str
    middle: str
    limit: str
    next: str


UNICODE = _Signs({"tolerated": "●", "sore": "▽", "raised": "▲", "harm": "✖", "unanswered": "□"}, "░", "┃", "¦", "◇")
ASCII = _Signs({"tolerated": "o", "sore": "v", "raised": "^", "harm": "X", "unanswered": "?"}, ".", "|", ":", "<")

#: How a run was answered, in a column.
SHORT = {"tolerated": "well", "sore": "sore?", "raised": "sore", "harm": "bad day", "unanswered": "no answer"}


class _Row(NamedTuple):
    """A run, or the next one: its day, distance, response and sign, beside what was known before it."""

    day: str
    metres: float | None
    response: str
    sign: str
    known: KnownCapacity


def terminal_tolerance(chart: Capacity, said: str, *, width: int = 80, unicode: bool = True) -> str:
    """The chart as lines of at most `width` columns, or a little more where that is very narrow, ended by a newline."""
    signs = UNICODE if unicode else ASCII
    scale, units = tolerance.range_of(chart), chart.units
    columns = min(MOST, width - TEXT)
    columns = columns if columns >= LEAST else 0
    wide = max(width, 1)
    low, high = tolerance.rough(scale.low, units), tolerance.rough(scale.high, units)
    axis = low + high.rjust(columns - len(low)) if columns else ""
    lines = [*textwrap.wrap(tolerance.title(chart), wide), *textwrap.wrap(said, wide), ""]
    lines.append(f"{'Run':>6} {'distance':>9} {'response':<9} {'limit':>6} {'capacity':>8}  {axis}")
    for row in _rows(chart, signs):
        far = "" if row.metres is None else show_distance(row.metres, units)
        limit, middle = (tolerance.rough(metres, units) for metres in (row.known.limit_m, row.known.capacity_m))
        strip = _strip(row, scale, columns, signs)
        lines.append(f"{row.day:>6} {far:>9} {row.response:<9} {limit:>6} {middle:>8}  {strip}")
    lines.append("")
    for words in [*_key(chart, signs, columns), tolerance.next_label(chart), *tolerance.notes(chart, scale)]:
        lines += textwrap.wrap(words, wide) if words else []
    text = "".join(line.rstrip() + "\n" for line in lines)
    return text if unicode else plain(text)


def _rows(chart: Capacity, signs: _Signs) -> Iterator[_Row]:
    for run in chart.runs:
        day = show_day(run.at.astimezone(chart.zone).date())
        known = next((each for each in reversed(chart.known) if each.at <= run.at), chart.known[0])
        yield _Row(day, run.metres, SHORT[run.response], signs.points[run.response], known)
    yield _Row("next" if chart.next else "now", chart.next and chart.next.metres, "", signs.next, chart.known[-1])


def _strip(row: _Row, scale: tolerance.Range, columns: int, signs: _Signs) -> str:
    if not columns:
        return ""

    def place(metres: float) -> int:
        return round(scale.place(metres) * (columns - 1))

    cells = [" "] * columns
    first, last = place(row.known.low_m), place(row.known.high_m)
    cells[first : last + 1] = signs.band * (last + 1 - first)
    cells[place(row.known.capacity_m)] = signs.middle
    cells[place(row.known.limit_m)] = signs.limit
    if row.metres is not None:
        cells[place(row.metres)] = row.sign
    return "".join(cells)


def _key(chart: Capacity, signs: _Signs, columns: int) -> Iterator[str]:
    if columns:
        seen = {run.response for run in chart.runs}
        yield "  ".join(f"{signs.points[response]} {look[-1]}" for response, look in LOOKS.items() if response in seen)
        yield f"{signs.middle} capacity  {signs.band} its band  {signs.limit} limit of the day  {signs.next} next"


def jsonable(chart: Capacity) -> dict[str, Any]:
    """The series for programs: metres, probabilities, and moments on the person's clock."""

    def iso(at: datetime) -> str:
        return at.astimezone(chart.zone).isoformat(timespec="seconds")

    return {
        "now": iso(chart.now),
        "reaction_limit": chart.limit,
        "any_reaction_limit": chart.any_limit,
        "capacity": [
            {"at": iso(each.at)} | {name: round(metres, 1) for name, metres in each._asdict().items() if name != "at"}
            for each in chart.known
        ],
        "runs": [
            {
                "session": run.session,
                "ended_at": iso(run.at),
                "distance_m": run.metres,
                "response": run.response,
                "limit_m": None if run.limit_m is None else round(run.limit_m, 1),
            }
            for run in chart.runs
        ],
        "runs_without_distance": chart.unmeasured,
        "next": None
        if chart.next is None
        else {
            "at": iso(chart.next.at),
            "distance_m": chart.next.metres,
            "p_clear_reaction": round(chart.next.clear, 4),
        },
    }
