"""What every importer returns: values with their lines, and problems; and what it may be told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from backlog.model.day import Day
from backlog.model.origin import Origin
from backlog.model.plan import Pause, Setting
from backlog.model.screening import Flag, Screening
from backlog.model.session import Reading, Session

Value = Session | Reading | Day | Setting | Pause | Screening | Flag | Origin


@dataclass(frozen=True, kw_only=True)
class Problem:
    """Something in a file that could not be taken as it stands.

    `line` is the line of the file that the row begins on, counted from 1; None means the file as a whole.
    `lost` is False where the row was taken and only one of its cells was left out.
    """

    file: str
    line: int | None
    what: str
    todo: str
    lost: bool = True

    @property
    def place(self) -> str:
        """`diary.csv:12`, or `run.fit`."""
        return self.file if self.line is None else f"{self.file}:{self.line}"


class Row(NamedTuple):
    """One value and where it stands: its line, or None where a file has no lines, as a watch's recording."""

    file: str
    line: int | None
    value: Value

    @property
    def place(self) -> str:
        """`diary.csv:12`, or `run.fit`."""
        return self.file if self.line is None else f"{self.file}:{self.line}"


@dataclass(frozen=True, kw_only=True)
class Parsed:
    """What one file holds.

    `kind` names the form in words; `own` says that its values carry their numbers and recorded-at times.
    `unused` are columns that were not understood; `remarks` are assumptions that the person should hear of.
    `listed` says that it is a platform's own list: the recordings beside it are of the same sessions.
    `stretched` says that ratings of it were stretched from the scale that the person gave.
    """

    file: str
    kind: str
    rows: tuple[Row, ...] = ()
    problems: tuple[Problem, ...] = ()
    own: bool = False
    listed: bool = False
    stretched: bool = False
    unused: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Options:
    """What the person said about the files, and the moment of the import.

    `units` (km or mi) is of numbers that neither their cell nor their column gives a unit.
    `columns` maps fields to columns, `kind` is sessions or readings, `dates` dmy or mdy;
    `activity` is of rows that do not say theirs; `sure` accepts what is unusual but possible.
    `scale` is the lowest and the highest rating of the file's own scale, to be stretched to 0-10: None where the
    person said nothing of it. `by_position` takes the zone from where a recording began.
    `sites` are the places that a diary's own names mean, by the names in small letters; empty: to be left out.
    """

    now: datetime
    zone: str
    units: str = "km"
    columns: Mapping[str, str] = field(default_factory=dict)
    kind: str | None = None
    activity: str | None = None
    dates: str | None = None
    sure: bool = False
    scale: tuple[float, float] | None = None
    by_position: bool = False
    sites: Mapping[str, str] = field(default_factory=dict)

    def site(self, name: str) -> str | None:
        """The place that the person said a name means; empty if it is to be left out, None if nothing was said."""
        return self.sites.get(name.strip().lower())
