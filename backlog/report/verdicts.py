"""A verdict in lines of text, and decisions as they were said and would be said today, as a table and as JSON.

Every sentence of a verdict is that of rules/headline.py and rules/explain.py.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from backlog import clock
from backlog.model.decision import Verdict
from backlog.model.units import show_distance
from backlog.report.tables import GAP, columns
from backlog.rules.explain import explain, first, numbers
from backlog.rules.headline import Voice, headline, session

if TYPE_CHECKING:
    from backlog.services.replay import Advice, Replay


def lines(verdict: Verdict, voice: Voice, *, bullet: str = "  - ") -> list[str]:
    """What to do, the first reasons after their bullets, the other way to do it, and what may be done meanwhile."""
    found = [headline(verdict, voice)]
    found += [f"{bullet}{explain(reason, voice)}" for reason in first(verdict)]
    for word, way in (("Or", "or_"), ("Meanwhile", "meanwhile")):
        other = getattr(verdict, way, None)
        if other is not None:
            found.append(f"{word}, if you like: {session(other, voice)}.")
    return found


def behind(verdict: Verdict, voice: Voice) -> list[str]:
    """What was not said at first: the reasons left out, and the numbers of all of them."""
    shown = first(verdict)
    found = [explain(reason, voice) for reason in verdict.reasons if reason not in shown]
    return found + [told for reason in verdict.reasons if (told := numbers(reason, voice)) is not None]


def replay_reasons(rows: Sequence[Replay], units: str) -> list[str]:
    """What today's verdict is on each, in its own sentences, as they would have been read at its moment."""
    found = []
    for row in rows:
        if row.verdict is not None:
            voice = Voice(units, row.at, partial(clock.spoken, zone_name=row.zone, now=row.at))
            found += ["", f"{row.number}, {clock.local(row.at, row.zone):%d %b %Y}:", *lines(row.verdict, voice)]
    return found


def replay_table(rows: Sequence[Replay], units: str, *, policy: str) -> list[str]:
    """One line a decision, with the policy that made it if any was made by another than today's; nothing of nothing."""
    if not rows:
        return []
    head = ["no", "date", "then", "because", "today", "because"]
    found = [head, *(_line(row, units) for row in rows)]
    if any(row.policy != policy for row in rows):
        found = [[*line, last] for line, last in zip(found, ["policy", *(row.policy for row in rows)], strict=True)]
    return columns(found, {0})


def _line(row: Replay, units: str) -> list[str]:
    day = f"{clock.local(row.at, row.zone):%d %b %Y}"
    today = ["cannot be read", GAP]
    if row.today is not None:
        today = [shown(row.today, units) if row.differs else "the same", row.today.reason or GAP]
    return [str(row.number), day, shown(row.then, units), row.then.reason or GAP, *today]


def shown(advice: Advice, units: str) -> str:
    """`increase 1.65 km`, `switch bike 20 min, or walk and run`, `reduce, no running`, `pending`."""
    if advice.action is None:
        return advice.verdict
    if advice.activity is None:
        return f"{advice.action}, no running"
    words = [advice.action] if advice.activity == "run" else [advice.action, advice.activity.replace("-", " ")]
    if advice.intervals is not None:
        words.append("walk and run")
    elif advice.distance_m is not None:
        words.append(show_distance(advice.distance_m, units))
    words += [] if advice.duration_s is None else [f"{advice.duration_s / 60:.0f} min"]
    return " ".join(words) + (", or walk and run" if advice.or_intervals else "")


def replay_summary(rows: Sequence[Replay], *, policy: str) -> str:
    """How many there are, how many would differ, and what else is to be known of them."""
    if not rows:
        return "No decision is kept yet: `backlog advise` keeps what it says."
    differ, lost = sum(row.differs for row in rows), sum(row.today is None for row in rows)
    others = sum(row.policy != policy for row in rows)
    words = f"{len(rows)} decision{'s' if len(rows) > 1 else ''}, {differ or 'none'} would differ."
    if lost:
        words += f" {lost} cannot be read."
    return words + (f" Made by another policy than today's, {policy}: {others}." if others else "")


def replay_json(rows: Sequence[Replay], listed: Sequence[Replay], *, policy: str) -> dict[str, Any]:
    """What `replay --json` answers: the counts of all, and the decisions to be listed."""
    return {
        "policy": policy,
        "count": len(rows),
        "differ": sum(row.differs for row in rows),
        "unreadable": sum(row.today is None for row in rows),
        "decisions": [
            {
                "id": row.number,
                "at": clock.iso(row.at, row.zone),
                "policy": row.policy,
                "differs": row.differs,
                "then": row.then._asdict(),
                "today": None if row.today is None else row.today._asdict(),
            }
            for row in listed
        ],
    }
