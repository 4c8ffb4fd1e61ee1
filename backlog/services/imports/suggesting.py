"""Which notes of imported sessions mention pain, and the reading that a number makes of one."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from backlog import clock
from backlog.importers.diaries.mentions import Mention, find
from backlog.importers.parsed import Parsed, Row
from backlog.model.session import Reading, Session
from backlog.services.imports.held import Held
from backlog.services.imports.identity import key_of, mark_of
from backlog.services.imports.plan import plan_import

SOURCE = "note"
#: A reading of that place (of any, where the note names none) so near to a session's end says what its note says.
_NEAR = timedelta(minutes=10)


@dataclass(frozen=True, kw_only=True)
class Offer:
    """A note of a session that mentions pain, and where the session stands in its file."""

    row: Row
    session: Session
    mention: Mention


def offers(held: Held, parsed: Sequence[Parsed], *, now: datetime) -> list[Offer]:
    """The mentions of pain in the notes of the files' sessions, oldest first.

    Whether the sessions would be new, or are in the journal: left out are those that were deleted, and mentions of
    which a reading at the end of the session is there already.
    """
    rated: dict[str | None, list[datetime]] = {None: []}
    for reading in sorted(held.of(Reading).values(), key=lambda reading: reading.at):
        rated.setdefault(reading.site, []).append(reading.at)
        rated[None].append(reading.at)
    found = [
        Offer(row=row, session=session, mention=mention)
        for row, session in _sessions(held, parsed, now)
        if session.note
        for mention in find(session.note)
        if not _is_rated(session, rated.get(mention.site, []))
    ]
    return sorted(found, key=lambda offer: offer.session.started_at)


def _sessions(held: Held, parsed: Sequence[Parsed], now: datetime) -> list[tuple[Row, Session]]:
    """What an import would make of the files' sessions, each once."""
    result = plan_import(held, parsed, now=now).result
    found = [(row, row.value) for row in result.added if isinstance(row.value, Session)]
    found += [(pair.row, pair.held) for pair in result.matched]
    numbers = held.sessions_by_key
    for row in (row for file in parsed if not file.own for row in file.rows):
        if isinstance(row.value, Session):
            session = held.of(Session).get(numbers.get(key_of(row.value), 0))
            if session is not None:
                found.append((row, session))
    # What is in the journal has a number; what would be new has the key of its best telling.
    return list({one.id or (one.source, one.source_key): (row, one) for row, one in reversed(found)}.values())


def _is_rated(session: Session, rated: Sequence[datetime]) -> bool:
    """Whether one of these moments of readings, in order, is at the end of the session."""
    return bisect_left(rated, session.ended_at - _NEAR) < bisect_right(rated, session.ended_at + _NEAR)


def reading_of(offer: Offer, site: str, score: float) -> Reading:
    """The rating that the person gave of a note: at the end of its session, which is not known to the minute."""
    session = offer.session
    return Reading(
        at=session.ended_at,
        zone=session.zone,
        day=clock.local_date(session.ended_at, session.zone),
        site=site,
        score=score,
        approximate=True,
        note=session.note,
        source=SOURCE,
        source_key=f"{session.source}:{session.source_key or mark_of(session)}|{site}",
    )
