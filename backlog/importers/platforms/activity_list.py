"""The list of activities that a platform exports, row by row: what such lists share, whatever their columns."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import ClassVar

from backlog.errors import InputError
from backlog.importers import moments
from backlog.importers.activities import activity_of_kind, in_english
from backlog.importers.parsed import Collected, Options, Parsed
from backlog.importers.recording import Recording, session_of
from backlog.importers.tables.cells import present
from backlog.importers.tables.columns import unused
from backlog.importers.tables.csv_table import Table, TableRow
from backlog.model import units

#: More columns than this without a use are counted, not named.
MOST_UNUSED = 12
_GROUPED = re.compile(r"([+-]?\d{1,3}(?:[.,'’ \u202f]\d{3})+|[+-]?\d+)(?:[.,](\d{1,2}))?")


class ActivityList(ABC):
    """One platform's list, by field; `columns` maps fields to the places of their columns.

    A platform names its source, its kind, and how a row is a recording.
    """

    source: ClassVar[str]
    kind: ClassVar[str]

    def __init__(self, table: Table, columns: Mapping[str, int], options: Options) -> None:
        self.table = table
        self.columns = columns
        self.options = options
        dates = table.column(columns["date"]) if "date" in columns else []
        self.order = moments.order_of(dates, options.dates, table.file)

    @abstractmethod
    def recording(self, row: TableRow) -> Recording | None:
        """The activity of a row, None for one that is to be left out; InputError."""

    def parsed(self, *remarks: str, listed: bool = False) -> Parsed:
        """The sessions of the list; a row that cannot be one is a problem of its line."""
        found = Collected(self.table.file, self.table.problems)
        found.remark(*remarks)
        seen: dict[str, int] = {}
        for row in self.table.rows:
            with found.row(row.line):
                recording = self.recording(row)
                if recording is None:
                    continue
                session, assumed = session_of(recording, self.options, source=self.source)
                first = seen.setdefault(session.source_key or "", row.line)
                if first != row.line:
                    raise InputError.of("bad-import.row-repeats", line=first)
                found.keep(session, row.line)
                found.remark(*assumed)
        return found.parsed(self.kind, listed=listed, unused=self._unused())

    def _unused(self) -> tuple[str, ...]:
        names = unused(self.table, self.columns.values())
        many = f"{len(names)} columns, such as {', '.join(names[:2])}"
        return names if len(names) <= MOST_UNUSED else (many,)

    def text(self, row: TableRow, field: str) -> str | None:
        """The cell of a field; None if it has no column or holds nothing."""
        return present(row.cells[self.columns[field]]) if field in self.columns else None

    def moment(self, row: TableRow) -> moments.Moment:
        """When the row was, to the minute at least; InputError `bad-time`."""
        date = self.text(row, "date")
        if date is None:
            raise InputError("bad-time", "The row does not say when.", "Fill in its date.")
        moment = moments.read_moment(date, self.order, now=self.options.now)
        if moment.clock is None:
            raise InputError("bad-time", f"{date!r} has no time of day.", "Write it like 2026-11-20 18:30.")
        return moment


def amount(text: str | None, what: str) -> float | None:
    """The number of a cell as a platform shows it: `3.95`, `3,95`, `1,234.5`, `4,404` (thousands); None if empty.

    A mark before exactly three digits groups thousands: shown numbers have at most two decimals.
    InputError `bad-number`.
    """
    if text is None:
        return None
    match = _GROUPED.fullmatch(text)
    if match is None:
        return exact(text, what)
    whole = re.sub(r"[^\d+-]", "", match[1])
    return float(f"{whole}.{match[2] or 0}")


def exact(text: str | None, what: str) -> float | None:
    """The number of a cell as a program stores it: `9440.0`, `9440,0`, `944.599975585938`; None if empty.

    InputError `bad-number`.
    """
    if text is None:
        return None
    try:
        return units.number(text)
    except ValueError:
        raise InputError("bad-number", f"{text!r} is not a number for {what}.", "Correct the cell.") from None


def positive(number: float | None) -> float | None:
    """The number; None for a 0, which lists write for what was not measured."""
    return number if number and number > 0 else None


def chosen_name(name: str | None, kind: str) -> str | None:
    """The name of an activity if a person gave it; None for one that only repeats the kind."""
    if name is None or name.casefold() == kind.casefold() or activity_of_kind(in_english(name))[0] != "other":
        return None
    return name


def note_of(*texts: str | None) -> str | None:
    """The texts that there are, each once, a line each."""
    return "\n".join(dict.fromkeys(text for text in texts if text)) or None


def places_of(table: Table, fields: Mapping[str, str]) -> dict[str, int]:
    """Field -> the place of its column: the first that has one of its names, in small letters."""
    found: dict[str, int] = {}
    for place, name in enumerate(table.header):
        field = fields.get(name.lower().replace("’", "'"))
        if field is not None:
            found.setdefault(field, place)
    return found
