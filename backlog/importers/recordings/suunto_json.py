"""The log of one activity as Suunto's programs write it in JSON: its header, in SI units."""

from __future__ import annotations

from datetime import datetime

from backlog.errors import InputError
from backlog.importers.activities import activity_of_kind
from backlog.importers.content import File
from backlog.importers.json_values import finite, text_in
from backlog.importers.moments import instant
from backlog.importers.parsed import Collected, Options, Parsed
from backlog.importers.recording import Recording, take
from backlog.model.tokens import ON_FOOT

SOURCE = "suunto"
KIND = "a Suunto log"


def fits(file: File) -> bool:
    """Whether the JSON is such a log: it says when it began."""
    return _start(_header(file.json)) is not None


def read(file: File, options: Options) -> Parsed:
    """The session of the log; one that cannot be is a problem of the file."""
    header = _header(file.json)
    found = Collected(file.name)
    with found.row():
        take(found, _recording(header), options, source=SOURCE)
    return found.parsed(KIND)


def _recording(header: dict[str, object]) -> Recording:
    """The log's activity; InputError `bad-time` if it does not say when."""
    start = _start(header)
    if start is None:
        raise InputError("bad-time", "It does not say when.", "`backlog log` it, if you know.")
    kind = text_in(header, "Activity") or ""
    on_foot = activity_of_kind(kind)[0] in ON_FOOT
    took, paused = finite(header.get("Duration")), finite(header.get("PauseDuration"))
    cadence = header.get("Cadence")
    turns = finite(cadence.get("Avg")) if isinstance(cadence, dict) else None
    return Recording(
        kind=kind,
        start=start,
        offset=start.utcoffset(),
        timer_s=took,
        elapsed_s=None if took is None else took + max(paused or 0.0, 0.0),
        distance_m=finite(header.get("Distance")) or None,
        ascent_m=finite(header.get("Ascent")),
        steps=finite(header.get("StepCount")),
        # Hertz, of one leg.
        cadence=turns * 120 if turns and on_foot else None,
        note=text_in(header, "Notes"),
    )


def _header(data: object) -> dict[str, object]:
    """Its header; empty where there is none."""
    log = data.get("DeviceLog") if isinstance(data, dict) else None
    header = log.get("Header") if isinstance(log, dict) else None
    return header if isinstance(header, dict) else {}


def _start(header: dict[str, object]) -> datetime | None:
    """The instant at which it began; None where it names none with its offset from UTC."""
    return instant(text_in(header, "DateTime") or "", bare=None)
