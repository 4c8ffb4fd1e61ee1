"""Files to what they hold: the lists first, then recordings, on all cores; one bad file never stops the rest."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from multiprocessing import get_context
from typing import NamedTuple, TypeVar

from backlog.errors import BacklogError, InputError, PassedOver
from backlog.importers import detect
from backlog.importers.content import LARGEST, RECORDINGS, File
from backlog.importers.detect import Read
from backlog.importers.gathering import Gathered
from backlog.importers.parsed import Options, Parsed, Problem
from backlog.interrupts import follow_parent, held_back

#: So many recordings are worth starting other processes for, which takes a second or two.
WORTH_A_POOL = 24
#: Where Strava's and Apple's exports have the recordings, once they are unpacked.
_RECORDED_IN = ("activities", "workout-routes")


class Progress(NamedTuple):
    """How far the reading has come: files of all files, bytes of all bytes (those of archives unpacked), and rows."""

    files: int
    of_files: int
    size: int
    of_size: int
    rows: int


Tell = Callable[[Progress], None]


class Refused(NamedTuple):
    """A file that could not be taken as a whole; `unread` says that nobody knows what is in it."""

    file: str
    slug: str
    what: str
    todo: str
    unread: bool = False


_T = TypeVar("_T")
#: Gives what another process makes of a file, once that is done.
_Coming = Callable[[], Parsed | Refused]


def parse_gathered(
    gathered: Gathered, options: Options, *, journal: Read, recordings: bool = False, tell: Tell = lambda _: None
) -> tuple[list[Parsed], list[Problem]]:
    """What each file holds, and the problems of all.

    A file that cannot be taken as a whole is a problem; if it is the only one, its InputError is raised.
    Recordings that lie where a platform's list has them are left alone, because the list holds their summaries, unless
    asked for. `journal` reads a file that may be another journal.
    InputError `bad-option`: one scale was given, and diaries of two kinds would be stretched by it.
    """
    watch = _Watch(gathered.files, tell)
    recorded = [file for file in gathered.files if file.form in RECORDINGS]
    alone = [file for file in gathered.files if file.form not in RECORDINGS]
    found = [(file, _parse_alone(file, options, watch, _or_journal(journal))) for file in alone]
    _check_scale([one for _, one in found if isinstance(one, Parsed)], options)
    lists = [_List(file) for file, one in found if isinstance(one, Parsed) and one.listed and one.rows]
    kept: list[Parsed | Refused] = []
    for file, one in found:
        beside = next((held for held in lists if held.has_table(file, one)), None)
        if beside is None:
            kept.append(one)
        else:
            beside.others += 1
    wanted = []
    for file in recorded:
        beside = None if recordings else next((held for held in lists if held.has_recording(file)), None)
        if beside is None:
            wanted.append(file)
        else:
            beside.recordings += 1
            watch.leave(file)
    kept += _parse_recordings(wanted, options, watch)
    remarks = {held.file.name: held.remarks() for held in lists}
    told = [
        replace(one, remarks=(*one.remarks, *remarks.get(one.file, ()))) if isinstance(one, Parsed) else one
        for one in kept
    ]
    return _sorted_out(told, gathered.problems)


def _check_scale(parsed: Sequence[Parsed], options: Options) -> None:
    """A 4 may be unbearable in one app and mild in another."""
    kinds = {one.kind: one.file for one in parsed if one.stretched}
    if options.scale is not None and len(kinds) > 1:
        low, high = options.scale
        named = " and of ".join(f"{kind} ({file})" for kind, file in list(kinds.items())[:2])
        raise InputError.of("bad-option.one-scale", low=low, high=high, named=named)


@dataclass
class _List:
    """A platform's list, and how much of what lies beside it was left alone."""

    file: File
    recordings: int = 0
    others: int = 0

    def has_recording(self, file: File) -> bool:
        """Whether the platform put the recording beside its list: in one archive, or where it is unpacked to."""
        if self.file.archive is not None:
            return file.archive == self.file.archive
        folder = self.file.name.rpartition("/")[0]
        return any(file.name.startswith(f"{folder}/{inside}/") for inside in _RECORDED_IN)

    def has_table(self, file: File, one: Parsed | Refused) -> bool:
        """Whether it is one of the other tables and pictures of the same archive, which hold nothing for a journal.

        They are counted, not refused one by one; nor is a table of goals or friends read as one of sessions.
        """
        if self.file.archive is None or file.archive != self.file.archive or file is self.file:
            return False
        if isinstance(one, Refused):
            return not one.unread and one.slug in {"bad-import", "column-missing"}
        return not (one.own or one.listed)

    def remarks(self) -> list[str]:
        """How much was left alone, and how to have it."""
        found = []
        if self.recordings:
            was = "recording beside it was" if self.recordings == 1 else "recordings beside it were"
            found.append(
                f"{self.recordings} {was} not read, since it lists the sessions: "
                "--recordings reads them too, for surface, cadence and steps."
            )
        if self.others:
            was = "file of the archive was" if self.others == 1 else "files of the archive were"
            found.append(f"{self.others} other {was} left alone.")
        return found


def _sorted_out(found: Sequence[Parsed | Refused], problems: Sequence[Problem]) -> tuple[list[Parsed], list[Problem]]:
    parsed = [one for one in found if isinstance(one, Parsed)]
    refused = [one for one in found if isinstance(one, Refused)]
    whole = [Problem(file=one.file, line=None, what=one.what, todo=one.todo) for one in refused]
    if not parsed and not problems and len(refused) == 1:
        raise InputError(refused[0].slug, refused[0].what, refused[0].todo)
    return parsed, [*problems, *whole, *(problem for file in parsed for problem in file.problems)]


def _parse(name: str, data: bytes, options: Options) -> Parsed | Refused:
    """What the bytes hold, or why they cannot be taken: a value that another process can hand over."""
    return _tried(name, lambda: detect.read(File.of(name, data), options))


def _tried(name: str, read: Callable[[], _T]) -> _T | Refused:
    """What a file gives, or why not. A fault of backlog's own is one of the reasons: it must not stop the others."""
    try:
        return read()
    except BacklogError as error:
        return Refused(name, error.slug, error.what, error.todo)
    except MemoryError:
        return Refused(name, "unexpected", f"{name} needs more memory than there is.", "Split it.")
    except Exception as error:
        if os.environ.get("BACKLOG_TRACEBACK"):
            raise
        what = f"Something went wrong inside backlog: {type(error).__name__}: {str(error)[:200]}."
        return Refused(name, "unexpected", what, "Please report it with what BACKLOG_TRACEBACK=1 shows.")


def _parse_alone(file: File, options: Options, watch: _Watch, read: Read = detect.read) -> Parsed | Refused:
    # A copy of its own, which is let go with all that it came to hold.
    here = replace(file, tell=watch.read)
    data = _read(here)
    one = data if isinstance(data, Refused) else _tried(file.name, lambda: read(here, options))
    watch.done(file, one)
    return one


def _read(file: File) -> bytes | Refused:
    """Its bytes, unless it is of those that are read from the disk; or why they cannot be had."""
    found = _tried(file.name, lambda: b"" if file.form in LARGEST else file.data)
    return found._replace(unread=True) if isinstance(found, Refused) else found


def _or_journal(journal: Read) -> Read:
    """A reader that takes another journal too; any other database is refused by its name."""

    def read(file: File, options: Options) -> Parsed:
        if file.form == "sqlite":
            with PassedOver("not-a-journal"):
                return journal(file, options)
        return detect.read(file, options)

    return read


def _parse_recordings(files: Sequence[File], options: Options, watch: _Watch) -> Iterator[Parsed | Refused]:
    """In the order of the files, by as many processes as there are cores if there is enough to do."""
    jobs = min(os.cpu_count() or 1, len(files) // (WORTH_A_POOL // 2))
    pool = None
    # Some systems have no semaphores: then it takes longer.
    with suppress(ImportError, NotImplementedError, OSError):
        if jobs > 1:
            pool = ProcessPoolExecutor(jobs, mp_context=get_context("spawn"), initializer=follow_parent)
    if pool is None:
        yield from (_parse_alone(file, options, watch) for file in files)
        return
    try:
        waiting: deque[tuple[File, _Coming]] = deque()
        for file in files:
            # A few files ahead, so that memory holds no more than those.
            waiting.append((file, _handed(pool, file, options)))
            if len(waiting) > 4 * jobs:
                yield _taken(*waiting.popleft(), watch)
        while waiting:
            yield _taken(*waiting.popleft(), watch)
    finally:
        pool.shutdown(cancel_futures=True)


def _handed(pool: ProcessPoolExecutor, file: File, options: Options) -> _Coming:
    data = _read(replace(file))
    if isinstance(data, Refused):
        return lambda: data
    try:
        with held_back():
            return pool.submit(_parse, file.name, data, options).result
    except BrokenProcessPool:
        return lambda: _died(file)
    except OSError:
        return partial(_parse, file.name, data, options)  # no more processes to be had


def _taken(file: File, coming: _Coming, watch: _Watch) -> Parsed | Refused:
    try:
        found = coming()
    except BrokenProcessPool:
        found = _died(file)
    watch.done(file, found)
    return found


def _died(file: File) -> Refused:
    """A process that read was killed, as for want of memory; nobody knows by which of the files in hand."""
    return Refused(file.name, "unexpected", f"{file.name}: the process that read it was ended.", "Import it by itself.")


class _Watch:
    """Counts what was read, and tells."""

    def __init__(self, files: Sequence[File], tell: Tell) -> None:
        self._tell = tell
        self._of_files = len(files)
        self._of_size = sum(file.size or 0 for file in files)
        self._files = self._size = self._rows = 0

    def leave(self, file: File) -> None:
        """It is not read after all."""
        self._of_files -= 1
        self._of_size -= file.size or 0

    def read(self, size: int) -> None:
        """So many bytes of the present file were read."""
        self._tell(Progress(self._files, self._of_files, self._size + size, self._of_size, self._rows))

    def done(self, file: File, one: Parsed | Refused) -> None:
        """A file is done."""
        self._files += 1
        self._size += file.size or 0
        self._rows += len(one.rows) if isinstance(one, Parsed) else 0
        self.read(0)
