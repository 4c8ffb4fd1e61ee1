"""A CSV of pain readings to readings: one row, one rating."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from backlog import clock
from backlog.errors import InputError
from backlog.importers import cells, moments
from backlog.importers.columns import READING_FIELDS, check_map, find_columns, unused
from backlog.importers.csv_table import Table, TableRow
from backlog.importers.lines import Lines
from backlog.importers.parsed import Options, Parsed, Problem, Row
from backlog.importers.possible import check
from backlog.model import units
from backlog.model.session import Reading
from backlog.model.tokens import REACHES, SITES

SOURCE = "csv"
#: Words for sites that are no tokens.
SITE_WORDS = {
    "hip": "hip-groin",
    "groin": "hip-groin",
    "leg": "radiating-leg",
    "radiating": "radiating-leg",
    "sciatica": "radiating-leg",
    "ankle": "foot",
    "heel": "foot",
    "achilles": "calf",
    "glute": "buttock",
}


def fits(table: Table, given: Mapping[str, str]) -> bool:
    """Whether the columns are those of readings: a time and a score."""
    found = find_columns(table, READING_FIELDS, {f: c for f, c in given.items() if f in READING_FIELDS})
    return "score" in found and bool({"start", "date"} & set(found))


def parse(table: Table, options: Options) -> Parsed:
    """Readings of a CSV; InputError `bad-map`, `column-missing`, or `bad-import` where its dates are ambiguous."""
    check_map(options.columns, READING_FIELDS, "a reading")
    columns = find_columns(table, READING_FIELDS, options.columns)
    if "start" not in columns and "date" not in columns:
        raise _missing(table, "when", "date")
    if "score" not in columns:
        raise _missing(table, "how strong the pain was", "score")
    lines = Lines(table, columns, options)
    rows, problems = [], list(table.problems)
    for line in table.rows:
        try:
            rows.append(Row(table.file, line.line, _read(lines, line)))
        except InputError as error:
            problems.append(Problem(file=table.file, line=line.line, what=error.what, todo=error.todo))
    return Parsed(
        file=table.file,
        kind="a CSV of readings",
        rows=tuple(rows),
        unused=unused(table, columns),
        problems=tuple(sorted(problems, key=lambda problem: problem.line or 0)),
    )


def _read(lines: Lines, row: TableRow) -> Reading:
    """The reading of a row; InputError."""
    moment = lines.moment(row)
    zone = lines.text(row, "zone") or lines.options.zone
    clock.zone(zone)
    when = moments.resolve(moment, zone, now=lines.options.now)
    flare, medicated = (
        None if (text := lines.text(row, name)) is None else cells.yes_or_no(text, name)
        for name in ("flare", "medicated")
    )
    score, reaches = lines.text(row, "score"), lines.text(row, "reaches")
    if score is None and flare is None:
        raise InputError("bad-score", "The row has no score.", "Fill it in, or leave the row out.")
    reading = Reading(
        at=when.at,
        zone=zone,
        day=clock.local_date(when.at, zone),
        approximate=when.approximate,
        site=site_of(lines.text(row, "site")),
        score=None if score is None else cells.score(score, "pain"),
        flare=flare,
        medicated=medicated,
        reaches=units.parse_token(reaches, REACHES, "site-unknown") if reaches else None,
        note=units.parse_text(lines.text(row, "note") or ""),
        source=SOURCE,
    )
    check(reading, now=lines.options.now)
    return replace(reading, source_key=lines.key(row, moment, reading.site, str(reading.score)))


def site_of(text: str | None) -> str:
    """The site of `Lower back`, `left knee pain` and the like; the back if there is none. InputError `site-unknown`."""
    if text is None:
        return "back"
    words = set(text.lower().replace("_", " ").replace("-", " ").split())
    found = {site for site in SITES if site in words} | {site for word, site in SITE_WORDS.items() if word in words}
    if len(found) == 1:
        return found.pop()
    return units.parse_token(text, SITES, "site-unknown")


def _missing(table: Table, what: str, name: str) -> InputError:
    return InputError(
        "column-missing",
        f"{table.file} has no column that says {what}.",
        f"Map one: --map {name}=COLUMN. Its columns are: {table.named}.",
    )
