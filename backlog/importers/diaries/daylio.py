"""Daylio's CSV, one line an entry: the activities and notes of a date to a day, scales that name a pain to readings."""

from __future__ import annotations

import html
import re
import unicodedata
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, time
from itertools import groupby
from typing import NamedTuple

from backlog.errors import InputError
from backlog.importers import moments
from backlog.importers.content import File
from backlog.importers.data import data
from backlog.importers.diaries import mentions, scales
from backlog.importers.diaries.ratings import Ratings, counted
from backlog.importers.parsed import Collected, Options, Parsed
from backlog.importers.tables.cells import present
from backlog.importers.tables.columns import find_columns
from backlog.importers.tables.csv_table import TableRow
from backlog.importers.tables.rows import Lines
from backlog.importers.validation import check
from backlog.model import units
from backlog.model.day import Day

SOURCE = "daylio"
_SIGNS = {"full date", "mood", "activities"}
#: How the halves of a day are written where they are not am and pm.
_HALVES = (
    (re.compile(r"vorm\.?|a\.?\s?m\.?|上午|午前|오전|de la mañana|de la manana", re.IGNORECASE), "am"),
    (re.compile(r"nachm\.?|p\.?\s?m\.?|下午|午後|오후|de la tarde|de la noche", re.IGNORECASE), "pm"),
)
_BREAK = re.compile(r"<br\s*/?>|</(?:p|div|li)>", re.IGNORECASE)
_TAG = re.compile(r"</?[a-z][^<>]*>", re.IGNORECASE)


class _Entry(NamedTuple):
    row: TableRow
    day: date
    clock: time | None


def fits(file: File) -> bool:
    """Whether the header is Daylio's, older or newer: it is English in every language."""
    return {name for name, _ in file.table.names} >= _SIGNS


def read(file: File, options: Options) -> Parsed:
    """Days and readings of the diary, each entry's line with its problem where it cannot be read."""
    table = file.table
    columns = find_columns(table, data("columns")["daylio"], {})
    found = Collected(table.file, table.problems)
    diary = _Daylio(Lines(table, columns, options), found, Ratings(table.file, SOURCE, options))
    entries = [entry for row in table.rows if (entry := diary.entry(row)) is not None]
    for _, day in groupby(sorted(entries, key=_moment_of), key=lambda entry: entry.day):
        diary.take_day(list(day))
    for entry in entries:
        diary.take_scales(entry)
    found.rows = sorted([*found.rows, *diary.ratings.rows.values()], key=lambda row: row.line or 0)
    found.remark(*diary.remarks())
    return found.parsed("Daylio's diary", stretched=diary.ratings.stretched)


def _moment_of(entry: _Entry) -> tuple[date, bool, time, int]:
    """Days upwards, and the entries of a day by the clock; the app writes the newest first."""
    return entry.day, entry.clock is None, entry.clock or time(), -entry.row.line


@dataclass
class _Daylio:
    """What the lines told so far, and how much was left out."""

    lines: Lines
    found: Collected
    ratings: Ratings
    moods: int = 0
    numbers: int = 0
    unclear_times: int = 0
    others: Counter[str] = field(default_factory=Counter)

    def entry(self, row: TableRow) -> _Entry | None:
        """The entry with its date and time; None, and a problem, if it has no date."""
        day: date | None = None
        with self.found.row(row.line):
            day = self.lines.read(self.lines.text(row, "date") or "").day
        if day is None:
            return None
        text = self.lines.text(row, "time")
        at = None if text is None else _clock(text)
        self.unclear_times += text is not None and at is None
        return _Entry(row, day, at)

    def take_day(self, entries: list[_Entry]) -> None:
        """Keep what the entries of one date tell together."""
        line, day = min(entry.row.line for entry in entries), entries[0].day
        tags = [word for entry in entries for word in _parts(self._text(entry, "activities"))]
        notes = [text for entry in entries if (text := self._note(entry))]
        note: str | None = None
        try:
            note = units.parse_text(" / ".join(dict.fromkeys(notes)))
        except InputError as error:
            self.found.problem(error.what, error.todo, line, lost=False)
        value = Day(
            day=day,
            mood=self._mood(entries),
            tags=tuple(dict.fromkeys(tags)),
            note=note,
            source=SOURCE,
            source_key=day.isoformat(),
        )
        if value.tags or value.note or value.mood is not None:
            with self.found.row(line):
                check(value, now=self.lines.options.now)
                self.found.keep(value, line)

    def take_scales(self, entry: _Entry) -> None:
        """Keep the ratings of an entry whose names are of pain or of the back; count the others."""
        for part in _parts(self._text(entry, "scales")):
            name, _, value = (text.strip() for text in part.partition(":"))
            site = self._site(name)
            if site and value:
                with self.found.row(entry.row.line):
                    self._rate(entry, site, value)
            else:
                self.others[name[:40]] += 1

    def _site(self, name: str) -> str | None:
        """The place that a scale is of, if it is one of pain or of the back, or the person said so."""
        told = self.lines.options.site(name)
        if told is not None:
            return told or None
        site = mentions.site_named(name)
        return (site or "back") if mentions.names_pain(name) or site == "back" else None

    def remarks(self) -> list[str]:
        """What was left out or assumed."""
        found = self.ratings.remarks()
        if self.moods:
            found.append(f"Moods left out, as they are words and no numbers from 0 to 10: {self.moods}.")
        if self.numbers:
            found.append(f"Moods taken as they stand, as they are numbers, the mean of each day: {self.numbers}.")
        if self.unclear_times:
            found.append(f"Times of day that could not be read, so that only the date was used: {self.unclear_times}.")
        if self.others:
            found.append(f"Scales that were left out, as their names are of no pain: {counted(self.others)}.")
        scores = [reading.score or 0 for reading in self.ratings.readings()]
        if self.lines.options.scale is None and (question := scales.question(scores)):
            found.append(question)
        return found

    def _text(self, entry: _Entry, name: str) -> str:
        return self.lines.text(entry.row, name) or ""

    def _note(self, entry: _Entry) -> str:
        told = (_plain(self._text(entry, name)) for name in ("title", "note"))
        return ": ".join(text for text in told if text)

    def _mood(self, entries: list[_Entry]) -> float | None:
        """The mean of the day's moods, if they are all numbers from 0 to 10."""
        words = [word for entry in entries if (word := self._text(entry, "mood"))]
        try:
            found = [units.parse_score(word, "mood") for word in words]
        except InputError:
            self.moods += len(words)
            return None
        self.numbers += len(found)
        return sum(found) / len(found) if found else None

    def _rate(self, entry: _Entry, site: str, text: str) -> None:
        options = self.lines.options
        moment = moments.Moment(entry.day, entry.clock)
        when = moments.resolve(moment, options.zone, now=options.now)
        self.ratings.rate(entry.row.line, when, site, text, key=f"{moment.key}|{site}")


def _clock(text: str) -> time | None:
    """The time of day of `14:30`, `8:30 am`, `8:30 vorm.`; None if it is none."""
    plain = unicodedata.normalize("NFKC", text).strip()
    for words, half in _HALVES:
        bare, times = words.subn("", plain)
        if times == 1:
            plain = f"{bare.strip()} {half}"
            break
    try:
        return moments.read_clock(plain.replace(".", ":") if ":" not in plain else plain)[0]
    except InputError:
        return None


def _parts(cell: str) -> list[str]:
    return [text for part in cell.split(" | ") if (text := present(part))]


def _plain(text: str) -> str:
    """The text of a note without the marks of its paragraphs."""
    return " ".join(html.unescape(_TAG.sub("", _BREAK.sub(" ", text))).split())
