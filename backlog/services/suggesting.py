"""Which notes of new sessions mention pain, and the reading that a number makes of one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from backlog import clock
from backlog.importers.mentions import Mention, find
from backlog.importers.parsed import Parsed, Row
from backlog.model.session import Reading, Session
from backlog.services.importing import import_parsed
from backlog.store.journal import Journal

SOURCE = "note"


@dataclass(frozen=True, kw_only=True)
class Offer:
    """A note of a new session that mentions pain, and where the session stands in its file."""

    row: Row
    session: Session
    mention: Mention


def offers(journal: Journal, parsed: Sequence[Parsed], *, now: datetime) -> list[Offer]:
    """The mentions of pain in the notes of sessions that an import would add, oldest first."""
    added = import_parsed(journal, parsed, (), now=now, dry_run=True).added
    found = [
        Offer(row=row, session=row.value, mention=mention)
        for row in added
        if isinstance(row.value, Session) and row.value.note
        for mention in find(row.value.note)
    ]
    return sorted(found, key=lambda offer: offer.session.started_at)


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
        source_key=f"{session.source}:{session.source_key}|{site}",
    )
