"""A CSV of sessions to sessions: columns by name or as mapped, units from the column, the cell or the option.

Columns of pain after a session (`pain after`, `pain 24h`, `pain 48h`) become readings at those hours after its end.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from backlog import clock
from backlog.errors import InputError
from backlog.importers import moments
from backlog.importers.activities import activity_of, surface_of
from backlog.importers.content import File
from backlog.importers.parsed import Collected, Options, Parsed
from backlog.importers.tables import cells
from backlog.importers.tables.columns import (
    SESSION_FIELDS,
    TIME_NAMES,
    Column,
    check_map,
    column_at,
    find_columns,
    missing,
    unused,
)
from backlog.importers.tables.csv_table import Table, TableRow
from backlog.importers.tables.rows import Lines, is_clock
from backlog.importers.validation import check, check_plausible
from backlog.model import units
from backlog.model.session import Reading, Session
from backlog.model.tokens import ASSUMED_PACE, ON_FOOT, STRIKES

SOURCE = "csv"
#: Columns of pain by hours after the end of a session.
AFTER = {"after": 0, "after_24h": 24, "after_48h": 48}
_SLOWEST, _FASTEST = 25 * 60.0, 2.5 * 60.0


def has_columns(table: Table, given: Mapping[str, str]) -> bool:
    """Whether the columns are those of sessions: a time, and something that was done."""
    found = find_columns(table, SESSION_FIELDS, given)
    done = bool({"distance", "duration", "activity"} & found.keys())
    return done and bool({"start", "date"} & found.keys()) and given.keys() <= SESSION_FIELDS.keys()


def read(file: File, options: Options) -> Parsed:
    """Sessions of a CSV; InputError `bad-map`, `column-missing`, or `bad-import` where its dates are ambiguous."""
    check_map(options.columns, SESSION_FIELDS, "a session")
    table = file.table
    columns = _with_time(table, find_columns(table, SESSION_FIELDS, options.columns), options)
    if "start" not in columns and "date" not in columns:
        raise missing(table, "when", "start")
    if not {"distance", "duration", "activity", "end"} & set(columns):
        raise missing(table, "what was done: no distance, duration, activity or end", "distance")
    return read_sessions(table, columns, options, source=SOURCE, kind="a CSV of sessions")


def read_sessions(table: Table, columns: Mapping[str, Column], options: Options, *, source: str, kind: str) -> Parsed:
    """Sessions of a table whose columns are known; a row that cannot be taken becomes a problem."""
    found = Collected(table.file, table.problems)
    rows = _SessionRows(table, columns, options, source, found)
    for line in table.rows:
        with found.row(line.line):
            for value in rows.read(line):
                found.keep(value, line.line)
    found.remark(*rows.lines.zone_remark)
    if "activity" not in columns:
        found.remark(f"No column says the activity: taken as {options.activity or 'run'}.")
    return found.parsed(kind, unused=unused(table, (column.place for column in columns.values())))


class _SessionRows:
    """The rows of one table; cells that are left out are problems of `found`."""

    def __init__(
        self, table: Table, columns: Mapping[str, Column], options: Options, source: str, found: Collected
    ) -> None:
        self.lines = Lines(table, columns, options)
        self.options = options
        self.source = source
        self.found = found
        self._groups = {name: cells.grouping(self.lines.column(name)) for name in columns}

    def _number(self, row: TableRow, name: str) -> str | None:
        text = self.lines.text(row, name)
        return None if text is None else cells.ungrouped(text, self._groups[name])

    def read(self, row: TableRow) -> list[Session | Reading]:
        """The session of a row, and the readings that stand in it; InputError."""
        moment = self.lines.moment(row)
        zone = self.lines.text(row, "zone") or self.options.zone
        clock.zone(zone)
        when = moments.resolve(moment, zone, now=self.options.now)
        session = self._timed(row, self._what(row), when, zone)
        check(session, now=self.options.now)
        check_plausible(session, sure=self.options.sure, now=self.options.now)
        readings = self._after(row, session)
        key = self.lines.key(
            row, moment, session.sport or session.activity, f"{session.distance_m}|{session.duration_s}"
        )
        return [
            replace(session, source_key=key),
            *(replace(reading, source_key=f"{key}|{name}") for name, reading in readings),
        ]

    def _what(self, row: TableRow) -> Session:
        """Everything about the session but its times."""
        name = (
            self.lines.text(row, "activity")
            or self.options.activity
            or ("" if "activity" in self.lines.columns else "run")
        )
        if not name:
            raise InputError.of("activity-unknown.unsaid")
        activity, surface, sport = activity_of(name)
        return Session(
            activity=activity,
            sport=sport,
            source=self.source,
            distance_m=self._distance(row, activity),
            ascent_m=self._amount(row, "climb"),
            surface=self._word(row, "surface") or surface,
            strike=self._word(row, "strike"),
            forefoot_share=self._amount(row, "forefoot"),
            shoes=units.parse_text(self.lines.text(row, "shoes") or "", "shoes"),
            effort=self._amount(row, "effort"),
            during=self._amount(row, "during"),
            mood_before=self._amount(row, "mood_before"),
            mood_after=self._amount(row, "mood_after"),
            steps=None if (text := self.lines.text(row, "steps")) is None else cells.whole(text, "steps", 1_000_000),
            cadence=self._amount(row, "cadence"),
            intervals=None if (text := self.lines.text(row, "intervals")) is None else units.parse_intervals(text),
            note=units.parse_text(self.lines.text(row, "note") or ""),
        )

    def _distance(self, row: TableRow, activity: str) -> float | None:
        text, unit = self._number(row, "distance"), self.lines.unit("distance")
        if text is None:
            return None
        # Programs write 0 where a machine measured no distance; on foot it is more likely a slip.
        if activity not in ON_FOOT and not text.strip("0.,"):
            return None
        return units.parse_distance(text, unit if unit in units.METRES else self.options.units)

    def _amount(self, row: TableRow, name: str) -> float | None:
        text = self._number(row, name)
        if text is None:
            return None
        if name == "climb":
            unit = self.lines.unit(name)
            return cells.climb(text, unit if unit in units.METRES else "ft" if self.options.units == "mi" else "m")
        if name == "forefoot":
            return cells.share(text)
        if name == "cadence":
            return units.parse_amount(text, name, 0, 400)
        return units.parse_score(text, name.replace("_", " "))

    def _word(self, row: TableRow, name: str) -> str | None:
        """A token; a word that is none is left out, and said."""
        text = self.lines.text(row, name)
        if text is None:
            return None
        found = surface_of(text) if name == "surface" else text.lower() if text.lower() in STRIKES else None
        if found is None:
            what = f"{text[:60]!r} is not a {name} that I know; the session was taken without it."
            self.found.problem(what, "Use `backlog edit` to add it.", row.line, lost=False)
        return found

    def _timed(self, row: TableRow, session: Session, when: clock.When, zone: str) -> Session:
        """The session with its start, end and day."""
        text = self.lines.text(row, "duration")
        taken = None if text is None else cells.duration(text, self.lines.unit("duration"))
        start = when.at
        ended = self._end(row, start, zone) if taken is None else None
        if ended is not None and ended > start:
            taken = (ended - start).total_seconds()
        lasted = (
            taken
            if taken is not None
            else (session.distance_m or 0) / 1000 * ASSUMED_PACE.get(session.activity, ASSUMED_PACE["other"])
        )
        day = clock.local_date(start, zone)
        if when.approximate or taken is None:
            start = _not_after(start, lasted, self.options.now, day, zone) if when.approximate else start
            lasted = max(0.0, min(lasted, (self.options.now - start).total_seconds()))
        return replace(
            session,
            started_at=start,
            ended_at=start + timedelta(seconds=round(lasted)),
            zone=zone,
            day=day,
            duration_s=taken,
            end_estimated=taken is None,
            approximate=when.approximate,
        )

    def _end(self, row: TableRow, start: datetime, zone: str) -> datetime | None:
        text = self.lines.text(row, "end")
        if text is None:
            return None
        if not is_clock(text):
            return moments.resolve(self.lines.read(text), zone, now=self.options.now).at
        day, (at, offset) = clock.local_date(start, zone), moments.read_clock(text)
        ended = moments.resolve(moments.Moment(day, at, offset), zone, now=self.options.now).at
        again = ended + timedelta(hours=1)
        if ended < start <= again and clock.local(again, zone).time() == clock.local(ended, zone).time():
            return again  # the hour that an autumn night has twice
        if ended >= start:
            return ended
        following = moments.Moment(day + timedelta(days=1), at, offset)
        return moments.resolve(following, zone, now=self.options.now).at

    def _after(self, row: TableRow, session: Session) -> list[tuple[str, Reading]]:
        found = []
        for name, hours in AFTER.items():
            text = self._number(row, name)
            if text is None:
                continue
            at = session.ended_at + timedelta(hours=hours)
            reading = Reading(
                at=at,
                zone=session.zone,
                day=clock.local_date(at, session.zone),
                approximate=True,
                score=units.parse_score(text, self.lines.columns[name].name),
                source=self.source,
            )
            check(reading, now=self.options.now)
            found.append((name, reading))
        return found


def _not_after(start: datetime, lasted: float, now: datetime, day: object, zone: str) -> datetime:
    """The assumed start of a session of today, early enough for its end to be past, but still today."""
    latest = now - timedelta(seconds=round(lasted))
    return min(start, latest) if clock.local_date(min(start, latest), zone) == day else start


def _with_time(table: Table, columns: dict[str, Column], options: Options) -> dict[str, Column]:
    """The columns, with one that is named only `time` as the start's time of day or the time taken.

    InputError `bad-import` where its cells could be either.
    """
    index = next((place for place, (name, _) in enumerate(table.names) if name in TIME_NAMES), None)
    if index is None or index in {column.place for column in columns.values()}:
        return columns
    column = column_at(table, index)
    if column.unit or "start" in columns:
        return columns if "duration" in columns else columns | {"duration": column}
    if "duration" in columns:
        return columns | {"start": column}
    clocks = all(is_clock(text) for cell in table.column(index) if (text := cells.present(cell)))
    lengths = _are_durations(table, column, columns, options)
    if clocks == lengths:
        raise InputError.of("bad-import.time-or-duration", column=column.name, file=table.file)
    return columns | {("start" if clocks else "duration"): column}


def _are_durations(table: Table, column: Column, columns: Mapping[str, Column], options: Options) -> bool:
    """Whether every cell is a duration, with a pace that a person can have where the distance is known."""
    distance = columns.get("distance")
    for row in table.rows:
        text = cells.present(row.cells[column.place])
        if text is None:
            continue
        try:
            taken = cells.duration(text, None)
            far = cells.present(row.cells[distance.place]) if distance else None
            if far and distance:
                unit = distance.unit if distance.unit in units.METRES else options.units
                if not _FASTEST <= taken / (units.parse_distance(far, unit) / 1000) <= _SLOWEST:
                    return False
        except InputError:
            return False
    return True
