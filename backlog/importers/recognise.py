"""Which form a file has, by what it holds and never by its name; then the importer of that form."""

from __future__ import annotations

from backlog.errors import InputError
from backlog.importers import jsonl, own_csv, readings_csv, runkeeper, sessions_csv
from backlog.importers.columns import READING_FIELDS, check_map
from backlog.importers.csv_table import Table, decode, read_table
from backlog.importers.parsed import Options, Parsed


def parse(data: bytes, file: str, options: Options) -> Parsed:
    """What the bytes hold; `file` is their name in problems.

    InputError `bad-import`, `bad-map`, `column-missing`: the file as a whole cannot be taken.
    """
    text = decode(data, file)
    if jsonl.fits(text):
        return jsonl.parse(text, file, options)
    return _parse_table(read_table(text, file), options)


def _parse_table(table: Table, options: Options) -> Parsed:
    own = own_csv.fits(table)
    if own is not None and not options.columns:
        return own_csv.parse(table, own, options)
    if runkeeper.fits(table) and options.kind != "readings":
        return runkeeper.parse(table, options)
    match options.kind or _kind(table, options):
        case "sessions":
            return sessions_csv.parse(table, options)
        case "readings":
            return readings_csv.parse(table, options)
        case _:
            raise InputError(
                "column-missing",
                f"{table.file} holds neither sessions nor readings that I recognise.",
                f"Say which with --kind, and map its columns: --map start=COLUMN. They are: {table.named}.",
            )


def _kind(table: Table, options: Options) -> str | None:
    given = options.columns
    check_map(given, sessions_csv.FIELDS | READING_FIELDS, "a session or a reading")
    sessions = sessions_csv.fits(table, given) and given.keys() <= sessions_csv.FIELDS.keys()
    if sessions:
        return "sessions"
    return "readings" if readings_csv.fits(table, given) and given.keys() <= READING_FIELDS.keys() else None
