"""The one writer of files: whole or not at all, for their owner's eyes only, and never over what is not its own.

What is written lies beside its target until it is whole and on the disk, then takes the target's name.
Whoever is killed before that leaves a file that the next writer to the same folder takes away.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from errno import EFBIG, EINVAL, ENOSPC
from pathlib import Path
from typing import BinaryIO, NamedTuple

from backlog.errors import BacklogError, InputError

#: Windows removes no file that is open: nothing needs a lock there.
LOCKS = os.name == "posix"
if LOCKS:
    import fcntl

#: The end of every unfinished file's name, by which the next writer knows it from anybody else's.
UNFINISHED = ".backlog-part"
_PART = re.compile(rf"(?s)(?P<stem>\..*\.)\w{{8}}{re.escape(UNFINISHED)}")
_ASIDE = re.compile(rf"backlog-\w{{8}}{re.escape(UNFINISHED)}")
#: What SQLite may lay beside a journal, and would read or remove.
BESIDE = ("", "-journal", "-wal", "-shm")
_HEAD, _TAIL = 4096, 8192


class Kind(NamedTuple):
    """What backlog writes.

    `name` is as in "x is no ..."; `is_own` tells whether backlog wrote the file at a path as such; `is_copy` that it
    may hold what nothing else does any more, so that a person is asked before it is replaced.
    """

    name: str
    is_own: Callable[[Path], bool]
    is_copy: bool = False


def begins(*heads: bytes) -> Callable[[Path], bool]:
    """Whether a file begins with one of these."""
    return lambda path: ends_of(path)[0].startswith(heads)


def ends_of(path: Path) -> tuple[bytes, bytes]:
    """The first 4 KiB of a file and its last 8."""
    with path.open("rb") as file:
        head = file.read(_HEAD)
        file.seek(max(0, os.fstat(file.fileno()).st_size - _TAIL))
        return head, file.read(_TAIL)


def path_of(text: str) -> Path:
    """The path that was typed, `~` being the home folder; InputError `bad-option` for what can name no file."""
    try:
        if b"\0" in os.fsencode(text):
            raise ValueError
    except ValueError:
        raise InputError("bad-option", f"{text!r} cannot be the name of a file.", "Type another name.") from None
    return Path(os.path.expanduser(text))  # noqa: PTH111  (Path raises where no home is known)


def read(path: Path, most: int) -> bytes:
    """The bytes of a file that a person named; OSError, also for a device, a pipe, and one of more than `most`."""
    if path.exists() and not path.is_file():
        raise OSError(EINVAL, "It is no file")
    with path.open("rb") as file:
        return bounded(file, most)


def bounded(stream: BinaryIO, most: int) -> bytes:
    """All that a stream holds; OSError if that is more than `most` bytes, without reading further."""
    data = stream.read(most + 1)
    if len(data) > most:
        raise OSError(EFBIG, f"It holds more than {most:,} bytes")
    return data


def make_folder(path: Path) -> None:
    """Make the folder and those above it, for their owner only, where there is none; BacklogError `file-unwritable`."""
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise BacklogError.of("file-unwritable.folder", path=path, reason=error.strerror) from None


class Output(NamedTuple):
    """A place to write to, the kind of what is written, and the files that nothing may replace, such as the journal.

    `agreed` says that the person knows of the older output that is there.
    """

    path: Path
    kind: Kind
    never: tuple[Path, ...] = ()
    agreed: bool = False

    def replaces(self) -> bool:
        """Whether an older output of the kind is there.

        BacklogError `not-replaced` where anything else is, or would be; `file-unwritable` where nothing can be.
        """
        target = self._target()
        with self._told():
            if not target.parent.is_dir():
                raise self._refusal("there is no such folder")
            if any(_same(target, Path(f"{os.path.realpath(kept)}{end}")) for kept in self.never for end in BESIDE):
                what = f"{self.path} is your journal, or belongs to it"
                raise BacklogError("not-replaced", f"{what}; it was left alone.", "Name another file.")
            if target.is_symlink():  # where every other link has been followed to its end
                raise self._refusal("it leads to itself")
            if not target.exists() or _is_stream(target):
                return False
            if not target.is_file():
                raise self._refusal("it is a folder" if target.is_dir() else "it is no file")
            if not target.stat().st_size:
                return False
            if not self.kind.is_own(target):
                what = f"{self.path} is no {self.kind.name}"
                raise BacklogError.of("not-replaced.not-ours", what=what)
            return True

    def write(self, data: bytes) -> None:
        """Write all of it or nothing; BacklogError as `replaces`, and `disk-full`."""
        if _is_stream(target := self._target()):
            with self._told():
                target.write_bytes(data)
            return
        with self.filling() as unfinished:
            unfinished.write_bytes(data)

    @contextmanager
    def filling(self) -> Iterator[Path]:
        """An empty file to be filled, which takes the place of the target once the block has ended well.

        BacklogError as `write`, also for what the system refuses inside the block.
        """
        if self.replaces() and self.kind.is_copy and not self.agreed:
            raise BacklogError("not-replaced", f"{self.path} came to be meanwhile; it was left alone.", "Try again.")
        if _is_stream(target := self._target()):
            raise self._refusal("it is no file")
        with self._told():
            sweep(target.parent)
            number, unfinished = _begun(target)
        try:
            with self._told():
                yield unfinished
                os.fsync(number)
                if not LOCKS:
                    os.close(number)  # Windows renames no file that is open
                unfinished.replace(target)
        except BaseException:
            unfinished.unlink(missing_ok=True)
            raise
        finally:
            with suppress(OSError):
                os.close(number)
        _settle(target.parent)

    def full(self) -> BacklogError:
        """The refusal where there is no room for the whole of it."""
        return BacklogError.of("disk-full.not-written", path=self.path)

    def _target(self) -> Path:
        """Where the path leads to at last."""
        return Path(os.path.realpath(self.path))

    @contextmanager
    def _told(self) -> Iterator[None]:
        """What the system refuses, in a sentence."""
        try:
            yield
        except OSError as error:
            if error.errno == ENOSPC:
                raise self.full() from None
            raise self._refusal(str(error.strerror)) from None

    def _refusal(self, why: str) -> BacklogError:
        return BacklogError("file-unwritable", f"{self.path} cannot be written: {why}.", "Name another file.")


def _same(path: Path, kept: Path) -> bool:
    """Whether two paths lead to one file, or would if there were one."""
    return path == kept or (path.exists() and kept.exists() and path.samefile(kept))


def _is_stream(path: Path) -> bool:
    """Whether the path is a terminal, a pipe or the like, which is written to and not replaced."""
    try:
        mode = path.stat().st_mode
    except OSError:
        return False
    return stat.S_ISCHR(mode) or stat.S_ISFIFO(mode)


def _stem(target: Path) -> str:
    """How the names of a target's unfinished files begin: the target's own where that is short and plain."""
    name = target.name if target.name.isascii() else target.name.encode("ascii", "backslashreplace").decode("ascii")
    return f".{name[:200]}."


@contextmanager
def aside() -> Iterator[Path]:
    """A folder among the system's temporary ones, gone at the end of the block; first go those that a kill left."""
    import shutil

    sweep_aside()
    number, path = _set_aside()
    try:
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)
        if number is not None:
            os.close(number)


def _set_aside() -> tuple[int | None, Path]:
    """A new folder, open and locked where that can be."""
    import tempfile

    while True:
        name = tempfile.mkdtemp(prefix="backlog-", suffix=UNFINISHED)
        if not LOCKS:
            return None, Path(name)
        with suppress(FileNotFoundError):  # another process took it for a leftover before it was locked
            number = os.open(name, os.O_RDONLY)
            fcntl.flock(number, fcntl.LOCK_EX)
            if _is_at(number, name):
                return number, Path(name)
            os.close(number)


def sweep_aside() -> None:
    """Remove the folders of `aside` that a kill left."""
    import shutil
    import tempfile

    if LOCKS:  # elsewhere nothing tells one that is in use
        for path in _entries(Path(tempfile.gettempdir())):
            if _ASIDE.fullmatch(path.name):
                _unless_locked(path, shutil.rmtree)


def _begun(target: Path) -> tuple[int, Path]:
    """A new unfinished file, open and locked."""
    import tempfile

    while True:
        number, name = tempfile.mkstemp(dir=target.parent, prefix=_stem(target), suffix=UNFINISHED)
        if not LOCKS:
            return number, Path(name)
        fcntl.flock(number, fcntl.LOCK_EX)
        if _is_at(number, name):
            return number, Path(name)
        os.close(number)  # another writer took it for a leftover before it was locked


def sweep(folder: Path, target: Path | None = None) -> bool:
    """Remove what writers to this folder left when they were killed; whether one writes to the target at this moment.

    Whoever still writes holds a lock. A folder that cannot be looked into is left as it is.
    """
    writing = False
    for path in _entries(folder):
        if (part := _PART.fullmatch(path.name)) and not _unless_locked(path, Path.unlink):
            writing |= target is not None and part["stem"] == _stem(target)
    for path in _entries(folder):
        base = path.with_name(path.name.removesuffix(BESIDE[1]))  # what SQLite laid beside a copy that is gone
        if base != path and _PART.fullmatch(base.name) and not base.exists():
            _unless_locked(path, Path.unlink)
    return writing


def _entries(folder: Path) -> list[Path]:
    try:
        return list(folder.iterdir())
    except OSError:
        return []


def _unless_locked(path: Path, remove: Callable[[Path], object]) -> bool:
    """Remove what is ours; False, and it stays, while a process holds a lock on it."""
    with suppress(OSError):
        if not LOCKS:
            remove(path)
            return True
        number = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        try:
            fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if _is_at(number, path):
                remove(path)
        except BlockingIOError:
            return False
        finally:
            os.close(number)
    return True


def _is_at(number: int, path: str | Path) -> bool:
    """Whether an open file or folder of ours is still what the path names."""
    try:
        found, opened = os.lstat(path), os.fstat(number)
    except FileNotFoundError:
        return False
    plain = stat.S_ISREG(found.st_mode) or stat.S_ISDIR(found.st_mode)
    return os.path.samestat(found, opened) and plain and found.st_uid == os.getuid()


def _settle(folder: Path) -> None:
    """See the folder's new entry onto the disk, where the system can."""
    with suppress(OSError):
        number = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(number)
        finally:
            os.close(number)
