"""Statements as text: every one runs on both engines, is used, and holds no value that a person typed."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from backlog.model.facts import KINDS
from backlog.store import schema, sql
from backlog.store.claims import CLAIMS
from tests.make import Store

ROOM = Path(sql.__file__).parent
#: Statements that only some kinds have.
SOME = {"sources": ("session", "reading", "origin"), "newest": ("session", "reading"), "claims": tuple(CLAIMS)}
NAMES = [*sql.TEXTS, *(f"{kind}_{rest}" for rest in sql.PER_KIND for kind in SOME.get(rest, KINDS))]
KNOWN = [
    *(f"{name}_known" for name, text in sql.TEXTS.items() if "{seen:" in text),
    *(f"{kind}_{rest}_known" for rest, text in sql.PER_KIND.items() if "{seen:" in text for kind in KINDS),
]


@pytest.mark.parametrize("way", ["sqlite", "postgresql"])
def test_every_statement_runs(fresh: Callable[[str], Store], way: str) -> None:
    """The engine takes its text, knows its columns, and finds nothing in an empty journal."""
    store = fresh(way)
    store.open().close()
    engine = store.engine()
    with engine.connect() as connection:
        driver = connection.connection.driver_connection
        assert driver is not None
        for name in [*NAMES, *KNOWN]:
            text = sql.statement(name)
            explained = re.sub(r":(\w+)", "NULL", text)
            driver.cursor().execute(f"EXPLAIN {explained}")
    engine.dispose()


def test_every_statement_is_used() -> None:
    """Its name, or the end of it, stands somewhere in the store."""
    source = "\n".join(path.read_text(encoding="utf-8") for path in ROOM.glob("*.py") if path.name != "sql.py")
    ends = {f"_{rest}": rest for rest in sql.PER_KIND}
    ends |= {name.removesuffix("_known"): name.split("_", 1)[1] for name in sql.TEXTS}
    # What is done on a side of a change is asked for by the name of the side alone.
    ways = {end: (end, f"}}_{rest}", f', "{rest}")') for end, rest in ends.items()}
    unused = [end for end, found in ways.items() if not any(way in source for way in found)]
    assert [] == unused


def test_what_is_asked_of_a_kind_is_its_columns() -> None:
    """No field of a session, a reading or the others is lost on the way, and each table has its number first."""
    tables = {kind: [c.name for c in table.columns] for kind, table in schema.FACTS.items()}
    versions = ["written_by", "ended_by"]
    assert {kind: sorted([*sql.columns(kind), *versions]) for kind in KINDS} == {
        kind: sorted(names) for kind, names in tables.items()
    }
    assert {"id"} == {sql.columns(kind)[0] for kind in KINDS}


def test_a_claim_is_of_columns_that_are_there() -> None:
    """Whoever adds a claim names columns of its table."""
    assert [] == [(kind, cell) for kind, cells in CLAIMS.items() for cell in cells if cell not in sql.columns(kind)]


def test_no_statement_holds_a_value_that_a_person_typed() -> None:
    """Values travel as parameters: every insert names a placeholder for each of its columns."""
    for name in NAMES:
        if name.endswith("_insert"):
            columns, values = sql.statement(name).split(" VALUES ")
            names = columns[columns.index("(") + 1 : -1].split(", ")
            assert [f":{name}" for name in names] == values.strip("()").split(", ")


@pytest.mark.parametrize("name", ["nothing", "session_nothing", "meta_all_known", "session_insert_known"])
def test_a_statement_that_there_is_not_is_a_mistake(name: str) -> None:
    """Not a text that an engine would refuse later."""
    with pytest.raises(KeyError):
        sql.statement(name)
