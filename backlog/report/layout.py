"""Where things go on a picture: plain arithmetic in inches and days, so that it can be tested without drawing."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from backlog.model.week import Mark, Week
from backlog.report.series import KINDS, MONTHS, show_day

HEIGHT = 6.5
LEFT, RIGHT = 0.7, 1.5
TOP, BOTTOM = 0.62, 0.8
HEADING = 0.3
MARK_ROW = 0.17
MARK_ROWS = 3
#: Inches per letter at the marks' size of 7.5 points: DejaVu Sans' mean, with a little to spare.
LETTER = 0.067
MONTH_STEPS = (1, 2, 3, 6, 12, 24, 60, 120)


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """The paper: its width in inches, and the weeks along it. Days count from the first week's start."""

    weeks: Sequence[Week]
    width: float

    @property
    def first(self) -> date:
        return self.weeks[0].start

    @property
    def days(self) -> int:
        return (self.weeks[-1].start - self.first).days + 7

    @property
    def panel(self) -> float:
        """Width of the panels in inches."""
        return self.width - LEFT - RIGHT

    @property
    def pitch(self) -> float:
        """Inches per week."""
        return self.panel * 7 / self.days

    @property
    def centres(self) -> list[float]:
        """The middle of each week, in days."""
        return [(week.start - self.first).days + 3.5 for week in self.weeks]

    @property
    def bar(self) -> float:
        """Width of a bar in days: most of the week, but never a wall."""
        return min(5.6, 0.8 * 7 / self.pitch)

    def inches(self, day: float) -> float:
        """The place of a day, from the left edge of the paper."""
        return LEFT + day / self.days * self.panel


@dataclass(frozen=True, kw_only=True)
class Placed:
    """A mark with its place: inches from the left, row above the panels, and the side its label is on if it fits."""

    mark: Mark
    x: float
    row: int
    side: str | None


def sheet_of(weeks: Sequence[Week]) -> Sheet:
    """Ten inches of paper, less for a few weeks, so that one bar does not stand in a desert."""
    return Sheet(weeks=weeks, width=min(10.0, max(6.6, 5.2 + 0.6 * len(weeks))))


def row_heights(*, marks: int, others: bool, bars: bool) -> dict[str, tuple[float, float]]:
    """The panels' bottoms and heights in inches, from the number of rows of marks.

    Without other activities their row is left out; without bars the other activities have their room.
    """
    shares = {"bars": 1.5, "others": 0.42, "pain": 1.6, "checks": 0.34}
    if not others:
        del shares["others"]
    elif not bars:
        shares |= {"bars": 0.15, "others": 1.4}
    room = HEIGHT - TOP - BOTTOM - marks * MARK_ROW - HEADING * len(shares)
    scale, top = room / sum(shares.values()), HEIGHT - TOP - marks * MARK_ROW
    rows = {}
    for name, share in shares.items():
        top -= HEADING + share * scale
        rows[name] = (top, share * scale)
    return rows


def time_ticks(sheet: Sheet) -> list[tuple[float, str]]:
    """Day and label of each tick: weeks while there is room for their dates, then months, then years."""
    if len(sheet.weeks) <= 16:
        return _week_ticks(sheet)
    inches = sheet.panel / sheet.days * 30.4
    step = next((step for step in MONTH_STEPS if step * inches >= 0.42), MONTH_STEPS[-1])
    start = sheet.first.year * 12 + sheet.first.month - 1
    found: list[tuple[float, str]] = []
    for month in range(-(-start // step) * step, start + sheet.days // 28 + 2, step):
        day = (date(month // 12, month % 12 + 1, 1) - sheet.first).days
        if 0 <= day < sheet.days:
            year = f"\n{month // 12}" if not found or month % 12 == 0 else ""
            found.append((day, (MONTHS[month % 12] + year) if step < 12 else str(month // 12)))
    return found


def _week_ticks(sheet: Sheet) -> list[tuple[float, str]]:
    step, year, found = math.ceil(0.54 / sheet.pitch), 0, []
    for week, centre in list(zip(sheet.weeks, sheet.centres, strict=True))[::step]:
        found.append((centre, show_day(week.start) + (f"\n{week.start.year}" if week.start.year != year else "")))
        year = week.start.year
    return found


def nice_ticks(top: float, most: int) -> list[float]:
    """Round numbers from 0 to at least `top`, in at most `most` steps; 0 and 1 where there is nothing."""
    if top <= 0:
        return [0.0, 1.0]
    power: float = 10.0 ** math.floor(math.log10(top / most))
    step = next(step * power for step in (1, 2, 5, 10) if step * power * most >= top * (1 - 1e-9))
    return [step * count for count in range(math.ceil(top / step - 1e-9) + 1)]


def spread(places: Sequence[float], gap: float) -> list[float]:
    """The places moved as little as needed to lie at least `gap` apart, in the order given, rising from below."""
    order = sorted(range(len(places)), key=lambda at: (places[at], at))
    groups: list[list[float]] = []  # of each: middle, number of members
    for at in order:
        groups.append([places[at], 1])
        while len(groups) > 1 and groups[-1][0] - groups[-2][0] < gap * (groups[-1][1] + groups[-2][1]) / 2 - 1e-9:
            middle, count = groups.pop()
            below, members = groups[-1]
            groups[-1] = [(below * members + middle * count) / (members + count), members + count]
    moved = [middle + gap * (at - (count - 1) / 2) for middle, count in groups for at in range(int(count))]
    return [moved[order.index(at)] for at in range(len(places))]


def place_marks(marks: Sequence[Mark], sheet: Sheet) -> list[Placed]:
    """Each mark's row and side; the gravest choose first, and one without room for words stays a symbol."""
    taken: list[list[tuple[float, float]]] = [[] for _ in range(MARK_ROWS)]
    order = sorted(marks, key=lambda mark: KINDS.index(mark.kind) if mark.kind in KINDS else len(KINDS))
    placed = [_place(mark, sheet.inches((mark.day - sheet.first).days + 0.5), sheet, taken) for mark in order]
    return sorted(placed, key=lambda each: each.x)


def _place(mark: Mark, x: float, sheet: Sheet, taken: list[list[tuple[float, float]]]) -> Placed:
    words = len(mark.label) * LETTER + 0.16
    spans = {"right": (x - 0.07, x + words), "left": (x - words, x + 0.07)}
    for row in range(len(taken)):
        for side, (low, high) in spans.items():
            if low < LEFT - 0.1 or high > LEFT + sheet.panel + 0.1:
                continue
            if _free(taken[row], low, high) and all(_free(below, x - 0.03, x + 0.03) for below in taken[:row]):
                taken[row].append((low, high))
                for below in taken[:row]:
                    below.append((x - 0.02, x + 0.02))
                return Placed(mark=mark, x=x, row=row, side=side)
    row = next((row for row, spans_there in enumerate(taken) if _free(spans_there, x - 0.05, x + 0.05)), 0)
    taken[row].append((x - 0.05, x + 0.05))
    return Placed(mark=mark, x=x, row=row, side=None)


def _free(taken: Sequence[tuple[float, float]], low: float, high: float) -> bool:
    return all(high <= start or end <= low for start, end in taken)
