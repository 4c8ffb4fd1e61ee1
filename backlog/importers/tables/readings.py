"""A CSV of pain readings to readings: one row, one rating. A row without a score is counted, and is no reading.

The date may stand in three columns that end in `day`, `month` and `year`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from backlog import clock
from backlog.errors import InputError
from backlog.importers import moments
from backlog.importers.content import File
from backlog.importers.data import by_name, data
from backlog.importers.diaries import mentions, scales
from backlog.importers.parsed import Collected, Options, Parsed
from backlog.importers.tables import cells
from backlog.importers.tables.columns import READING_FIELDS, Column, check_map, find_columns, missing, unused
from backlog.importers.tables.csv_table import Table, TableRow
from backlog.importers.tables.rows import Lines
from backlog.importers.validation import check
from backlog.model import units
from backlog.model.session import Reading
from backlog.model.tokens import REACHES, SITES

SOURCE = "csv"
_SITE_OF = {token: token for token in SITES} | by_name(data("words")["places"])
#: What programs write in the place of a score where there is none, besides what any cell may hold.
NO_SCORE = frozenset({"unknown", "skip"})
_TO_TEN = re.compile(r"\b0\s*(?:-|–|to)\s*10\b|/\s*10\b")


def has_columns(table: Table, given: Mapping[str, str]) -> bool:
    """Whether the columns are those of readings: a time and a score."""
    found = find_columns(_dated(table), READING_FIELDS, given)
    return "score" in found and bool({"start", "date"} & found.keys()) and given.keys() <= READING_FIELDS.keys()


def read(file: File, options: Options) -> Parsed:
    """Readings of a CSV; InputError `bad-map`, `column-missing`, or `bad-import` where its dates are ambiguous."""
    check_map(options.columns, READING_FIELDS, "a reading")
    table = file.table
    dated, parts = _dated(table), _date_parts(table)
    columns = find_columns(dated, READING_FIELDS, options.columns)
    if "start" not in columns and "date" not in columns:
        raise missing(table, "when", "date")
    if "score" not in columns:
        raise missing(table, "how strong the pain was", "score")
    site = _constant_site(dated, columns, options)
    lines = Lines(dated, columns, options)
    found, empty = Collected(table.file, table.problems), 0
    left = Counter[str]()
    for line in dated.rows:
        if _says_nothing(lines, line):
            empty += 1
            continue
        place = lines.text(line, "site")
        if place is not None and options.site(place) == "":
            left[place] += 1
            continue
        with found.row(line.line):
            found.keep(_read(lines, line, site or "back"), line.line)
    scores = [row.value.score for row in found.rows if isinstance(row.value, Reading) and row.value.score is not None]
    found.remark(*lines.zone_remark, *_remarks(lines, scores, empty, site), *_left_out(left))
    return found.parsed(
        "a CSV of readings",
        unused=unused(dated, [*(column.place for column in columns.values()), *parts]),
        stretched=options.scale is not None and bool(scores),
    )


def _says_nothing(lines: Lines, row: TableRow) -> bool:
    """Whether a row has neither a score nor a word on whether it was a flare."""
    return _score(lines, row) is None and lines.text(row, "flare") is None


def _score(lines: Lines, row: TableRow) -> str | None:
    text = lines.text(row, "score")
    return None if text is None or text.lower() in NO_SCORE else text


def _read(lines: Lines, row: TableRow, site: str) -> Reading:
    """The reading of a row; InputError."""
    moment = lines.moment(row)
    zone = lines.text(row, "zone") or lines.options.zone
    clock.zone(zone)
    when = moments.resolve(moment, zone, now=lines.options.now)
    flare, medicated = (
        None if (text := lines.text(row, name)) is None else cells.yes_or_no(text, name)
        for name in ("flare", "medicated")
    )
    score, reaches, place = _score(lines, row), lines.text(row, "reaches"), lines.text(row, "site")
    reading = Reading(
        at=when.at,
        zone=zone,
        day=clock.local_date(when.at, zone),
        approximate=when.approximate,
        site=site if place is None else lines.options.site(place) or _site(place),
        score=None if score is None else scales.read_score(score, lines.options.scale),
        flare=flare,
        medicated=medicated,
        reaches=units.parse_token(reaches, REACHES, "site-unknown") if reaches else None,
        note=units.parse_text(lines.text(row, "note") or ""),
        source=SOURCE,
    )
    check(reading, now=lines.options.now)
    return replace(reading, source_key=lines.key(row, moment, reading.site, str(score and scales.written(score))))


def _constant_site(table: Table, columns: Mapping[str, Column], options: Options) -> str | None:
    """The site that the mapped column of scores is named after; None if it says none, or a column of sites is there."""
    if "site" in columns or "score" not in options.columns:
        return None
    return mentions.site_named(table.names[columns["score"].place][0])


def _remarks(lines: Lines, scores: Sequence[float], empty: int, site: str | None) -> Iterator[str]:
    if site is not None and site != "back":
        yield f"The column {lines.columns['score'].name!r} names the site: {site}."
    elif site is None and "site" not in lines.columns and "score" in lines.options.columns:
        yield "No column says where it hurt: taken as the back."
    if empty:
        yield scales.left_out(empty)
    told = [lines.columns["score"].name, *lines.column("score")]
    scale, question = lines.options.scale, scales.question(scores)
    if scale is not None and scores:
        yield scales.remark(scale)
    elif question and scale is None and not any(_TO_TEN.search(text) for text in told):
        yield question


def _date_parts(table: Table) -> list[int]:
    """The places of the year, the month and the day, where each is a column of its own; else none."""
    names = [name.replace(" ", "") for name, _ in table.names]
    times = Counter(names)
    for name in names:
        parts = [name.removesuffix("year") + part for part in ("year", "month", "day")]
        if name.endswith("year") and "date" not in times and all(times[part] == 1 for part in parts):
            places = [names.index(part) for part in parts]
            # Two digits could be a day too, once they are put together.
            return places if all(len(cell.strip()) in {0, 4} for cell in table.column(places[0])) else []
    return []


def _dated(table: Table) -> Table:
    """The table with a column `date`, if it has the three that make one."""
    places = _date_parts(table)
    if not places:
        return table
    rows = [row._replace(cells=(*row.cells, "-".join(row.cells[at].strip() for at in places))) for row in table.rows]
    return replace(table, header=(*table.header, "date"), rows=tuple(rows))


def _site(text: str) -> str:
    """The site of `Lower back`, `left knee pain` and the like; InputError `site-unknown` for none, and for several."""
    words = set(text.lower().replace("_", " ").replace("-", " ").split())
    found = {_SITE_OF[word] for word in words & _SITE_OF.keys()}
    if len(found) == 1:
        return found.pop()
    try:
        return units.parse_token(text, SITES, "site-unknown")
    except InputError as error:
        named = text[:60]
        todo = f'Say what it is, --site "{named}=other" or another place, or leave it out: --site "{named}=none".'
        raise InputError(error.slug, error.what, todo) from None


def _left_out(left: Mapping[str, int]) -> Iterator[str]:
    if left:
        yield f"Left out, as you said: {', '.join(f'{name} ({count})' for name, count in left.items())}."
