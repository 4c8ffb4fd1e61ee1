"""Export the current facts, as JSON Lines or CSV, so that an import into an empty journal gives them all back."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Collection
from pathlib import Path

from backlog.errors import BacklogError
from backlog.importers.own import jsonl, own_csv
from backlog.importers.parsed import Value
from backlog.model.facts import KINDS
from backlog.store.journal import Journal

#: The names by which a person asks for a kind.
NAMES = own_csv.FILES


def export_jsonl(journal: Journal, kinds: Collection[str] = tuple(KINDS)) -> bytes:
    """The current facts of the kinds, by number, one a line after a header line."""
    values: list[Value] = [value for kind in KINDS if kind in kinds for value in journal.every(kind)]
    values.sort(key=lambda value: value.id)
    return "".join(jsonl.lines_of(values)).encode()


def export_csv(journal: Journal, kind: str) -> bytes:
    """The current facts of one kind, by number, a row each; the header alone if there are none."""
    return own_csv.text_of(kind, journal.every(kind)).encode()


def export_folder(journal: Journal, folder: Path) -> list[Path]:
    """Write a CSV of each kind into a folder, made if missing; BacklogError `file-unwritable`."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise _unwritable(folder, error) from None
    written = []
    for name, kind in own_csv.FILES.items():
        written.append(folder / f"{name}.csv")
        write_file(written[-1], export_csv(journal, kind))
    return written


def is_strange(path: Path) -> bool:
    """Whether there is something at the path that no export wrote, and that one would replace."""
    head = _head(path)
    own = (b'{"format": "backlog"', *(own_csv.text_of(kind, []).encode() for kind in KINDS))
    return bool(head) and not head.startswith(own)


def is_strange_calendar(path: Path) -> bool:
    """Whether there is something at the path that is no calendar of backlog's, and that one would replace."""
    head = _head(path)
    return bool(head) and not (head.startswith(b"BEGIN:VCALENDAR") and b"//backlog//" in head)


def _head(path: Path) -> bytes:
    """How a file begins; nothing of none, and of what is written to without being replaced."""
    try:
        with path.open("rb") as file:
            return file.read(4096) if path.is_file() else b""
    except OSError:
        return b""


def write_file(path: Path, data: bytes) -> None:
    """Write all of it or nothing, readable by its owner only; BacklogError `file-unwritable` or `disk-full`."""
    try:
        target = path.resolve()
        if target.exists() and not target.is_file():
            # A terminal or a pipe is written to; a folder refuses.
            target.write_bytes(data)
        else:
            _replace(target, data)
    except OSError as error:
        raise _unwritable(path, error) from None


def _replace(target: Path, data: bytes) -> None:
    number, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name[:100]}.")
    try:
        with os.fdopen(number, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _unwritable(path: Path, error: OSError) -> BacklogError:
    if error.errno == 28:
        return BacklogError("disk-full", f"The disk is full; {path} was not written.", "Free some space and try again.")
    return BacklogError(
        "file-unwritable", f"{path} cannot be written: {error.strerror}.", "Name another place with --out."
    )
