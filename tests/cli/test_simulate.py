"""`backlog simulate`: needs no journal, says what it did as a table, JSON, CSV and a picture."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from tests.cli.conftest import Person

SMALL = "simulate --runners 1 --seed 2 --jobs 1 --kind robust,cannot-run --policy oracle --policy esculier"


def test_it_needs_no_journal_and_makes_none(me: Person) -> None:
    """A line per kind and policy in 100 columns, the means, and what the columns mean."""
    lines = me(SMALL)
    assert not me.db.exists()
    assert ["kind", "robust", "robust", "cannot-run", "cannot-run", "mean", "mean"] == [
        line.split()[0] for line in lines[1:8]
    ]
    assert ["robust", "oracle", "1.00", "0.0"] == lines[2].split()[:4]
    assert max(map(len, lines)) <= 100


def test_json_holds_every_row_with_its_intervals(me: Person) -> None:
    """The same twice."""
    found = me.json(SMALL)
    assert (2, 16, 4) == (found["seed"], found["weeks"], len(found["rows"]))
    row = found["rows"][0]
    assert ("oracle", "robust", 1.0, [1.0, 1.0]) == (
        row["policy"],
        row["kind"],
        row["distance_vs_oracle"],
        row["distance_vs_oracle_ci95"],
    )
    assert found == me.json(SMALL)


def test_csv_has_a_row_for_each_policy_and_kind(me: Person, tmp_path: Path) -> None:
    """With both ends of each interval, and nothing where nothing is known."""
    done = me.types(f"{SMALL} --json --csv {tmp_path / 'rows.csv'}")
    assert (0, 4) == (done.status, len(json.loads(done.out)["rows"]))
    assert f"Wrote {tmp_path / 'rows.csv'}\n" == done.err
    rows = list(csv.DictReader((tmp_path / "rows.csv").read_text(encoding="utf-8").splitlines()))
    assert [("robust", "oracle"), ("robust", "esculier"), ("cannot-run", "oracle"), ("cannot-run", "esculier")] == [
        (row["kind"], row["policy"]) for row in rows
    ]
    first, last = rows[0], rows[-1]
    assert ("1.0", "1.0", "1.0") == tuple(first[f"distance_vs_oracle{end}"] for end in ("", "_low", "_high"))
    assert ("", "", "0") == (last["distance_vs_oracle"], last["distance_vs_oracle_low"], last["tolerates_running"])
    assert {"2"} == {row["seed"] for row in rows}


@pytest.mark.parametrize(
    ("ending", "begins"),
    [
        ("svg", b"<?xml"),
        pytest.param("png", b"\x89PNG", marks=pytest.mark.slow),
        pytest.param("pdf", b"%PDF", marks=pytest.mark.slow),
    ],
)
def test_the_picture_is_what_its_name_says(me: Person, tmp_path: Path, ending: str, begins: bytes) -> None:
    """The same bytes twice, whatever there is to draw."""
    path = tmp_path / f"all.{ending}"
    me.types(f"{SMALL} --out {path}")
    first = path.read_bytes()
    me.types(f"{SMALL} --out {path}")
    assert first.startswith(begins)
    assert first == path.read_bytes()
    assert me.types(f"simulate --runners 1 --jobs 1 --kind cannot-run --policy oracle --out {path}").status == 0


@pytest.mark.parametrize(
    ("words", "slug", "status"),
    [
        ("--kind nobody", "bad-option", 2),
        ("--kind ,", "bad-option", 2),
        ("--policy backlog@5", "bad-option", 2),
        ("--policy oracle,esculier@0.1", "bad-option", 2),
        ("--runners 0", "bad-count", 2),
        ("--runners many", "bad-count", 2),
        ("--jobs 0", "bad-count", 2),
        ("--seed -1", "bad-number", 2),
        ("--out all.gif", "bad-option", 2),
        ("--out nowhere/all.png", "file-unwritable", 1),
        ("--csv nowhere/rows.csv", "file-unwritable", 1),
    ],
)
def test_what_cannot_be_is_refused_before_anybody_lives(me: Person, words: str, slug: str, status: int) -> None:
    """In one sentence."""
    said, left = me.refused(f"simulate {words}")
    assert (f"[{slug}]", status) == (said.split()[-1], left)


def test_an_unknown_name_is_said_with_those_that_there_are(me: Person) -> None:
    """A limit is shown by example."""
    said, _ = me.refused("simulate --policy backlgo")
    assert said.startswith("I have no policy 'backlgo'. There are backlog, oracle, ")
    assert "backlog@0.05" in said
    said, _ = me.refused("simulate --kind tipical")
    assert said.count("hurts-by-3") == 1
    assert "hurts-by-N" in said


def test_the_bound_is_a_row_a_kind_and_timetable(me: Person) -> None:
    """As a table and as JSON, without a policy; of 50 runners unless it is said otherwise."""
    lines = me("simulate --bound --kind hurts-by-3 --runners 50 --jobs 1")
    assert [["hurts-by-3", "asked"], ["hurts-by-3", "morning"]] == [line.split()[:2] for line in lines[1:3]]
    rows = me.json("simulate --bound --kind hurts-by-3 --jobs 2")["rows"]
    assert [50, 50] == [row["runners"] for row in rows]
    keys = [f"{judge}_{weeks}wk" for judge in ("neyman_pearson", "bayes") for weeks in (4, 8)]
    assert [["kind", "timetable", "runners", *keys]] * 2 == [list(row) for row in rows]
    assert lines[1].split()[2:] == [f"{rows[0][key]:.2f}" for key in keys]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("--policy oracle", "A bound has no policy, CSV or picture. Leave --policy, --csv and --out out. [bad-option]"),
        ("--csv a.csv", "A bound has no policy, CSV or picture. Leave --policy, --csv and --out out. [bad-option]"),
        ("--out a.png", "A bound has no policy, CSV or picture. Leave --policy, --csv and --out out. [bad-option]"),
        ("--runners 49", "2 % of 49 runners is nobody. Give --runners 50 or more. [bad-count]"),
    ],
)
def test_a_bound_is_of_many_runners_and_of_nothing_else(me: Person, words: str, said: str) -> None:
    """Refused before anything is computed."""
    assert (said, 2) == me.refused(f"simulate --bound --runners 50 {words}")
