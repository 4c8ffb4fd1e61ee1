"""Exporting: everything that holds now, in a form that gives it all back."""

from __future__ import annotations

import json
import shutil
import stat
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backlog import clock
from backlog.importers.parsed import Options, Value
from backlog.model import tokens
from backlog.model.day import Day
from backlog.model.facts import KINDS, kind_of
from backlog.model.origin import Origin
from backlog.model.plan import Pause, Setting
from backlog.model.screening import Flag, Screening
from backlog.model.session import Reading, Session
from backlog.services.exporting import export_csv, export_jsonl
from backlog.store.journal import Journal
from tests.make import NOW, ZONE, Store, hours, import_files, moment, reading, session

ZONES = st.sampled_from(["Europe/Berlin", "America/New_York", "Asia/Kathmandu", "UTC"])
MOMENTS = st.integers(clock.seconds(clock.EARLIEST), clock.seconds(NOW) - 90_000).map(clock.instant)
RECORDED = st.integers(1_600_000_000, clock.seconds(NOW)).map(clock.instant)
SCORES = st.none() | st.floats(0, 10)
TEXTS = (
    st.none()
    | st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1).filter(
        lambda text: len(text) < 1000
    )
    | st.sampled_from(["=1+1", "'=x", "-", "a\r\nb", '"', "\u2028", "@home", "1,5"])
)


@st.composite
def sessions(draw: st.DrawFn) -> Session:
    """Any session that can be stored."""
    started, zone = draw(MOMENTS), draw(ZONES)
    return Session(
        started_at=started,
        ended_at=started + timedelta(seconds=draw(st.integers(0, 80_000))),
        zone=zone,
        day=clock.local_date(started, zone),
        activity=draw(st.sampled_from(tokens.ACTIVITIES)),
        sport=draw(TEXTS),
        distance_m=draw(st.none() | st.floats(0.1, 90_000)),
        duration_s=draw(st.none() | st.floats(1, 80_000)),
        end_estimated=draw(st.booleans()),
        approximate=draw(st.booleans()),
        ascent_m=draw(st.none() | st.floats(0, 5000)),
        surface=draw(st.none() | st.sampled_from(tokens.SURFACES)),
        strike=draw(st.none() | st.sampled_from(tokens.STRIKES)),
        forefoot_share=draw(st.none() | st.floats(0, 1)),
        shoes=draw(TEXTS),
        effort=draw(SCORES),
        during=draw(SCORES),
        during_sites=draw(st.dictionaries(st.sampled_from(tokens.SITES), st.floats(0, 10), max_size=3)),
        steps=draw(st.none() | st.integers(0, 100_000)),
        intervals=draw(st.none() | st.just("6x60/120")),
        note=draw(TEXTS),
        source=draw(st.sampled_from(["typed", "runkeeper"])),
        source_key=draw(TEXTS),
        recorded_at=draw(RECORDED),
        prescribed_m=draw(st.none() | st.floats(0.1, 90_000)),
        prescribed_s=draw(st.none() | st.floats(1, 80_000)),
    )


@st.composite
def readings(draw: st.DrawFn) -> Reading:
    """Any reading that can be stored."""
    at, zone = draw(MOMENTS), draw(ZONES)
    return Reading(
        at=at,
        zone=zone,
        day=clock.local_date(at, zone),
        site=draw(st.sampled_from(tokens.SITES)),
        score=draw(SCORES),
        flare=draw(st.none() | st.booleans()),
        medicated=draw(st.none() | st.booleans()),
        reaches=draw(st.none() | st.sampled_from(tokens.REACHES)),
        note=draw(TEXTS),
        recorded_at=draw(RECORDED),
    )


@st.composite
def days(draw: st.DrawFn) -> Day:
    """Any day that can be stored."""
    tags = draw(
        st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=9), max_size=3)
    )
    return Day(
        day=draw(MOMENTS).date(),
        sleep_h=draw(st.none() | st.floats(0, 24)),
        stress=draw(SCORES),
        tags=tuple(tags),
        note=draw(TEXTS),
        recorded_at=draw(RECORDED),
    )


#: Anything that JSON can say, texts that look like something else included.
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.floats(allow_nan=False, allow_infinity=False) | TEXTS
    | st.sampled_from(["", "5", " 5", "null", "true", '"mi"', "[1", "-5", "=1", "NaN"]),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text("abc", min_size=1), inner, max_size=2),
    max_leaves=4,
)  # fmt: skip


@st.composite
def settings_of_a_plan(draw: st.DrawFn) -> Setting:
    """A field of the plan with what it may hold, or one of a later backlog with anything."""
    name, value = draw(
        st.tuples(st.just("units"), st.sampled_from(["km", "mi"]))
        | st.tuples(st.just("goal_m"), st.none() | st.floats(0, 90_000))
        | st.tuples(st.just("usual_pain_at"), st.none() | st.integers(0, 1_700_000_000))
        | st.tuples(st.just("surfaces"), st.lists(st.sampled_from(tokens.SURFACES), max_size=3))
        | st.tuples(st.text("abc", min_size=1, max_size=9), JSON)
    )
    return Setting(name=name, value=json.dumps(value))


@st.composite
def pauses(draw: st.DrawFn) -> Pause:
    """Any spell."""
    dates = st.dates(date(1900, 1, 1), date(9000, 12, 31))
    first, last = sorted((draw(dates), draw(dates)))
    return Pause(first=first, last=last, reason=draw(TEXTS))


@st.composite
def screenings(draw: st.DrawFn) -> Screening:
    """Any questionnaire or review."""
    kind = draw(st.sampled_from(["screening", "review"]))
    return Screening(at=draw(MOMENTS), zone=draw(ZONES), kind=kind, who=draw(TEXTS), note=draw(TEXTS))


@st.composite
def flags(draw: st.DrawFn) -> Flag:
    """Any flag, open or cleared."""
    return Flag(
        flag=draw(st.sampled_from(["bladder", "chest"])),
        opened_at=draw(MOMENTS),
        zone=draw(ZONES),
        cleared_at=draw(st.none() | MOMENTS),
        cleared_by=draw(TEXTS),
        note=draw(TEXTS),
    )


@st.composite
def origins(draw: st.DrawFn) -> Origin:
    """Anything that another file may have told of a session."""
    return Origin(
        session=draw(st.integers(1, 9)),
        file=draw(TEXTS) or "",
        source=draw(st.sampled_from(["runkeeper", "strava"])),
        source_key=draw(TEXTS) or "1",
        told=draw(st.dictionaries(st.text("abc", min_size=1, max_size=9), JSON, max_size=3)),
        recorded_at=draw(RECORDED),
    )


#: With one field that this backlog knows, by which the table of settings is recognised.
ANYTHING = st.lists(
    sessions() | readings() | days() | settings_of_a_plan() | pauses() | screenings() | flags() | origins(), max_size=5
).map(lambda values: [*values, Setting(name="week_start", value='"mon"')])


def fill(journal: Journal, values: list[Value]) -> None:
    """Store values of any kinds, kind by kind, under numbers of their own: so two may be what only one should be."""
    numbers = count(1)
    with journal.change("fill", "fill", now=NOW) as change:
        for kind in KINDS:
            change.add_all([replace(value, id=next(numbers)) for value in values if kind_of(value) == kind])


def take(journal: Journal, *files: bytes) -> None:
    """Import files without a problem."""
    result = import_files(journal, [(f"{n}", data) for n, data in enumerate(files)], Options(now=NOW, zone=ZONE))
    assert result.problems == ()


EVERYTHING: list[Value] = [
    session("2026-11-03 18:00", note="=1+1"),
    session("2026-11-05 18:00", zone="America/New_York", during_sites={"knee": 2.0, "calf": 1.0}),
    reading("2026-11-04 07:00", 0.0),
    Day(day=moment("2026-11-04 12:00").date(), sleep_h=7.5, tags=("a,b", "=c"), recorded_at=NOW),
    Setting(name="units", value='"mi"'),
    Setting(name="surfaces", value='["grass", "track"]'),
    Pause(first=moment("2026-11-10 12:00").date(), last=moment("2026-12-10 12:00").date()),
    Screening(at=moment("2026-11-01 12:00"), zone=ZONE, note="=none"),
    Flag(flag="chest", opened_at=moment("2026-11-01 12:00"), zone=ZONE, cleared_at=NOW, cleared_by="Dr. Who"),
    Origin(
        session=1, file="runs.csv", source="runkeeper", source_key="7", told={"distance_m": 2001.0}, recorded_at=NOW
    ),
]


def test_every_kind_comes_back_byte_by_byte(journal: Journal, fresh: Callable[[str], Store]) -> None:
    """From each engine to SQLite."""
    fill(journal, EVERYTHING)
    assert {kind_of(value) for value in EVERYTHING} == set(KINDS)
    data = export_jsonl(journal)
    copy = fresh("sqlite").open()
    take(copy, data)
    assert export_jsonl(copy) == data
    assert [copy.every(kind) for kind in KINDS] == [journal.every(kind) for kind in KINDS]
    copy.close()


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty journal to make copies of, because making one takes longer than a round trip."""
    path = tmp_path_factory.mktemp("empty") / "journal.db"
    Store("sqlite", str(path)).open().close()
    return path


def tables_of(journal: Journal) -> list[bytes]:
    """The CSV of each kind."""
    return [export_csv(journal, kind) for kind in KINDS]


@given(values=ANYTHING)
def test_whatever_is_stored_comes_back(
    values: list[Value], empty: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Export, import into an empty journal, export: the same bytes, as JSON Lines and as CSV."""
    folder = tmp_path_factory.mktemp("trip")
    places = [shutil.copy(empty, folder / f"{n}.db") for n in range(3)]
    first, second, third = (Store("sqlite", str(place)).open() for place in places)
    fill(first, values)
    lines, tables = export_jsonl(first), tables_of(first)
    take(second, lines)
    take(third, *tables)
    assert [export_jsonl(copy) for copy in (second, third)] == [lines, lines]
    assert [tables_of(copy) for copy in (second, third)] == [tables, tables]
    for journal in (first, second, third):
        journal.close()


@pytest.mark.slow
@settings(max_examples=15)
@given(values=ANYTHING)
def test_whatever_is_stored_comes_back_on_a_server(values: list[Value], fresh: Callable[[str], Store]) -> None:
    """The same between two PostgreSQL journals."""
    first, second, third = (fresh("postgresql").open() for _ in range(3))
    fill(first, values)
    lines, tables = export_jsonl(first), tables_of(first)
    take(second, lines)
    take(third, *tables)
    assert [export_jsonl(copy) for copy in (second, third)] == [lines, lines]
    assert [tables_of(copy) for copy in (second, third)] == [tables, tables]
    for journal in (first, second, third):
        journal.close()


def test_what_two_journals_have_once_is_there_once(journal: Journal, fresh: Callable[[str], Store]) -> None:
    """An open flag of one sign, asked on two days, and a pause from one date: what is here stays as it is."""
    first = NOW.date()
    mine: list[Value] = [Pause(first=first, last=first + timedelta(days=2)), Flag(flag="nerve", opened_at=NOW)]
    earlier = NOW - hours(48)
    theirs: list[Value] = [Pause(first=first, last=first + timedelta(days=9)), Flag(flag="nerve", opened_at=earlier)]
    other = fresh("sqlite").open()
    fill(journal, mine)
    fill(other, theirs)
    take(journal, export_jsonl(other))
    other.close()
    assert mine == [replace(value, id=0) for kind in ("pause", "flag") for value in journal.every(kind)]


def test_the_tables_come_back_one_at_a_time(journal: Journal, fresh: Callable[[str], Store]) -> None:
    """Each file keeps its numbers, whichever is imported first."""
    fill(journal, EVERYTHING)
    copy = fresh("sqlite").open()
    for kind in reversed(KINDS):
        take(copy, export_csv(journal, kind))
    assert tables_of(copy) == tables_of(journal)
    copy.close()


def test_a_table_without_rows_is_its_header(journal: Journal) -> None:
    """So that an import of it is no mistake, and adds nothing."""
    take(journal, *tables_of(journal))
    assert [table.count(b"\n") for table in tables_of(journal)] == [1] * len(KINDS)


def records(data: bytes) -> list[dict[str, Any]]:
    """The lines as JSON."""
    return [json.loads(line) for line in data.decode().splitlines()]


def test_json_lines_begin_with_a_header_and_go_by_number(journal: Journal) -> None:
    """All kinds together, in the order in which they came to be."""
    fill(journal, EVERYTHING)
    header, *facts = records(export_jsonl(journal))
    assert header == {"format": "backlog", "schema_version": 1}
    assert [fact["id"] for fact in facts] == list(range(1, len(EVERYTHING) + 1))


def test_json_lines_are_raw_and_unknown_is_null(journal: Journal) -> None:
    """No prefix before a formula, times with the offset of their zone, every field there."""
    fill(journal, EVERYTHING)
    first, second = records(export_jsonl(journal, ["session"]))[1:]
    assert (first["note"], first["started_at"], first["surface"]) == ("=1+1", "2026-11-03T18:00:00+01:00", None)
    assert (second["started_at"], second["zone"]) == ("2026-11-05T18:00:00-05:00", "America/New_York")


def test_a_csv_runs_nothing_in_a_spreadsheet(journal: Journal) -> None:
    """The cell begins with an apostrophe; numbers have none."""
    fill(journal, EVERYTHING)
    assert b",'=1+1," in export_csv(journal, "session")


def test_only_what_holds_now_is_exported(journal: Journal) -> None:
    """What was deleted is history, and history travels in backups."""
    fill(journal, EVERYTHING)
    with journal.change("delete", "delete", now=NOW + hours(1)) as change:
        change.remove("session", 1)
    assert [fact["id"] for fact in records(export_jsonl(journal, ["session"]))[1:]] == [2]


def mode(path: Path) -> int:
    """Who may read and write it."""
    return stat.S_IMODE(path.stat().st_mode)
