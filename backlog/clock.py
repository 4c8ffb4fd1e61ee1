"""The only now(), the only time zones, the only reading and writing of times.

Instants are aware datetimes in UTC with whole seconds; a zone is an IANA name kept beside them.
Wall times are turned into instants here and nowhere else, so that both daylight-saving days
and a flight across zones are one module's worry.
"""

from __future__ import annotations

import os
import re
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from backlog.errors import InputError

EXAMPLES = '"yesterday 18:00", "3 days ago 08:00", -1d, "mon 7:30" or "2026-11-20 18:30"'
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
WEEKDAYS = tuple(name[:3] for name in _WEEKDAYS)
NOON = time(12)
#: No name of a zone has half as many letters; of very long paths zoneinfo gives up in ways of its own.
LONGEST_ZONE = 100
FUTURE_SLACK = timedelta(minutes=10)
EARLIEST = datetime(1900, 1, 2, tzinfo=UTC)
LATEST = datetime(9000, 1, 1, tzinfo=UTC)


class When(NamedTuple):
    """A moment that a person named: the instant, whether only the day is known, and a remark."""

    at: datetime
    approximate: bool = False
    remark: str | None = None


def now() -> datetime:
    """This instant in UTC, to the second; BACKLOG_NOW (ISO with offset) replaces it for trying things out."""
    pretended = os.environ.get("BACKLOG_NOW")
    if pretended:
        try:
            moment = datetime.fromisoformat(pretended)
        except ValueError:
            raise InputError.of("bad-time.pretended", pretended=pretended) from None
        return (moment if moment.tzinfo else moment.replace(tzinfo=zone(local_zone()))).astimezone(UTC)
    return datetime.now(UTC).replace(microsecond=0)


def local_zone() -> str:
    """The IANA name of this machine's time zone; TZ, where it is set to a name, wins; UTC if there is none."""
    # Most systems link /etc/localtime to a named zone: reading the link spares every start the library.
    name = os.environ.get("TZ", "").lstrip(":") or os.path.realpath("/etc/localtime").partition("/zoneinfo/")[2]
    if name and is_zone(name):
        return name
    from tzlocal import get_localzone_name

    try:
        return get_localzone_name() or "UTC"
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return "UTC"


def is_zone(name: str) -> bool:
    """Whether the name is a time zone that this machine knows."""
    try:
        zone(name)
    except InputError:
        return False
    return True


def zone(name: str) -> ZoneInfo:
    """The zone with this IANA name; InputError `bad-zone` if there is none."""
    try:
        if len(name) <= LONGEST_ZONE:
            return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        pass
    raise InputError("bad-zone", f"{name!r} is not a time zone.", "Use an IANA name such as Europe/Berlin.")


def instant(seconds: int) -> datetime:
    """The instant so many seconds after 1970-01-01 UTC."""
    return datetime.fromtimestamp(seconds, UTC)


def seconds(at: datetime) -> int:
    """Whole seconds since 1970-01-01 UTC."""
    return int(at.timestamp())


def local(at: datetime, zone_name: str) -> datetime:
    """The instant on the wall clock of a zone."""
    return at.astimezone(zone(zone_name))


def local_date(at: datetime, zone_name: str) -> date:
    """The date an instant falls on, in a zone."""
    return local(at, zone_name).date()


def local_midnight(day: date, zone_name: str) -> datetime:
    """The first instant of a date in a zone (where midnight is skipped, the first moment after it)."""
    return datetime.combine(day, time(0), zone(zone_name)).astimezone(UTC)


def day_end(day: date, zone_name: str) -> datetime:
    """The last second of a date in a zone."""
    return local_midnight(day + timedelta(days=1), zone_name) - timedelta(seconds=1)


def weekday_of(word: str) -> int | None:
    """0 for `mon` to `monday`, and so on; None for a word that names no day of the week."""
    return next((n for n, name in enumerate(_WEEKDAYS) if len(word) >= 3 and name.startswith(word)), None)


def coming(day: date, weekday: int) -> date:
    """The next date after `day` that is this weekday (0 is Monday)."""
    return day + timedelta(days=(weekday - day.weekday() - 1) % 7 + 1)


def week_start_of(day: date, week_start: str) -> date:
    """The first day of the week that holds `day`; `week_start` is a token of WEEKDAYS."""
    return day - timedelta(days=(day.weekday() - WEEKDAYS.index(week_start)) % 7)


def iso(at: datetime, zone_name: str) -> str:
    """ISO 8601 with the offset of the zone, to the second: the form of every time in JSON."""
    return local(at, zone_name).isoformat(timespec="seconds")


def offset_name(offset: timedelta) -> str:
    """`UTC+2`, `UTC-3:30` or `UTC`."""
    minutes = round(offset / timedelta(minutes=1))
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'-' if minutes < 0 else '+'}{hours}{f':{rest:02d}' if rest else ''}" if minutes else "UTC"


def zone_label(name: str) -> str:
    """A zone as a person reads it: `Etc/GMT-2`, whose sign is the other way round, as `UTC+2`."""
    if name.startswith("Etc/GMT") and name[7:]:
        return f"UTC{'-' if name[7] == '+' else '+'}{name[8:]}"
    return "UTC" if name == "Etc/UTC" else name


def spoken(at: datetime, zone_name: str, *, now: datetime) -> str:
    """A time as a person says it: `today 18:30`, `yesterday 07:00`, `Thu 20 Nov 18:30`, with the year if another."""
    wall, today = local(at, zone_name), local_date(now, zone_name)
    names = {0: "today", 1: "yesterday", -1: "tomorrow"}
    apart = (today - wall.date()).days
    if apart in names:
        return f"{names[apart]} {wall:%H:%M}"
    year = "" if wall.year == today.year else f" {wall.year}"
    return f"{wall:%a} {wall.day} {wall:%b}{year} {wall:%H:%M}"


# Patterns stay text and are compiled when first used: most commands need none of them, and start sooner.
_CLOCK = (
    r"^(?P<h>\d{1,2})(?:[:.h](?P<m>\d{2})(?::(?P<s>\d{2})(?:[.,]\d+)?)?)? ?(?P<half>[ap]\.? ?m\.?)?"
    r" ?(?P<offset>z|utc|gmt|[+-]\d{2}:?\d{2})?$"
)
_AGO = r"^(?:-(?P<n1>\d{1,9})\s*(?P<u1>[a-z]+)|(?P<n2>\d{1,9})\s+(?P<u2>[a-z]+)\s+ago)(?:\s+(?:at\s+)?(?P<rest>.+))?$"
_DAY = r"^(?P<word>[a-z]+)(?:\s+(?:at\s+)?(?P<rest>.+))?$"
_ISO = r"^(?P<date>\d{4}-\d{2}-\d{2})(?:[ t](?P<rest>.+))?$"
_UNITS = {
    word: unit
    for unit, words in {
        "minutes": "min mins minute minutes",
        "hours": "h hr hour hours",
        "days": "d day days",
        "weeks": "w week weeks",
    }.items()
    for word in words.split()
}


def parse_when(text: str, zone_name: str, *, now: datetime) -> When:
    """The latest past moment that the words mean on the wall clock of a zone.

    A bare day means its noon and is marked approximate.
    InputError `bad-time` for words that mean nothing and for wall times that a clock change skipped.
    Future moments are returned as they are: whether they are allowed is the caller's to say.
    """
    words = " ".join(text.strip().lower().split())
    if words == "now":
        return When(now)
    try:
        here = local(now, zone_name)
        found = _iso(words, zone_name) or _ago(words, here, zone_name) or _day(words, here, zone_name)
        if found is None:
            clock = _wall(words)
            if clock is None:
                raise InputError("bad-time", f"I cannot read {text!r} as a time.", f"Try {EXAMPLES}.")
            found = _latest(here.date(), 1, clock, zone_name, here)
    except OverflowError:  # the first and the last day that Python knows, in a zone that is ahead or behind
        found = None
    if found is None or not EARLIEST <= found.at <= LATEST:
        raise InputError("bad-time", f"{text!r} is not between 1900 and 9000.", "Check the year.")
    return found


def parse_past(text: str, zone_name: str, *, now: datetime) -> When:
    """As parse_when, but a moment more than ten minutes ahead is refused (`future-time`)."""
    when = parse_when(text, zone_name, now=now)
    if when.approximate and when.at > now and local_date(when.at, zone_name) == local_date(now, zone_name):
        return When(now, True, when.remark)
    if when.at > now + FUTURE_SLACK:
        raise InputError.of("future-time.to-come", text=text, at=spoken(when.at, zone_name, now=now))
    return when


def parse_date(text: str, zone_name: str, *, now: datetime) -> date:
    """The local date that the words mean; a time of day in them is ignored."""
    return local_date(parse_when(text, zone_name, now=now).at, zone_name)


def _iso(words: str, zone_name: str) -> When | None:
    match = re.match(_ISO, words)
    if not match:
        return None
    try:
        day = date.fromisoformat(match["date"])
    except ValueError:
        raise InputError("bad-time", f"{match['date']} is not a date.", f"Try {EXAMPLES}.") from None
    if match["rest"] is None:
        return _on(day, None, zone_name)
    clock, offset = read_clock(match["rest"]) or (None, None)
    if clock is None:
        return None
    if offset is None:
        return _on(day, clock, zone_name)
    try:
        return When(datetime.fromisoformat(f"{day}T{clock}{offset}").astimezone(UTC))
    except ValueError:
        return None


def _ago(words: str, here: datetime, zone_name: str) -> When | None:
    match = re.match(_AGO, words)
    if not match:
        return None
    unit = _UNITS.get(match["u1"] or match["u2"])
    if unit is None:
        return None
    try:
        apart = timedelta(**{unit: int(match["n1"] or match["n2"])})
        day = here.date() - apart
    except OverflowError:
        return None
    if unit in {"minutes", "hours"}:
        return None if match["rest"] else When((here.astimezone(UTC) - apart).replace(microsecond=0))
    if match["rest"]:
        clock = _wall(match["rest"])
        return None if clock is None else _on(day, clock, zone_name)
    if match["n1"]:
        try:
            return _on(day, here.time().replace(microsecond=0), zone_name)
        except InputError:  # the clocks went forward over it: so many times 24 hours ago is a moment all the same
            return When((here.astimezone(UTC) - apart).replace(microsecond=0))
    return _on(day, None, zone_name)


def _day(words: str, here: datetime, zone_name: str) -> When | None:
    match = re.match(_DAY, words)
    if not match:
        return None
    word, rest = match["word"], match["rest"]
    clock = _wall(rest) if rest else None
    if rest and clock is None:
        return None
    if word in {"today", "yesterday"}:
        return _on(here.date() - timedelta(days=word == "yesterday"), clock, zone_name)
    weekday = weekday_of(word)
    if weekday is None:
        return None
    day = here.date() - timedelta(days=(here.weekday() - weekday) % 7)
    return _latest(day, 7, clock, zone_name, here)


def read_clock(text: str) -> tuple[time, str | None] | None:
    """Time of day, and its offset from UTC if it names one, of `18:30`, `6:30 pm`, `18:30:05 Z`; None if it is none."""
    match = re.match(_CLOCK, " ".join(text.lower().split()))
    if not match or (match["m"] is None and match["half"] is None):
        return None
    hour, half, offset = int(match["h"]), match["half"] or "", match["offset"]
    if half and not 1 <= hour <= 12:
        return None
    if half:
        hour = hour % 12 + (12 if half[0] == "p" else 0)
    try:
        found = time(hour, int(match["m"] or 0), int(match["s"] or 0))
    except ValueError:
        return None
    return found, "+00:00" if offset in {"z", "utc", "gmt"} else offset


def _wall(words: str) -> time | None:
    found, offset = read_clock(words) or (None, None)
    return None if offset else found


def wall_instant(day: date, clock: time, zone_name: str) -> When:
    """The instant of a wall time in a zone.

    A time that a clock change skipped is refused (`bad-time`);
    one that happened twice takes the first and says so in the remark.
    """
    wall = datetime.combine(day, clock, zone(zone_name))
    at = wall.astimezone(UTC)
    if local(at, zone_name).replace(tzinfo=None) != wall.replace(tzinfo=None):
        if local_date(local_midnight(day, zone_name), zone_name) != day:
            raise InputError.of("bad-time.day-skipped", day=day, zone=zone_name)
        raise InputError.of("bad-time.hour-skipped", day=day, clock=clock, zone=zone_name)
    twice = wall.utcoffset() != wall.replace(fold=1).utcoffset()
    return When(at, False, f"{clock:%H:%M} happened twice that day; the first is meant" if twice else None)


def _latest(day: date, before: int, clock: time | None, zone_name: str, here: datetime) -> When:
    """The time on that day, or `before` days earlier where it is still to come, or still to be skipped."""
    wall = datetime.combine(day, clock or NOON, zone(zone_name))
    # A skipped time counts as the instant so long after the change: the clock must not have passed it either.
    to_come = wall.astimezone(UTC) > here and wall.replace(tzinfo=None) > here.replace(tzinfo=None)
    return _on(day - timedelta(days=before) if to_come else day, clock, zone_name)


def _on(day: date, clock: time | None, zone_name: str) -> When:
    found = wall_instant(day, clock or NOON, zone_name)
    return found if clock else found._replace(approximate=True)
