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
