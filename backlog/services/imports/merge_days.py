"""The days that an import tells of: a date has one day, and each source adds what nobody said before."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from backlog.importers.parsed import Row
from backlog.model.day import Day
from backlog.services.days import SAID, both_notes
from backlog.services.imports.held import Held


@dataclass(eq=False)
class _Told:
    """A day as it is now; `row` is where it stood, None for the journal's own, which `before` is as it was."""

    day: Day
    row: Row | None
    before: Day | None


class JoinedDays:
    """The days of the journal and of this import, by their dates."""

    def __init__(self, held: Held) -> None:
        self._held = held
        self._told = {day.day: _Told(day, None, day) for day in held.of(Day).values()}
        self._brought: list[_Told] = []

    def keep(self, row: Row, day: Day) -> None:
        """A day that is new, or of backlog's own format for an empty journal: it is as it was there."""
        told = _Told(day, row, None)
        self._brought.append(told)
        self._told.setdefault(day.day, told)

    def take(self, row: Row, day: Day) -> str:
        """Take in what a row says of its date, and what that was.

        `new`, `repeated` after another row of this import, `more` to a day of the journal, or `known` there.
        What the person deleted, or took out of a day, stays out; of two values the first one stays.
        """
        held = self._told.get(day.day)
        if held is None:
            if day.day in self._deleted:
                return "known"
            self.keep(row, day)
            return "new"
        joined = self._joined(held, day)
        more, held.day = joined != held.day, joined
        if held.before is None:
            return "repeated"
        return "more" if more else "known"

    @property
    def rows(self) -> Iterator[Row]:
        """The rows that brought days, with the days as they are now."""
        return (told.row._replace(value=told.day) for told in self._brought if told.row is not None)

    @property
    def completed(self) -> list[Day]:
        """The days of the journal that know more than before."""
        return [told.day for told in self._told.values() if told.before is not None and told.day != told.before]

    def _joined(self, held: _Told, day: Day) -> Day:
        mine = held.day
        more = {name: getattr(day, name) for name in SAID if getattr(mine, name) is None}
        tags, note = tuple(dict.fromkeys([*mine.tags, *day.tags])), both_notes(mine.note, day.note)
        found = replace(mine, **more, tags=tags, note=note)
        if found == mine or held.before is None:
            return found
        return replace(found, **{name: getattr(mine, name) for name in self._held.past(mine.id).edited()})

    @cached_property
    def _deleted(self) -> set[date]:
        days = (number for number, kind in self._held.numbers.items() if kind == "day")
        gone = (self._held.past(number) for number in days if number not in self._held.of(Day))
        last = (past.versions[-1].value for past in gone if past.deleted)
        return {day.day for day in last if isinstance(day, Day)}
