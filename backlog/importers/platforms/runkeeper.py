"""The list of activities that Runkeeper exports, cardioActivities.csv: local times, miles and feet or km and m."""

from __future__ import annotations

from backlog.importers.content import File
from backlog.importers.data import by_name, data
from backlog.importers.parsed import Options, Parsed
from backlog.importers.tables.columns import SESSION_FIELDS, check_map, find_columns
from backlog.importers.tables.sessions import read_sessions

SOURCE = "runkeeper"
_FIELDS = data("columns")["runkeeper"]
_SIGNS = {"route name", "average pace", "calories burned", "gpx file"}


def fits(file: File) -> bool:
    """Whether the header is Runkeeper's."""
    return {name for name, _ in file.table.names} >= by_name(_FIELDS).keys() | _SIGNS


def read(file: File, options: Options) -> Parsed:
    """The sessions of the list; its times are read on the wall clock of the zone given. InputError `bad-map`."""
    check_map(options.columns, SESSION_FIELDS, "a session")
    table = file.table
    columns = find_columns(table, dict.fromkeys(options.columns, ()) | _FIELDS, options.columns)
    return read_sessions(table, columns, options, source=SOURCE, kind="Runkeeper's list of activities")
