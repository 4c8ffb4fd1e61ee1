"""The files that paths lead to: folders walked, archives opened; nothing is followed or unpacked without bound."""

from __future__ import annotations

import gzip
import io
import os
import stat
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO, Self, cast

from backlog.errors import BacklogError, InputError
from backlog.importers.forms import HEAD, PACKED, RECORDINGS, form_of
from backlog.importers.parsed import Problem

MB = 2**20
#: Small enough that little is lost where a gz breaks off.
BLOCK = 4096
#: A recording of a day at one point a second is about 10 MB; an export of years of a phone's measurements a few GB.
LARGEST = {
    "fit": 64 * MB,
    "gpx": 128 * MB,
    "tcx": 128 * MB,
    "apple": 16_384 * MB,
    "zip": 16_384 * MB,
    "sqlite": 2_048 * MB,
}
LARGEST_OTHER = 256 * MB
#: What a stream or an archive inside an archive may hold: it is put aside on the disk.
LARGEST_ASIDE = 2_048 * MB
#: Archives: how many members, how deep, and how many times its size one may unpack to once that is much.
MOST_MEMBERS = 200_000
DEEPEST = 3
MOST_TIMES = 200
MUCH = 64 * MB
#: What macOS and Windows leave in folders.
_LEFT_BEHIND = {"__MACOSX", "Thumbs.db", "desktop.ini"}


@dataclass(frozen=True, kw_only=True)
class File:
    """One file to read. `name` is what a person calls it, archives included; `top` is the path that led to it.

    `path` is where it lies on the disk, None inside an archive.
    """

    name: str
    top: str
    form: str
    size: int | None
    open: Callable[[], BinaryIO]
    path: Path | None = None

    @contextmanager
    def on_disk(self) -> Iterator[Path]:
        """A path that holds it while the block lasts."""
        if self.path is not None:
            yield self.path
            return
        with tempfile.NamedTemporaryFile(prefix="backlog-") as aside:
            aside.write(self.read())
            aside.flush()
            yield Path(aside.name)

    def read(self) -> bytes:
        """All of it; InputError `bad-import` if it is larger than it can be."""
        most = LARGEST.get(self.form, LARGEST_OTHER)
        data = bytearray()
        with self.open() as stream, refusals(self.name):
            try:
                while block := stream.read(BLOCK):
                    data += block
                    if len(data) > most:
                        raise InputError("bad-import", f"{self.name} is larger than {most // MB} MB.", "Split it.")
            except (EOFError, zlib.error):
                # A recording that breaks off is read as far as it goes, and says so itself.
                if self.form not in RECORDINGS or not data:
                    raise
        return bytes(data)


class Gathered:
    """The files of some paths, kept open while the block lasts; `problems` are what was not looked into, and why."""

    def __init__(self) -> None:
        self.files: list[File] = []
        self.problems: list[Problem] = []
        self._open = ExitStack()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()

    def add_path(self, name: str, *, tell: Callable[[int], None] = lambda _: None) -> None:
        """Look into a file or a folder; BacklogError `file-missing`. `tell` is told how many files there are so far."""
        try:
            path = Path(name).expanduser()
            if path.is_dir():
                for found in self._walk(path):
                    self._add_file(str(found), name, found)
                    tell(len(self.files))
                return
            with path.open("rb"):
                pass
            self._add_file(name, name, path)
        except (OSError, ValueError, RuntimeError) as error:
            reason = getattr(error, "strerror", None) or "it cannot be a file's name"
            raise BacklogError(
                "file-missing", f"{name} cannot be read: {reason}.", "Check the name and who may read it."
            ) from None

    def add_stream(self, stream: BinaryIO, name: str) -> None:
        """Look into a stream that cannot be read twice."""
        self._tried(name, lambda: self._add(self._aside(stream, name, name, LARGEST_ASIDE), 0))

    def _walk(self, folder: Path) -> Iterator[Path]:
        """The regular files below a folder, by name; links and whatever else it holds are problems."""
        for place, folders, names in os.walk(folder, followlinks=False):
            folders[:] = sorted(name for name in folders if not _left_behind(name))
            for name in [*folders, *sorted(names)]:
                path = Path(place, name)
                if _left_behind(name) or (name in folders and not path.is_symlink()):
                    continue
                if path.is_symlink():
                    self._refuse(
                        str(path), "It is a link, which I do not follow inside a folder.", "Name what it leads to."
                    )
                elif not path.is_file():
                    self._refuse(str(path), "It is not a file.", "Leave it out.")
                else:
                    yield path

    def _add_file(self, name: str, top: str, path: Path) -> None:
        def add() -> None:
            status = path.stat()
            if stat.S_ISCHR(status.st_mode) or stat.S_ISBLK(status.st_mode):
                raise InputError("bad-import", f"{name} is a device, not a file.", "Give a file.")
            if not stat.S_ISREG(status.st_mode):
                with path.open("rb") as stream:
                    self._add(self._aside(stream, name, top, LARGEST_ASIDE), 0)
                return
            self._add(
                File(name=name, top=top, form="", size=status.st_size, open=lambda: path.open("rb"), path=path), 0
            )

        self._tried(name, add)

    def _add(self, file: File, depth: int) -> None:
        """Take a file, or what an archive holds."""
        with file.open() as stream:
            form = form_of(_head(stream))
        file = replace(file, form=form)
        most = LARGEST.get(form, LARGEST_OTHER)
        if file.size is not None and file.size > most:
            raise InputError("bad-import", f"{file.name} is larger than {most // MB} MB.", "Split it.")
        if form not in PACKED:
            self.files.append(file)
        elif depth == DEEPEST:
            raise InputError(
                "bad-import", f"{file.name} is an archive in an archive in an archive.", "Unpack it first."
            )
        elif form == "gzip":
            self._add(self._unzipped(file), depth + 1)
        else:
            self._add_members(file, depth + 1)

    def _unzipped(self, file: File) -> File:
        """The content of a gz."""
        inside = file.name.removesuffix(".gz")
        most = max(MUCH, MOST_TIMES * (file.size or 0))

        def opened() -> BinaryIO:
            return io.BufferedReader(_Unzipped(file, most))

        return File(name=inside, top=file.top, form="", size=None, open=opened)

    def _add_members(self, file: File, depth: int) -> None:
        """Every member of a zip; one that cannot be is a problem, and the others are taken."""
        whole = file if depth == 1 else self._aside(file.open(), file.name, file.top, LARGEST_ASIDE)
        archive = self._open.enter_context(zipfile.ZipFile(self._open.enter_context(whole.open())))
        members = [member for member in archive.infolist() if not member.is_dir()]
        unpacked = sum(member.file_size for member in members)
        if len(members) > MOST_MEMBERS or unpacked > max(16 * MUCH, MOST_TIMES * (file.size or 0)):
            raise InputError(
                "bad-import",
                f"{file.name} would unpack to {len(members)} files of {unpacked // MB} MB: more than can be meant.",
                "Unpack it yourself, if you trust it, and give the files that you want.",
            )
        for member in members:
            inside = member.filename.replace("\\", "/")
            if not _left_behind(PurePosixPath(inside).name) and "__MACOSX/" not in inside:
                name = f"{file.name}/{member.filename}"
                self._tried(name, lambda m=member, n=name: self._add_member(archive, m, n, file.top, depth))  # type: ignore[misc]

    def _add_member(self, archive: zipfile.ZipFile, member: zipfile.ZipInfo, name: str, top: str, depth: int) -> None:
        parts = PurePosixPath(member.filename.replace("\\", "/"))
        if parts.is_absolute() or ".." in parts.parts or ":" in member.filename[:3]:
            raise InputError("bad-import", f"{name} leads out of the archive.", "Do not trust the archive.")
        if stat.S_ISLNK(member.external_attr >> 16):
            raise InputError("bad-import", f"{name} is a link, which I do not follow.", "Leave it out.")
        if member.file_size > max(MUCH, MOST_TIMES * member.compress_size):
            raise InputError(
                "bad-import", f"{name} unpacks to {MOST_TIMES} times its size or more.", "Do not trust the archive."
            )

        def opened() -> BinaryIO:
            # A member never gives more than it declares: zipfile stops there, and its checksum fails.
            return cast("BinaryIO", archive.open(member))

        self._add(File(name=name, top=top, form="", size=member.file_size, open=opened), depth)

    def _aside(self, stream: BinaryIO, name: str, top: str, most: int) -> File:
        """A stream put aside on the disk, so that it can be read twice."""
        aside = self._open.enter_context(tempfile.NamedTemporaryFile(prefix="backlog-"))  # noqa: SIM115
        size = 0
        with refusals(name):
            while block := stream.read(MB):
                size += len(block)
                if size > most:
                    raise InputError(
                        "bad-import", f"{name} is larger than {most // MB} MB.", "Save it as a file first."
                    )
                aside.write(block)
        aside.flush()
        return File(name=name, top=top, form="", size=size, open=lambda: Path(aside.name).open("rb"))

    def _tried(self, name: str, add: Callable[[], None]) -> None:
        try:
            with refusals(name):
                add()
        except InputError as error:
            self._refuse(name, error.what, error.todo)

    def _refuse(self, name: str, what: str, todo: str) -> None:
        self.problems.append(Problem(file=name, line=None, what=what, todo=todo))


class _Unzipped(io.RawIOBase):
    """The content of a gz, and no more of it than may be; InputError `bad-import` beyond."""

    def __init__(self, file: File, most: int) -> None:
        self._file = file
        self._left = most
        self._below = file.open()
        self._content = gzip.GzipFile(fileobj=self._below)

    def readable(self) -> bool:
        """Always."""
        return True

    def readinto(self, buffer: Any) -> int:
        """The next bytes, into the buffer."""
        data = self._content.read(len(buffer))
        self._left -= len(data)
        if self._left < 0:
            raise InputError(
                "bad-import", f"{self._file.name} unpacks to {MOST_TIMES} times its size or more.", "Do not trust it."
            )
        buffer[: len(data)] = data
        return len(data)

    def close(self) -> None:
        """Let go of what is below."""
        self._content.close()
        self._below.close()
        super().close()


@contextmanager
def refusals(name: str) -> Iterator[None]:
    """What the libraries raise for damaged archives, as InputError `bad-import`."""
    try:
        yield
    except (zipfile.BadZipFile, zlib.error, gzip.BadGzipFile, EOFError) as error:
        raise InputError(
            "bad-import",
            f"{name} is damaged, or was cut off: {str(error).rstrip('.')}.",
            "Export or download it again.",
        ) from None
    except NotImplementedError:
        raise InputError("bad-import", f"{name} is packed in a way that I do not know.", "Unpack it first.") from None
    except RuntimeError as error:
        what = "is locked with a password" if "password" in str(error) else f"cannot be unpacked: {error}"
        raise InputError("bad-import", f"{name} {what}.", "Unpack it first.") from None
    except OSError as error:
        raise InputError(
            "bad-import", f"{name} cannot be read: {error.strerror or error}.", "Check the file and its disk."
        ) from None


def _head(stream: BinaryIO) -> bytes:
    """The first bytes; of a gz that breaks off there, as many as can be had."""
    head = bytearray()
    try:
        while len(head) < HEAD and (block := stream.read(BLOCK)):
            head += block
    except (EOFError, zlib.error):
        if not head:
            raise
    return bytes(head)


def _left_behind(name: str) -> bool:
    return name.startswith(".") or name in _LEFT_BEHIND
