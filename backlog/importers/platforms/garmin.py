"""The list of activities that Garmin Connect exports, Activities.csv: local times, units of the account, unnamed."""

from __future__ import annotations

import re

from backlog.importers import moments
from backlog.importers.activities import activity_of_kind, in_english
from backlog.importers.content import File
from backlog.importers.data import by_name, data
from backlog.importers.parsed import Options, Parsed
from backlog.importers.platforms.activity_list import ActivityList, amount, chosen_name, places_of, positive
from backlog.importers.recording import Recording
from backlog.importers.tables.csv_table import TableRow
from backlog.model import units
from backlog.model.tokens import ON_FOOT

SOURCE = "garmin"
KIND = "Garmin Connect's list of activities"
_FIELDS = by_name(data("columns")["garmin"])
_FEET = units.METRES["ft"]
#: Kilometres and miles are shown with two decimals; a whole number of at least this many is metres, or yards.
_LEAST_METRES = 100.0
#: Words of at most so many letters stand in the names of places in lower case: Frankfurt am Main, Rio de Janeiro.
_PARTICLE = 3


def fits(file: File) -> bool:
    """Whether the header is that of Garmin Connect's list, in one of the languages known."""
    columns = places_of(file.table, _FIELDS)
    return {"kind", "date", "title", "distance", "time"} <= columns.keys() and bool(
        {"favourite", "calories"} & columns.keys()
    )


def read(file: File, options: Options) -> Parsed:
    """The sessions of the list; InputError `bad-import` where its dates are ambiguous."""
    return _GarminList(file.table, places_of(file.table, _FIELDS), options).parsed(
        options.zone_remark, f"Its distances name no unit: taken as {options.units}. Say it with --units."
    )


class _GarminList(ActivityList):
    source, kind = SOURCE, KIND

    def recording(self, row: TableRow) -> Recording:
        """The activity of a row; InputError."""
        moment = self.moment(row)
        kind = self.text(row, "kind") or ""
        english = in_english(kind)
        activity, _, sport = activity_of_kind(english)
        timer = self._seconds(row, "time")
        return Recording(
            kind=english,
            start=moments.resolve(moment, self.options.zone, now=self.options.now).at,
            timer_s=self._seconds(row, "moving") if timer is None else timer,
            elapsed_s=self._seconds(row, "elapsed"),
            distance_m=self._distance(row, activity),
            ascent_m=self._ascent(row),
            steps=amount(self.text(row, "steps"), "steps"),
            cadence=amount(self.text(row, "cadence"), "the cadence") if activity in ON_FOOT else None,
            note=self._title(row, kind),
            # As the list has it: the same again, whatever the zone given.
            key=f"{moment.key}|{(sport or activity).lower()}",
        )

    def _seconds(self, row: TableRow, field: str) -> float | None:
        """Seconds of `00:27:13.5` or `35:20`; None where the list has only zeros."""
        text = self.text(row, field)
        return None if text is None or not text.strip("0:.,") else units.parse_duration(text)

    def _distance(self, row: TableRow, activity: str) -> float | None:
        """Metres. Swims, and runs on a track, are shown in whole metres or yards, all else in km or miles."""
        text = self.text(row, "distance")
        number = positive(amount(text, "the distance"))
        if text is None or number is None:
            return None
        whole = not re.search(r"[.,]\d{1,2}$", text)
        if whole and (activity == "swim" or (number >= _LEAST_METRES and activity != "bike")):
            yards = activity == "swim" and self.options.units == "mi"
            return number * units.METRES["yd" if yards else "m"]
        return number * units.METRES[self.options.units]

    def _ascent(self, row: TableRow) -> float | None:
        climbed = amount(self.text(row, "ascent"), "the ascent")
        return climbed if climbed is None or self.options.units != "mi" else climbed * _FEET

    def _title(self, row: TableRow, kind: str) -> str | None:
        """The title, if it is not one that Garmin gives: the kind, or a place and the kind."""
        title = self.text(row, "title")
        if title is None:
            return None
        given = re.escape(kind) if kind else r"\w+"
        place = re.fullmatch(rf"(.+)\s(?i:{given})", title)
        if place and all(not word[0].islower() or len(word) <= _PARTICLE for word in place[1].split()):
            return None
        return chosen_name(title, kind)
