"""What no two things of a journal can have: a date has one day, a name one setting, a source's key one thing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from typing import TYPE_CHECKING, Any

from backlog.model.facts import kind_of

if TYPE_CHECKING:
    from backlog.model.facts import Fact

#: kind -> the columns in which no two of its things are alike, where they say something.
CLAIMS: dict[str, tuple[str, ...]] = {
    "session": ("source", "source_key"),
    "reading": ("source", "source_key"),
    "origin": ("source", "source_key"),
    "day": ("day",),
    "setting": ("name",),
    "pause": ("first",),
    "flag": ("flag",),
}
Claim = tuple[str, ...]


def claim_of(value: Fact) -> Claim | None:
    """What the value alone may have; None for what may be there twice, such as two runs typed alike.

    It is the date of a day, the name of a setting, the first date of a pause, what an open flag is of, and the source
    and key of what was imported.
    """
    kind = kind_of(value)
    if getattr(value, "source_key", "") is None and kind != "day":
        return None
    if getattr(value, "cleared_at", None) is not None or kind not in CLAIMS:
        return None
    return claim(kind, [getattr(value, column) for column in CLAIMS[kind]])


def claim(kind: str, cells: Iterable[Any]) -> Claim:
    """The claim of a thing with these cells; a session and what else told of it are found by the same keys."""
    return ("session" if kind == "origin" else kind, *map(str, cells))


def owner_of(value: Fact) -> int:
    """Whose a claim is: the number of a thing, and for what else told of a session that of the session."""
    return int(value.session) if kind_of(value) == "origin" else value.id  # type: ignore[union-attr]


def clash(
    fresh: Mapping[Claim, set[int]], held: Iterable[tuple[int, Claim]], stood: AbstractSet[int]
) -> tuple[Claim, int] | None:
    """The first claim that a thing has beside one that took it now, and the number of that thing; None if none is.

    `fresh` has whose each new claim is, `held` all that is there now, and `stood` who stood beside each other before.
    """
    found = [
        (wanted, owner)
        for owner, wanted in held
        if wanted in fresh and fresh[wanted] - {owner} - (stood if owner in stood else set())
    ]
    return min(found, default=None)


def in_words(wanted: Claim) -> str:
    """What a claim is of, as a person would say it."""
    kind, *cells = wanted
    match kind:
        case "day":
            return f"a day {cells[0]}"
        case "setting":
            return f"a setting {cells[0].replace('_', ' ')}"
        case "pause":
            return f"a pause from {cells[0]}"
        case "flag":
            return f"an open flag {cells[0]}"
        case _:
            return f"a {kind} with the key {cells[1]} of {cells[0]}"
