"""A tolerance in the terminal and for programs: one row a run, plain text without colour or escape sequences."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from backlog.model.units import show_distance
from backlog.report import tolerance
from backlog.report.series import show_day
from backlog.services.capacity import Capacity, Dot, KnownCapacity
from backlog.text import plain

#: What stands before the strip takes so many columns, and the strip itself at least and at most so many.
TEXT, LEAST, MOST = 44, 20, 60
#: The short word for each response.
WORDS = {"tolerated": "tolerated", "raised": "raised", "harm": "harm", "unanswered": "no answer"}


@dataclass(frozen=True, kw_only=True)
class _Signs:
    points: dict[str, str]
    band: str
    middle: str
    limit: str
    next: str


UNICODE = _Signs(
    points={"tolerated": "●", "raised": "▲", "harm": "✖", "unanswered": "□"},
    band="░",
    middle="┃",
    limit="¦",
    next="◇",
)
ASCII = _Signs(
    points={"tolerated": "o", "raised": "^", "harm": "X", "unanswered": "?"}, band=".", middle="|", limit=":", next="<"
)


def terminal_tolerance(chart: Capacity, said: str, *, width: int = 80, unicode: bool = True) -> str:
    """The chart as lines of at most `width` columns, or a little more where that is very narrow, ended by a newline."""
    signs = UNICODE if unicode else ASCII
    scale = tolerance.range_of(chart)
    strip = min(MOST, width - TEXT)
    strip = strip if strip >= LEAST else 0
    wide = max(width, 1)
    lines = [*textwrap.wrap(tolerance.title(chart), wide), *textwrap.wrap(said, wide), ""]
    lines.append(
        f"{'Run':>6} {'distance':>9} {'response':<9} {'limit':>6} {'capacity':>8}  {_axis(chart, scale, strip)}"
    )
    lines += [_row(chart, run, scale, strip, signs) for run in chart.runs]
    lines.append(_next(chart, scale, strip, signs))
    lines.append("")
    for words in [*_key(chart, signs, strip), tolerance.next_label(chart), *tolerance.notes(chart, scale)]:
        lines += textwrap.wrap(words, wide) if words else []
    text = "".join(line.rstrip() + "\n" for line in lines)
    return text if unicode else plain(text)


def _axis(chart: Capacity, scale: tolerance.Range, strip: int) -> str:
    if not strip:
        return ""
    low, high = tolerance.rough(scale.low, chart.units), tolerance.rough(scale.high, chart.units)
    return low + high.rjust(strip - len(low))


def _before(chart: Capacity, at: datetime) -> KnownCapacity:
    return next((each for each in reversed(chart.known) if each.at <= at), chart.known[0])


def _row(chart: Capacity, run: Dot, scale: tolerance.Range, strip: int, signs: _Signs) -> str:
    """A run beside what was known before it."""
    day = show_day(run.at.astimezone(chart.zone).date())
    was = _before(chart, run.at)
    cells = _strip(was, scale, strip, signs)
    _put(cells, scale, run.metres, signs.points[run.response])
    limit, middle = (tolerance.rough(metres, chart.units) for metres in (was.limit_m, was.capacity_m))
    far = show_distance(run.metres, chart.units)
    return f"{day:>6} {far:>9} {WORDS[run.response]:<9} {limit:>6} {middle:>8}  {''.join(cells)}"


def _next(chart: Capacity, scale: tolerance.Range, strip: int, signs: _Signs) -> str:
    """What is known now, with what is advised."""
    last = chart.known[-1]
    cells = _strip(last, scale, strip, signs)
    far = ""
    if chart.next:
        _put(cells, scale, chart.next.metres, signs.next)
        far = show_distance(chart.next.metres, chart.units)
    limit, middle = (tolerance.rough(metres, chart.units) for metres in (last.limit_m, last.capacity_m))
    return f"{'next' if far else 'now':>6} {far:>9} {'':<9} {limit:>6} {middle:>8}  {''.join(cells)}"


def _strip(known: KnownCapacity, scale: tolerance.Range, strip: int, signs: _Signs) -> list[str]:
    cells = [" "] * strip
    if strip:
        first, last = (round(scale.place(metres) * (strip - 1)) for metres in (known.low_m, known.high_m))
        cells[first : last + 1] = signs.band * (last + 1 - first)
    _put(cells, scale, known.capacity_m, signs.middle)
    _put(cells, scale, known.limit_m, signs.limit)
    return cells


def _put(cells: list[str], scale: tolerance.Range, metres: float, sign: str) -> None:
    if cells:
        cells[round(scale.place(metres) * (len(cells) - 1))] = sign


def _key(chart: Capacity, signs: _Signs, strip: int) -> Iterator[str]:
    if strip:
        found = tolerance.response_words([run.response for run in chart.runs])
        yield "  ".join(f"{signs.points[response]} {words}" for response, words in found.items())
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
