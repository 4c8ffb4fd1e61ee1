"""The list of activities that Runkeeper exports, cardioActivities.csv: local times, miles and feet or km and m."""

from __future__ import annotations

from backlog.importers.parsed import Options, Parsed
from backlog.importers.tables.columns import Column, check_map, find_columns, read_name
from backlog.importers.tables.csv_table import Table
from backlog.importers.tables.sessions import FIELDS, read_sessions

SOURCE = "runkeeper"
#: Columns by their plain names; the newer lists put `Activity Id` first and `Friend's Tagged` before the notes.
_FIELDS = {
    "date": "start",
    "type": "activity",
    "distance": "distance",
    "duration": "duration",
    "climb": "climb",
    "notes": "note",
}
_SIGNS = {"route name", "average pace", "calories burned", "gpx file"}


def fits(table: Table) -> bool:
    """Whether the header is Runkeeper's."""
    return {read_name(header)[0] for header in table.header} >= _FIELDS.keys() | _SIGNS


def parse(table: Table, options: Options) -> Parsed:
    """The sessions of the list; its times are read on the wall clock of the zone given. InputError `bad-map`."""
    check_map(options.columns, FIELDS, "a session")
    columns = {}
    for index, header in enumerate(table.header):
        name, unit = read_name(header)
        if name in _FIELDS:
            columns[_FIELDS[name]] = Column(index, header, unit)
    columns |= find_columns(table, dict.fromkeys(options.columns, ()), options.columns)
    return read_sessions(table, columns, options, source=SOURCE, kind="Runkeeper's list of activities")
