"""One activity as a device recorded it, and the session that it is: the rules that every recording's form shares."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from backlog import clock
from backlog.errors import InputError
from backlog.importers.activities import activity_of_kind
from backlog.importers.parsed import Collected, Options
from backlog.importers.validation import check, check_plausible
from backlog.model import units
from backlog.model.session import Session
from backlog.model.settled import settled_m
from backlog.model.tokens import ON_FOOT

#: A watch that was stopped for longer than this had its clock set, or was forgotten: the end is the time that it ran.
LONGEST_STOP = timedelta(hours=12)
#: Faster than this on average (90 km/h) no activity is, metres per second.
FASTEST = 25.0
#: More strides a minute than this nobody makes with one leg: the number is of both already.
MOST_STRIDES = 125.0
#: Less than this is a button pressed twice: seconds, and metres where they are known.
SHORTEST_S = 1.0


#: Zones whose clocks differ from UTC by part of an hour, the largest of each first.
_NOT_WHOLE = (
    "Asia/Kolkata", "Asia/Tehran", "Asia/Yangon", "Asia/Kathmandu", "Asia/Kabul", "Australia/Adelaide",
    "Australia/Darwin", "America/St_Johns", "Australia/Lord_Howe", "Pacific/Chatham", "Australia/Eucla",
    "Pacific/Marquesas", "America/Caracas", "Asia/Pyongyang",
)  # fmt: skip
#: How a remark about a clock elsewhere begins, so that those of many files can be told as one.
ELSEWHERE = re.compile(r"Its clock was at (UTC\S*), not that of ")


@dataclass(frozen=True, kw_only=True)
class Recording:
    """What a file says of one activity; None is what it does not say.

    `kind` and `detail` are its own words for the sport (`running`, `trail`), empty where it has none.
    `start` is an instant; `timer_s` is the time that the clock ran, `elapsed_s` the time from start to end.
    `position` is latitude and longitude of its beginning, `offset` of the device's clock from UTC.
    `moved` says that it holds a track, so that a distance of 0 cannot be meant. `zone` is the IANA zone it names.
    """

    kind: str
    start: datetime
    detail: str = ""
    timer_s: float | None = None
    elapsed_s: float | None = None
    distance_m: float | None = None
    ascent_m: float | None = None
    steps: float | None = None
    cadence: float | None = None
    surface: str | None = None
    strike: str | None = None
    forefoot_share: float | None = None
    effort: float | None = None
    shoes: str | None = None
    note: str | None = None
    position: tuple[float, float] | None = None
    offset: timedelta | None = None
    zone: str | None = None
    moved: bool = False
    key: str | None = None


def take(found: Collected, recording: Recording, options: Options, *, source: str, line: int | None = None) -> None:
    """Keep the session that a recording is, and what was assumed for it; InputError as session_of."""
    session, assumed = session_of(recording, options, source=source)
    found.keep(session, line)
    found.remark(*assumed)


def session_of(recording: Recording, options: Options, *, source: str) -> tuple[Session, list[str]]:
    """The session, and what was assumed for it.

    InputError `bad-time`, `future-time`, `bad-distance`, `bad-duration`, or `confirmation-needed`: it cannot be.
    """
    remarks: list[str] = []
    if not 1900 <= recording.start.year <= options.now.year + 1:
        raise InputError.of("bad-time.clock-not-set", year=recording.start.year)
    start = recording.start.astimezone(UTC).replace(microsecond=0)
    zone = _zone(recording, options, remarks)
    activity, surface, sport = activity_of_kind(recording.kind, recording.detail)
    if activity == "other" and sport is None:
        if options.activity:
            activity = options.activity
        else:
            remarks.append("It does not say the activity: taken as other. Say it with --activity, or edit it later.")
    taken, lasted = _times(recording, remarks)
    session = Session(
        started_at=start,
        ended_at=start + timedelta(seconds=round(lasted)),
        zone=zone,
        day=clock.local_date(start, zone),
        activity=activity,
        sport=sport,
        distance_m=_distance(recording, activity),
        duration_s=taken,
        ascent_m=_possible(recording, "ascent_m", 20_000, remarks),
        surface=recording.surface or surface,
        strike=recording.strike,
        forefoot_share=_possible(recording, "forefoot_share", 1, remarks),
        shoes=units.parse_text(recording.shoes or "", "shoes"),
        effort=_possible(recording, "effort", 10, remarks),
        steps=None if (steps := _possible(recording, "steps", 500_000, remarks)) is None else round(steps) or None,
        cadence=_possible(recording, "cadence", 300, remarks) or None,
        note=units.parse_text(recording.note or ""),
        source=source,
        source_key=recording.key or f"{start.isoformat()}|{recording.kind.lower() or activity}",
    )
    if recording.moved and session.distance_m is None:
        remarks.append("It holds a track whose length cannot be told: how far it was is not known.")
    check(session, now=options.now)
    check_plausible(session, sure=options.sure, now=options.now)
    _check_speed(session)
    return session, remarks


def _possible(recording: Recording, name: str, most: float, remarks: list[str]) -> float | None:
    """A lesser figure, if it can be; an absurd one is left out and said, for it must not cost the session."""
    value: float | None = getattr(recording, name)
    if value is None or 0 <= value <= most:
        return value
    remarks.append(f"Its {name.removesuffix('_m').replace('_', ' ')} of {value:g} cannot be: left out.")
    return None


def _times(recording: Recording, remarks: list[str]) -> tuple[float, float]:
    """Seconds that the clock ran, and seconds from start to end."""
    timer, elapsed = recording.timer_s, recording.elapsed_s
    taken = timer if timer is not None and timer > 0 else elapsed
    if taken is None or taken < SHORTEST_S - 0.5:
        raise InputError.of("bad-duration.recording-empty")
    if elapsed is None or elapsed < taken:
        elapsed = taken
    if elapsed - taken > LONGEST_STOP.total_seconds():
        remarks.append(
            f"It ran {units.show_duration(taken)} but ends {elapsed / 3600:.0f} hours after its start: "
            "the end is taken from the time it ran."
        )
        elapsed = taken
    if taken > units.LONGEST_S:
        raise InputError.of("bad-duration.recording-too-long", hours=taken / 3600)
    return taken, elapsed


def _distance(recording: Recording, activity: str) -> float | None:
    """Metres to the millimetre, for a track's length is a sum of sines; a 0 that was not measured is unknown."""
    metres = None if recording.distance_m is None else settled_m(recording.distance_m)
    if metres or metres is None:
        return metres
    return None if recording.moved or activity not in ON_FOOT else metres


def _check_speed(session: Session) -> None:
    if session.distance_m and session.duration_s and session.distance_m / session.duration_s > FASTEST:
        far, taken = units.show_distance(session.distance_m), units.show_duration(session.duration_s)
        raise InputError.of("bad-distance.vehicle", far=far, taken=taken)


def _zone(recording: Recording, options: Options, remarks: list[str]) -> str:
    """The zone that the file names, that of the position (if asked for), or the one that was told."""
    if recording.zone is not None:
        try:
            return clock.zone(recording.zone).key
        except InputError:
            remarks.append(f"Its time zone {recording.zone!r} is not known: taken as {options.zone}.")
    if options.by_position and recording.position is not None:
        return zone_at(*recording.position) or options.zone
    offset = recording.offset
    here = recording.start.astimezone(clock.zone(options.zone)).utcoffset()
    if offset is None or offset == here:
        return options.zone
    zone = _zone_of(offset, recording.start)
    if zone is None:
        remarks.append(f"Its clock was {offset} from UTC, which no zone is: taken as {options.zone}.")
        return options.zone
    remarks.append(
        f"Its clock was at {clock.offset_name(offset)}, not that of {options.zone}: kept. "
        "--zone-by-position names such zones."
    )
    return zone


def _zone_of(offset: timedelta, at: datetime) -> str | None:
    """A zone with this offset at an instant: one without a place for whole hours, else the largest place."""
    hours, rest = divmod(round(offset.total_seconds()), 3600)
    if not rest and -12 <= hours <= 14:
        # These zones of the database carry the sign that POSIX uses: Etc/GMT-2 is two hours ahead of UTC.
        return f"Etc/GMT{-hours:+d}" if hours else "Etc/UTC"
    return next((zone for zone in _NOT_WHOLE if at.astimezone(clock.zone(zone)).utcoffset() == offset), None)


def zone_at(latitude: float, longitude: float) -> str | None:
    """The IANA zone of a place; None for one that is nowhere."""
    from tzfpy import get_tz

    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        return None
    return get_tz(longitude, latitude) or None
