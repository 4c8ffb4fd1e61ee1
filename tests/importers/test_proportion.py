"""The time that a file takes is proportional to its size, whatever it holds.

Each text here would take minutes or hours if anything were done with it once for each of its parts and each of the
others; read once, it takes well under a second.
"""

from __future__ import annotations

import pytest

from backlog import clock
from backlog.errors import InputError
from backlog.importers import detect
from backlog.importers.content import File
from backlog.importers.detect import MOST_A_DAY
from backlog.importers.diaries import bearable
from backlog.importers.tables.names import LONGEST, read_name
from backlog.model import units
from backlog.model.session import Session
from backlog.services.imports.held import Held
from backlog.services.imports.plan import plan_import
from tests.importers.helpers import file_of, options, parse
from tests.make import NOW

#: As long as a cell of a CSV can be.
LONG = 130_000


def read_all(text: str) -> None:
    """Everything that reads a cell reads this one, and takes it or refuses it."""
    for read in (
        units.number,
        units.parse_distance,
        units.parse_duration,
        units.parse_score,
        lambda cell: units.parse_hours(cell, "sleep"),
        units.parse_intervals,
        clock.read_clock,
        lambda cell: clock.parse_when(cell, "UTC", now=NOW),
        clock.is_zone,
    ):
        try:
            read(text)
        except (InputError, ValueError):
            continue


@pytest.mark.parametrize("inside", [" ", "1", "a", "1m", "1,", "a/"])
@pytest.mark.parametrize(("before", "after"), [("1h", "!"), ("18:30", "x"), ("3", "/10")])
def test_a_cell_of_any_length_is_read_once(before: str, inside: str, after: str) -> None:
    """By each reader of amounts and of times, in each column of a table of sessions, of ratings and of diaries."""
    cell = f"{before}{inside * (LONG // len(inside))}{after}"
    read_all(cell)
    quoted = '"' + cell + '"'
    parse(f"date,distance,duration,climb,steps,effort,zone\n2026-11-03,{','.join([quoted] * 6)}\n")
    parse(f"date,time,score\n2026-11-03,{quoted},{quoted}\n", scale=(0.0, 5.0))
    parse(f"full_date,mood,activities,scales\n2026-11-03,{quoted},x,{quoted}\n")
    header = "date formatted,time of day,category,rating/amount,detail\n"
    rows = f"2026-11-03,{quoted},Sleep,{quoted},x\n2026-11-03,am,Symptom,3,{quoted}\n"
    bearable.read(file_of(header + rows), options(scale=(0.0, 4.0)))


@pytest.mark.parametrize("mark", ["[", "(", "(]", " ", "[)", "a ", "#1"])
def test_a_header_of_any_length_is_read_once(mark: str) -> None:
    """A name that nobody would give is of a column that nobody knows; the others are read."""
    long = mark * (LONG // len(mark))
    parsed = parse(f'date,distance_km,"{long}y"\n2026-11-01,2,1\n')
    assert [2000.0] == [row.value.distance_m for row in parsed.rows if isinstance(row.value, Session)]
    assert all(len(name) < 100 for name in parsed.unused)


@pytest.mark.parametrize(
    "part",
    ["<!", "<!--", "<?", "<!DOCTYPE ", "<!DOCTYPE a[", '<!DOCTYPE a["', "<!DOCTYPE a['", "<!DOCTYPE a[]", "<a:", "<",
     "&#", "\n", "<!DOCTYPE a [<!ENTITY b '", " xmlns:a", " encoding=", "]>", "-->"],
)  # fmt: skip
@pytest.mark.parametrize("begins", ["", "<?xml version='1.0'?>", "<!DOCTYPE gpx ["])
def test_what_stands_before_a_root_is_read_once(begins: str, part: str) -> None:
    """However often what begins there never ends: such a file is no recording."""
    with pytest.raises(InputError):
        detect.read(file_of(begins + part * (LONG // len(part)), "a.gpx"), options())


def test_a_name_is_read_up_to_a_length() -> None:
    """On the bound it is read with its unit, beyond it is unknown."""
    name = "a" * (LONGEST - 5)
    assert ((name, "km"), ("", None)) == (read_name(f"{name} (km)"), read_name(f"{name}a (km)"))


@pytest.mark.parametrize(
    ("header", "plain"),
    [
        ("Distance (mi)", ("distance", "mi")),
        ("Climb [ ft ]", ("climb", "ft")),
        ("a (b) (km)", ("a (b)", "km")),
        ("a ((km)", ("a", "(km")),
        ("pain (0-10) now", ("pain (0 10) now", None)),
        ("(km)", ("", "km")),
        ("km)", ("km)", None)),
        ("a [km)", ("a", "km")),
        (")", (")", None)),
        ("", ("", None)),
    ],
)
def test_brackets_at_the_end_hold_a_unit(header: str, plain: tuple[str, str | None]) -> None:
    """From the first bracket behind any that is closed before."""
    assert plain == read_name(header)


def test_no_day_has_more_sessions_than_anybody_does() -> None:
    """The first hundred are taken, on the bound all; each is compared with the others of its day once."""
    rows = [f"2026-11-03,{n // 60 % 24:02}:{n % 60:02},1,{n}\n" for n in range(1000)]
    header = "date,start,duration,id\n"
    assert (MOST_A_DAY, ()) == (len((whole := parse(header + "".join(rows[:MOST_A_DAY]))).rows), whole.problems)
    parsed = parse(header + "".join(rows) + "2026-11-04,18:00,30,x\n")
    assert ["1000 sessions of one day, 2026-11-03, are more than anybody does: 900 were left out."] == [
        problem.what for problem in parsed.problems
    ]
    assert MOST_A_DAY + 1 == len(plan_import(Held(), [parsed], now=NOW).result.added)


def test_short_lines_below_a_wide_header_do_not_fill_the_memory() -> None:
    """Each row is as wide as the header: 200 KB would become a billion cells."""
    text = ",".join(f"c{n}" for n in range(2000)) + "\n" + "1\n" * 100_000
    with pytest.raises(InputError, match="more than 20,000,000 cells"):
        assert File.of("wide.csv", text.encode()).table.rows
