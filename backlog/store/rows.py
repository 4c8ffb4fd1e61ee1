"""Rows to values and back: one conversion for both engines."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from backlog import clock
from backlog.model.facts import class_of, kind_of
from backlog.store.compiled import COLUMNS

if TYPE_CHECKING:
    from backlog.model.facts import Fact

_INSTANTS = frozenset({"started_at", "ended_at", "at", "recorded_at", "opened_at", "cleared_at"})
_DATES = frozenset({"day", "first", "last"})
_BOOLEANS = frozenset({"end_estimated", "approximate", "flare", "medicated"})


def load(kind: str, row: Sequence[Any]) -> Any:
    """The value that a row of `COLUMNS[kind]` stands for."""
    return class_of(kind)(**{name: _value(name, cell) for name, cell in zip(COLUMNS[kind], row, strict=True)})


def dump(value: Fact) -> dict[str, Any]:
    """The row of a value: column name to what the engines store."""
    return {name: _cell(name, getattr(value, name)) for name in COLUMNS[kind_of(value)]}


def _value(name: str, cell: Any) -> Any:
    if cell is None:
        return None
    if name in _INSTANTS:
        return clock.instant(cell)
    if name in _DATES:
        return date.fromisoformat(cell)
    if name in _BOOLEANS:
        return bool(cell)
    if name == "during_sites":
        return json.loads(cell) if cell != "{}" else {}
    if name == "tags":
        return tuple(json.loads(cell))
    return cell


def _cell(name: str, value: Any) -> Any:
    if value is None:
        return None
    if name in _INSTANTS:
        return clock.seconds(value)
    if name in _DATES:
        return value.isoformat()
    if name in _BOOLEANS:
        return int(value)
    if name == "during_sites":
        return json.dumps(dict(sorted(value.items())))
    if name == "tags":
        return json.dumps(list(value))
    return value
