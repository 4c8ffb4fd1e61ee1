"""Rows to values and back: one conversion for both engines."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any

from backlog import clock
from backlog.errors import BacklogError
from backlog.model.facts import class_of, kind_of
from backlog.store.sql import columns

if TYPE_CHECKING:
    from backlog.model.facts import Fact

Converter = Callable[[Any], Any]


#: What a cell that no backlog wrote may raise on its way to a value.
UNREADABLE = (ValueError, TypeError, KeyError, AttributeError, OverflowError, RecursionError)


def _read(cell: str) -> Any:
    """JSON; the library is loaded where there is more to read than nothing, as in most rows there is not."""
    if cell == "{}":
        return {}
    import json

    return json.loads(cell)


def _written(value: Any, *, ensure_ascii: bool) -> str:
    if not value:
        return "[]" if isinstance(value, list) else "{}"
    import json

    return json.dumps(value, ensure_ascii=ensure_ascii)


def _checked(cell: str) -> str:
    """The text of a setting, which is JSON: what is none is found where it is read, not where it is understood."""
    _read(cell)
    return cell


#: column -> (from the cell, to the cell), where the engines do not store the value as it is; null is None in both.
CONVERTERS: dict[str, tuple[Converter, Converter]] = {
    **dict.fromkeys(
        ("started_at", "ended_at", "at", "recorded_at", "opened_at", "cleared_at"), (clock.instant, clock.seconds)
    ),
    **dict.fromkeys(("day", "first", "last"), (date.fromisoformat, date.isoformat)),
    **dict.fromkeys(("end_estimated", "approximate", "flare", "medicated"), (bool, int)),
    "during_sites": (_read, lambda value: _written(dict(sorted(value.items())), ensure_ascii=True)),
    "told": (_read, lambda value: _written(dict(sorted(value.items())), ensure_ascii=False)),
    "value": (_checked, str),
    "tags": (lambda cell: tuple(_read(cell)), lambda value: _written(list(value), ensure_ascii=True)),
}


def load(kind: str, row: Sequence[Any]) -> Any:
    """The value that a row of `columns(kind)` stands for; BacklogError `journal-damaged` where it stands for none."""
    found = dict(zip(columns(kind), row, strict=True))
    try:
        for name, read in _readers(kind):
            if found[name] is not None:
                found[name] = read(found[name])
        return class_of(kind)(**found)
    except UNREADABLE as error:
        raise damaged(kind, row[0], error) from error


def damaged(table: str, number: int, error: Exception) -> BacklogError:
    """The sentence for a row that cannot be read as what it stands for."""
    return BacklogError.of("journal-damaged.row", number=number, table=table, error=error)


@cache
def _readers(kind: str) -> list[tuple[str, Converter]]:
    return [(name, CONVERTERS[name][0]) for name in columns(kind) if name in CONVERTERS]


def dump(value: Fact) -> dict[str, Any]:
    """The row of a value: column name to what the engines store."""
    return {name: _cell(name, getattr(value, name)) for name in columns(kind_of(value))}


def _cell(name: str, value: Any) -> Any:
    return CONVERTERS[name][1](value) if name in CONVERTERS and value is not None else value
