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
TOP, BOTTOM = 0.66, 0.92
HEADING = 0.3
MARK_ROW = 0.17
MARK_ROWS = 4
#: Inches per letter at the marks' size of 7.5 points: DejaVu Sans' mean, with a little to spare.
LETTER = 0.058
MONTH_STEPS = (1, 2, 3, 6, 12, 24, 60, 120)


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """The paper: its width in inches, and the weeks along it. Days count from the first week's start."""

    weeks: Sequence[Week]
    width: float

    @property
    def first(self) -> date:
        """Day 0."""
        return self.weeks[0].start

    @property
    def days(self) -> int:
        """From the first week's start to the last one's end."""
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
    def aside(self) -> float:
        """Days by which points of one week stand apart, so that equal means do not hide each other."""
        return min(1.0, 0.13 * 7 / self.pitch)

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
    shares = {"bars": 1.5 if bars else 0.15, "others": 0.42 if bars else 1.4, "pain": 1.6, "checks": 0.34}
    if not others:
        del shares["others"]
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
    """Round numbers from 0 up to `top`, in at most about `most` equal steps; none without a top."""
    if top <= 0:
        return []
    power: float = 10.0 ** math.floor(math.log10(top / (most + 1)))
    steps = [step * power for step in (1, 2, 5, 10)]
    fits = [step for step in steps if step <= top * (1 + 1e-9)]
    # Between 2 and 5 there may be none that shows just one tick; then two do.
    step = next((step for step in fits if top / step < most + 1), fits[-1])
    return [step * count for count in range(math.floor(top / step + 1e-9) + 1)]


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
    """Every mark with its words if they all find room; otherwise all symbols in the lowest row, and words for a few."""
    places = [(mark, sheet.inches((mark.day - sheet.first).days + 0.5)) for mark in marks]
    placed = _with_words(places, sheet)
    return _mostly_symbols(places, sheet) if placed is None else placed


def _with_words(places: Sequence[tuple[Mark, float]], sheet: Sheet) -> list[Placed] | None:
    """From right to left, so that no stem has to cross words that were there before it; None without room for all."""
    rows, placed = _Rows(), []
    for mark, x in reversed(places):
        right, left = (x, x + _words(mark)), (x - _words(mark), x)
        sides = [
            (side, span)
            for side, span in (("right", right), ("left", left))
            if span[0] >= LEFT and span[1] <= sheet.width
        ]
        found = next(((row, side) for side, span in sides for row in range(MARK_ROWS) if rows.take(x, span, row)), None)
        if found is None:
            return None
        placed.append(Placed(mark=mark, x=x, row=found[0], side=found[1]))
    return placed[::-1]


def _mostly_symbols(places: Sequence[tuple[Mark, float]], sheet: Sheet) -> list[Placed]:
    """The gravest marks get their words, above the row of symbols, where there is room inside the panels.

    Verdicts and flares get none: there are many of them, and their symbols say which they are.
    """
    rows, spoken = _Rows(), {}
    for at in sorted(range(len(places)), key=lambda at: _gravity(places[at][0])):
        mark, x = places[at]
        # No symbol stands beside the words here.
        high = x + _words(mark) - 0.12
        if mark.kind not in ("verdict", "flare") and high <= LEFT + sheet.panel:
            spoken[at] = next((row for row in (1, 2) if rows.take(x, (x, high), row)), 0)
    return [
        Placed(mark=mark, x=x, row=spoken.get(at, 0), side="right" if spoken.get(at) else None)
        for at, (mark, x) in enumerate(places)
    ]


def _words(mark: Mark) -> float:
    """Inches that a mark's words take, with the symbol and a little air."""
    return len(mark.label) * LETTER + 0.2


def _gravity(mark: Mark) -> int:
    return KINDS.index(mark.kind) if mark.kind in KINDS else len(KINDS)


class _Rows:
    """What is taken above the panels: spans of words, per row, and the stems that rise through the rows."""

    def __init__(self) -> None:
        self.words: list[tuple[int, float, float, float]] = []  # row, low, high, where its symbol is

    def take(self, x: float, span: tuple[float, float], row: int) -> bool:
        """Whether no words and no stem are in the way of a span of words; if so it is taken now."""
        low, high = span
        for other, start, end, stem in self.words:
            words_meet = other == row and low < end and start < high
            crossed = other > row and low < stem < high and abs(stem - x) > 0.03
            crossing = other < row and start < x < end and abs(stem - x) > 0.03
            if words_meet or crossed or crossing:
                return False
        self.words.append((row, low - 0.05, high + 0.02, x))
        return True
