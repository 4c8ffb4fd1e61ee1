"""Trackers of habits whose files are no diary of pain as they stand: refused by name, with what would read them.

`--map` reads some of them, where one of the habits is a rating of pain; only the person knows which.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from backlog.errors import InputError
from backlog.importers.diaries.mentions import names_pain, site_named
from backlog.importers.tables.cells import present
from backlog.importers.tables.columns import read_name
from backlog.importers.tables.csv_table import Table

#: What Loop writes into a cell instead of a number.
LOOP_WORDS = frozenset({"YES_MANUAL", "YES_AUTO", "NO", "UNKNOWN", "SKIP"})
#: Loop stores the numbers of its measurable habits in thousandths.
LOOP_UNIT = 1000

_LOOP_SCORE = re.compile(r"[01]\.\d{4}")
_WHOLE = re.compile(r"-?\d{1,9}")
_CREATED = re.compile(rb"CREATE\s+TABLE\s+(?:IF\s+NOT\s+EXISTS\s+)?[\"'`\[]?(\w{1,64})", re.IGNORECASE)
_LOOP_MAP = "--kind readings --map date=Date --map score={} --scale 0-10000"


class _Database(NamedTuple):
    """A database by tables that no other program's has together, what it is called, and what to do with it."""

    tables: frozenset[str]
    name: str
    todo: str


_DATABASES = (
    _Database(
        frozenset({"habits", "repetitions"}),
        "Loop Habit Tracker's backup",
        f"Export as CSV in its settings; a measurable habit that is pain is read from the Checkmarks.csv in its folder "
        f"with {_LOOP_MAP.format('Value')}.",
    ),
    _Database(
        frozenset({"tracks", "ticks"}),
        "Tickmate's database",
        "It holds ticks and no ratings: there is no pain in it to import.",
    ),
    _Database(
        frozenset({"habits", "checkins"}),
        "Rewire's backup",
        "Copy the ratings of pain, if a habit has any, into a CSV with the columns date and score.",
    ),
    _Database(
        frozenset({"device", "base_activity_summary"}),
        "Gadgetbridge's database",
        "Export each workout from Gadgetbridge as GPX or FIT, and import those.",
    ),
)


def strange_table(table: Table) -> InputError | None:
    """Why the table of a tracker cannot be taken as it stands, and what would read it; None for any other table."""
    return next((error for known in _TABLES if (error := known(table)) is not None), None)


def strange_database(data: bytes) -> InputError | None:
    """Whose SQLite database the bytes are, and what to export instead; None where nobody's that I know."""
    tables = {name.decode().lower() for name in _CREATED.findall(data)}
    for known in _DATABASES:
        if known.tables <= tables:
            return InputError("bad-import", f"The file is {known.name}.", known.todo)
    return None


def _loop_list(table: Table) -> InputError | None:
    if not {"position", "name", "question", "color"} <= _names(table):
        return None
    return _refused(
        table, "Loop Habit Tracker's list of habits", "Give the Checkmarks.csv of the habit that is pain instead."
    )


def _loop_scores(table: Table) -> InputError | None:
    """How firm each habit is, from 0 to 1, which Loop calls its score."""
    if not _is_loop(table, lambda text: _LOOP_SCORE.fullmatch(text) is not None):
        return None
    return _refused(
        table,
        "Loop Habit Tracker's strength of habits, which is no rating of pain",
        "Give the Checkmarks.csv of the habit that is pain instead.",
    )


def _loop_checkmarks(table: Table) -> InputError | None:
    """What was ticked or counted on each day, of one habit or of all."""
    if not _is_loop(table, lambda text: text in LOOP_WORDS or _is_thousandths(text)) or not _is_marked(table):
        return None
    numeric = [
        name
        for index, name in enumerate(table.header[1:], 1)
        if read_name(name)[0] != "notes" and any(_is_thousandths(cell.strip()) for cell in table.column(index))
    ]
    if not numeric:
        return _refused(
            table,
            "a list of Loop Habit Tracker",
            "Its habits are ticked and not rated: there is no pain in it to import.",
        )
    return _refused(
        table,
        "a list of Loop Habit Tracker, which writes numbers a thousand times as large",
        f"If {numeric[0][:40]} is pain from 0 to 10, add {_LOOP_MAP.format(_quoted(numeric[0]))}.",
    )


def _habitbull(table: Table) -> InputError | None:
    if not {"habit name", "calendar date", "value"} <= _names(table):
        return None
    return _refused(
        table,
        "HabitBull's list of habits",
        "Keep the rows of the habit that is pain, if one is, and add --kind readings --map date=CalendarDate "
        "--map score=Value --map site=HabitName --map note=CommentText.",
    )


def _taplog(table: Table) -> InputError | None:
    if not {"milliseconds", "timezone offset", "timestamp", "cat1", "number"} <= _names(table):
        return None
    return _refused(
        table,
        "TapLog's list, which may hold anything",
        "Keep the rows whose number is pain from 0 to 10, if there are any, and add --kind readings "
        "--map start=timestamp --map score=number --map site=cat2 --map note=note (cat2: the category that names "
        "the site).",
    )


def _people(table: Table) -> InputError | None:
    """A study's table: one line a person, or a person and a visit."""
    names = _names(table)
    if "group" not in names or not names & {"id", "participant", "subject"} or names & {"date", "day", "timestamp"}:
        return None
    return _refused(
        table,
        "a table of many people without dates",
        "A journal is of one person: give that person's ratings with the date of each.",
    )


def _wide(table: Table) -> InputError | None:
    """A day a line and dozens of columns, of which the first, the date, often has no name."""
    pains = [name for name in table.header if names_pain(read_name(name)[0])]
    if table.header[0] or not pains or not table.rows or not re.match(r"\d{4}-\d\d-\d\d", table.rows[0].cells[0]):
        return None
    placed = next((name for name in pains if site_named(read_name(name)[0])), pains[0])
    return _refused(
        table,
        f"a table of days with {len(pains)} columns of pain, whose first column, the date, has no name",
        'Write "date" into its first cell, and take one pain at a time: '
        f"--kind readings --map score={_quoted(placed)}.",
    )


_TABLES: tuple[Callable[[Table], InputError | None], ...] = (
    _loop_list,
    _loop_scores,
    _loop_checkmarks,
    _habitbull,
    _taplog,
    _people,
    _wide,
)


def _names(table: Table) -> set[str]:
    return {read_name(header)[0] for header in table.header}


def _is_loop(table: Table, fits: Callable[[str], bool]) -> bool:
    """Whether a date comes first and all other cells, but for notes and empty ones, are as Loop writes them."""
    if read_name(table.header[0])[0] != "date" or not table.rows:
        return False
    places = [index for index, name in enumerate(table.header) if index and read_name(name)[0] != "notes"]
    found = [text for row in table.rows for place in places if (text := present(row.cells[place]))]
    return bool(found) and all(fits(text) for text in found)


def _is_marked(table: Table) -> bool:
    """Whether the table has what only Loop writes: one of its words, or the three columns that it gives each habit."""
    words = LOOP_WORDS - {"NO", "UNKNOWN", "SKIP"}
    if any(cell.strip() in words for row in table.rows for cell in row.cells[1:]):
        return True
    if any(_is_thousandths(cell.strip()) for row in table.rows for cell in row.cells[1:]):
        own = [read_name(name)[0] for name in table.header] == ["date", "value", "notes"]
        return own or any(cell.strip() in LOOP_WORDS for row in table.rows for cell in row.cells[1:])
    return False


def _is_thousandths(text: str) -> bool:
    """Whether the text is a whole number of thousandths that a person could have typed, with two decimals at most."""
    return _WHOLE.fullmatch(text) is not None and int(text) >= LOOP_UNIT // 10 and int(text) % 10 == 0


def _quoted(column: str) -> str:
    """The column as one types it."""
    return f'"{column}"' if " " in column else column


def _refused(table: Table, name: str, todo: str) -> InputError:
    return InputError("bad-import", f"{table.file} is {name}.", todo)
