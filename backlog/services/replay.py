"""Every stored decision judged again by today's policy, each from exactly what was known when it was made."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from backlog import clock
from backlog.errors import InputError
from backlog.model.decision import Verdict
from backlog.services.advice import facts_of, replayed
from backlog.services.casefile import verdict_json
from backlog.store.journal import Journal


class Advice(NamedTuple):
    """A verdict cut down to what a person would do, and the code of its first reason.

    Metres or seconds, and the intervals of walk and run, also of the other way to do it; None where a verdict has none.
    """

    verdict: str
    action: str | None
    activity: str | None
    distance_m: float | None
    duration_s: float | None
    intervals: str | None
    or_intervals: str | None
    reason: str | None

    def differs(self, other: Advice) -> bool:
        """Whether a person would do something else; that only the reason is another does not count."""
        return self[:-1] != other[:-1]


class Replay(NamedTuple):
    """A stored decision: its moment, the policy that made it, what it said, and what today's policy says.

    `zone` is the one that it was made in. `today` is the short form of `verdict`; both are None where its facts are in
    a form that cannot be read.
    """

    number: int
    at: datetime
    zone: str
    policy: str
    then: Advice
    today: Advice | None
    verdict: Verdict | None

    @property
    def differs(self) -> bool:
        """Whether today's policy says something else; not known to, where it cannot be asked."""
        return self.today is not None and self.then.differs(self.today)


def advice_of(said: Mapping[str, Any]) -> Advice:
    """The short form of a verdict's JSON."""
    given, other = said["next"] or {}, said.get("or") or {}
    reasons = said["reasons"]
    return Advice(
        said["verdict"],
        said["action"],
        given.get("activity"),
        given.get("distance_m"),
        given.get("duration_s"),
        given.get("intervals"),
        other.get("intervals"),
        reasons[0]["code"] if reasons else None,
    )


def numbers(journal: Journal) -> list[int]:
    """The numbers of all stored decisions, oldest first."""
    return [number for number, _, _ in journal.decisions(clock.EARLIEST, clock.LATEST)]


def replay(journal: Journal, number: int) -> Replay:
    """One stored decision, judged again."""
    stored = journal.decision(number)
    zone = str(facts_of(stored)["zone"])
    try:
        verdict: Verdict | None = replayed(stored).verdict
    except InputError:
        verdict = None
    today = None if verdict is None else advice_of(verdict_json(verdict, zone))
    return Replay(number, stored.at, zone, stored.policy, advice_of(stored.said), today, verdict)
