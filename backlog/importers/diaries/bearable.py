"""Bearable's long CSV, one line an entry: symptoms that name a pain to readings, hours of sleep to days.

Symptoms are rated from 0 (none) to 4 (unbearable); mood, energy and the rest have scales and meanings of their own
and are left out, counted.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import date, time

from backlog import clock
from backlog.errors import InputError
from backlog.importers import moments
from backlog.importers.content import File
from backlog.importers.data import data
from backlog.importers.diaries import mentions, scales
from backlog.importers.diaries.ratings import Ratings, counted
from backlog.importers.parsed import Collected, Options, Parsed, Row
from backlog.importers.tables.columns import find_columns
from backlog.importers.tables.csv_table import TableRow
from backlog.importers.tables.rows import Lines, is_clock
from backlog.importers.validation import check
from backlog.model import units
from backlog.model.day import Day

SOURCE = "bearable"
#: The only scale of symptoms that it has.
SCALE: tuple[float, float] = (0.0, 4.0)
_SIGNS = {"category", "rating amount", "detail"}
#: The middle of the six hours that each part of the day has.
_PARTS = {
    word: time(hour)
    for hour, words in {3: "pre", 9: "am morning", 15: "mid midday afternoon", 21: "pm evening night"}.items()
    for word in words.split()
}
_SEVERITY = re.compile(r"(?<!\s)\s*+\((?:none|mild|moderate|severe|unbearable|extreme)\)\s*+$", re.IGNORECASE)
_HOURS = re.compile(
    r"\d{1,2}:\d{2}|\d{1,2}(?:[.,]\d{1,9})?\s{0,9}h[^\W\d]{0,9}(?:\s{0,9}\d{1,2}(?:\s{0,9}m[^\W\d]{0,9})?)?",
    re.IGNORECASE,
)


def fits(file: File) -> bool:
    """Whether the header is that of Bearable's long form."""
    names = {name for name, _ in file.table.names}
    return names >= _SIGNS and bool(names & {"date formatted", "date"})


def read(file: File, options: Options) -> Parsed:
    """Readings and days of the diary; InputError `bad-import` if its ratings of pain need a scale that was not told."""
    table = file.table
    lines = Lines(table, find_columns(table, data("columns")["bearable"], {}), options)
    diary = _Bearable(lines, Ratings(table.file, SOURCE, options))
    if options.scale != SCALE and any(diary.is_pain(row) and diary.lines.text(row, "amount") for row in table.rows):
        low, high = options.scale or (0, 10)
        raise InputError.of("bad-import.other-scale", file=table.file, low=low, high=high)
    found = Collected(table.file, table.problems)
    for row in table.rows:
        with found.row(row.line):
            diary.take(row)
    found.rows = sorted([*diary.ratings.rows.values(), *diary.days.values()], key=lambda row: row.line or 0)
    found.remark(*diary.remarks())
    return found.parsed("Bearable's diary", stretched=diary.ratings.stretched)


@dataclass
class _Bearable:
    """What the lines told so far: readings by moment and site, days by date, and how much was left out."""

    lines: Lines
    ratings: Ratings
    days: dict[date, Row] = field(default_factory=dict)
    empty: int = 0
    symptoms: Counter[str] = field(default_factory=Counter)
    others: Counter[str] = field(default_factory=Counter)

    def is_pain(self, row: TableRow) -> bool:
        """Whether the row rates a symptom whose name says that it is pain, and where."""
        return self._kind(row) == "symptom" and self._site(row) is not None

    def take(self, row: TableRow) -> None:
        """Keep what the row tells, or count it; InputError."""
        kind, amount = self._kind(row), self.lines.text(row, "amount")
        if self.is_pain(row):
            if amount is None:
                self.empty += 1
            else:
                self._rate(row, amount)
        elif kind == "symptom":
            self.symptoms[self._symptom(row)] += 1
        elif kind == "sleep" and amount and _HOURS.fullmatch(amount):
            self._sleep(row, units.parse_hours(amount.replace(" ", ""), "sleep"))
        else:
            self.others[self.lines.text(row, "category") or "no category"] += 1

    def remarks(self) -> list[str]:
        """What was left out, and how much of it."""
        found = self.ratings.remarks()
        if self.empty:
            found.append(scales.left_out(self.empty))
        if self.symptoms:
            found.append(f"Left out, as their names tell no place of pain: {counted(self.symptoms)}.")
        if self.others:
            found.append(f"Left out, as they are no pain: {counted(self.others)}.")
        return found

    def _kind(self, row: TableRow) -> str:
        return (self.lines.text(row, "category") or "").lower().removesuffix("s")

    def _symptom(self, row: TableRow) -> str:
        return _SEVERITY.sub("", self.lines.text(row, "detail") or "no name")[:40]

    def _site(self, row: TableRow) -> str | None:
        name = self._symptom(row)
        told = self.lines.options.site(name)
        if told is not None:
            return told or None
        return mentions.site_named(name) if mentions.names_pain(name) else None

    def _rate(self, row: TableRow, amount: str) -> None:
        day = self._day(row)
        when, part = _when(day, self.lines.text(row, "time"), self.lines.options)
        site = self._site(row) or "back"
        self.ratings.rate(row.line, when, site, amount, key=f"{day}T{part}|{site}", note=self.lines.text(row, "note"))

    def _sleep(self, row: TableRow, hours: float) -> None:
        day = self._day(row)
        value = Day(day=day, sleep_h=hours, source=SOURCE, source_key=f"{day}|sleep")
        check(value, now=self.lines.options.now)
        held = self.days.get(day)
        if held is not None and isinstance(held.value, Day):
            value = replace(value, sleep_h=hours + (held.value.sleep_h or 0))
            check(value, now=self.lines.options.now)
        self.days[day] = Row(self.lines.table.file, held.line if held else row.line, value)

    def _day(self, row: TableRow) -> date:
        return self.lines.read(self.lines.text(row, "date") or "").day


def _when(day: date, part: str | None, options: Options) -> tuple[clock.When, str]:
    """The instant of a clock time, or the middle of a part of the day, marked approximate; and its name in the key."""
    word = (part or "").lower()
    if part and is_clock(part):
        moment = moments.Moment(day, *moments.read_clock(part))
        return moments.resolve(moment, options.zone, now=options.now), str(moment.clock)
    found = moments.resolve(moments.Moment(day), options.zone, now=options.now)
    if word in _PARTS:
        at = clock.wall_instant(day, _PARTS[word], options.zone).at
        found = found._replace(at=min(at, options.now) if day == clock.local_date(options.now, options.zone) else at)
    return found, word
