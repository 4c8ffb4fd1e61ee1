"""The list of activities in Strava's archive, activities.csv: times in UTC, headers in the account's language."""

from __future__ import annotations

from backlog.importers import moments
from backlog.importers.activities import activity_of_kind, in_english
from backlog.importers.content import File
from backlog.importers.data import by_name, data
from backlog.importers.parsed import Options, Parsed
from backlog.importers.platforms.activity_list import (
    ActivityList,
    amount,
    chosen_name,
    exact,
    note_of,
    places_of,
    positive,
)
from backlog.importers.recording import Recording
from backlog.importers.tables.csv_table import Table, TableRow
from backlog.importers.titles import without_time_of_day
from backlog.model import units
from backlog.model.tokens import ON_FOOT

SOURCE = "strava"
KIND = "Strava's list of activities"
_FIELDS = by_name(data("columns")["strava"])
#: The header of the archive until June 2019, and its fields.
_OLD = ["id", "date", "name", "type", "description", "elapsed_time", "distance", "commute", "gear", "filename"]
_OLD_FIELDS = by_name(data("columns")["strava_2019"])
#: In any language the second elapsed time repeats the name of the first one, and the columns around it keep their
#: order: where a field stands, counted from there.
_FROM_SECOND = {"lasted": 0, "file": -3, "gear": -4, "moving": 1, "metres": 2, "ascent": 5, "cadence": 14, "effort": 28}
_FIRST = ("id", "date", "name", "kind", "description", "elapsed", "shown")


def fits(file: File) -> bool:
    """Whether the header is Strava's, of any year and in any language."""
    return {"id", "date", "kind"} <= _columns(file.table).keys()


def read(file: File, options: Options) -> Parsed:
    """The sessions of the list; InputError `bad-import` where its dates are ambiguous."""
    columns = _columns(file.table)
    remarks = [f"Its times are in UTC; days are those of {options.zone}. For another zone, --zone."]
    if "metres" not in columns and "shown" in columns:
        remarks.append(f"Its distances name no unit: taken as {options.units}, of swims as m. Say it with --units.")
    return _StravaList(file.table, columns, options).parsed(*remarks, listed=True)


class _StravaList(ActivityList):
    source, kind = SOURCE, KIND

    def recording(self, row: TableRow) -> Recording:
        """The activity of a row; InputError."""
        moment = self.moment(row)
        when = moments.resolve(moment._replace(offset=moment.offset or "+00:00"), "UTC", now=self.options.now)
        kind = self.text(row, "kind") or ""
        english = in_english(kind)
        on_foot = activity_of_kind(english)[0] in ON_FOOT
        return Recording(
            kind=english,
            start=when.at,
            timer_s=positive(exact(self.text(row, "moving"), "the moving time")),
            elapsed_s=positive(exact(self.text(row, "lasted") or self.text(row, "elapsed"), "the elapsed time")),
            distance_m=self._distance(row, english),
            ascent_m=exact(self.text(row, "ascent"), "the elevation gain"),
            steps=exact(self.text(row, "steps"), "steps"),
            cadence=_cadence(exact(self.text(row, "cadence"), "the cadence"), on_foot=on_foot),
            effort=positive(exact(self.text(row, "effort"), "the exertion")),
            shoes=self.text(row, "gear") if on_foot else None,
            note=note_of(self._name(row, kind), self.text(row, "description"), self.text(row, "private")),
            key=self.text(row, "id"),
        )

    def _distance(self, row: TableRow, kind: str) -> float | None:
        """Metres: the cell of metres where there is one, else the one in units that are not named."""
        if self.text(row, "metres"):
            return positive(exact(self.text(row, "metres"), "the distance"))
        shown = positive(amount(self.text(row, "shown"), "the distance"))
        if shown is None:
            return None
        return shown if activity_of_kind(kind)[0] == "swim" else shown * units.METRES[self.options.units]

    def _name(self, row: TableRow, kind: str) -> str | None:
        name = self.text(row, "name")
        if name is None:
            return None
        rest = without_time_of_day(name)
        return None if rest is not None and chosen_name(rest, kind) is None else chosen_name(name, kind)


def _cadence(number: float | None, *, on_foot: bool) -> float | None:
    """Steps a minute on foot, where Strava counts those of one leg; turns a minute otherwise."""
    return number * 2 if number is not None and on_foot and number < 120 else number


def _columns(table: Table) -> dict[str, int]:
    """Field -> the place of its column: by name, and for the long list by its order, whatever its language."""
    header = [name.lower() for name in table.header]
    if header == _OLD:
        return places_of(table, _OLD_FIELDS)
    found = places_of(table, _FIELDS)
    second = _second(header)
    if second is not None:
        found |= {field: place for place, field in enumerate(_FIRST)}
        found |= {
            field: second + far
            for field, far in _FROM_SECOND.items()
            if second + far < len(header) and _in_order(header, second, far)
        }
        if second == 15:
            found["private"] = 10
    return found


def _second(header: list[str]) -> int | None:
    """Where the list repeats the elapsed time, with the distance two columns further; None if it is another list."""
    if len(header) < 19:
        return None
    elapsed, distance = f"{header[5]}#2", f"{header[6]}#2"
    return next((n for n in (14, 15, 16) if header[n : n + 3][::2] == [elapsed, distance]), None)


def _in_order(header: list[str], second: int, far: int) -> bool:
    """Whether the columns up to that place are in the order known: the repeated ones are where they belong."""
    repeats = [place for place in (15, 22) if place <= far + 1]
    return all(second + place < len(header) and header[second + place].endswith("#2") for place in repeats)
