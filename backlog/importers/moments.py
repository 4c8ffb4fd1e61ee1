"""Cells to moments: dates as the world writes them, with or without a time of day, a half day or an offset."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import NamedTuple

from backlog import clock
from backlog.errors import InputError

#: How the names of the months begin, without their accents: in English, German, French, Spanish, Italian,
#: Portuguese, Dutch and the Scandinavian languages.
MONTHS = (
    ("jan", "ene", "gen"), ("feb", "fev"), ("mar", "mrt", "maa"), ("apr", "abr", "avr"),
    ("may", "mai", "mag", "mei", "maj"), ("jun", "juin", "giu"), ("jul", "juil", "lug"), ("aug", "ago", "aou"),
    ("sep", "set"), ("oct", "okt", "ott", "out"), ("nov",), ("dec", "dez", "dic", "des"),
)  # fmt: skip
FORMS = "2026-11-20 18:30, 20.11.2026 or 20 Nov 2026"

_REST = r"(?:(?:[T,]\s*|\s+)(?:(?:at|um|à|às|alle|om|kl\.?)\s+)?(?P<rest>\S.*))?$"
_MONTH = r"[^\W\d_]{3,10}"
_YEAR_FIRST = re.compile(
    rf"^(?P<y>\d{{4}})(?P<mark>[-/.])(?P<m>\d{{1,2}})(?P=mark)(?P<d>\d{{1,2}}){_REST}", re.IGNORECASE
)
_YEAR_LAST = re.compile(
    rf"^(?P<a>\d{{1,2}})(?P<mark>[-/.])(?P<b>\d{{1,2}})(?P=mark)(?P<y>\d{{4}}|\d{{2}}){_REST}", re.IGNORECASE
)
_NAMED = re.compile(
    rf"^(?:[^\W\d_]+\.?,?\s+)?(?:(?P<d1>\d{{1,2}})\.?\s+(?:de\s+)?(?P<m1>{_MONTH})\.?|"
    rf"(?P<m2>{_MONTH})\.?\s+(?P<d2>\d{{1,2}})),?\s+(?:de\s+)?(?P<y>\d{{4}}){_REST}",
    re.IGNORECASE,
)


class Moment(NamedTuple):
    """A date, and a time of day and an offset (`+01:00`) where they are written."""

    day: date
    clock: time | None = None
    offset: str | None = None

    @property
    def ahead(self) -> timedelta | None:
        """How far ahead of UTC its clock was, where it says so; InputError `bad-time` for what none can be."""
        if self.offset is None:
            return None
        try:
            return datetime.fromisoformat(f"{self.day}T00:00:00{self.offset}").utcoffset()
        except ValueError:
            raise InputError("bad-time", f"{self.offset} is not an offset from UTC.", "Write it like +01:00.") from None

    @property
    def key(self) -> str:
        """The moment as it stands in the file: the same again at a second import, whatever the zone given."""
        return self.day.isoformat() if self.clock is None else f"{self.day}T{self.clock}{self.offset or ''}"


def order_of(cells: Iterable[str], told: str | None, file: str) -> str:
    """`dmy` or `mdy`: as told, or as the dates of a column show.

    InputError `bad-import` where dates with slashes could mean either.
    """
    if told:
        return told
    unclear = None
    seen = set()
    for cell in cells:
        match = _YEAR_LAST.match(cell.strip())
        if not match or match["mark"] == ".":
            continue
        first, second = int(match["a"]), int(match["b"])
        if first > 12 >= second:
            seen.add("dmy")
        elif second > 12 >= first:
            seen.add("mdy")
        elif first != second:
            unclear = cell.strip()
    if unclear and len(seen) != 1:
        raise InputError.of("bad-import.day-or-month", unclear=unclear, file=file)
    return seen.pop() if seen else "dmy"


def read_moment(text: str, order: str, *, now: datetime) -> Moment:
    """The moment that a cell writes; InputError `bad-time`."""
    year_first, year_last, named = _YEAR_FIRST.match(text), _YEAR_LAST.match(text), _NAMED.match(text)
    match = year_first or year_last or named
    if match is None:
        raise InputError("bad-time", f"I cannot read {text!r} as a date.", f"Write it like {FORMS}.")
    try:
        if year_first:
            day = date(int(match["y"]), int(match["m"]), int(match["d"]))
        elif year_last:
            day = _year_last(match, order, now)
        else:
            day = date(int(match["y"]), _month(match["m1"] or match["m2"]), int(match["d1"] or match["d2"]))
    except ValueError:
        raise InputError("bad-time", f"{text!r} is not a date.", f"Write it like {FORMS}.") from None
    if match["rest"] is None:
        return Moment(day)
    return Moment(day, *read_clock(match["rest"]))


def read_clock(text: str) -> tuple[time, str | None]:
    """Time of day and offset of `18:30`, `6:30 pm`, `18:30:05Z`; InputError `bad-time`."""
    found = clock.read_clock(text)
    if found is None:
        raise InputError("bad-time", f"I cannot read {text!r} as a time of day.", "Write it like 18:30 or 6:30 pm.")
    return found


def instant(text: str, *, bare: tzinfo | None = UTC) -> datetime | None:
    """The moment that a program writes: `2026-11-20T18:30:05Z`, `... 18:30:05 +0100`, or without an offset in `bare`.

    None for anything else: a date alone is no moment.
    """
    day, _, at = text.strip().upper().replace("T", " ").partition(" ")
    if len(at) < 5:
        return None
    try:
        found = datetime.fromisoformat(f"{day}T{at.replace(' ', '')}")
        found = found if found.tzinfo else found.replace(tzinfo=bare)
        # Further out, another zone's date may be one that no calendar has.
        return found if found.tzinfo and clock.EARLIEST <= found <= clock.LATEST else None
    except (ValueError, OverflowError):
        return None


def resolve(moment: Moment, zone: str, *, now: datetime) -> clock.When:
    """The instant of a moment in a zone; a bare date is its noon, marked approximate (today: now, if that is earlier).

    InputError `bad-time` before 1900 and for a wall time that was skipped, `future-time`.
    """
    if not clock.EARLIEST.date() <= moment.day <= now.date() + timedelta(days=2):
        raise _outside(moment, now)
    if moment.clock is None:
        found = clock.wall_instant(moment.day, clock.NOON, zone)._replace(approximate=True)
        if moment.day == clock.local_date(now, zone):
            found = found._replace(at=min(found.at, now))
    elif (ahead := moment.ahead) is not None:
        found = clock.When(datetime.combine(moment.day, moment.clock, UTC) - ahead)
    else:
        found = _on_the_wall(moment.day, moment.clock, zone)
    if found.at > now + clock.FUTURE_SLACK:
        raise _outside(moment, now)
    return found


def _on_the_wall(day: date, at: time, zone: str) -> clock.When:
    try:
        return clock.wall_instant(day, at, zone)
    except InputError as error:
        # A recorded time that never was is more likely one of another zone.
        raise InputError(error.slug, error.what, "Say where it was with --zone, or correct the time.") from None


def _outside(moment: Moment, now: datetime) -> InputError:
    if moment.day < now.date():
        return InputError("bad-time", f"{moment.key} is before 1900.", "Check the year.")
    return InputError.of("future-time.date-to-come", day=moment.key)


def _month(name: str) -> int:
    """The number of a month by its name; ValueError if it is none."""
    plain = unicodedata.normalize("NFKD", name.lower()).encode("ascii", "ignore").decode()
    for number, begins in enumerate(MONTHS, 1):
        if plain.startswith(begins):
            return number
    raise ValueError(name)


def _year_last(match: re.Match[str], order: str, now: datetime) -> date:
    first, second, year = int(match["a"]), int(match["b"]), int(match["y"])
    if len(match["y"]) == 2:
        year += 2000 if year <= now.year % 100 + 1 else 1900
    day_first = order == "dmy" or match["mark"] == "."
    return date(year, second, first) if day_first else date(year, first, second)
