"""Which column is which: by its name, whatever its case, blanks and unit, or as the person mapped it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from backlog.errors import InputError
from backlog.importers.data import data
from backlog.importers.tables.csv_table import Table, shown

SESSION_FIELDS: Mapping[str, Sequence[str]] = data("columns")["sessions"]
READING_FIELDS: Mapping[str, Sequence[str]] = data("columns")["readings"]
#: So many letters of the beginning of a column's name stand for it, if no other begins so.
ENOUGH_OF_A_NAME = 8
#: Names that may mean a time of day or the time taken: what the cells look like decides, in sessions.py.
TIME_NAMES = ("time", "zeit", "temps", "tiempo")

_LEADING = re.compile(r"^(?:total|run|workout|session|my)\s+")


class Column(NamedTuple):
    """Where a field stands, and the unit that the column's name gives, in lower case."""

    place: int
    name: str
    unit: str | None = None


def column_at(table: Table, place: int) -> Column:
    """The column at a place."""
    return Column(place, table.header[place], table.names[place][1])


def find_columns(table: Table, fields: Mapping[str, Sequence[str]], given: Mapping[str, str]) -> dict[str, Column]:
    """Field -> its column: the mapped one, else the one with its best name, else none.

    InputError `bad-map` for a mapping to a column that is not there.
    """
    found = {field: _mapped(table, field, column) for field, column in given.items() if field in fields}
    taken = {column.place for column in found.values()}
    places = _places(table)
    for field, aliases in fields.items():
        free = (place for alias in aliases for place in places.get(alias, ()) if place not in taken)
        place = None if field in found else next(free, None)
        if place is not None:
            taken.add(place)
            found[field] = column_at(table, place)
    return found


def check_map(given: Mapping[str, str], fields: Mapping[str, Sequence[str]], what: str) -> None:
    """InputError `bad-map` if a mapping names a field that is none."""
    for field in given:
        if field not in fields:
            raise InputError("bad-map", f"{field!r} is not a field of {what}.", f"Map one of: {', '.join(fields)}.")


def missing(table: Table, what: str, field: str) -> InputError:
    """The refusal of a table that has no column for what it must say."""
    todo = f"Map one: --map {field}=COLUMN. Its columns are: {table.named}."
    return InputError("column-missing", f"{table.file} has no column that says {what}.", todo)


def unused(table: Table, places: Iterable[int]) -> tuple[str, ...]:
    """The names of the columns that hold something and are at none of the places."""
    taken = set(places)
    return tuple(
        shown(name)
        for index, name in enumerate(table.header)
        if name and index not in taken and any(cell.strip() for cell in table.column(index))
    )


def _mapped(table: Table, field: str, column: str) -> Column:
    wanted = column.strip().lower()
    names = [header.lower() for header in table.header]
    # A long name was shown with its beginning only.
    begun = wanted.removesuffix("…")
    fits = [names.index(wanted)] if wanted in names else [n for n, name in enumerate(names) if name.startswith(begun)]
    if wanted in names or (len(fits) == 1 and len(begun) >= ENOUGH_OF_A_NAME):
        return column_at(table, fits[0])
    raise InputError.of("bad-map.no-column", file=table.file, column=column, field=field, columns=table.named)


def _places(table: Table) -> dict[str, list[int]]:
    """Name -> the places of the columns that go by it, with or without a word such as `total` before it."""
    found: dict[str, list[int]] = {}
    for place, (name, _) in enumerate(table.names):
        for one in {name, _LEADING.sub("", name)}:
            found.setdefault(one, []).append(place)
    return found
