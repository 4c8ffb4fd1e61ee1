"""Exports of other programs that hold no sessions: each is refused by its name, with what to give instead."""

from __future__ import annotations

from collections.abc import Callable, Collection

from backlog.errors import InputError
from backlog.importers.tables.columns import read_name
from backlog.importers.tables.csv_table import Table

_GIVE = "Give a recording (FIT, GPX, TCX), a platform's list of activities, or a CSV."


def strange_table(table: Table) -> InputError | None:
    """The refusal of a table whose form is known and holds no sessions; None for any other table."""
    units = [read_name(name)[1] for name in table.header]
    names = {read_name(name)[0] for name in table.header}
    for fits, what, todo in _TABLES:
        if fits(names, units):
            return InputError("bad-import", f"{table.file} is {what}.", todo)
    return None


def strange_json(data: object, file: str) -> InputError | None:
    """The refusal of JSON whose form is known and holds no sessions; None for any other JSON."""
    first = data[0] if isinstance(data, list) and data else data
    if not isinstance(first, dict):
        return None
    for keys, what, todo in _JSON:
        if any(wanted <= first.keys() for wanted in keys):
            return InputError("bad-import", f"{file} is {what}.", todo)
    return None


Header = Callable[[Collection[str], Collection[str | None]], bool]


def _with(*wanted: str) -> Header:
    return lambda names, _: set(wanted) <= set(names)


def _google_fit(_: Collection[str], units: Collection[str | None]) -> bool:
    """Its columns are named in the account's language, but their units are not."""
    return "kcal" in units and "ms" in units


def _moves_days(names: Collection[str], _: Collection[str | None]) -> bool:
    """Without the start that its list of activities has."""
    return {"date", "activity", "group", "duration", "distance", "steps"} <= set(names) and "start" not in names


#: How a header is told, what it is, and what to do about it.
_TABLES: tuple[tuple[Header, str, str], ...] = (
    (
        _google_fit,
        "Google Fit's daily totals: no sessions in them",
        "Import the TCX files in the folder Fit/Activities of the same Takeout.",
    ),
    (
        _with("date", "calories burned", "steps", "distance", "minutes sedentary"),
        "Fitbit's daily totals: no sessions in them",
        "Open an exercise on Fitbit's site and export it as TCX, or `backlog log` it.",
    ),
    (
        _with("minutes asleep", "minutes awake"),
        "Fitbit's list of nights: no sessions in it",
        "Log a night with `backlog day`.",
    ),
    (_with("date", "weight", "bmi", "fat"), "Fitbit's list of weights: no sessions in it", _GIVE),
    (
        _moves_days,
        "Moves' daily totals: they do not say when a session began",
        "Import activities.csv of the same export.",
    ),
    (
        _with("laps", "cumulative time"),
        "Garmin Connect's list of the laps of one activity: it does not say when that was",
        "Export the activity itself: its gear wheel, then Export File.",
    ),
    (
        _with("runden", "kumulierte zeit"),
        "Garmin Connect's list of the laps of one activity: it does not say when that was",
        "Export the activity itself: its gear wheel, then Export File.",
    ),
)

#: The keys of which one group is there, what it is, and what to do about it.
_JSON: tuple[tuple[tuple[frozenset[str], ...], str, str], ...] = (
    (
        (frozenset({"Data Points"}), frozenset({"fitnessActivity"}), frozenset({"bucket"})),
        "Google Fit's raw data: single measurements",
        "Import the TCX files in the folder Fit/Activities of the same Takeout.",
    ),
    (
        (
            frozenset({"timelineObjects"}),
            frozenset({"semanticSegments"}),
            frozenset({"locations"}),
            frozenset({"timelinePath"}),
        ),
        "Google's history of places: no sessions in it",
        _GIVE,
    ),
    (
        (frozenset({"logId", "activityName"}),),
        "Fitbit's list of exercises in JSON, which I cannot read",
        "Open an exercise on Fitbit's site and export it as TCX, or `backlog log` it.",
    ),
    (
        (frozenset({"dateTime", "value"}), frozenset({"dateOfSleep"}), frozenset({"activities-steps"})),
        "Fitbit's measurements: no sessions in them",
        "Open an exercise on Fitbit's site and export it as TCX, or `backlog log` it.",
    ),
    (
        (frozenset({"date", "segments"}), frozenset({"date", "summary", "caloriesIdle"})),
        "Moves' storyline",
        "Import activities.csv of the same export.",
    ),
    (
        (frozenset({"calendarDate"}),),
        "Garmin's daily figures: no sessions in them",
        "Import the file of the same archive whose name ends with summarizedActivities.json.",
    ),
    (
        (frozenset({"exportVersion", "exercises"}),),
        "a Polar training in JSON, which I cannot read",
        "Export the training from Polar Flow as TCX or GPX.",
    ),
)
