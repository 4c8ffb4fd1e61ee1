"""Export the current facts, as JSON Lines or CSV, so that an import into an empty journal gives them all back."""

from __future__ import annotations

from collections.abc import Collection

from backlog.files import Kind, begins
from backlog.importers.own import jsonl, own_csv
from backlog.importers.parsed import Value
from backlog.model.facts import KINDS
from backlog.store.journal import Journal

#: The names by which a person asks for a kind.
NAMES = own_csv.FILES


def export_jsonl(journal: Journal, kinds: Collection[str] = tuple(KINDS)) -> bytes:
    """The current facts of the kinds, by number, one a line after a header line; all of one moment."""
    with journal.snapshot():
        values: list[Value] = [value for kind in KINDS if kind in kinds for value in journal.every(kind)]
    values.sort(key=lambda value: value.id)
    return "".join(jsonl.lines_of(values)).encode()


def export_csv(journal: Journal, kind: str) -> bytes:
    """The current facts of one kind, by number, a row each; the header alone if there are none."""
    return own_csv.text_of(kind, journal.every(kind)).encode()


def export_folder(journal: Journal) -> dict[str, bytes]:
    """A CSV of each kind, by the name of its file; all of one moment."""
    with journal.snapshot():
        return {f"{name}.csv": export_csv(journal, kind) for name, kind in own_csv.FILES.items()}


#: Either form is known by its first line.
EXPORT = Kind(
    "export of backlog",
    begins(b'{"format": "backlog"', *(head.encode() for kind in KINDS for head in own_csv.heads_of(kind))),
    is_copy=True,
)
