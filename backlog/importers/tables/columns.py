"""Which column is which: by its name, whatever its case, blanks and unit, or as the person mapped it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from backlog.errors import InputError
from backlog.importers.tables.csv_table import Table

#: field of a session -> the names that its column goes by, the best first.
SESSION_FIELDS: dict[str, tuple[str, ...]] = {
    "start": (
        "start",
        "started at",
        "start time",
        "started",
        "datetime",
        "date time",
        "timestamp",
        "start date",
        "begin",
        "when",
        "beginn",
        "début",
        "inicio",
    ),
    "date": ("date", "day", "datum", "fecha"),
    "end": ("end", "ended at", "end time", "ended", "finish", "finish time", "stop", "ende", "fin"),
    "zone": ("zone", "time zone", "timezone", "tz"),
    "activity": (
        "activity",
        "activity type",
        "type",
        "sport",
        "kind",
        "exercise",
        "workout",
        "aktivität",
        "aktivitätstyp",
        "sportart",
        "activité",
        "type d'activité",
        "actividad",
        "tipo de actividad",
    ),
    "distance": ("distance", "dist", "distanz", "strecke", "distancia", "distanza", "afstand"),
    "duration": (
        "duration",
        "time taken",
        "elapsed time",
        "moving time",
        "elapsed",
        "length",
        "dauer",
        "durée",
        "duración",
        "durata",
        "duur",
    ),
    "climb": ("climb", "ascent", "elevation gain", "elev gain", "total ascent", "elevation", "gain", "höhenmeter"),
    "surface": ("surface", "ground", "terrain", "untergrund"),
    "strike": ("strike", "foot strike", "footstrike", "strike pattern", "landing"),
    "forefoot": ("forefoot share", "forefoot"),
    "shoes": ("shoes", "shoe", "gear", "schuhe", "chaussures"),
    "effort": ("effort", "rpe", "session rpe", "perceived effort", "exertion", "perceived exertion"),
    "during": ("pain during", "during", "during pain", "pain while running", "worst pain during"),
    "mood_before": ("mood before",),
    "mood_after": ("mood after",),
    "steps": ("steps", "step count"),
    "cadence": ("cadence", "avg cadence", "average cadence"),
    "intervals": ("intervals", "walk run intervals"),
    "note": (
        "note",
        "notes",
        "comment",
        "comments",
        "remark",
        "remarks",
        "description",
        "notiz",
        "notizen",
        "bemerkung",
    ),
    "key": ("id", "activity id", "session id"),
}
#: field of a reading -> the names that its column goes by.
READING_FIELDS: dict[str, tuple[str, ...]] = {
    "start": (
        "at",
        "time",
        "datetime",
        "date time",
        "timestamp",
        "when",
        "recorded",
        "time of day",
        "hour",
        "zeit",
        "heure",
    ),
    "date": ("date", "day", "full date", "datum", "fecha"),
    "zone": ("zone", "time zone", "timezone", "tz"),
    "score": (
        "score",
        "pain",
        "nrs",
        "pain score",
        "pain level",
        "back pain",
        "intensity",
        "rating",
        "level",
        "value",
        "pain intensity",
        "schmerz",
        "douleur",
        "dolor",
    ),
    "site": ("site", "place", "location", "body part", "where", "area", "name", "ort"),
    "flare": ("flare", "flare up", "flareup"),
    "medicated": ("medicated", "medication", "painkiller", "painkillers", "meds"),
    "reaches": ("reaches",),
    "note": (
        "note",
        "notes",
        "comment",
        "comments",
        "remark",
        "remarks",
        "description",
        "notiz",
        "notizen",
        "bemerkung",
    ),
    "key": ("id", "reading id"),
}
#: So many letters of the beginning of a column's name stand for it, if no other begins so.
ENOUGH_OF_A_NAME = 8
#: Names that may mean a time of day or the time taken: what the cells look like decides, in sessions_csv.
TIME_NAMES = ("time", "zeit", "temps", "tiempo")

_UNITS = {
    "km",
    "kilometre",
    "kilometres",
    "kilometer",
    "kilometers",
    "mi",
    "mile",
    "miles",
    "m",
    "metre",
    "metres",
    "meter",
    "meters",
    "ft",
    "feet",
    "yd",
    "s",
    "sec",
    "secs",
    "seconds",
    "min",
    "mins",
    "minutes",
    "h",
    "hr",
    "hrs",
    "hours",
}
_IN_BRACKETS = re.compile(r"^(.*?)\s*[(\[]\s*([^)\]]*?)\s*[)\]]$")
_LEADING = re.compile(r"^(?:total|run|workout|session|my)\s+")


class Column(NamedTuple):
    """Where a field stands, and the unit that the column's name gives, in lower case."""

    place: int
    name: str
    unit: str | None = None


def read_name(header: str) -> tuple[str, str | None]:
    """The plain name and the unit of `Distance (mi)`, `distance_km`, `startTime` or `Climb [ft]`."""
    plain = re.sub(r"(?<=[a-zß-ÿ])(?=[A-Z])", " ", re.sub(r"#\d+$", "", header)).lower()
    bracketed = _IN_BRACKETS.match(plain.strip())
    name, unit = (bracketed[1], bracketed[2]) if bracketed else (plain, None)
    words = re.sub(r"[\s_\-/.:,]+", " ", name).split()
    if unit is None and len(words) > 1 and words[-1] in _UNITS:
        unit = words.pop()
    return " ".join(words), unit


def find_columns(table: Table, fields: Mapping[str, tuple[str, ...]], given: Mapping[str, str]) -> dict[str, Column]:
    """Field -> its column: the mapped one, else the one with its best name, else none.

    InputError `bad-map` for a mapping to a column that is not there.
    """
    names = [read_name(header) for header in table.header]
    found = {field: _mapped(table, field, column) for field, column in given.items() if field in fields}
    taken = {column.place for column in found.values()}
    for field, aliases in fields.items():
        index = None if field in found else _named(names, aliases, taken)
        if index is not None:
            taken.add(index)
            found[field] = Column(index, table.header[index], names[index][1])
    return found


def check_map(given: Mapping[str, str], fields: Mapping[str, tuple[str, ...]], what: str) -> None:
    """InputError `bad-map` if a mapping names a field that is none."""
    for field in given:
        if field not in fields:
            raise InputError("bad-map", f"{field!r} is not a field of {what}.", f"Map one of: {', '.join(fields)}.")


def unused(table: Table, found: Mapping[str, Column]) -> tuple[str, ...]:
    """The names of the columns that hold something and stand for no field."""
    taken = {column.place for column in found.values()}
    return tuple(
        name
        for index, name in enumerate(table.header)
        if name and index not in taken and any(cell.strip() for cell in table.column(index))
    )


def _mapped(table: Table, field: str, column: str) -> Column:
    wanted = column.strip().lower()
    names = [header.lower() for header in table.header]
    # A long name was shown with its beginning only.
    begun = wanted.removesuffix("…")
    fits = [names.index(wanted)] if wanted in names else [n for n, name in enumerate(names) if name.startswith(begun)]
    if wanted in names or (len(fits) == 1 and len(begun) >= ENOUGH_OF_A_NAME):
        return Column(fits[0], table.header[fits[0]], read_name(table.header[fits[0]])[1])
    raise InputError(
        "bad-map",
        f"{table.file} has no column {column!r} to map {field} to.",
        f"Its columns are: {table.named}.",
    )


def _named(names: list[tuple[str, str | None]], aliases: tuple[str, ...], taken: set[int]) -> int | None:
    for alias in aliases:
        for index, (name, _) in enumerate(names):
            if index not in taken and alias in {name, _LEADING.sub("", name)}:
                return index
    return None
