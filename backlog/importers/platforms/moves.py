"""The activities in an export of Moves, which noted every way all day long: those that were an exercise."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from backlog.errors import InputError
from backlog.importers import moments
from backlog.importers.activities import activity_of_kind
from backlog.importers.parsed import Options, Parsed
from backlog.importers.platforms.activity_list import exact, positive, read_list
from backlog.importers.recording import Recording
from backlog.importers.tables.cells import present
from backlog.importers.tables.columns import read_name
from backlog.importers.tables.csv_table import Table, TableRow
from backlog.model import units

SOURCE = "moves"
KIND = "the activities of Moves"
_COLUMNS = frozenset({"date", "activity", "group", "start", "end", "duration", "distance", "steps", "calories"})
#: Every way through a room is in the list: a walk shorter than a bout of the WHO's recommendations of 2010 is none.
LEAST_WALK_S = 600.0
_RIDDEN = frozenset({"transport", "car", "bus", "train", "tram", "airplane", "boat", "ferry", "underground", "subway"})


def fits(table: Table) -> bool:
    """Whether the header is that of the file activities.csv of Moves."""
    return {read_name(name)[0] for name in table.header} >= _COLUMNS


def parse(table: Table, options: Options) -> Parsed:
    """The sessions of the list, without rides in vehicles and walks of less than ten minutes, which are counted."""
    reader = _Reader(table, options)
    found = read_list(table, reader.recording, options, source=SOURCE, kind=KIND, used=range(len(table.header)))
    if not reader.left_out:
        return found
    told = f"{reader.left_out} rides in vehicles and walks of less than 10 minutes are no exercise: left out."
    return replace(found, remarks=(*found.remarks, told))


class _Reader:
    """Reads the rows of one list, and counts those that are no exercise."""

    def __init__(self, table: Table, options: Options) -> None:
        self.places = {read_name(name)[0]: place for place, name in enumerate(table.header)}
        self.options = options
        self.left_out = 0

    def text(self, row: TableRow, name: str) -> str | None:
        return present(row.cells[self.places[name]])

    def recording(self, row: TableRow) -> Recording | None:
        """The exercise of a row; InputError."""
        kind = (self.text(row, "activity") or "").lower()
        lasted = positive(exact(self.text(row, "duration"), "the duration"))
        walk = activity_of_kind(kind)[0] == "walk"
        ridden = {kind, (self.text(row, "group") or "").lower()} & _RIDDEN
        if ridden or (walk and (lasted or 0) < LEAST_WALK_S):
            self.left_out += 1
            return None
        start = self.text(row, "start")
        if start is None:
            raise InputError("bad-time", "The row does not say when.", "Fill in its start.")
        moment = moments.read_moment(start, "dmy", now=self.options.now)
        when = moments.resolve(moment, self.options.zone, now=self.options.now)
        kilometres = positive(exact(self.text(row, "distance"), "the distance"))
        steps = exact(self.text(row, "steps"), "steps")
        return Recording(
            kind=kind,
            start=when.at,
            offset=None if moment.offset is None else datetime.strptime(moment.offset, "%z").utcoffset(),
            timer_s=lasted,
            distance_m=None if kilometres is None else kilometres * 1000,
            steps=int(steps) if steps and steps < units.LONGEST_M else None,
            key=f"{moment.key}|{kind}",
        )
