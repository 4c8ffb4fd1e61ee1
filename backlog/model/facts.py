"""The kinds of fact that a journal holds, by name; their classes are made only when a kind is met.

Making a frozen class costs as much as opening the journal, and the daily commands meet only two or three kinds.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from backlog.model.day import Day
    from backlog.model.origin import Origin
    from backlog.model.plan import Pause, Setting
    from backlog.model.screening import Flag, Screening
    from backlog.model.session import Reading, Session

    Fact = Session | Reading | Day | Setting | Pause | Screening | Flag | Origin

_WHERE = {
    "session": "session",
    "reading": "session",
    "day": "day",
    "setting": "plan",
    "pause": "plan",
    "screening": "screening",
    "flag": "screening",
    "origin": "origin",
}
#: Every kind, in the order in which exports and searches go through them.
KINDS = tuple(_WHERE)


@cache
def class_of(kind: str) -> type[Any]:
    """The class of a kind's values."""
    found: type[Any] = getattr(import_module(f"backlog.model.{_WHERE[kind]}"), kind.capitalize())
    return found


def kind_of(value: Fact) -> str:
    """The kind of a value: the name of the table that holds it."""
    return type(value).__name__.lower()


def claim_of(value: Fact) -> tuple[str, str] | None:
    """What no two things of a journal can have; None for what may be there twice, such as two runs typed alike.

    It is the date of a day, the name of a setting, what an open flag is of, and the source and key of what was
    imported: a session and what else told of it are found by the same keys, and may have the same.
    """
    kind = kind_of(value)
    if kind == "day":
        return kind, str(value.day)  # type: ignore[union-attr]
    if kind == "setting":
        return kind, value.name  # type: ignore[union-attr]
    if kind == "flag":
        return (kind, value.flag) if value.cleared_at is None else None  # type: ignore[union-attr]
    key = getattr(value, "source_key", None)
    named = "session" if kind == "origin" else kind
    return None if key is None else (named, f"{value.source}:{key}")  # type: ignore[union-attr]
