"""Which form a file has, by what it holds and never by its name; then the importer of that form."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import BinaryIO

from backlog.errors import InputError
from backlog.importers import forms
from backlog.importers.own import jsonl, own_csv
from backlog.importers.parsed import Options, Parsed
from backlog.importers.platforms import runkeeper
from backlog.importers.tables import readings, sessions
from backlog.importers.tables.columns import READING_FIELDS, check_map
from backlog.importers.tables.csv_table import Table, decode, read_table

#: It is held as a whole, at up to twenty times its size. A Garmin account lists a thousand activities in 2 MB.
LONGEST_JSON = 32 * 2**20
_Fits = Callable[[Table], bool]
_Parse = Callable[[Table, Options], Parsed]


def parse(data: bytes, file: str, options: Options) -> Parsed:
    """What the bytes hold; `file` is their name in problems.

    InputError `bad-import`, `bad-map`, `column-missing`: the file as a whole cannot be taken.
    """
    found = _parse(data, file, options)
    silent = not (found.rows or found.problems or found.remarks)
    return replace(found, remarks=("There is nothing in it but a header.",)) if silent else found


def _parse(data: bytes, file: str, options: Options) -> Parsed:
    match forms.form_of(data[: forms.HEAD]):
        case "fit":
            from backlog.importers.recordings import fit

            return fit.parse(data, file, options)
        case "gpx":
            from backlog.importers.recordings import gpx

            return gpx.parse(data, file, options)
        case "tcx":
            from backlog.importers.recordings import tcx

            return tcx.parse(data, file, options)
        case "text" | "empty":
            return _parse_text(decode(data, file), file, options)
        case "sqlite":
            raise _database(data, file)
        case strange:
            name = forms.STRANGE.get(strange, f"an XML file of a form that I do not know ({strange[:40]})")
            raise InputError(
                "bad-import", f"{file} is {name}.", "Give a recording (FIT, GPX, TCX), a platform's export, or a CSV."
            )


def parse_stream(stream: BinaryIO, file: str, options: Options, tell: Callable[[int], None]) -> Parsed:
    """What a stream of Apple Health's form holds, however long it is; `tell` is told how many bytes were read."""
    from backlog.importers.platforms import apple

    return replace(apple.parse(stream, file, options, tell), listed=True)


def _database(data: bytes, file: str) -> InputError:
    from backlog.importers import refused

    return refused.strange_database(data) or InputError(
        "bad-import", f"{file} is a SQLite database of another program.", "Export a CSV from that program."
    )


def _parse_text(text: str, file: str, options: Options) -> Parsed:
    if jsonl.fits(text):
        return jsonl.parse(text, file, options)
    if text.lstrip()[:1] in {"{", "["}:
        return _parse_json(text, file, options)
    return _parse_table(read_table(text, file), options)


def _parse_json(text: str, file: str, options: Options) -> Parsed:
    if len(text) > LONGEST_JSON:
        raise InputError(
            "bad-import",
            f"{file} is more than {LONGEST_JSON // 2**20} MB of JSON: no list of activities is.",
            "Leave it out.",
        )
    from backlog.importers import strangers
    from backlog.importers.platforms import garmin_account
    from backlog.importers.recordings import suunto_json

    if garmin_account.fits(text):
        return replace(garmin_account.parse(text, file, options), listed=True)
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        raise InputError("bad-import", f"{file} is JSON that breaks off or is damaged.", "Export it again.") from None
    if suunto_json.fits(data):
        return suunto_json.parse(data, file, options)
    raise strangers.strange_json(data, file) or InputError(
        "bad-import", f"{file} is JSON of a form that I do not know.", "Give a CSV, or backlog's own JSON Lines."
    )


def _parse_table(table: Table, options: Options) -> Parsed:
    own = own_csv.fits(table)
    if own is not None and not options.columns:
        return own_csv.parse(table, own, options)
    told = options.columns or options.kind is not None
    if not told and (found := _parse_known(table, options)) is not None:
        return found
    if runkeeper.fits(table) and options.kind != "readings":
        return runkeeper.parse(table, options)
    if not told and (strange := _strange(table)) is not None:
        raise strange
    match options.kind or _kind(table, options):
        case "sessions":
            return sessions.parse(table, options)
        case "readings":
            return readings.parse(table, options)
        case _:
            raise InputError(
                "column-missing",
                f"{table.file} holds neither sessions nor readings that I recognise.",
                f"Say which with --kind, and map its columns: --map start=COLUMN. They are: {table.named}.",
            )


def _parse_known(table: Table, options: Options) -> Parsed | None:
    """The list of a platform, or the diary of an app, by its header."""
    from backlog.importers.diaries import bearable, daylio
    from backlog.importers.platforms import garmin, moves, strava

    if strava.fits(table):
        return replace(strava.parse(table, options), listed=True)
    forms_of_tables: tuple[tuple[_Fits, _Parse], ...] = (
        (garmin.fits, garmin.parse),
        (moves.fits, moves.parse),
        (bearable.fits, bearable.parse),
        (daylio.fits, daylio.parse),
    )
    return next((read(table, options) for fits, read in forms_of_tables if fits(table)), None)


def _strange(table: Table) -> InputError | None:
    from backlog.importers import refused, strangers

    return strangers.strange_table(table) or refused.strange_table(table)


def _kind(table: Table, options: Options) -> str | None:
    given = options.columns
    check_map(given, sessions.FIELDS | READING_FIELDS, "a session or a reading")
    if sessions.fits(table, given) and given.keys() <= sessions.FIELDS.keys():
        return "sessions"
    return "readings" if readings.fits(table, given) and given.keys() <= READING_FIELDS.keys() else None
