"""Values to the JSON shapes that others build on: keys may be added, never renamed; absent values are null."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from backlog.model.checks import Answer, Answers
from backlog.model.session import Session
from backlog.services.casefile import plain

if TYPE_CHECKING:
    from backlog.services.log import Logged
    from backlog.services.pain import Heard, Rated
    from backlog.services.show import Shown


def session_json(
    session: Session, answered: Answers | None = None, sites: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """A session with its checks and what other sites said."""
    checked = {} if answered is None else {"checks": answers_json(answered), "sites": dict(sites or {})}
    return {**plain(session, session.zone), **checked}


def answers_json(answered: Mapping[int, Answer | None]) -> dict[str, Any]:
    """The answers by horizon; null where a check was not answered."""
    return {
        str(horizon): answer and answer._asdict() | {"lag_h": round(answer.lag_h, 2)}
        for horizon, answer in answered.items()
    }


def logged_json(logged: Logged) -> dict[str, Any]:
    """What `log --json` answers."""
    return {
        "id": logged.session.id,
        "before": logged.before,
        "session": session_json(logged.session),
        "checks": plain(logged.checks, logged.session.zone),
        "week": {"distance_m": logged.week_m, "sessions": logged.week_sessions},
    }


def rated_json(rated: Rated) -> dict[str, Any]:
    """What `pain --json` answers; `id` is the back's reading, or the first."""
    return {
        "id": rated.readings[0].id,
        "ids": [reading.id for reading in rated.readings],
        "readings": [plain(reading, reading.zone) for reading in rated.readings],
        "answers": answered_json(rated.heard),
    }


def answered_json(heard: Heard) -> list[dict[str, Any]]:
    """The checks that a number answers, or would."""
    return [{"session": a.session.id, "horizon_h": a.horizon_h, "timing": a.answer.timing} for a in heard.answered]


def shown_json(shown: Shown, here: str) -> dict[str, Any]:
    """An entry with its versions; `here` is the zone of what has none."""
    zone = getattr(shown.value, "zone", here)
    return {
        "id": shown.number,
        "kind": shown.kind,
        "deleted": shown.deleted,
        "entry": plain(shown.value, zone),
        "checks": None if shown.answers is None else answers_json(shown.answers),
        "origins": plain(list(shown.origins), zone),
        "versions": [
            {"written_by": v.written_by, "ended_by": v.ended_by, "entry": plain(v.value, zone)} for v in shown.versions
        ],
    }
