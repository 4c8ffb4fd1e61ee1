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
    """What no two things of a journal can share; None for what may be there twice, such as two runs typed alike.

    It is the date of a day, the name of a setting, and the source and key of what was imported: a session and what
    else told of one are found by the same keys.
    """
    kind = kind_of(value)
    if kind in {"day", "setting"}:
        return kind, str(value.day if kind == "day" else value.name)  # type: ignore[union-attr]
    key = getattr(value, "source_key", None)
    return None if key is None else ("reading" if kind == "reading" else "session", f"{value.source}:{key}")  # type: ignore[union-attr]
