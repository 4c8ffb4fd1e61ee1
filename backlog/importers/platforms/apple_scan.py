"""What is wanted of Apple Health's export.xml, found in its bytes: all else, and what is wrong in it, is passed over.

A phone's export is gigabytes of measurements, its declarations are malformed in some versions of iOS, and it may hold
characters that XML forbids: a parser would have to read, and to forgive, all of that for a few thousand elements. In
well-formed XML a `<` is nothing but the beginning of a tag, so that these elements can be cut out of it; each is then
parsed alone, where no entity can have been declared.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from typing import BinaryIO, NamedTuple

from backlog.errors import InputError

#: Where the root must begin; the declarations of iOS 17 are 10 kB.
HEAD = 1 << 18
CHUNK = 1 << 20
#: A workout with thousands of segments is less than 1 MB; what is longer lacks its end.
LONGEST = 1 << 24
#: As much of such a one as says when it was.
NAMED = 1 << 10
#: What may stand behind the root's end.
TAIL = 1 << 12
PAIN = "HKCategoryTypeIdentifierLowerBackPain"
EFFORT = "HKQuantityTypeIdentifierWorkoutEffortScore"

#: Comments, instructions and declarations: these need not be closed, and those of iOS 16 are not.
_UP_TO_ROOT = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*+(?:(?:<!--.*?-->|<\?.*?\?>|<!(?!--))[^<]*+)*+(?=<HealthData[\s/>])", re.DOTALL
)
_WORKOUT = b"<Workout"
_WANTED = (_WORKOUT, PAIN.encode(), EFFORT.encode())
_WANTED_NAME = re.compile(rb"<(?:Workout|Record)(?=[\s/>]|\Z)")
_NEXT = re.compile(rb"</Workout\s*>|<Workout(?=[\s/>])|</HealthData")
_CLOSED = re.compile(rb"</HealthData\s*>|<HealthData[^<>]*/>")
#: How streams out of archives say that they break off, or are not what they were.
_BROKEN = (EOFError, zlib.error, zipfile.BadZipFile)


class Fragment(NamedTuple):
    """The bytes of one element: a workout with all that it holds, or the tag of a record; `whole` if it has its end."""

    data: bytes
    whole: bool = True


def root_at(head: bytes) -> int | None:
    """Where the root begins, if it is Apple Health's; None for another, and for what is no XML in one byte a letter."""
    match = _UP_TO_ROOT.match(head)
    return match.end() if match else None


class Scan:
    """The fragments of an export, once over; `cut` says, after the last one, that it breaks off.

    `tell` is told how many bytes were read so far. InputError `bad-import`: it is another file, or declares entities.
    """

    def __init__(self, stream: BinaryIO, file: str, tell: Callable[[int], None] = lambda _: None) -> None:
        self.cut = False
        self._stream = stream
        self._tell = tell
        self._size = 0
        self._buffer = self._read(HEAD)
        self._tail = self._buffer[-TAIL:]
        begin = root_at(self._buffer)
        if begin is None:
            raise InputError.of("bad-import.not-of-apple", file=file)
        if b"<!ENTITY" in self._buffer[:begin]:
            raise InputError.of("bad-import.entities-of-apple", file=file)
        self._buffer = self._buffer[begin:]

    def __iter__(self) -> Iterator[Fragment]:
        ended = False
        while not ended:
            chunk = self._read(CHUNK)
            ended = not chunk
            self._buffer += chunk
            self._tail = (self._tail + chunk)[-TAIL:]
            yield from self._found(ended=ended)
        self.cut = self.cut or not _CLOSED.search(self._tail)

    def _read(self, size: int) -> bytes:
        """The next bytes; none after the last, wherever that is."""
        try:
            data = b"" if self.cut else self._stream.read(size)
        except _BROKEN:
            self.cut = True
            return b""
        self._size += len(data)
        self._tell(self._size)
        return data

    def _found(self, *, ended: bool) -> Iterator[Fragment]:
        """What the buffer holds; an element that it holds in part is left in it, for the next bytes to complete."""
        buffer, at = self._buffer, 0
        places = dict.fromkeys(_WANTED, -1)
        while True:
            for wanted, place in places.items():
                if place < at:
                    found = buffer.find(wanted, at)
                    places[wanted] = found if found >= 0 else len(buffer)
            wanted = min(places, key=places.__getitem__)
            place = places[wanted]
            if place == len(buffer):
                # One may begin in what the buffer ends with.
                rest = max(at, buffer.rfind(b"<"))
                break
            begin = max(at, buffer.rfind(b"<", at, place + 1))
            at = place + len(wanted)
            if not _WANTED_NAME.match(buffer, begin):
                continue
            end, whole = _end_of(buffer, begin)
            if end > begin:
                yield Fragment(buffer[begin:end], whole)
                at = end
            elif len(buffer) - begin > LONGEST:
                yield Fragment(buffer[begin : begin + NAMED], whole=False)
            elif not ended:
                rest = begin
                break
        self._buffer = buffer[rest:] if len(buffer) - rest <= LONGEST else b""


def _end_of(buffer: bytes, begin: int) -> tuple[int, bool]:
    """Where the element that begins here ends, -1 if the buffer ends before; and whether it is whole."""
    following = buffer.find(b"<", begin + 1)
    tag = buffer[begin : following if following > 0 else len(buffer)].rstrip()
    if tag.endswith(b"/>"):
        return begin + len(tag), True
    if following < 0:
        return -1, False
    if not tag.endswith(b">"):
        return following, False
    if not tag.startswith(_WORKOUT):
        return begin + len(tag), True
    match = _NEXT.search(buffer, following)
    if match is None:
        return -1, False
    return (match.end(), True) if match[0].endswith(b">") else (match.start(), False)
