"""Any CSV to a header and rows: encoding, delimiter, quotes, line ends; what a cell means is not known here."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import NamedTuple

from backlog.errors import InputError
from backlog.importers.parsed import Collected, Problem
from backlog.importers.tables.names import read_name

DELIMITERS = ",;\t"
#: What a cell begins with that a spreadsheet would run; export puts one `'` before it, import takes one away.
FORMULA = "=+-@\t\r\n"
MOST_TITLES = 10
MOST_NAMED = 30
LONGEST_NAME = 60
MOST_COLUMNS = 2000
MOST_OPEN_QUOTES = 100
#: The cells of a record that goes on over lines for longer than a cell can be.
SWALLOWED = ("\0",)
#: A diary of twenty entries a day for forty years; its notes may have several lines each.
MOST_ROWS = 300_000
MOST_LINES = 1_000_000
#: Every row is as wide as the header, however short its line: so many cells take 160 MB.
MOST_CELLS = 20_000_000

_PREFIXED = re.compile(rf"^'+[{re.escape(FORMULA)}]")
_RUNNABLE = re.compile(rf"^'*[{re.escape(FORMULA)}]")
_CONTROL = bytes(code for code in range(32) if code not in b"\t\n\r\f\x1a\x1b")


class TableRow(NamedTuple):
    """One record: the line it begins on, and as many cells as the header has."""

    line: int
    cells: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Table:
    """A CSV file. Header names are stripped and unique: the second `Distance` is `Distance#2`."""

    file: str
    header: tuple[str, ...]
    rows: tuple[TableRow, ...]
    problems: tuple[Problem, ...] = ()

    @cached_property
    def names(self) -> tuple[tuple[str, str | None], ...]:
        """The plain name and the unit of each column."""
        return tuple(map(read_name, self.header))

    @property
    def named(self) -> str:
        """The names of its columns, as an error tells them: the first ones, long ones cut at a `…`, odd ones quoted."""
        names = [f'"{shown(name)}"' if "," in name[:LONGEST_NAME] else shown(name) for name in self.header if name]
        more = f" and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else ""
        return ", ".join(names[:MOST_NAMED]) + more

    def column(self, index: int) -> list[str]:
        """The cells of a column, from the top."""
        return [row.cells[index] for row in self.rows]


def decode(data: bytes, file: str) -> str:
    """The text of a file: UTF-8 (with or without BOM), UTF-16, else Windows-1252 or Latin-1.

    InputError `bad-import` for an empty file and for one that is no text.
    """
    if not data.strip():
        raise InputError("bad-import", f"{file} is empty.", "Check that it was exported and saved completely.")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    head = data[:4096]
    if len(head) > 3 and head[1::2].count(0) > 0.8 * len(head[1::2]):
        return data.decode("utf-16-le", errors="replace")
    if head.count(0) > 0.05 * len(head):
        raise _not_text(file)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    if len(head.translate(None, _CONTROL)) < 0.9 * len(head):
        raise _not_text(file)
    # Line by line, so that a damaged one, or one that another program appended, costs no other its letters.
    return "\n".join(_old(line) for line in data.removeprefix(codecs.BOM_UTF8).split(b"\n"))


def _old(line: bytes) -> str:
    """A line in UTF-8, else in Windows-1252 or Latin-1."""
    for encoding in ("utf-8", "cp1252"):
        try:
            return line.decode(encoding)
        except UnicodeDecodeError:
            pass
    return line.decode("latin-1")


def read_table(text: str, file: str) -> Table:
    """Header and rows of a text; InputError `bad-import` where there are no columns, or more than can be meant.

    The header is the first line with two cells that hold something, so that a title above it does no harm.
    """
    lines = list(islice(io.StringIO(text, newline=""), MOST_LINES + 1))
    if len(lines) > MOST_LINES:
        raise _too_long(file, MOST_LINES, "lines")
    told = re.match(r"^\s*sep=(.)\s*$", lines[0], re.IGNORECASE) if lines else None
    delimiter = told[1] if told else _delimiter(lines)
    found = Collected(file)
    filled = (row for row in _records(lines, delimiter, found) if any(cell.strip() for cell in row.cells))
    records = list(islice(filled, MOST_ROWS + 1))
    if len(records) > MOST_ROWS:
        raise _too_long(file, MOST_ROWS, "rows")
    start = next(
        (n for n, row in enumerate(records[:MOST_TITLES]) if sum(bool(c.strip()) for c in row.cells) > 1), None
    )
    if start is None:
        raise InputError.of("bad-import.no-columns", file=file)
    if len(records[start].cells) > MOST_COLUMNS:
        raise _too_long(file, MOST_COLUMNS, "columns")
    header = _unique([cell.strip() for cell in records[start].cells])
    if len(header) * len(records) > MOST_CELLS:
        raise _too_long(file, MOST_CELLS, "cells")
    rows = [row for record in records[start + 1 :] if (row := _fitted(record, len(header), found)) is not None]
    return Table(file=file, header=header, rows=tuple(rows), problems=tuple(found.problems))


def guarded(text: str) -> str:
    """The cell for a text, with one `'` before what a spreadsheet would run."""
    return f"'{text}" if _RUNNABLE.match(text) else text


def unguarded(cell: str) -> str:
    """The text of a cell: the exact inverse of guarded."""
    return cell[1:] if _PREFIXED.match(cell) else cell


def _not_text(file: str) -> InputError:
    return InputError("bad-import", f"{file} is not text.", "Give a CSV, or backlog's own JSON Lines.")


def shown(name: str) -> str:
    """A name as it can be copied after --map: its beginning is enough."""
    return f"{name[:LONGEST_NAME]}…" if len(name) > LONGEST_NAME else name


def _too_long(file: str, most: int, what: str) -> InputError:
    return InputError.of("bad-import.too-many-rows", file=file, most=most, what=what)


def _delimiter(lines: Sequence[str]) -> str:
    """The one that the first line that has any has most of, outside quotes."""
    for line in lines[:MOST_TITLES]:
        bare = re.sub(r'"[^"]*"', "", line)
        counts = {mark: bare.count(mark) for mark in DELIMITERS}
        if any(counts.values()):
            return max(counts, key=lambda mark: counts[mark])
    return ","


def _records(lines: Sequence[str], delimiter: str, found: Collected) -> Iterator[TableRow]:
    first, tries = 0, 0
    while first < len(lines):
        following = len(lines)
        for row, last in _read(lines[first:], first, delimiter, found):
            open_ = row.cells is SWALLOWED or (
                last == len(lines)
                and last > row.line
                and tries < MOST_OPEN_QUOTES
                and _open_quote(lines[row.line - 1 :], delimiter)
            )
            if open_:
                # A quote that is never closed would swallow the rest of the file: it costs its own line only.
                found.problem("A quote opens here and is never closed.", "Close it, or take it out.", row.line)
                tries += 1
                if tries <= MOST_OPEN_QUOTES:
                    following = row.line
                    break
                continue
            yield row
        first = following


def _read(lines: Sequence[str], above: int, delimiter: str, found: Collected) -> Iterator[tuple[TableRow, int]]:
    """Each record with the line it ends on; a record that csv refuses becomes a problem."""
    reader = csv.reader(lines, delimiter=delimiter)
    while True:
        begins = above + reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            if above + reader.line_num > begins:
                yield TableRow(begins, SWALLOWED), above + reader.line_num
                continue
            todo = "Check its quotes, and shorten what is very long."
            found.problem(f"This row cannot be read: {error}.", todo, begins)
            continue
        yield TableRow(begins, tuple(unguarded(cell) for cell in cells)), above + reader.line_num


def _open_quote(lines: Sequence[str], delimiter: str) -> bool:
    try:
        list(csv.reader(lines, delimiter=delimiter, strict=True))
    except csv.Error as error:
        return "unexpected end" in str(error)
    return False


def _unique(names: Sequence[str]) -> tuple[str, ...]:
    seen: dict[str, int] = {}
    found = []
    for name in names:
        seen[name.lower()] = seen.get(name.lower(), 0) + 1
        times = seen[name.lower()]
        found.append(name if times == 1 or not name else f"{name}#{times}")
    return tuple(found)


def _fitted(row: TableRow, width: int, found: Collected) -> TableRow | None:
    """The row with as many cells as the header; None, and a problem, if it has more that hold something."""
    if any(cell.strip() for cell in row.cells[width:]):
        what = f"This row has {len(row.cells)} cells, the header {width}."
        found.problem(what, 'Put quotes around cells that contain the delimiter, such as "3,5".', row.line)
        return None
    return row._replace(cells=row.cells[:width] + ("",) * (width - len(row.cells)))
