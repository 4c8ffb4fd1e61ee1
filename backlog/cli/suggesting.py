"""Notes that mention pain, offered as readings: the person gives the number, or leaves it."""

from __future__ import annotations

from collections.abc import Sequence

import click

from backlog import clock
from backlog.cli.common import App, interactive, say, typed
from backlog.errors import InputError
from backlog.importers.parsed import Parsed, Row
from backlog.model import tokens, units
from backlog.model.session import Reading, Session
from backlog.services.imports.held import Held
from backlog.services.imports.suggesting import Offer, offers, reading_of


def suggested(app: App, held: Held, parsed: Sequence[Parsed], *, asking: bool) -> list[Parsed]:
    """The readings that the person made of the sessions' notes; without a terminal the notes are only listed."""
    found = offers(held, parsed, now=app.now)
    if not found:
        say("No note mentions pain that has no reading yet.", err=True)
        return []
    if not (asking and interactive()):
        for offer in found:
            say(_command(offer, app.zone), err=True)
        return []
    count = f"{len(found)} notes mention" if len(found) > 1 else "1 note mentions"
    say(f"{count} pain. Give a number from 0 to 10; Enter leaves a note as it is, q the rest.", err=True)
    rows = []
    for number, offer in enumerate(found, start=1):
        try:
            reading = _asked(offer, f"{number}/{len(found)} ")
        except _EnoughError:
            break
        if reading is not None:
            rows.append(Row(offer.row.file, offer.row.line, reading))
    return [Parsed(file="notes", kind="readings that you made of notes", rows=tuple(rows))] if rows else []


class _EnoughError(Exception):
    """The person leaves the rest of the notes."""


def _asked(offer: Offer, place: str) -> Reading | None:
    site = offer.mention.site
    question = f"{place}{_when(offer.session)} {offer.session.activity}, “{offer.mention.words}”: pain"
    while True:
        answer = typed(f"{question}{f' ({site})' if site else ''}", default="", show_default=False)
        if not answer.strip():
            return None
        if answer.strip().lower() in {"q", "quit"}:
            raise _EnoughError
        try:
            score = units.parse_score(answer.strip())
        except InputError as error:
            say(f"{error.what} {error.todo}", err=True)
            continue
        return reading_of(offer, site or _site(), score)


def _site() -> str:
    return typed("Where", type=click.Choice(tokens.SITES), default="back")


def _command(offer: Offer, zone: str) -> str:
    """What to type to make a reading of it."""
    session, mention = offer.session, offer.mention
    where = "N" if mention.site == "back" else f"--site {mention.site or 'SITE'} N"
    # On the person's clock, as `backlog pain --at` reads it.
    ended = clock.local(session.ended_at, zone)
    return f'{_when(session)} {session.activity}, “{mention.words}”: backlog pain {where} --at "{ended:%Y-%m-%d %H:%M}"'


def _when(session: Session) -> str:
    return f"{clock.local(session.started_at, session.zone):%Y-%m-%d}"
