"""The log of one activity as Suunto's programs write it in JSON: its header, in SI units."""

from __future__ import annotations

from datetime import datetime

from backlog.importers.activities import activity_of_kind
from backlog.importers.json_values import number_in, text_in
from backlog.importers.parsed import Options, Parsed
from backlog.importers.recording import Recording, parsed_of
from backlog.model import units
from backlog.model.tokens import ON_FOOT

SOURCE = "suunto"
KIND = "a Suunto log"


def fits(data: object) -> bool:
    """Whether the JSON is such a log: it says when it began."""
    return _start(_header(data)) is not None


def parse(data: object, file: str, options: Options) -> Parsed:
    """The session of the log; one that cannot be is a problem of the file. Call it for what fits only."""
    header = _header(data)
    start = _start(header)
    recordings = [] if start is None else [_recording(header, start)]
    return parsed_of(recordings, options, file=file, source=SOURCE, kind=KIND)


def _recording(header: dict[str, object], start: datetime) -> Recording:
    kind = text_in(header, "Activity") or ""
    on_foot = activity_of_kind(kind)[0] in ON_FOOT
    took, paused = number_in(header, "Duration"), number_in(header, "PauseDuration")
    steps, cadence = number_in(header, "StepCount"), header.get("Cadence")
    turns = number_in(cadence, "Avg") if isinstance(cadence, dict) else None
    return Recording(
        kind=kind,
        start=start,
        offset=start.utcoffset(),
        timer_s=took,
        elapsed_s=None if took is None else took + max(paused or 0.0, 0.0),
        distance_m=number_in(header, "Distance") or None,
        ascent_m=number_in(header, "Ascent"),
        steps=int(steps) if steps and 0 < steps < units.LONGEST_M else None,
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
    try:
        start = datetime.fromisoformat(text_in(header, "DateTime") or "")
    except ValueError:
        return None
    return None if start.tzinfo is None or not 1900 < start.year < 9999 else start
