"""The list of activities that Runkeeper exports, cardioActivities.csv: local times, miles and feet or km and m."""

from __future__ import annotations

from backlog.importers.content import File
from backlog.importers.parsed import Options, Parsed
from backlog.importers.tables.columns import check_map, column_at, find_columns
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


def fits(file: File) -> bool:
    """Whether the header is Runkeeper's."""
    return {name for name, _ in file.table.names} >= _FIELDS.keys() | _SIGNS


def read(file: File, options: Options) -> Parsed:
    """The sessions of the list; its times are read on the wall clock of the zone given. InputError `bad-map`."""
    check_map(options.columns, FIELDS, "a session")
    table = file.table
    columns = {_FIELDS[name]: column_at(table, place) for place, (name, _) in enumerate(table.names) if name in _FIELDS}
    columns |= find_columns(table, dict.fromkeys(options.columns, ()), options.columns)
    return read_sessions(table, columns, options, source=SOURCE, kind="Runkeeper's list of activities")
