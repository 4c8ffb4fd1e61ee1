"""Which imported sessions are the same as ones that the journal has: semantics of imports, pure."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta

from backlog.model.session import Session

#: Sources whose sessions a person typed, here or into another journal of backlog.
BY_HAND = ("typed", "backlog")
DISTANCE_SHARE = 0.15
DURATION_SHARE = 0.10
START_APART = timedelta(minutes=90)
RECORDING_APART = timedelta(minutes=2)
#: What an import may add to a session that was typed, where the person said nothing.
FILLED = (
    "duration_s",
    "ascent_m",
    "surface",
    "strike",
    "forefoot_share",
    "shoes",
    "effort",
    "during",
    "mood_before",
    "mood_after",
    "steps",
    "cadence",
    "intervals",
    "note",
)


@dataclass(frozen=True, kw_only=True)
class Matches:
    """By the position of the imported session: the one it is, or those that it may be."""

    same: dict[int, Session] = field(default_factory=dict)
    possible: dict[int, list[Session]] = field(default_factory=dict)


def match(imported: Sequence[Session], held: Iterable[Session]) -> Matches:
    """Match imported sessions, each with its source and key, with the ones that the journal holds.

    Typed: same activity and local day, distance within 15 %, start within 90 min, and only one such either way.
    From another source: start within 2 min and durations within 10 %.
    """
    by_day: dict[tuple[object, ...], list[Session]] = defaultdict(list)
    for session in held:
        by_day[_day(session)].append(session)
    near = [[other for other in by_day[_day(session)] if _another_source(session, other)] for session in imported]
    fits = [
        [other for other in others if _fits(session, other)] for session, others in zip(imported, near, strict=True)
    ]
    claims = Counter(id(other) for others in fits for other in others)
    matches = Matches()
    for index, (session, others) in enumerate(zip(imported, fits, strict=True)):
        if len(others) == 1 and claims[id(others[0])] == 1:
            matches.same[index] = others[0]
        elif doubtful := [other for other in near[index] if other in others or _may_be(session, other)]:
            matches.possible[index] = doubtful
    return matches


def provenance(session: Session) -> str:
    """How a typed session remembers the imported one that it is the same as."""
    return f"{session.source}:{session.source_key}"


def merged(typed: Session, imported: Session) -> Session:
    """The typed session with what only the import knows; what the person said stays."""
    if typed.source not in BY_HAND:
        return typed
    more = {
        name: getattr(imported, name)
        for name in FILLED
        if getattr(typed, name) is None and getattr(imported, name) is not None
    }
    if "duration_s" in more and typed.end_estimated:
        more |= {"ended_at": typed.started_at + timedelta(seconds=round(more["duration_s"])), "end_estimated": False}
    return replace(typed, **more, source_key=typed.source_key or provenance(imported))


def _day(session: Session) -> tuple[object, ...]:
    return session.day, session.activity, session.sport


def _another_source(session: Session, other: Session) -> bool:
    """Whether they can be one session told twice: one source does not tell the same session under two keys."""
    return other.source != session.source and not (other.source_key or "").startswith(f"{session.source}:")


def _fits(session: Session, other: Session) -> bool:
    if other.source in BY_HAND:
        return _close_distance(session, other) and _apart(session, other) <= START_APART
    return _apart(session, other) <= RECORDING_APART and _within(session.duration_s, other.duration_s, DURATION_SHARE)


def _may_be(session: Session, other: Session) -> bool:
    """Whether a doubt is left: close by distance at another hour, or close by the hour and a distance is unknown."""
    if other.source not in BY_HAND:
        return _apart(session, other) <= RECORDING_APART
    if session.distance_m is None or other.distance_m is None:
        return _apart(session, other) <= START_APART
    return _close_distance(session, other)


def _close_distance(session: Session, other: Session) -> bool:
    return _within(session.distance_m, other.distance_m, DISTANCE_SHARE)


def _apart(session: Session, other: Session) -> timedelta:
    return abs(session.started_at - other.started_at)


def _within(one: float | None, other: float | None, share: float) -> bool:
    return one is not None and other is not None and abs(one - other) <= share * other
