"""Files of other programs that cannot be taken as they stand: each is refused by its name, with what would help.

Trackers of habits may hold a rating of pain, which only the person knows: `--map` reads some of them.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from backlog.errors import InputError
from backlog.importers.content import File
from backlog.importers.data import data
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


def strange_form(file: File) -> InputError:
    """The refusal of a form that no reader has."""
    name = data("refused")["forms"].get(file.form, f"an XML file of a form that I do not know ({file.form[:40]})")
    return _refusal(file.name, name, "Give a recording (FIT, GPX, TCX), a platform's export, or a CSV.")


def strange_json(file: File) -> InputError:
    """The refusal of JSON that no reader has, by its name if it is known."""
    first = file.json[0] if isinstance(file.json, list) and file.json else file.json
    known = _known("json", set(first)) if isinstance(first, dict) else None
    return _refusal(
        file.name, *(known or ("JSON of a form that I do not know", "Give a CSV, or backlog's own JSON Lines."))
    )


def strange_database(file: File) -> InputError:
    """The refusal of a SQLite database that is no journal, by its name if it is known."""
    known = _known("databases", {name.decode().lower() for name in _CREATED.findall(file.data)})
    what, todo = known or ("a SQLite database of another program", "Export a CSV from that program.")
    return _refusal(file.name, what, todo)


def strange_table(table: Table) -> InputError | None:
    """Why a table whose form is known cannot be taken, and what would help; None for any other table."""
    told = next(filter(None, (known(table) for known in (_by_names, _loop_scores, _loop_checkmarks, _wide))), None)
    return _refusal(table.file, *told) if told else None


def _refusal(file: str, what: str, todo: str) -> InputError:
    return InputError("bad-import", f"{file} is {what}.", todo)


def _known(kind: str, names: set[str]) -> tuple[str, str] | None:
    """What the first form of a kind is whose signs are there, and what to do about it."""
    for form in data("refused")[kind]:
        if any(names.issuperset(signs) for signs in form["signs"]) and names.isdisjoint(form.get("without", ())):
            return form["what"], form["todo"]
    return None


def _by_names(table: Table) -> tuple[str, str] | None:
    """By the names of its columns, and their units."""
    return _known("tables", {sign for name, unit in table.names for sign in (name, f"({unit})")})


def _loop_scores(table: Table) -> tuple[str, str] | None:
    """How firm each habit is, from 0 to 1, which Loop calls its score."""
    if not _is_loop(table, lambda text: _LOOP_SCORE.fullmatch(text) is not None):
        return None
    return (
        "Loop Habit Tracker's strength of habits, which is no rating of pain",
        "Give the Checkmarks.csv of the habit that is pain instead.",
    )


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
