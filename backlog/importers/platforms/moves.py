"""The activities in an export of Moves, which noted every way all day long: those that were an exercise."""

from __future__ import annotations

from dataclasses import replace

from backlog.errors import InputError
from backlog.importers import moments
from backlog.importers.activities import activity_of_kind
from backlog.importers.content import File
from backlog.importers.parsed import Options, Parsed
from backlog.importers.platforms.activity_list import ActivityList, exact, positive
from backlog.importers.recording import Recording
from backlog.importers.tables.csv_table import TableRow

SOURCE = "moves"
KIND = "the activities of Moves"
_COLUMNS = frozenset({"date", "activity", "group", "start", "end", "duration", "distance", "steps", "calories"})
#: Every way through a room is in the list: a walk shorter than a bout of the WHO's recommendations of 2010 is none.
LEAST_WALK_S = 600.0
_RIDDEN = frozenset({"transport", "car", "bus", "train", "tram", "airplane", "boat", "ferry", "underground", "subway"})


def fits(file: File) -> bool:
    """Whether the header is that of the file activities.csv of Moves."""
    return {name for name, _ in file.table.names} >= _COLUMNS


def read(file: File, options: Options) -> Parsed:
    """The sessions of the list, without rides in vehicles and walks of less than ten minutes, which are counted."""
    # Its dates say no more than its starts.
    columns = {"day" if name == "date" else name: place for place, (name, _) in enumerate(file.table.names)}
    reader = _MovesList(file.table, columns, options)
    found = reader.parsed()
    if not reader.left_out:
        return found
    told = f"{reader.left_out} rides in vehicles and walks of less than 10 minutes are no exercise: left out."
    return replace(found, remarks=(*found.remarks, told))


class _MovesList(ActivityList):
    """Counts the rows that are no exercise."""

    source, kind = SOURCE, KIND
    left_out = 0

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
        return Recording(
            kind=kind,
            start=when.at,
            offset=moment.ahead,
            timer_s=lasted,
            distance_m=None if kilometres is None else kilometres * 1000,
            steps=exact(self.text(row, "steps"), "steps"),
            key=f"{moment.key}|{kind}",
        )
