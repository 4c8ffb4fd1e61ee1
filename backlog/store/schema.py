"""The schema, as it is now: what is asked of it is in statements.sql, how a journal comes to it in steps/.

The tables stand in tables.toml. A *fact table* is system-versioned: `id` names the thing and stays, `written_by` is
the change that wrote this version and `ended_by` the change that ended it, so that *now* is `ended_by IS NULL`.
Instants are whole seconds since 1970-01-01 UTC, dates are ISO text, booleans 0 or 1, small structures JSON text:
types that are the same on both engines, so one row reads the same everywhere.
"""

from __future__ import annotations

import tomllib
from importlib import resources
from typing import Any

from sqlalchemy import BigInteger, Column, Double, ForeignKey, Index, Integer, MetaData, Table, Text, text

metadata = MetaData()

#: The types of tables.toml.
TYPES = {"instant": BigInteger, "text": Text, "whole": Integer, "change": Integer, "real": Double}


def _column(name: str, kind: str, comment: str) -> Column[Any]:
    """A column of a type of tables.toml: `key` makes it part of the primary key, `?` lets it be null."""
    key, optional = kind.startswith("key "), kind.endswith("?")
    kind = kind.removeprefix("key ").removesuffix("?")
    return Column(
        name,
        TYPES[kind],
        *([ForeignKey("change.id")] if kind == "change" else []),
        primary_key=key,
        nullable=optional,
        autoincrement="auto" if kind == "text" or not key else False,
        comment=comment,
    )


def _index(name: str, *columns: str, only: str | None = None, unique: bool = False) -> Index:
    """An index over all versions, or over those of which a condition holds."""
    where = None if only is None else text(only)
    return Index(name, *columns, unique=unique, sqlite_where=where, postgresql_where=where)


NOW, ENDED = "ended_by IS NULL", "ended_by IS NOT NULL"


def _versions(name: str) -> list[Column[Any] | Index]:
    """What makes a table a fact table."""
    return [
        _column("id", "key whole", "the thing; stable and never reused"),
        _column("written_by", "key change", "the change that wrote this version"),
        _column("ended_by", "change?", "the change that ended it; null is now"),
        _index(f"ix_{name}_written_by", "written_by"),
        # Over ended versions only: SQLite would otherwise take `ended_by IS NULL` for a find and read all that is now.
        _index(f"ix_{name}_ended_by", "ended_by", only=ENDED),
        _index(f"uq_{name}_current", "id", only=NOW, unique=True),
    ]


def _table(name: str, told: dict[str, Any]) -> Table:
    return Table(
        name,
        metadata,
        *(_versions(name) if told.get("fact") else []),
        *(_column(column, *words) for column, words in told["columns"].items()),
        *(_index(index, *columns) for index, columns in told.get("indexes", {}).items()),
        # Over current versions only, so that a long history does not slow the present down.
        *(_index(index, *columns, only=NOW) for index, columns in told.get("indexes_now", {}).items()),
        comment=told["comment"],
    )


_TOLD = tomllib.loads(resources.files("backlog.store").joinpath("tables.toml").read_text("utf-8"))
_TABLES = {name: _table(name, told) for name, told in _TOLD.items()}
FACTS: dict[str, Table] = {name: table for name, table in _TABLES.items() if _TOLD[name].get("fact")}
