"""Which form the first bytes of a file show: what it is worth opening for."""

from __future__ import annotations

from typing import Final

#: How much of a file is looked at.
HEAD = 65_536
#: Recordings of a device: one file, a few sessions at most.
RECORDINGS: Final = ("fit", "gpx", "tcx")
#: What is unpacked, and looked into again.
PACKED: Final = ("zip", "gzip")
_MAGIC = (
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
    (b"\x1f\x8b", "gzip"),
    (b"SQLite format 3\x00", "sqlite"),
    (b"%PDF", "pdf"),
    (b"\x89PNG", "picture"),
    (b"\xff\xd8\xff", "picture"),
    (b"GIF8", "picture"),
    (b"RIFF", "picture"),
    (b"7z\xbc\xaf", "archive"),
    (b"Rar!", "archive"),
    (b"BZh", "archive"),
    (b"\xfd7zXZ", "archive"),
)
_ROOTS = {"gpx": "gpx", "TrainingCenterDatabase": "tcx", "HealthData": "apple"}
#: What the forms that cannot be imported are called.
STRANGE = {
    "pdf": "a PDF",
    "picture": "a picture or a film",
    "archive": "an archive that I cannot open",
    "kml": "a map (KML): it holds places without times",
    "ClinicalDocument": "Apple Health's clinical document; the file with the workouts is the other one, export.xml",
    "html": "a web page",
    "svg": "a picture",
}


def form_of(head: bytes) -> str:
    """What a file is, by its first bytes.

    `empty`, `zip`, `gzip`, `sqlite`, `fit`, `gpx`, `tcx`, `apple`, a key of STRANGE, another XML root, or `text`.
    """
    if not head.strip(b"\x00 \t\r\n"):
        return "empty"
    for magic, form in _MAGIC:
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
