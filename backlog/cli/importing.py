"""`backlog import`: take in files, and offer notes that mention pain as readings: the person gives the number."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

import click

from backlog import clock
from backlog.cli.common import App, emit, interactive, json_option, pass_app, say, typed, yes_option
from backlog.cli.progress import progress
from backlog.errors import InputError
from backlog.files import path_of
from backlog.importers.gathering import Gathered
from backlog.importers.parsed import Options, Parsed, Problem, Row
from backlog.importers.reading import Progress, parse_gathered
from backlog.interrupts import ended_in_order
from backlog.model import tokens, units
from backlog.model.facts import kind_of
from backlog.model.session import Reading, Session
from backlog.services.backup import read_journal
from backlog.services.exporting import NAMES
from backlog.services.imports import importing as service
from backlog.services.imports.held import Held, held_by
from backlog.services.imports.plan import ImportResult, Pair
from backlog.services.imports.suggesting import Offer, offers, reading_of

MB = 1e6


@click.command("import")
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option("--map", "mapped", multiple=True, metavar="FIELD=COLUMN", help="Take FIELD from COLUMN; may be repeated.")
@click.option("--units", type=click.Choice(["km", "mi"]), help="Of distances whose column names no unit.")
@click.option("--zone", metavar="NAME", help="Time zone of times without one, such as Europe/Berlin.")
@click.option("--zone-by-position", is_flag=True, help="Take the time zone from where a recording began.")
@click.option("--dates", type=click.Choice(["dmy", "mdy"]), help="Of dates such as 3/4/2026: day or month first.")
@click.option("--kind", type=click.Choice(["sessions", "readings"]), help="What the rows are.")
@click.option("--activity", metavar="NAME", help="Of rows and recordings that do not say theirs.")
@click.option("--scale", metavar="LOW-HIGH", help="Stretch the file's pain scale, such as 0-5, to 0-10.")
@click.option(
    "--site", "sites", multiple=True, metavar="NAME=SITE", help="What a diary calls NAME; =none leaves it out."
)
@click.option("--recordings", is_flag=True, help="Read the recordings beside a platform's list too.")
@click.option("--suggest-pain", is_flag=True, help="Offer notes that mention pain as readings.")
@click.option("--dry-run", is_flag=True, help="Show as a table what would happen, and store nothing.")
@yes_option
@json_option
@pass_app
def import_command(
    app: App,
    /,
    *,
    paths: tuple[str, ...],
    mapped: tuple[str, ...],
    scale: str | None,
    sites: tuple[str, ...],
    zone_by_position: bool,
    recordings: bool,
    suggest_pain: bool,
    dry_run: bool,
    **raw: str | None,
) -> int:
    """Import sessions and pain readings from files, folders and archives; - reads standard input.

    Knows recordings (FIT, GPX, TCX, also zipped), the exports of Strava, Garmin,
    Runkeeper and Apple Health, the diaries of Bearable and Daylio, any other CSV
    by --map, and what `backlog export` wrote: by what a file holds, not by its name.
    The same activity told by two files, or typed before, becomes one session.
    A second import adds nothing, and `backlog undo` takes an import back.

    What cannot be taken is listed on standard error; the rest is stored.
    --yes accepts sessions of more than 100 km on foot.
    Exit status 1: something could not be taken; 2: nothing was read.

    \b
    Examples:
      backlog import export_1234567.zip --dry-run
      backlog import ~/Garmin/Activities
      backlog import diary.csv --map score=Schmerz --dates dmy
    """
    journal = app.journal() if app.there() else None  # a file that cannot be read makes none
    options = Options(
        now=app.now,
        zone=clock.zone(raw["zone"]).key if raw["zone"] else app.zone,
        units=raw["units"] or (journal.plan().units if journal else "km"),
        columns=dict(_mapping(text) for text in mapped),
        kind=raw["kind"],
        dates=raw["dates"],
        sure=app.yes,
        activity=raw["activity"] and units.parse_token(raw["activity"], tokens.ACTIVITIES, "activity-unknown"),
        scale=None if scale is None else _scale(scale),
        by_position=zone_by_position,
        sites=dict(_site(text) for text in sites),
    )
    with ended_in_order():
        parsed, problems = _parse(paths, options, recordings=recordings)
        if suggest_pain:
            known = held_by(journal) if journal else Held()
            parsed += suggested(app, known, parsed, asking=not (dry_run or app.json))
        if dry_run or not any(file.rows for file in parsed):
            result = service.dry_run(journal, parsed, problems, now=app.now)
        else:
            result = service.import_parsed(journal or app.journal(create=True), parsed, problems, now=app.now)
    if app.json:
        emit(_json(result, dry_run=dry_run))
    else:
        _show(result, journal.plan().units if journal else options.units, dry_run=dry_run)
    if not result.files:
        return 2
    return 1 if result.lost else 0


def _parse(paths: tuple[str, ...], options: Options, *, recordings: bool) -> tuple[list[Parsed], list[Problem]]:
    """What the paths hold, with a line that says how far the reading is."""
    with Gathered() as gathered, progress("Reading") as reached:
        for path in paths:
            if path == "-":
                gathered.add_stream(sys.stdin.buffer, "standard input")
            else:
                gathered.add_path(str(path_of(path)))

        def tell(progressed: Progress) -> None:
            files, of, size, of_size, rows = progressed
            share = size / of_size if of_size else files / max(1, of)
            reached(share, f"{files} of {of} files, {size / MB:.0f} of {of_size / MB:.0f} MB, {rows} rows")

        return parse_gathered(gathered, options, journal=read_journal, recordings=recordings, tell=tell)


def _mapping(text: str) -> tuple[str, str]:
    field, equals, column = text.partition("=")
    if not (field.strip() and equals and column.strip()):
        raise InputError("bad-map", f"--map {text!r} is not FIELD=COLUMN.", 'Write it like --map distance="Total km".')
    return field.strip().lower().replace("-", "_"), column.strip()


def _site(text: str) -> tuple[str, str]:
    """`elbow pain` and `other` of `Elbow Pain=other`; nothing of `=none`. InputError `bad-option`, `site-unknown`."""
    name, equals, site = text.rpartition("=")
    if not (equals and name.strip()):
        raise InputError("bad-option", f"--site {text!r} is not NAME=SITE.", 'Write it like --site "Elbow pain=other".')
    nothing = site.strip().lower() == "none"
    return name.strip().lower(), "" if nothing else units.parse_token(site, tokens.SITES, "site-unknown")


def _scale(text: str) -> tuple[float, float]:
    """The ends of `0-5`, or of `10-0` where the lowest number is the worst pain; InputError `bad-option`."""
    low, dash, high = text.partition("-")
    try:
        ends = units.number(low), units.number(high)
    except ValueError:
        ends = (0.0, 0.0)
    if not dash or ends[0] == ends[1]:
        raise InputError("bad-option", f"--scale {text!r} is not LOW-HIGH.", "Write it like --scale 0-5.")
    return ends


def suggested(app: App, held: Held, parsed: Sequence[Parsed], *, asking: bool) -> list[Parsed]:
    """The readings that the person made of the sessions' notes; without a terminal the notes are only listed."""
    found = offers(held, parsed, now=app.now)
    if not found:
        say("No note mentions pain that has no reading yet.", err=True)
        return []
    if not (asking and interactive()):
        for offer in found:
            say(_to_type(offer, app.zone), err=True)
        return []
    count = f"{len(found)} notes mention" if len(found) > 1 else "1 note mentions"
    say(f"{count} pain. Give a number from 0 to 10; Enter leaves a note as it is, q the rest.", err=True)
    rows = []
    for number, offer in enumerate(found, start=1):
        try:
            reading = _asked(offer, f"{number}/{len(found)} ")
        except _EnoughError:
            break
        if reading is not None:
            rows.append(Row(offer.row.file, offer.row.line, reading))
    return [Parsed(file="notes", kind="readings that you made of notes", rows=tuple(rows))] if rows else []


class _EnoughError(Exception):
    """The person leaves the rest of the notes."""


def _asked(offer: Offer, place: str) -> Reading | None:
    site = offer.mention.site
    question = f"{place}{_day_of(offer.session)} {offer.session.activity}, “{offer.mention.words}”: pain"
    while True:
        answer = typed(f"{question}{f' ({site})' if site else ''}", default="", show_default=False)
        if not answer.strip():
            return None
        if answer.strip().lower() in {"q", "quit"}:
            raise _EnoughError
        try:
            score = units.parse_score(answer.strip())
        except InputError as error:
            say(f"{error.what} {error.todo}", err=True)
            continue
        return reading_of(offer, site or typed("Where", type=click.Choice(tokens.SITES), default="back"), score)


def _to_type(offer: Offer, zone: str) -> str:
    """What to type to make a reading of it."""
    session, mention = offer.session, offer.mention
    where = "N" if mention.site == "back" else f"--site {mention.site or 'SITE'} N"
    # On the person's clock, as `backlog pain --at` reads it.
    ended = f"{clock.local(session.ended_at, zone):%Y-%m-%d %H:%M}"
    return f'{_day_of(session)} {session.activity}, “{mention.words}”: backlog pain {where} --at "{ended}"'


def _day_of(session: Session) -> str:
    return f"{clock.local(session.started_at, session.zone):%Y-%m-%d}"


def _show(result: ImportResult, unit: str, *, dry_run: bool) -> None:
    from backlog.report import imported

    say(*imported.file_lines(result.files))
    if dry_run:
        say(*imported.plan_table(result, unit))
    counts = [f"{n} {name if n != 1 else kind}" for name, kind in NAMES.items() if (n := result.count(kind))]
    completed = {"session": result.completed, "day": result.filled}
    more = [f"{n} {name}{'s' if n != 1 else ''}" for name, n in completed.items() if n]
    if counts or not more:
        say(f"{'Would import' if dry_run else 'Imported'} {', '.join(counts) or 'nothing new'}.")
    if more:
        say(f"{'Would complete' if dry_run else 'Completed'} {', '.join(more)} with what the files know better.")
    added = [row.value for row in result.added if isinstance(row.value, Session)]
    say(*imported.activity_lines(added, unit))
    if result.known:
        say(f"{result.known} already in the journal.")
    if result.otherwise:
        say(
            f"  Of {result.otherwise} the time, distance or score is another one there, and stays: "
            "to read them anew, `backlog undo` the earlier import first."
        )
    if result.repeated:
        say(f"{result.repeated} told more than once: kept once.")
    say(*imported.matched_lines(result))
    if result.beside:
        say(f"{result.beside} put beside sessions that are there, as what else told of them.")
    if dry_run:
        say("Nothing was stored.")
    elif result.added or result.matched or result.beside or result.filled:
        say("`backlog undo` takes it back.")
    say(*imported.problem_lines(result.problems), err=True)


def _json(result: ImportResult, *, dry_run: bool) -> dict[str, Any]:
    return {
        "dry_run": dry_run,
        "files": [
            {"file": f.file, "kind": f.kind, "rows": len(f.rows), "unused": list(f.unused), "remarks": list(f.remarks)}
            for f in result.files
        ],
        "added": {name: result.count(kind) for name, kind in NAMES.items()},
        "entries": [
            {"file": row.file, "line": row.line, "kind": kind_of(row.value), "id": row.value.id or None}
            for row in result.added
        ],
        "known": result.known,
        "known_otherwise": result.otherwise,
        "repeated": result.repeated,
        "beside": result.beside,
        "days_filled": result.filled,
        "matched": [_pair(pair) for pair in result.matched],
        "possible_duplicates": [_pair(pair) for pair in result.possible],
        "problems": [asdict(problem) for problem in result.problems],
    }


def _pair(pair: Pair) -> dict[str, Any]:
    return {
        "file": pair.row.file,
        "line": pair.row.line,
        "session": pair.held.id or None,
        "hours_off": pair.hours_off,
        "changed": list(pair.changed),
    }
