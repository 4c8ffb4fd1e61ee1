"""From facts to a verdict: the numbers estimated, the rules asked, the decision kept."""

from __future__ import annotations

import base64
import hashlib
import json
import zlib
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from backlog import clock
from backlog.errors import BacklogError, PassedOver
from backlog.model.case import Case
from backlog.model.decision import Verdict
from backlog.model.tolerance import Tolerance
from backlog.rules.decide import decide
from backlog.rules.thresholds import POLICY
from backlog.services.casefile import case_json, read_case, verdict_json
from backlog.store.journal import Journal
from backlog.store.readable import Decided, Readable
from backlog.store.rows import UNREADABLE, damaged

#: Older facts change no verdict worth having: a lay-off counts 60 days, new radiating pain 90, usual half a year.
WINDOW = timedelta(days=182)


class Judged(NamedTuple):
    """A verdict with its case, and its number in the journal if it was kept."""

    case: Case
    verdict: Verdict
    number: int | None


def load_case(facts: Readable, zone: str, *, now: datetime, known: int | None = None) -> Case:
    """The facts of the last half year up to `now`, as of now or as known after a change; asked in a snapshot.

    Asked about a time before the first screening, the case is retrospective.
    """
    since = now - WINDOW
    screenings = facts.screenings(known=known)
    first = min((s.at for s in screenings if s.kind == "screening"), default=None)
    return Case(
        now=now,
        zone=clock.zone(zone),
        sessions=tuple(facts.sessions(since, now, known=known)),
        readings=tuple(facts.readings(since, now, known=known)),
        plan=facts.plan(known=known),
        screenings=tuple(screenings),
        flags=tuple(facts.flags(known=known)),
        retrospective=first is not None and now < first,
    )


def judge(case: Case, fixed: dict[str, Any] | None = None) -> tuple[Case, Verdict]:
    """The case with what the numbers say (fields in `fixed` are taken as given), and the verdict."""
    fixed = fixed or {}
    # Who fixes what is usual fixes what it was, too.
    fixed = {"highs": (), **fixed} if "high" in fixed else fixed
    whole = replace(case, tolerance=replace(estimated(case), **fixed))
    return whole, decide(whole)


def estimated(case: Case) -> Tolerance:
    """What the numbers say about a case. numpy is loaded here, so that what needs no verdict starts without it."""
    from backlog.stats.tolerance import estimate

    return estimate(case.sessions, case.readings, case.plan, now=case.now)


def advise(
    journal: Journal,
    zone: str,
    *,
    now: datetime,
    known: int | None = None,
    asked: datetime | None = None,
    tries: int = 5,
) -> Judged:
    """The verdict of a moment; kept in the journal unless the moment is pretended by somebody who asks at `asked`.

    Whoever was never screened is asked to be, except about a day that is over.
    BacklogError `journal-damaged` where two ways of asking for the same facts never agree.
    """
    with journal.snapshot():
        last = journal.latest()
        loaded = load_case(journal, zone, now=now, known=known)
    case = loaded
    if asked is not None and not case.screenings and clock.local_date(now, zone) < clock.local_date(asked, zone):
        case = replace(case, retrospective=True)
    case, verdict = judge(case)
    if asked is not None or known is not None:
        return Judged(case, verdict, None)

    def check() -> None:
        """Whether none of the facts was erased for good meanwhile; an edit leaves what was known as it was."""
        if load_case(journal, zone, now=now, known=last) != loaded:
            raise _ErasedError

    try:
        return Judged(case, verdict, keep(journal, case, verdict, zone, known=last, check=check))
    except _ErasedError:
        if tries > 1:
            return advise(journal, zone, now=now, tries=tries - 1)
        what = f"{journal.place} says two things of the same sessions and readings."
        raise BacklogError("journal-damaged", what, "Ask `backlog doctor` whether it is damaged.") from None


class _ErasedError(Exception):
    """Facts of a case were erased before its decision was stored."""


def keep(
    journal: Journal, case: Case, verdict: Verdict, zone: str, *, known: int, check: Callable[[], None]
) -> int | None:
    """Store the decision with its whole input; the identical verdict on identical facts is stored once a day.

    None where the journal cannot be written: advice may be read from a read-only disk.
    """
    said = verdict_json(verdict, zone)
    # The moment is stored beside the facts: that time goes by makes no new facts.
    facts = json.dumps({key: value for key, value in case_json(case).items() if key != "now"}, separators=(",", ":"))
    digest = hashlib.sha256("\n".join([POLICY, facts, *_gist(said)]).encode()).hexdigest()
    with PassedOver("journal-unwritable"):
        return journal.keep_decision(
            case.now, POLICY, digest, _packed(facts), json.dumps(said), known=known, check=check
        )
    return None


def _gist(said: dict[str, Any]) -> list[str]:
    """What makes two verdicts on the same facts the same: all but the numbers that change with the hour."""
    ways = [{key: value for key, value in (said[way] or {}).items() if key != "not_before"} for way in ("next", "or")]
    return [said["verdict"], str(said["action"]), json.dumps(ways), *(reason["code"] for reason in said["reasons"])]


def _packed(text: str) -> str:
    """Half a year of facts as a few kilobytes of text."""
    return base64.b64encode(zlib.compress(text.encode())).decode()


def facts_of(decided: Decided) -> dict[str, Any]:
    """The facts of a stored decision, in the form of a case file; BacklogError `journal-damaged`."""
    try:
        found: dict[str, Any] = json.loads(zlib.decompress(base64.b64decode(decided.facts)))
        return {"now": clock.iso(decided.at, found["zone"])} | found
    except (zlib.error, *UNREADABLE) as error:
        raise damaged("decision", decided.id, error) from error


def replayed(decided: Decided) -> Judged:
    """A stored decision judged again, by today's policy, from exactly the input it was made from."""
    case, _ = read_case(facts_of(decided))
    case, verdict = judge(case)
    return Judged(case, verdict, decided.id)
