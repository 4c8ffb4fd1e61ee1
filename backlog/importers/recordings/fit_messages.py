"""The messages of a FIT file: its parts, one after another, each as far as it can be read."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from statistics import fmean
from typing import Any, NamedTuple

from backlog.importers.json_values import finite

#: A message as its fields' names and values; a field that varies with the sport stands under its general name too.
Message = dict[str, object]

_MAGIC = b".FIT"
#: Where those letters stand in a header, and the lengths that headers have.
_MAGIC_AT = 8
_HEADER_SIZES = (12, 14)
_CHECKSUM_SIZE = 2
#: Numbers of the messages that are read, from the profile; each of the first three is kept in its list of a part.
_LISTS = {12: "sports", 18: "sessions", 19: "laps"}
_FILE_ID, _SESSION, _RECORD, _ACTIVITY = 0, 18, 20, 34
#: A day and a night at ten a second. A message may be one byte, and takes some twenty microseconds to read; what
#: defines one counts too, and a part without any counts as one.
MOST_MESSAGES = 1_000_000
#: More sessions no part has: those of a multisport are a handful, and each looks through all points.
MOST_SESSIONS = 100
#: Semicircles to degrees.
_DEGREES = 180.0 / 2**31
_LARGEST_TIME = 2**32
#: Names that RunScribe's data field for Garmin watches gives to the foot strike, and to what it writes beside it.
_STRIKES = {f"developer:{name}" for name in ("FS", "FS_L", "FS_R", "currFSType")}
_BESIDE_STRIKES = {
    f"developer:{name}" for name in ("BG", "BG_L", "BG_R", "BrakingGs", "BrakingGs_L", "BrakingGs_R", "currBrakingGs")
}


class Record(NamedTuple):
    """One record: FIT seconds, metres since the start, degrees, and the foot strike's number (mean of both feet)."""

    at: int | None
    metres: float | None
    place: tuple[float, float] | None
    strike: float | None


@dataclass(kw_only=True)
class Part:
    """One of the FIT files that a file is a chain of; `damaged` says that not all of it could be read."""

    file_id: Message = field(default_factory=dict)
    sports: list[Message] = field(default_factory=list)
    sessions: list[Message] = field(default_factory=list)
    laps: list[Message] = field(default_factory=list)
    activity: Message = field(default_factory=dict)
    points: list[Record] = field(default_factory=list)
    messages: int = 0
    damaged: bool = False


def begins_like_fit(data: bytes) -> bool:
    """Whether a FIT header stands at the beginning."""
    return data[_MAGIC_AT : _MAGIC_AT + len(_MAGIC)] == _MAGIC


def parts_of(data: bytes) -> Iterator[Part]:
    """The parts of a chain in their order; what stands between them and is none makes the one before it damaged.

    Nothing is read beyond MOST_MESSAGES: the part in which they end is damaged too.
    """
    at = 0
    left = MOST_MESSAGES
    while at < len(data):
        chunk, after, whole = _cut(data, at)
        part, read = _read(chunk, left)
        left -= max(read, 1)
        part.damaged |= not whole
        at = after
        if at < len(data) and not begins_like_fit(data[at : at + max(_HEADER_SIZES)]):
            part.damaged = True
            at = _next_header(data, at)
        if left <= 0 and at < len(data):
            part.damaged = True
            at = len(data)
        yield part


def moment(value: object) -> int | None:
    """Seconds since the end of 1989, or None for what cannot be such."""
    found = finite(value)
    return int(found) if found is not None and 0 <= found < _LARGEST_TIME else None


def place(latitude: object, longitude: object) -> tuple[float, float] | None:
    """Degrees; None where there was no position (some devices write 0/0 then)."""
    north, east = finite(latitude), finite(longitude)
    if north is None or east is None or (north == 0 and east == 0):
        return None
    found = north * _DEGREES, east * _DEGREES
    return found if abs(found[0]) <= 90 and abs(found[1]) <= 180 else None


def _cut(data: bytes, at: int) -> tuple[bytes, int, bool]:
    """The part that begins here, where the next one may begin, and whether it is as long as it says.

    A device whose battery died leaves a length of 0, or one that the part does not reach: then it goes on to the next
    header, or to the end, and its own header is mended so that it can be read.
    """
    head = data[at]
    if head not in _HEADER_SIZES or len(data) - at < head:
        return data[at:], len(data), False
    length = struct.unpack_from("<I", data, at + 4)[0]
    end = at + head + length + _CHECKSUM_SIZE
    follows = end == len(data) or begins_like_fit(data[end : end + max(_HEADER_SIZES)])
    following = end if follows else _next_header(data, at + head)
    if length and end <= len(data) and end <= following:
        return data[at:end], end, True
    end = following
    left = end - at - head
    mended = data[at : at + 4] + struct.pack("<I", left) + _MAGIC + bytes(head - 12)
    return mended + data[at + head : end], end, False


def _next_header(data: bytes, at: int) -> int:
    """Where the next header begins, or the end."""
    found = data.find(_MAGIC, at + _MAGIC_AT)
    while found >= 0:
        if data[found - _MAGIC_AT] in _HEADER_SIZES:
            return found - _MAGIC_AT
        found = data.find(_MAGIC, found + 1)
    return len(data)


def _read(chunk: bytes, most: int) -> tuple[Part, int]:
    """What can be read of one part, and how many messages and definitions that took: no more than so many.

    Checksums are not computed: several devices write wrong ones, and in Python it takes as long as the reading.
    No processor turns units and times into others for every field: the few that matter are turned here.
    """
    import fitdecode

    # What fitdecode was seen to raise on files with flipped and missing bytes: its own errors, its assertions, and
    # whatever a wrong number leads to inside it. None of them is a bug of ours that ought to be seen.
    broken = (
        fitdecode.FitError, ArithmeticError, AssertionError, AttributeError, LookupError, MemoryError, TypeError,
        ValueError, struct.error,
    )  # fmt: skip
    part = Part()
    reader = fitdecode.FitReader(
        chunk, processor=None, check_crc=fitdecode.CrcCheck.DISABLED, error_handling=fitdecode.ErrorHandling.IGNORE
    )
    read = 0
    try:
        for frame in reader:
            if frame.frame_type not in (fitdecode.FIT_FRAME_DATA, fitdecode.FIT_FRAME_DEFINITION):
                continue
            if read == most:
                part.damaged = True
                break
            read += 1
            if frame.frame_type == fitdecode.FIT_FRAME_DATA:
                part.messages += 1
                _keep(part, frame)
    except broken:
        part.damaged = True
    return part, read


def _keep(part: Part, frame: Any) -> None:
    kind = frame.def_mesg.global_mesg_num
    if kind not in {*_LISTS, _FILE_ID, _RECORD, _ACTIVITY}:
        return
    message = _message(frame)
    if kind == _RECORD:
        part.points.append(_point(message))
    elif kind == _ACTIVITY:
        part.activity = message
    elif kind == _FILE_ID:
        part.file_id = part.file_id or message
    elif kind == _SESSION and len(part.sessions) == MOST_SESSIONS:
        part.damaged = True
    else:
        getattr(part, _LISTS[kind]).append(message)


def _message(frame: Any) -> Message:
    """Its fields that hold something; a developer's own field stands under `developer:` and its name, in any case."""
    found: Message = {}
    for data in frame.fields:
        definition = data.field
        if definition is None:
            continue
        if definition.field_type == "devfield":
            found[f"developer:{definition.name}"] = data.value
        elif data.value is not None:
            found[definition.name] = data.value
            if data.parent_field is not None:
                found[data.parent_field.name] = data.value
    return found


def _point(message: Message) -> Record:
    return Record(
        at=moment(message.get("timestamp")),
        metres=finite(message.get("distance")),
        place=place(message.get("position_lat"), message.get("position_long")),
        strike=_strike(message),
    )


def _strike(own: Message) -> float | None:
    """The mean of the feet that were measured; RunScribe writes 0 until its pods are found."""
    if _BESIDE_STRIKES.isdisjoint(own):
        return None
    feet = [value for name in _STRIKES & own.keys() if (value := finite(own[name]))]
    return fmean(feet) if feet else None
