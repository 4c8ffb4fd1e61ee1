"""Files of other programs that cannot be taken as they stand: each is refused by its name, with what would help.

Trackers of habits may hold a rating of pain, which only the person knows: `--map` reads some of them.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from backlog.errors import InputError
from backlog.importers.content import File
from backlog.importers.diaries.mentions import names_pain, site_named
from backlog.importers.tables.cells import present
from backlog.importers.tables.csv_table import Table

#: What Loop writes into a cell instead of a number.
LOOP_WORDS = frozenset({"YES_MANUAL", "YES_AUTO", "NO", "UNKNOWN", "SKIP"})
#: Loop stores the numbers of its measurable habits in thousandths.
LOOP_UNIT = 1000

_LOOP_SCORE = re.compile(r"[01]\.\d{4}")
_WHOLE = re.compile(r"-?\d{1,9}")
_CREATED = re.compile(
    rb"CREATE\s{1,9}TABLE\s{1,9}(?:IF\s{1,9}NOT\s{1,9}EXISTS\s{1,9})?[\"'`\[]?(\w{1,64})", re.IGNORECASE
)
_LOOP_MAP = "--kind readings --map date=Date --map score={} --scale 0-10000"
_GIVE = "Give a recording (FIT, GPX, TCX), a platform's list of activities, or a CSV."
_GIVE_CHECKMARKS = "Give the Checkmarks.csv of the habit that is pain instead."
_TAKEOUT = "Import the TCX files in the folder Fit/Activities of the same Takeout."
_FITBIT = "Open an exercise on Fitbit's site and export it as TCX, or `backlog log` it."
_LAPS = "Garmin Connect's list of the laps of one activity: it does not say when that was"
_EXPORT_ACTIVITY = "Export the activity itself: its gear wheel, then Export File."

#: What the forms that cannot be imported are called.
_FORMS = {
    "pdf": "a PDF",
    "picture": "a picture or a film",
    "archive": "an archive that I cannot open",
    "kml": "a map (KML): it holds places without times",
    "ClinicalDocument": "Apple Health's clinical document; the file with the workouts is the other one, export.xml",
    "html": "a web page",
    "svg": "a picture",
}


class _Named(NamedTuple):
    """What is known by names that stand in it together, where none of some others does; what it is, what to do."""

    names: frozenset[str]
    what: str
    todo: str
    without: frozenset[str] = frozenset()


def _named(names: str, what: str, todo: str, *, without: str = "") -> _Named:
    return _Named(frozenset(names.split(", ")), what, todo, frozenset(filter(None, without.split(", "))))


#: Tables by the plain names of their columns.
_HEADERS = (
    _named(
        "date, calories burned, steps, distance, minutes sedentary",
        "Fitbit's daily totals: no sessions in them",
        _FITBIT,
    ),
    _named(
        "minutes asleep, minutes awake", "Fitbit's list of nights: no sessions in it", "Log a night with `backlog day`."
    ),
    _named("date, weight, bmi, fat", "Fitbit's list of weights: no sessions in it", _GIVE),
    _named(
        "date, activity, group, duration, distance, steps",
        "Moves' daily totals: they do not say when a session began",
        "Import activities.csv of the same export.",
        without="start",
    ),
    _named("laps, cumulative time", _LAPS, _EXPORT_ACTIVITY),
    _named("runden, kumulierte zeit", _LAPS, _EXPORT_ACTIVITY),
    _named("position, name, question, color", "Loop Habit Tracker's list of habits", _GIVE_CHECKMARKS),
    _named(
        "habit name, calendar date, value",
        "HabitBull's list of habits",
        "Keep the rows of the habit that is pain, if one is, and add --kind readings --map date=CalendarDate "
        "--map score=Value --map site=HabitName --map note=CommentText.",
    ),
    _named(
        "milliseconds, timezone offset, timestamp, cat1, number",
        "TapLog's list, which may hold anything",
        "Keep the rows whose number is pain from 0 to 10, if there are any, and add --kind readings "
        "--map start=timestamp --map score=number --map site=cat2 --map note=note (cat2: the category that names "
        "the site).",
    ),
    # A study's table has one line a person, or a person and a visit.
    *(
        _named(
            f"group, {who}",
            "a table of many people without dates",
            "A journal is of one person: give that person's ratings with the date of each.",
            without="date, day, timestamp",
        )
        for who in ("id", "participant", "subject")
    ),
)

#: JSON by the keys of its first object.
_KEYS = (
    *(
        _named(keys, "Google Fit's raw data: single measurements", _TAKEOUT)
        for keys in ("Data Points", "fitnessActivity", "bucket")
    ),
    *(
        _named(keys, "Google's history of places: no sessions in it", _GIVE)
        for keys in ("timelineObjects", "semanticSegments", "locations", "timelinePath")
    ),
    _named("logId, activityName", "Fitbit's list of exercises in JSON, which I cannot read", _FITBIT),
    *(
        _named(keys, "Fitbit's measurements: no sessions in them", _FITBIT)
        for keys in ("dateTime, value", "dateOfSleep", "activities-steps")
    ),
    *(
        _named(keys, "Moves' storyline", "Import activities.csv of the same export.")
        for keys in ("date, segments", "date, summary, caloriesIdle")
    ),
    _named(
        "calendarDate",
        "Garmin's daily figures: no sessions in them",
        "Import the file of the same archive whose name ends with summarizedActivities.json.",
    ),
    _named(
        "exportVersion, exercises",
        "a Polar training in JSON, which I cannot read",
        "Export the training from Polar Flow as TCX or GPX.",
    ),
)

#: SQLite databases by tables that no other program's has together.
_DATABASES = (
    _named(
        "habits, repetitions",
        "Loop Habit Tracker's backup",
        f"Export as CSV in its settings; a measurable habit that is pain is read from the Checkmarks.csv in its folder "
        f"with {_LOOP_MAP.format('Value')}.",
    ),
    _named("tracks, ticks", "Tickmate's database", "It holds ticks and no ratings: there is no pain in it to import."),
    _named(
        "habits, checkins",
        "Rewire's backup",
        "Copy the ratings of pain, if a habit has any, into a CSV with the columns date and score.",
    ),
    _named(
        "device, base_activity_summary",
        "Gadgetbridge's database",
        "Export each workout from Gadgetbridge as GPX or FIT, and import those.",
    ),
)


def strange_form(file: File) -> InputError:
    """The refusal of a form that no reader has."""
    name = _FORMS.get(file.form, f"an XML file of a form that I do not know ({file.form[:40]})")
    todo = "Give a recording (FIT, GPX, TCX), a platform's export, or a CSV."
    return InputError("bad-import", f"{file.name} is {name}.", todo)


def strange_json(file: File) -> InputError:
    """The refusal of JSON that no reader has, by its name if it is known."""
    first = file.json[0] if isinstance(file.json, list) and file.json else file.json
    known = _known(_KEYS, set(first)) if isinstance(first, dict) else None
    what, todo = known or ("JSON of a form that I do not know", "Give a CSV, or backlog's own JSON Lines.")
    return InputError("bad-import", f"{file.name} is {what}.", todo)


def strange_database(file: File) -> InputError:
    """The refusal of a SQLite database that is no journal, by its name if it is known."""
    known = _known(_DATABASES, {name.decode().lower() for name in _CREATED.findall(file.data)})
    what, todo = known or ("a SQLite database of another program", "Export a CSV from that program.")
    return InputError("bad-import", f"{file.name} is {what}.", todo)


def strange_table(table: Table) -> InputError | None:
    """Why a table whose form is known cannot be taken, and what would help; None for any other table."""
    for known in (lambda table: _known(_HEADERS, {name for name, _ in table.names}), *_TABLES):
        if found := known(table):
            return InputError("bad-import", f"{table.file} is {found[0]}.", found[1])
    return None


def _known(forms: tuple[_Named, ...], names: set[str]) -> tuple[str, str] | None:
    """What the first form is whose names are there, and what to do about it."""
    return next(((form.what, form.todo) for form in forms if form.names <= names and not form.without & names), None)


def _google_fit(table: Table) -> tuple[str, str] | None:
    """Its columns are named in the account's language, but their units are not."""
    units = {unit for _, unit in table.names}
    return ("Google Fit's daily totals: no sessions in them", _TAKEOUT) if {"kcal", "ms"} <= units else None


def _loop_scores(table: Table) -> tuple[str, str] | None:
    """How firm each habit is, from 0 to 1, which Loop calls its score."""
    if not _is_loop(table, lambda text: _LOOP_SCORE.fullmatch(text) is not None):
        return None
    return "Loop Habit Tracker's strength of habits, which is no rating of pain", _GIVE_CHECKMARKS


def _loop_checkmarks(table: Table) -> tuple[str, str] | None:
    """What was ticked or counted on each day, of one habit or of all."""
    if not _is_loop(table, lambda text: text in LOOP_WORDS or _is_thousandths(text)) or not _is_marked(table):
        return None
    numeric = [
        name
        for index, name in enumerate(table.header[1:], 1)
        if table.names[index][0] != "notes" and any(_is_thousandths(cell.strip()) for cell in table.column(index))
    ]
    if not numeric:
        return (
            "a list of Loop Habit Tracker",
            "Its habits are ticked and not rated: there is no pain in it to import.",
        )
    return (
        "a list of Loop Habit Tracker, which writes numbers a thousand times as large",
        f"If {numeric[0][:40]} is pain from 0 to 10, add {_LOOP_MAP.format(_quoted(numeric[0]))}.",
    )


def _wide(table: Table) -> tuple[str, str] | None:
    """A day a line and dozens of columns, of which the first, the date, often has no name."""
    pains = [(header, name) for header, (name, _) in zip(table.header, table.names, strict=True) if names_pain(name)]
    if table.header[0] or not pains or not table.rows or not re.match(r"\d{4}-\d\d-\d\d", table.rows[0].cells[0]):
        return None
    placed = next((header for header, name in pains if site_named(name)), pains[0][0])
    what = f"a table of days with {len(pains)} columns of pain, whose first column, the date, has no name"
    todo = 'Write "date" into its first cell, and take one pain at a time: '
    return what, f"{todo}--kind readings --map score={_quoted(placed)}."


#: Tables that are known by more than the names of their columns.
_TABLES: tuple[Callable[[Table], tuple[str, str] | None], ...] = (_google_fit, _loop_scores, _loop_checkmarks, _wide)


def _is_loop(table: Table, fits: Callable[[str], bool]) -> bool:
    """Whether a date comes first and all other cells, but for notes and empty ones, are as Loop writes them."""
    if table.names[0][0] != "date" or not table.rows:
        return False
    places = [index for index, (name, _) in enumerate(table.names) if index and name != "notes"]
    found = [text for row in table.rows for place in places if (text := present(row.cells[place]))]
    return bool(found) and all(fits(text) for text in found)


def _is_marked(table: Table) -> bool:
    """Whether the table has what only Loop writes: one of its words, or the three columns that it gives each habit."""
    words = LOOP_WORDS - {"NO", "UNKNOWN", "SKIP"}
    if any(cell.strip() in words for row in table.rows for cell in row.cells[1:]):
        return True
    if any(_is_thousandths(cell.strip()) for row in table.rows for cell in row.cells[1:]):
        own = [name for name, _ in table.names] == ["date", "value", "notes"]
        return own or any(cell.strip() in LOOP_WORDS for row in table.rows for cell in row.cells[1:])
    return False


def _is_thousandths(text: str) -> bool:
    """Whether the text is a whole number of thousandths that a person could have typed, with two decimals at most."""
    return _WHOLE.fullmatch(text) is not None and int(text) >= LOOP_UNIT // 10 and int(text) % 10 == 0


def _quoted(column: str) -> str:
    """The column as one types it."""
    return f'"{column}"' if " " in column else column
