"""Every statement that backlog runs, by name, from statements.sql: text that SQLite and PostgreSQL both take.

What stands in braces there is filled in here: columns, which versions count, and what is said of every kind of fact.
"""

from __future__ import annotations

import os
from functools import cache
from typing import NamedTuple

from backlog.model.facts import KINDS, class_of
from backlog.store.claims import CLAIMS


def _read() -> dict[str, str]:
    """Name -> text, as they stand in statements.sql: a line `--- NAME` begins one, other comments are left out."""
    with open(os.path.join(os.path.dirname(__file__), "statements.sql"), encoding="utf-8") as file:
        _, *told = "".join(line for line in file if not line.startswith("-- ")).split("--- ")
    return {name: text for name, _, text in (one.partition("\n") for one in told)}


_OF_A_KIND = "{kind}_"
_READ = _read()
#: Of each kind of fact, by the end of the name.
PER_KIND = {name.removeprefix(_OF_A_KIND): text for name, text in _READ.items() if name.startswith(_OF_A_KIND)}
TEXTS = {name: text for name, text in _READ.items() if not name.startswith(_OF_A_KIND)}


@cache
def columns(kind: str) -> tuple[str, ...]:
    """The columns of a kind's table that hold the fact itself: its number, then its other fields."""
    return ("id", *(name for name in class_of(kind).__dataclass_fields__ if name != "id"))


@cache
def statement(name: str) -> str:
    """The text of a named statement; KeyError where there is none."""
    known = name.endswith("_known") and name not in TEXTS
    name = name.removesuffix("_known") if known else name
    kind, _, rest = name.partition("_")
    text = TEXTS[name] if name in TEXTS else PER_KIND[rest]
    if known and "{seen:" not in text:
        raise KeyError(name)
    parts = _SHARED | (_parts(kind) if kind in KINDS else {})
    return " ".join(text.format(fields=_Fields(), seen=_Seen(known), **parts).split())


#: What statements leave open that are of no kind.
_SHARED = {
    # A line of the history; what an undo took back holds again once a redo reversed that undo.
    "lines": """
        SELECT change.id, change.at, change.kind, change.command, change.summary,
            CASE WHEN undo.undone_by IS NULL THEN change.undone_by END, undo.undone_by
        FROM change LEFT JOIN change AS undo ON undo.id = change.undone_by AND undo.kind = 'undo'""",
    "holding": "change.kind = 'do' AND (change.undone_by IS NULL OR undo.undone_by IS NOT NULL)",
    "in_use": " OR ".join(
        f"EXISTS (SELECT 1 FROM {kind} WHERE {kind}.written_by = change.id OR {kind}.ended_by = change.id)"
        for kind in KINDS
    ),
    "counts": " UNION ALL ".join(f"SELECT '{kind}', count(*) FROM {kind} WHERE ended_by IS NULL" for kind in KINDS),
}


def _parts(kind: str) -> dict[str, str]:
    """What a text of PER_KIND leaves open besides its fields and conditions."""
    present = f"{kind}.ended_by IS NULL"
    if kind == "origin":
        # What is beside a session holds its file back only while the session is there.
        present += " AND EXISTS (SELECT 1 FROM session WHERE session.id = origin.session AND session.ended_by IS NULL)"
    names, cells = columns(kind), CLAIMS.get(kind, ())
    claimed = [f"{cell} IS NOT NULL" for cell in cells] + (["cleared_at IS NULL"] if kind == "flag" else [])
    return {
        "kind": kind,
        "present": present,
        "owner": "session" if kind == "origin" else "id",
        "cells": ", ".join(cells),
        "claimed": "".join(f" AND {condition}" for condition in claimed),
        "names": ", ".join(names),
        "values": ", ".join(f":{name}" for name in names),
    }


class _Fields:
    """`{fields:session}`: the columns of a kind."""

    def __format__(self, kind: str) -> str:
        return ", ".join(f"{kind}.{name}" for name in columns(kind))


class _Seen(NamedTuple):
    """`{seen:session}`: which versions are taken into account, those of now or those that were known."""

    known: bool

    def __format__(self, kind: str) -> str:
        if not self.known:
            return f"{kind}.ended_by IS NULL"
        return f"{kind}.written_by <= :known AND ({kind}.ended_by IS NULL OR {kind}.ended_by > :known)"
