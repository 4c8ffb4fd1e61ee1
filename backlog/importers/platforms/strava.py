"""The list of activities in Strava's archive, activities.csv: times in UTC, headers in the account's language."""

from __future__ import annotations

from backlog.importers import moments
from backlog.importers.activities import activity_of_kind
from backlog.importers.content import File
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
from backlog.importers.translations import in_english
from backlog.model import units
from backlog.model.tokens import ON_FOOT

SOURCE = "strava"
KIND = "Strava's list of activities"
#: field -> the names of its column, in English, German, French, Spanish, Italian, Portuguese and Dutch.
_NAMES = {
    "id": "activity id|aktivitäts-id|id de l'activité|id de actividad|id de la actividad|id attività|id dell'attività|"
    "id da atividade|activiteits-id|id activiteit|activiteit-id|id van activiteit",
    "date": "activity date|aktivitätsdatum|date de l'activité|fecha de la actividad|fecha de actividad|data attività|"
    "data dell'attività|data da atividade|datum van activiteit|datum activiteit|activiteitsdatum",
    "name": "activity name|name der aktivität|nom de l'activité|nombre de la actividad|nome attività|"
    "nome dell'attività|nome da atividade|naam activiteit|naam van activiteit",
    "kind": "activity type|aktivitätsart|type d'activité|tipo de actividad|tipo attività|tipo di attività|"
    "tipo de atividade|activiteitstype|type activiteit|soort activiteit",
    "description": "activity description|aktivitätsbeschreibung|description de l'activité|"
    "descripción de la actividad|descrizione attività|descrizione dell'attività|descrição da atividade|"
    "beschrijving activiteit|beschrijving van activiteit|activiteitsbeschrijving",
    "elapsed": "elapsed time|verstrichene zeit|temps écoulé|tiempo transcurrido|tempo trascorso|tempo decorrido|"
    "verstreken tijd",
    "shown": "distance|distanz|distancia|distanza|distância|afstand",
    "lasted": "elapsed time#2|verstrichene zeit#2|temps écoulé#2|tiempo transcurrido#2|tempo trascorso#2|"
    "tempo decorrido#2|verstreken tijd#2",
    "file": "filename|dateiname|nom du fichier|nombre del archivo|nome file|nome del file|nome do arquivo|bestandsnaam",
    "private": "activity private note|hinweis zur privatsphäre für aktivitäten|note privée sur les activités",
    "gear": "activity gear|aktivitätsausrüstung|matériel utilisé pour l'activité",
    "moving": "moving time|bewegungszeit|durée de déplacement|tiempo en movimiento|tempo in movimento|"
    "tempo em movimento|beweegtijd",
    "metres": "distance#2|distanz#2|distancia#2|distanza#2|distância#2|afstand#2",
    "ascent": "elevation gain|höhenzunahme|dénivelé positif|desnivel positivo|dislivello positivo|"
    "ganho de elevação|hoogtewinst",
    "cadence": "average cadence|durchschnittliche trittfrequenz",
    "effort": "perceived exertion|gefühlte anstrengung",
    "steps": "total steps|schritte insgesamt|nombre total de pas|pasos totales|total de pasos|passi totali|"
    "total de passos|totaal aantal stappen",
}
_FIELDS = {name: field for field, names in _NAMES.items() for name in names.split("|")}
#: The archive until June 2019: English short names, metres, ISO dates.
_OLD = ("id", "date", "name", "type", "description", "elapsed_time", "distance", "commute", "gear", "filename")
_OLD_FIELDS = {
    "id": "id",
    "date": "date",
    "name": "name",
    "type": "kind",
    "description": "description",
    "elapsed_time": "elapsed",
    "distance": "metres",
    "gear": "gear",
    "filename": "file",
}
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
    if tuple(header) == _OLD:
        return {_OLD_FIELDS[name]: place for place, name in enumerate(header) if name in _OLD_FIELDS}
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
