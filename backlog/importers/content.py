"""One file to read: its form by its first bytes, and its content as bytes, as text, as JSON or as a table."""

from __future__ import annotations

import gzip
import io
import json
import lzma
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import BinaryIO, Final, Self, cast

from backlog.errors import InputError
from backlog.files import aside
from backlog.importers.tables.csv_table import Table, decode, read_table

MB = 2**20
#: How much of a file is looked at to know its form.
HEAD = 65_536
#: Small enough that little is lost where a gz breaks off.
BLOCK = 4096
#: An export of years of a phone's measurements is a few GB; a recording of a day at one point a second about 10 MB.
LARGEST = {"apple": 16_384 * MB, "zip": 16_384 * MB, "sqlite": 2_048 * MB}
LARGEST_OTHER = 64 * MB
#: JSON is held as a whole, at up to twenty times its size. A Garmin account lists a thousand activities in 2 MB.
LONGEST_JSON = 32 * MB
#: Recordings of a device: one file, a few sessions at most.
RECORDINGS: Final = ("fit", "gpx", "tcx")
#: What is unpacked, and looked into again.
PACKED: Final = ("zip", "gzip")
#: form -> how its files begin.
_MAGIC = {
    "zip": (b"PK\x03\x04", b"PK\x05\x06"),
    "gzip": (b"\x1f\x8b",),
    "sqlite": (b"SQLite format 3\x00",),
    "pdf": (b"%PDF",),
    "picture": (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"RIFF"),
    "archive": (b"7z\xbc\xaf", b"Rar!", b"BZh", b"\xfd7zXZ"),
}
_ROOTS = {"gpx": "gpx", "TrainingCenterDatabase": "tcx", "HealthData": "apple"}
#: What the libraries raise of a damaged archive, besides what the system says.
_DAMAGED = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, gzip.BadGzipFile, EOFError, struct.error, ValueError, OverflowError,
)  # fmt: skip


def form_of(head: bytes) -> str:
    """What a file is, by its first bytes.

    `empty`, `zip`, `gzip`, `sqlite`, `fit`, `gpx`, `tcx`, `apple`, `pdf`, `picture`, `archive`, another XML root, or
    `text`.
    """
    if not head.strip(b"\x00 \t\r\n"):
        return "empty"
    for form, magic in _MAGIC.items():
        if head.startswith(magic):
            return form
    if head[8:12] == b".FIT":
        return "fit"
    if b"<" in head[:256] or b"<\x00" in head[:256] or b"\x00<" in head[:256]:
        from backlog.importers.recordings.xml_text import root_of

        root = root_of(head)
        if root is not None:
            return _ROOTS.get(root, root)
    return "text"


def head_of(stream: BinaryIO) -> bytes:
    """The first bytes; of a gz that breaks off there, as many as can be had."""
    head = bytearray()
    try:
        while len(head) < HEAD and (block := _some(stream)):
            head += block
    except (EOFError, zlib.error):
        if not head:
            raise
    return bytes(head)


@dataclass(frozen=True, kw_only=True)
class File:
    """One file to read. `name` is what a person calls it, archives included; `top` is the path that led to it.

    `path` is where it lies on the disk, None inside an archive; `archive` is the outermost archive that it is in.
    `tell` is told how many bytes were read so far, where that takes long.
    What it holds is kept once it was asked for: who reads many files lets go of each.
    """

    name: str
    top: str
    form: str
    size: int | None
    open: Callable[[], BinaryIO]
    path: Path | None = None
    archive: str | None = None
    tell: Callable[[int], None] = lambda _: None

    @classmethod
    def of(cls, name: str, data: bytes) -> Self:
        """The file of these bytes."""
        return cls(name=name, top=name, form=form_of(data[:HEAD]), size=len(data), open=lambda: io.BytesIO(data))

    @contextmanager
    def on_disk(self) -> Iterator[Path]:
        """A path that holds it while the block lasts."""
        if self.path is not None:
            yield self.path
            return
        with ExitStack() as stack:
            with refusals(self.name):
                copy = stack.enter_context(aside()) / "file"
                copy.write_bytes(self.data)
            yield copy

    def read(self) -> bytes:
        """All of it; InputError `bad-import` if it is larger than it can be."""
        most = LARGEST.get(self.form, LARGEST_OTHER)
        data = bytearray()
        with refusals(self.name), self.open() as stream:
            try:
                while block := _some(stream):
                    data += block
                    if len(data) > most:
                        raise InputError("bad-import", f"{self.name} is larger than {most // MB} MB.", "Split it.")
            except (EOFError, zlib.error):
                # A recording that breaks off is read as far as it goes, and says so itself.
                if self.form not in RECORDINGS or not data:
                    raise
        return bytes(data)

    @cached_property
    def data(self) -> bytes:
        """All of it, as read gives it."""
        return self.read()

    @cached_property
    def text(self) -> str:
        """Its text; InputError `bad-import` if it is none, or is empty."""
        return decode(self.data, self.name)

    @property
    def is_json(self) -> bool:
        """Whether its text begins like JSON."""
        return self.text.lstrip()[:1] in {"{", "["}

    @cached_property
    def json(self) -> object:
        """The value that its text writes; InputError `bad-import` if it is damaged, or longer than it can be."""
        if len(self.text) > LONGEST_JSON:
            raise InputError.of("bad-import.json-too-long", name=self.name, most=LONGEST_JSON // MB)
        try:
            return json.loads(self.text)
        except (ValueError, RecursionError):
            raise InputError.of("bad-import.json-damaged", name=self.name) from None

    @cached_property
    def table(self) -> Table:
        """Its header and rows; InputError `bad-import` if it has no columns, or more than can be meant."""
        return read_table(self.text, self.name)


@contextmanager
def refusals(name: str) -> Iterator[None]:
    """What the libraries raise for damaged archives, as InputError `bad-import`."""
    try:
        yield
    except _DAMAGED as error:
        raise InputError.of("bad-import.cut-off", name=name, error=str(error).rstrip(".")) from None
    except NotImplementedError:
        raise InputError("bad-import", f"{name} is packed in a way that I do not know.", "Unpack it first.") from None
    except RuntimeError as error:
        what = "is locked with a password" if "password" in str(error) else f"cannot be unpacked: {error}"
        raise InputError("bad-import", f"{name} {what}.", "Unpack it first.") from None
    except OSError as error:
        raise InputError.of("bad-import.unreadable", name=name, reason=error.strerror or error) from None


def _some(stream: BinaryIO) -> bytes:
    """The next bytes, as few as there are at once: what stands before a break is not lost with what stands after it."""
    return cast("io.BufferedReader", stream).read1(BLOCK)
