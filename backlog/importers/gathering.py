"""The files that paths lead to: folders walked, archives opened; nothing is followed or unpacked without bound."""

from __future__ import annotations

import gzip
import io
import os
import stat
import zipfile
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from functools import cached_property
from itertools import count
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO, Self, cast

from backlog.errors import BacklogError, InputError
from backlog.files import aside
from backlog.importers.content import LARGEST, LARGEST_OTHER, MB, PACKED, File, form_of, head_of, refusals
from backlog.importers.parsed import Problem

#: What a stream or an archive inside an archive may hold: it is put aside on the disk.
LARGEST_ASIDE = 2_048 * MB
#: Archives: how many members, how deep, and how many times its size one may unpack to once that is much.
MOST_MEMBERS = 200_000
DEEPEST = 3
MOST_OPEN = 8
MOST_TIMES = 200
MUCH = 64 * MB
#: What is in every document of Microsoft's programs, and of those that write OpenDocument.
_OFFICE = {"[Content_Types].xml", "META-INF/manifest.xml"}
#: What macOS and Windows leave in folders.
_LEFT_BEHIND = {"__MACOSX", "Thumbs.db", "desktop.ini"}


class Gathered:
    """The files of some paths, kept open while the block lasts; `problems` are what was not looked into, and why."""

    def __init__(self) -> None:
        self.files: list[File] = []
        self.problems: list[Problem] = []
        self._open = ExitStack()
        self._archives = _Archives()
        self._numbers = count()
        self._open.callback(self._archives.close)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()

    def add_path(self, name: str) -> None:
        """Look into a file or a folder; BacklogError `file-missing`."""
        if not name:
            raise BacklogError("file-missing", "A name is empty.", "Name a file or a folder; `.` is this folder.")
        try:
            path = Path(name).expanduser()
            if path.is_dir():
                os.scandir(path).close()
            elif path.is_file():
                path.open("rb").close()
            else:
                path.stat()
        except (OSError, ValueError, RuntimeError) as error:
            reason = getattr(error, "strerror", None) or "it cannot be a file's name"
            raise BacklogError.of("file-missing.unreadable", name=_sayable(name), reason=reason) from None
        if not path.is_dir():
            self._add_file(name, name, path)
            return
        before = len(self.files) + len(self.problems)
        for found in self._walk(path):
            self._add_file(str(found), name, found)
        if before == len(self.files) + len(self.problems):
            self._refuse(name, "There is no file in this folder.", "Give the folder with your files.")

    def add_stream(self, stream: BinaryIO, name: str) -> None:
        """Look into a stream that cannot be read twice."""
        self._tried(name, lambda: self._add(self._aside(stream, name, name), 0))

    def _walk(self, folder: Path) -> Iterator[Path]:
        """The regular files below a folder, by name; links and whatever else it holds are problems."""

        def closed(error: OSError) -> None:
            what = f"The folder cannot be read: {error.strerror}."
            self._refuse(str(error.filename), what, "Check who may read it.")

        for place, folders, names in os.walk(folder, followlinks=False, onerror=closed):
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
        name = _sayable(name)

        def add() -> None:
            status = path.stat()
            if stat.S_ISCHR(status.st_mode) or stat.S_ISBLK(status.st_mode):
                raise InputError("bad-import", f"{name} is a device, not a file.", "Give a file.")
            if not stat.S_ISREG(status.st_mode):
                with path.open("rb") as stream:
                    self._add(self._aside(stream, name, top), 0)
                return
            self._add(
                File(name=name, top=top, form="", size=status.st_size, open=lambda: path.open("rb"), path=path), 0
            )

        self._tried(name, add)

    def _add(self, file: File, depth: int) -> None:
        """Take a file, or what an archive holds."""
        with file.open() as stream:
            form = form_of(head_of(stream))
        file = replace(file, form=form)
        most = LARGEST.get(form, LARGEST_OTHER)
        if file.size is not None and file.size > most:
            raise InputError("bad-import", f"{file.name} is larger than {most // MB} MB.", "Split it.")
        if form not in PACKED:
            self.files.append(file)
        elif depth == DEEPEST:
            raise InputError.of("bad-import.nested", file=file.name)
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

        return File(name=inside, top=file.top, form="", size=None, open=opened, archive=file.archive)

    def _add_members(self, file: File, depth: int) -> None:
        """Every member of a zip; one that cannot be is a problem, and the others are taken."""
        if file.path is None:
            with file.open() as stream:
                file = replace(self._aside(stream, file.name, file.top), archive=file.archive)
        members = [member for member in self._archives.of(file).infolist() if not member.is_dir()]
        unpacked = sum(member.file_size for member in members)
        names = {member.filename for member in members}
        if not members:
            raise InputError("bad-import", f"{file.name} is an archive without a file.", "Export it again.")
        if names & _OFFICE:
            raise InputError.of("bad-import.office", file=file.name)
        if len(members) > MOST_MEMBERS or unpacked > max(16 * MUCH, MOST_TIMES * (file.size or 0)):
            raise InputError.of("bad-import.too-much-inside", file=file.name, count=len(members), size=unpacked // MB)
        for member in members:
            inside = member.filename.replace("\\", "/")
            if not _left_behind(PurePosixPath(inside).name) and "__MACOSX/" not in inside:
                name = f"{file.name}/{member.filename}"
                self._tried(name, lambda m=member, n=name: self._add_member(file, m, n, depth))  # type: ignore[misc]

    def _add_member(self, whole: File, member: zipfile.ZipInfo, name: str, depth: int) -> None:
        parts = PurePosixPath(member.filename.replace("\\", "/"))
        if parts.is_absolute() or ".." in parts.parts or ":" in member.filename[:3]:
            raise InputError("bad-import", f"{name} leads out of the archive.", "Do not trust the archive.")
        if stat.S_ISLNK(member.external_attr >> 16):
            raise InputError("bad-import", f"{name} is a link, which I do not follow.", "Leave it out.")
        if member.file_size > max(MUCH, MOST_TIMES * member.compress_size):
            raise InputError.of("bad-import.unpacks-to-more", name=name, times=MOST_TIMES)

        def opened() -> BinaryIO:
            # A member never gives more than it declares: zipfile stops there, and its checksum fails.
            return cast("BinaryIO", self._archives.of(whole).open(member))

        archive = whole.archive or whole.name
        self._add(File(name=name, top=whole.top, form="", size=member.file_size, open=opened, archive=archive), depth)

    def _aside(self, stream: BinaryIO, name: str, top: str) -> File:
        """A stream put aside on the disk, so that it can be read twice."""
        path = self._folder / str(next(self._numbers))
        size = 0
        with refusals(name), path.open("wb") as copy:
            while block := stream.read(MB):
                size += len(block)
                if size > LARGEST_ASIDE:
                    raise InputError.of("bad-import.too-large", name=name, most=LARGEST_ASIDE // MB)
                copy.write(block)
        return File(name=name, top=top, form="", size=size, open=lambda: path.open("rb"), path=path)

    @cached_property
    def _folder(self) -> Path:
        """A folder of this block's own, gone when it ends."""
        return self._open.enter_context(aside())

    def _tried(self, name: str, add: Callable[[], None]) -> None:
        try:
            with refusals(name):
                add()
        except InputError as error:
            self._refuse(name, error.what, error.todo)

    def _refuse(self, name: str, what: str, todo: str) -> None:
        self.problems.append(Problem(file=_sayable(name), line=None, what=what, todo=todo))


class _Archives:
    """Zips that are being read: a few stay open, since a folder may hold thousands and a system few at a time."""

    def __init__(self) -> None:
        self._open: OrderedDict[Path, zipfile.ZipFile] = OrderedDict()

    def of(self, file: File) -> zipfile.ZipFile:
        """The zip that lies on the disk."""
        path = file.path or Path(file.name)
        if path not in self._open:
            self._open[path] = zipfile.ZipFile(path)
        self._open.move_to_end(path)
        if len(self._open) > MOST_OPEN:
            self._open.popitem(last=False)[1].close()
        return self._open[path]

    def close(self) -> None:
        """Let go of all."""
        while self._open:
            self._open.popitem()[1].close()


class _Unzipped(io.RawIOBase):
    """The content of a gz, and no more of it than may be; InputError `bad-import` beyond."""

    def __init__(self, file: File, most: int) -> None:
        self._file = file
        self._left = most
        self._begun = False
        self._below = file.open()
        self._content = gzip.GzipFile(fileobj=self._below)

    def readable(self) -> bool:
        """Always."""
        return True

    def readinto(self, buffer: Any) -> int:
        """The next bytes, into the buffer."""
        try:
            data = self._content.read1(len(buffer))
        except gzip.BadGzipFile as error:
            # A wrong checksum says so. What follows a whole gz and is none may be junk, or the damaged rest.
            if self._begun and str(error).startswith("Not a gzipped file"):
                raise EOFError("what follows its first part is no gz") from None
            raise
        self._begun = self._begun or bool(data)
        self._left -= len(data)
        if self._left < 0:
            raise InputError.of("bad-import.file-unpacks-to-more", file=self._file.name, times=MOST_TIMES)
        buffer[: len(data)] = data
        return len(data)

    def close(self) -> None:
        """Let go of what is below."""
        self._content.close()
        self._below.close()
        super().close()


def _sayable(name: str) -> str:
    """A name that can be printed and stored, whatever bytes the disk has for it."""
    return name.encode(errors="backslashreplace").decode()


def _left_behind(name: str) -> bool:
    return name.startswith(".") or name in _LEFT_BEHIND
