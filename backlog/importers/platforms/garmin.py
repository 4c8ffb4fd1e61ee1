"""The list of activities that Garmin Connect exports, Activities.csv: local times, units of the account, unnamed."""

from __future__ import annotations

import re

from backlog.importers import moments
from backlog.importers.activities import activity_of_kind
from backlog.importers.content import File
from backlog.importers.parsed import Options, Parsed
from backlog.importers.platforms.activity_list import ActivityList, amount, chosen_name, places_of, positive
from backlog.importers.recording import Recording
from backlog.importers.tables.csv_table import TableRow
from backlog.importers.translations import in_english
from backlog.model import units
from backlog.model.tokens import ON_FOOT

SOURCE = "garmin"
KIND = "Garmin Connect's list of activities"
#: field -> the names of its column, in English, German, French, Spanish, Italian, Portuguese and Dutch.
_NAMES = {
    "kind": "activity type|aktivitätstyp|type d'activité|tipo de actividad|tipo di attività|tipo de atividade|"
    "activiteittype|activiteitstype|type activiteit",
    "date": "date|datum|fecha|data",
    "favourite": "favorite|favourite|favorit|favori|favorito|favorita|preferito|preferita|favoriet",
    "title": "title|titel|titre|título|titolo",
    "distance": "distance|distanz|distancia|distanza|distância|afstand",
    "calories": "calories|kalorien|calorías|calorie|calorias|calorieën",
    "time": "time|activity time|zeit|durée|temps|tiempo|tempo|tempo total|tijd",
    "moving": "moving time|zeit in bewegung|temps de déplacement|tiempo en movimiento|tempo in movimento|"
    "tempo em movimento|tijd bewogen",
    "elapsed": "elapsed time|verstrichene zeit|temps écoulé|tiempo transcurrido|tempo trascorso|tempo transcorrido|"
    "tempo decorrido|verstreken tijd",
    "ascent": "total ascent|elev gain|elevation gain|positiver höhenunterschied|anstieg gesamt|gesamtanstieg|"
    "ascension totale|ascenso total|ascesa totale|subida total|totale stijging",
    "steps": "steps|schritte|pas|pasos|passi|passos|stappen",
    "cadence": "avg run cadence|ø schrittfrequenz (laufen)|cadence de course moyenne|cadencia de carrera media|"
    "cadenza di corsa media|cadência de corrida média|gemiddelde loopcadans|gem. loopcadans",
}
_FIELDS = {name: field for field, names in _NAMES.items() for name in names.split("|")}
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
        options.zone_remark,
        f"Its distances name no unit: taken as {options.units}. Say it with --units.",
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
