"""Values to the JSON shapes that others build on: keys may be added, never renamed; absent values are null."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import TYPE_CHECKING, Any

from backlog import clock
from backlog.model.checks import Answer, Answers, Check
from backlog.model.session import Reading, Session
from backlog.model.tokens import HORIZONS
from backlog.model.week import Week

if TYPE_CHECKING:
    from backlog.services.log import Logged
    from backlog.services.pain import Rated
    from backlog.services.show import Shown


def value_json(value: Any, zone: str) -> dict[str, Any]:
    """Any frozen value: instants as ISO in the zone, dates as ISO, the rest as it is."""
    return {field.name: _plain(getattr(value, field.name), zone) for field in fields(value)}


def session_json(
    session: Session, answered: Answers | None = None, sites: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """A session with its checks and what other sites said."""
    found = value_json(session, session.zone)
    if answered is not None:
        found["checks"] = {str(h): answer_json(answered[h]) for h in HORIZONS}
        found["sites"] = dict(sites or {})
    return found


def answer_json(answer: Answer | None) -> dict[str, Any] | None:
    """A check's answer; null if it was not answered."""
    if answer is None:
        return None
    return {
        "score": answer.score,
        "lag_h": round(answer.lag_h, 2),
        "timing": answer.timing,
        "after_another": answer.after_another,
        "reading": answer.reading,
        "medicated": answer.medicated,
        "flare": answer.flare,
    }


def reading_json(reading: Reading) -> dict[str, Any]:
    """A reading."""
    return value_json(reading, reading.zone)


def check_json(check: Check, zone: str) -> dict[str, Any]:
    """An open check."""
    return {
        "session": check.session,
        "horizon_h": check.horizon_h,
        "opens_at": clock.iso(check.opens_at, zone),
        "due_at": clock.iso(check.due_at, zone),
        "closes_at": clock.iso(check.closes_at, zone),
        "state": check.state,
    }


def logged_json(logged: Logged) -> dict[str, Any]:
    """What `log --json` answers."""
    return {
        "id": logged.session.id,
        "before": logged.before,
        "session": session_json(logged.session),
        "checks": [check_json(check, logged.session.zone) for check in logged.checks],
        "week": {"distance_m": logged.week_m, "sessions": logged.week_sessions},
    }


def rated_json(rated: Rated) -> dict[str, Any]:
    """What `pain --json` answers; `id` is the back's reading, or the first."""
    return {
        "id": rated.readings[0].id,
        "ids": [reading.id for reading in rated.readings],
        "readings": [reading_json(reading) for reading in rated.readings],
        "answers": [{"session": a.session.id, "horizon_h": a.horizon_h, "timing": a.timing} for a in rated.answered],
    }


def _plain(value: Any, zone: str) -> Any:
    if hasattr(value, "astimezone"):
        return clock.iso(value, zone)
    if hasattr(value, "isoformat"):
        return value.isoformat()
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_plain(item, zone) for item in value]
    return value


def week_json(week: Week) -> dict[str, Any]:
    """A week."""
    return {
        "start": week.start.isoformat(),
        "finished": week.finished,
        "distance_m": week.distance_m,
        "by_activity": dict(week.by_activity),
        "minutes_by_activity": dict(week.minutes_by_activity),
        "sessions": week.sessions,
        "missing_checks": week.missing_checks,
        "flares": week.flares,
        "pain": {str(h): {"mean": pain.mean, "n": pain.n} for h, pain in week.pain.items()},
    }


def shown_json(shown: Shown, here: str) -> dict[str, Any]:
    """An entry with its versions; `here` is the zone of what has none."""
    value = shown.value
    zone = getattr(value, "zone", here)
    checks = None if shown.answers is None else {str(h): answer_json(shown.answers[h]) for h in HORIZONS}
    return {
        "id": shown.number,
        "kind": shown.kind,
        "deleted": shown.deleted,
        "entry": value_json(value, zone),
        "checks": checks,
        "origins": [value_json(origin, zone) for origin in shown.origins],
        "versions": [
            {"written_by": v.written_by, "ended_by": v.ended_by, "entry": value_json(v.value, zone)}
            for v in shown.versions
        ],
    }
