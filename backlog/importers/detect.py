"""Which reader takes a file, by what it holds and never by its name.

Every reader is one function of a file and of what the person said. Where the first bytes do not tell a form, it has a
`fits` beside it, and those that may take a file are asked in their order.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Protocol

from backlog.errors import InputError
from backlog.importers import refused
from backlog.importers.content import File
from backlog.importers.diaries import bearable, daylio
from backlog.importers.own import jsonl, own_csv
from backlog.importers.parsed import Options, Parsed, Problem
from backlog.importers.platforms import apple, garmin, garmin_account, moves, runkeeper, strava
from backlog.importers.recordings import fit, gpx, suunto_json, tcx
from backlog.importers.tables import readings, sessions
from backlog.importers.tables.columns import READING_FIELDS, SESSION_FIELDS, check_map
from backlog.model.session import Session

#: Sessions of one day in one file; those beyond are no sessions, or their dates are wrong.
MOST_A_DAY = 100
#: Gives back what a file holds; InputError if as a whole it cannot be taken.
Read = Callable[[File, Options], Parsed]


class Reader(Protocol):
    """The module that reads one form of text."""

    def fits(self, file: File, /) -> bool:
        """Whether the file is of this form."""

    def read(self, file: File, options: Options, /) -> Parsed:
        """What the file holds; InputError if as a whole it cannot be taken."""


_BY_FIRST_BYTES: dict[str, Read] = {"fit": fit.read, "gpx": gpx.read, "tcx": tcx.read, "apple": apple.read}
_OF_JSON: tuple[Reader, ...] = (garmin_account, suunto_json)
#: By the names of their columns, unless the person said what the columns are.
_OF_TABLES: tuple[Reader, ...] = (strava, garmin, moves, bearable, daylio)


def read(file: File, options: Options) -> Parsed:
    """What the file holds.

    InputError `bad-import`, `bad-map`, `column-missing`: the file as a whole cannot be taken.
    """
    found = _within_days(reader_of(file, options)(file, options))
    silent = not (found.rows or found.problems or found.remarks)
    return replace(found, remarks=("There is nothing in it but a header.",)) if silent else found


def _within_days(found: Parsed) -> Parsed:
    """Without the sessions of a day beyond MOST_A_DAY, which are a problem: each is compared with those of its day."""
    days = Counter[date]()
    kept = []
    for row in found.rows:
        if isinstance(row.value, Session):
            days[row.value.day] += 1
        if not isinstance(row.value, Session) or days[row.value.day] <= MOST_A_DAY:
            kept.append(row)
    if found.own or len(kept) == len(found.rows):
        return found
    over = [
        Problem(
            file=found.file,
            line=None,
            what=f"{many} sessions of one day, {day}, are more than anybody does: {many - MOST_A_DAY} were left out.",
            todo="Check the dates, and correct them if they are wrong.",
        )
        for day, many in days.items()
        if many > MOST_A_DAY
    ]
    return replace(found, rows=tuple(kept), problems=(*found.problems, *over))


def reader_of(file: File, options: Options) -> Read:
    """The reader of the file; InputError as `read` if there is none."""
    if file.form in _BY_FIRST_BYTES:
        return _BY_FIRST_BYTES[file.form]
    if file.form == "sqlite":
        raise refused.strange_database(file)
    if file.form not in {"text", "empty"}:
        raise refused.strange_form(file)
    if jsonl.fits(file):
        return jsonl.read
    if file.is_json:
        readers = _OF_JSON
    elif options.told:
        readers = (*(() if options.columns else (own_csv,)), *(() if options.kind == "readings" else (runkeeper,)))
    else:
        readers = (own_csv, *_OF_TABLES, runkeeper)
    found = next((reader for reader in readers if reader.fits(file)), None)
    if found is not None:
        return found.read
    if file.is_json:
        raise refused.strange_json(file)
    if not options.told and (strange := refused.strange_table(file.table)):
        raise strange
    return _of_any_table(file, options)


def _of_any_table(file: File, options: Options) -> Read:
    """Sessions or readings by the names of the columns, or as the person said."""
    if options.kind is None:
        check_map(options.columns, {**SESSION_FIELDS, **READING_FIELDS}, "a session or a reading")
    if options.kind == "sessions" or (options.kind is None and sessions.has_columns(file.table, options.columns)):
        return sessions.read
    if options.kind == "readings" or (options.kind is None and readings.has_columns(file.table, options.columns)):
        return readings.read
    raise InputError.of("column-missing.unrecognised", file=file.name, columns=file.table.named)
