"""What cannot be, whoever says so: one check for every value that comes from a file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from datetime import UTC, datetime, time, timedelta

from backlog import clock
from backlog.errors import InputError
from backlog.importers.parsed import Value
from backlog.model import units
from backlog.model.day import Day
from backlog.model.session import Reading, Session
from backlog.model.tokens import ACTIVITIES, ON_FOOT, REACHES, SITES, STRIKES, SURFACES

LARGEST_ID = 2**31 - 1


def check(value: Value, *, now: datetime) -> None:
    """InputError where a value holds what is no token, no score, no zone, not possible, or still to come."""
    if not 0 <= value.id <= LARGEST_ID:
        raise InputError("bad-number", f"{value.id} is not a number that a thing can have.", "Leave the id out.")
    if hasattr(value, "zone"):
        clock.zone(value.zone)
    for name in ("started_at", "at", "opened_at", "cleared_at"):
        moment = getattr(value, name, None)
        if moment is not None:
            _check_moment(moment, name.removesuffix("_at"), now)
    for name, text in _texts(value):
        units.parse_text(text, name)
    _check_numbers(value)
    if isinstance(value, Session):
        _check_session(value)
    elif isinstance(value, Reading):
        _token(value.site, SITES, "site")
        _token(value.reaches, REACHES, "reach")
    elif isinstance(value, Day):
        # Noon and a day's grace: somewhere it is tomorrow already.
        _check_moment(datetime.combine(value.day, time(12), UTC), "day", now + timedelta(days=1))


def check_plausible(session: Session, *, sure: bool, now: datetime) -> None:
    """InputError for what a file of another program, or a hand, more likely got wrong.

    An end still to come, a speed that nobody runs, and (unless `sure`) more than 100 km on foot.
    """
    if not session.end_estimated:
        _check_moment(session.ended_at, "end", now)
    if session.activity not in ON_FOOT or not session.distance_m:
        return
    if session.duration_s and session.distance_m / session.duration_s > units.FASTEST_ON_FOOT:
        raise InputError.of(
            "bad-distance.too-fast",
            far=units.show_distance(session.distance_m),
            long=units.show_duration(session.duration_s),
        )
    if session.distance_m > units.UNUSUAL_ON_FOOT_M and not sure:
        raise InputError.of("confirmation-needed.unusual", far=units.show_both(session.distance_m))


def _check_moment(moment: datetime, what: str, now: datetime) -> None:
    if moment < clock.EARLIEST:
        raise InputError("bad-time", f"The {what}, {moment.date()}, is before 1900.", "Check the year.")
    if moment > now + clock.FUTURE_SLACK:
        raise InputError.of("future-time.row-to-come", what=what, moment=moment)


def _texts(value: Value) -> Iterator[tuple[str, str]]:
    for field in fields(value):
        held = getattr(value, field.name)
        if isinstance(held, str):
            yield field.name, held
        elif isinstance(held, tuple):
            yield from ((field.name, word) for word in held)


def _check_session(session: Session) -> None:
    _token(session.activity, ACTIVITIES, "activity")
    _token(session.surface, SURFACES, "surface")
    _token(session.strike, STRIKES, "strike")
    if session.intervals is not None and not units.is_intervals(session.intervals):
        raise InputError("bad-intervals", f"{session.intervals!r} are no intervals.", "Write 6x60/120, in seconds.")
    for site in session.during_sites:
        _token(site, SITES, "site")
    if session.ended_at < session.started_at:
        raise InputError("bad-time", "The end is before the start.", "Check both times.")
    if session.day != clock.local_date(session.started_at, session.zone):
        raise InputError.of("bad-time.other-date", day=session.day, zone=session.zone)


def _check_numbers(value: Value) -> None:
    numbers = [(name, getattr(value, name, None)) for name in _RANGES]
    if isinstance(value, Session):
        numbers += [("during", score) for score in value.during_sites.values()]
    for name, number in numbers:
        low, high = _RANGES[name]
        if number is not None and not low <= number <= high:
            raise InputError.of("bad-number.impossible", number=number, name=name, low=low, high=high)


_SCORES = ("effort", "during", "mood_before", "mood_after", "score", "stress", "lifting", "mood")
_RANGES: dict[str, tuple[float, float]] = {
    "distance_m": (0.0, units.LONGEST_M),
    "duration_s": (0.0, units.LONGEST_S),
    "prescribed_m": (0.0, units.LONGEST_M),
    "prescribed_s": (0.0, units.LONGEST_S),
    "ascent_m": (0.0, units.LONGEST_M),
    "forefoot_share": (0.0, 1.0),
    "steps": (0.0, 10_000_000.0),
    "cadence": (0.0, 1000.0),
    "sleep_h": (0.0, 24.0),
    "sitting_h": (0.0, 24.0),
} | dict.fromkeys(_SCORES, (0.0, 10.0))


def _token(word: str | None, allowed: tuple[str, ...], what: str) -> None:
    if word is not None and word not in allowed:
        slug = "bad-option" if what == "reach" else f"{what}-unknown"
        raise InputError(slug, f"{word!r} is not a {what} that I know.", f"Use one of: {', '.join(allowed)}.")
