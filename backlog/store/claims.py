"""What no two things of a journal can have, and what an undo or a redo would bring back twice."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

from backlog.model.facts import kind_of

if TYPE_CHECKING:
    from backlog.model.facts import Fact

#: Kind and number.
Thing = tuple[str, int]


def clash(held: Mapping[Thing, Fact], restored: Collection[Thing]) -> str | None:
    """Why what came back cannot stand among all that is held now: it is there anew, or beside a session that is gone.

    `held` has all things of the kinds restored; sessions and what else told of them only together. None if it can.
    """
    owners: dict[tuple[str, str] | None, set[int]] = {None: set()}
    for thing, value in held.items():
        if (claim := claim_of(value)) is not None:
            owners.setdefault(claim, set()).add(_owner(thing, value))
    for thing in sorted(thing for thing in restored if thing in held):
        mine = _owner(thing, held[thing])
        if others := owners[claim_of(held[thing])] - {mine}:
            return f"what it would bring back was entered anew, as entry {min(others)}"
        if thing[0] == "origin" and ("session", mine) not in held:
            return f"it told of session {mine}, which is gone"
    return None


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


def _owner(thing: Thing, value: Fact) -> int:
    """The number of a thing, and for what else told of a session that of the session."""
    return int(value.session) if thing[0] == "origin" else thing[1]  # type: ignore[union-attr]
