"""What a row is to a journal: new, known, or told twice; by its number, its key, or what names it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime
from functools import cached_property

from backlog.importers.parsed import Row, Value
from backlog.model.facts import kind_of
from backlog.model.origin import Origin
from backlog.model.session import Reading, Session
from backlog.model.settled import settled_m
from backlog.services.imports.held import Held, Key
from backlog.store.claims import claim_of

#: What names a thing of each kind.
_NAMED_BY = {
    "session": ("started_at", "activity"),
    "reading": ("at", "site"),
    "day": ("day",),
    "setting": ("name",),
    "pause": ("first", "last"),
    "screening": ("at", "kind"),
    "flag": ("opened_at", "flag"),
    "origin": ("source", "source_key"),
}
#: Moment, place and score.
_Rating = tuple[datetime, str, float]


class Identities:
    """All that the journal knows, and all that this import has brought so far."""

    def __init__(self, held: Held) -> None:
        self._held = held
        self._keys: dict[str, set[Key]] = {
            "session": {*held.by_key("session"), *held.by_key("origin")},
            "reading": set(held.by_key("reading")),
        }
        self._brought: dict[str, set[Key]] = defaultdict(set)
        self._names: dict[str, set[object]] = {}
        self._claimed: set[int] = set()

    def free_for(self, rows: Sequence[Row]) -> bool:
        """Whether the rows can keep their numbers: nothing of their kinds is here, and no number means two things."""
        if any(self._held.of(kind) for kind in {type(row.value) for row in rows}):
            return False
        marks = {(row.value.id, kind_of(row.value), mark_of(row.value)) for row in rows if row.value.id}
        once = len(marks) == len({number for number, _, _ in marks})
        return once and all(self._state(row.value) in {"free", "undone"} for row in rows)

    def has(self, value: Value) -> bool:
        """Whether exactly this thing of this journal is here, or was until the person deleted it."""
        return self._state(value) in {"here", "deleted"}

    def claim(self, number: int) -> bool:
        """Take a number for a kept value; False if this import took it before."""
        free = number not in self._claimed
        self._claimed.add(number)
        return free

    def bring(self, value: Value) -> None:
        """Know what is kept by its key: other files of this import must not bring it again."""
        if isinstance(value, Session | Reading | Origin):
            self._brought["reading" if isinstance(value, Reading) else "session"].add(key_of(value))

    def told(self, value: Value) -> str:
        """Whether the value is `known` to the journal, deleted things included, `repeated` in this import, or `new`.

        A new one is known from then on.
        """
        if self.has(value):
            return "known"
        if not isinstance(value, Session | Reading):
            return "new" if self._claim_name(value) else "known"
        kind, key = kind_of(value), key_of(value)
        if key in self._keys[kind] or (isinstance(value, Reading) and self._is_rated(value)):
            return "known"
        if key in self._brought[kind]:
            return "repeated"
        self._brought[kind].add(key)
        return "new"

    def has_telling(self, origin: Origin) -> bool:
        """Whether the journal, or this import, has what else told of a session."""
        return key_of(origin) in self._keys["session"]

    def bring_telling(self, origin: Origin) -> None:
        """Know what else told of a session."""
        self._keys["session"].add(key_of(origin))

    def is_otherwise(self, value: Value) -> bool:
        """Whether what the journal has under the same key was at another time, as far, or as strong."""
        if not isinstance(value, Session | Reading):
            return False
        held = self._held.of(type(value)).get(self._held.by_key(kind_of(value)).get(key_of(value), 0))
        return held is not None and any(
            one is not None and one != other for one, other in zip(_said(value), _said(held), strict=True)
        )

    def _claim_name(self, value: Value) -> bool:
        """Take what names the value; False if something of that name is here already."""
        kind = kind_of(value)
        if kind not in self._names:
            self._names[kind] = {name for held in self._held.of(type(value)).values() for name in _names_of(held)}
        free = self._names[kind].isdisjoint(_names_of(value))
        self._names[kind] |= _names_of(value)
        return free

    def _is_rated(self, reading: Reading) -> bool:
        """Whether the person, or another diary, gave the same score of the same place in the same minute."""
        rating = _rating(reading)
        return rating is not None and self._rated.setdefault(rating, reading.source) != reading.source

    @cached_property
    def _rated(self) -> dict[_Rating, str]:
        """The source of each rating of the journal."""
        held = self._held.of(Reading).values()
        return {rating: one.source for one in held if (rating := _rating(one)) is not None}

    def _state(self, value: Value) -> str:
        """What the value's number is here: free, here, deleted (by the person), undone, or another thing's."""
        kind = self._held.numbers.get(value.id) if value.id else None
        if kind is None:
            return "free"
        if kind != kind_of(value):
            return "another"
        held = self._held.of(type(value)).get(value.id)
        if held is not None:
            return "here" if mark_of(held) == mark_of(value) else "another"
        past = self._held.past(value.id)
        if not any(mark_of(version.value) == mark_of(value) for version in past.versions):
            return "another"
        return "deleted" if past.deleted else "undone"


def key_of(value: Session | Reading | Origin) -> Key:
    """The source of a value, and its own key there."""
    return value.source, value.source_key or ""


def _names_of(value: Value) -> set[object]:
    """What names a value, and what no two of a journal have: a sign is open once, whenever it was asked about."""
    return {name for name in (name_of(value), claim_of(value)) if name is not None}


def name_of(value: Value) -> str:
    """What two values of a kind cannot share."""
    parts = (getattr(value, name) for name in _NAMED_BY[kind_of(value)])
    return " ".join(part.isoformat() if isinstance(part, date) else part for part in parts)


def mark_of(value: Value) -> str:
    """What names a thing of one journal among those of all: its number, and when it was recorded."""
    recorded = getattr(value, "recorded_at", None)
    return f"{value.id}@{name_of(value) if recorded is None else recorded.isoformat()}"


def _said(value: Session | Reading) -> tuple[object, ...]:
    """What a row says that is another thing if it is another: of a bare date, the time of day is made up."""
    when = value.day if value.approximate else (value.started_at if isinstance(value, Session) else value.at)
    if isinstance(value, Reading):
        return when, value.score
    # An older backlog kept the last bits of a track's length as well.
    return when, None if value.distance_m is None else settled_m(value.distance_m)


def _rating(reading: Reading) -> _Rating | None:
    """What two ratings of one moment share; None where the moment is made up."""
    if reading.approximate or reading.score is None:
        return None
    return reading.at.replace(second=0, microsecond=0), reading.site, reading.score
