"""The lines of a table by field: their cells, their moments, and the keys that name them at a second import."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from backlog.errors import InputError
from backlog.importers import moments
from backlog.importers.parsed import Options
from backlog.importers.tables import cells
from backlog.importers.tables.columns import Column
from backlog.importers.tables.csv_table import Table, TableRow


@dataclass
class Lines:
    """One table, its columns by field, and the lines seen so far."""

    table: Table
    columns: Mapping[str, Column]
    options: Options
    zone_assumed: bool = False
    _counts: Counter[str] = field(default_factory=Counter)
    _lines: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        dates = [cell for name in ("date", "start") for cell in self.column(name)]
        self.order = moments.order_of(dates, self.options.dates, self.table.file)

    def column(self, name: str) -> list[str]:
        """The cells of a field, none if it has no column."""
        return self.table.column(self.columns[name].place) if name in self.columns else []

    def unit(self, name: str) -> str | None:
        """The unit that the field's column names."""
        return self.columns[name].unit if name in self.columns else None

    def text(self, row: TableRow, name: str) -> str | None:
        """The cell of a field; None if it has no column or holds nothing."""
        return cells.present(row.cells[self.columns[name].place]) if name in self.columns else None

    def moment(self, row: TableRow) -> moments.Moment:
        """When the row was: its date, with the time of day of that cell or of another one. InputError `bad-time`.

        A time of day without a zone is remembered, so that the zone that was taken for it can be said.
        """
        found = self._moment(row)
        if found.clock is not None and found.offset is None and self.text(row, "zone") is None:
            self.zone_assumed = True
        return found

    @property
    def zone_remark(self) -> tuple[str, ...]:
        """What to say of the times without a zone, if there were any."""
        return (self.options.zone_remark,) if self.zone_assumed else ()

    def _moment(self, row: TableRow) -> moments.Moment:
        date, start = self.text(row, "date"), self.text(row, "start")
        if date is None and start is None:
            raise InputError("bad-time", "The row does not say when.", "Fill in its date.")
        if date is None or (start and not is_clock(start)):
            return self.read(start or "")
        found = self.read(date)
        return moments.Moment(found.day, *moments.read_clock(start)) if start else found

    def read(self, text: str) -> moments.Moment:
        """The moment of a text, with day and month in the table's order; InputError `bad-time`."""
        return moments.read_moment(text, self.order, now=self.options.now)

    def key(self, row: TableRow, moment: moments.Moment, what: str, more: str) -> str:
        """What names the row at a second import: its own id, else when and what, whatever else is corrected meanwhile.

        Rows of a day without a time are told apart by `more`, and counted where even that is the same;
        otherwise a second row of one name is an InputError `bad-import`.
        """
        own = self.text(row, "key")
        key = own[:200] if own else f"{moment.key}|{what}"
        if own is None and moment.clock is None:
            key += f"|{more}"
            self._counts[key] += 1
            return f"{key}|{self._counts[key]}"
        if key in self._lines:
            raise InputError.of("bad-import.row-repeats", line=self._lines[key])
        self._lines[key] = row.line
        return key


def is_clock(text: str) -> bool:
    """Whether the text is a time of day alone."""
    try:
        moments.read_clock(text)
    except InputError:
        return False
    return True
