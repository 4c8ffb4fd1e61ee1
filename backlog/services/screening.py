"""Red-flag questions answered, flags cleared, reviews recorded."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from backlog.errors import BacklogError, InputError
from backlog.model.screening import Flag, Screening
from backlog.rules.redflags import ASKED, EMERGENCY, GROUPS
from backlog.store.changes import Writer
from backlog.store.journal import Journal
from backlog.store.readable import Readable


def answer(journal: Journal, yes: Collection[str], zone: str, *, now: datetime) -> list[Flag]:
    """Store a screening and a flag for every yes that is not open already; the flags open now."""
    with journal.change("flags", "flags", now=now) as change:
        change.summary = write_answers(change, yes, zone, now=now)
    return open_flags(journal)


def write_answers(change: Writer, yes: Collection[str], zone: str, *, now: datetime) -> str:
    """Write, as part of a change, a screening and a flag for every yes that is not open already; in words."""
    fresh = sorted({known(flag) for flag in yes} - {flag.flag for flag in open_flags(change)})
    change.add(Screening(at=now, zone=zone))
    change.add_all([Flag(flag=flag, opened_at=now, zone=zone) for flag in fresh])
    return f"red flags {', '.join(sorted(yes)) or 'none'}"


def known(flag: str, words: Collection[str] = ASKED) -> str:
    """The flag, if it is one that is asked, or among these words; InputError `bad-option` otherwise."""
    if flag not in words:
        raise InputError.of("bad-option.flag-unknown", flag=flag, all=", ".join(ASKED))
    return flag


def open_flags(facts: Readable) -> list[Flag]:
    """The flags that are not cleared."""
    return [flag for flag in facts.flags() if flag.cleared_at is None]


def clear(
    journal: Journal, flag: str, who: str | None, at: datetime | None, note: str | None, *, now: datetime
) -> Flag:
    """Record that a flag was cleared.

    The emergency group needs who cleared it and when (`clearing-needs-who`); `already-cleared` if it is not open.
    """
    known(flag, GROUPS)
    with journal.change("flags", f"cleared {flag}{f' by {who}' if who else ''}", now=now) as change:
        found = next((f for f in open_flags(change) if f.flag == flag), None)
        if found is None:
            raise BacklogError("already-cleared", f"The flag {flag} is not open.", "See `backlog flags --list`.")
        if GROUPS[flag] == EMERGENCY and not (who and at):
            raise BacklogError.of("clearing-needs-who.emergency", flag=flag)
        if at is not None and at < found.opened_at:
            raise InputError.of("bad-time.cleared-early", flag=flag)
        cleared = replace(found, cleared_at=at or now, cleared_by=who, note=note)
        change.put(cleared)
    return cleared


def review(journal: Journal, who: str, at: datetime, zone: str, note: str | None, *, now: datetime) -> None:
    """Record that a professional has looked."""
    with journal.change("flags", f"reviewed by {who}", now=now) as change:
        change.add(Screening(at=at, zone=zone, kind="review", who=who, note=note))
