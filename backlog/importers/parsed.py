"""What every reader returns: values with their lines, and problems; what it may be told; and how it gathers them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from backlog.errors import InputError
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


class _OneRow(NamedTuple):
    found: Collected
    line: int | None
    name: str

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> bool:
        if not isinstance(error, InputError):
            return False
        self.found.problem(f"{self.name}: {error.what}" if self.name else error.what, error.todo, self.line)
        return True


class Collected:
    """What is read of one file, row by row, beside what of it cannot be taken."""

    def __init__(self, file: str, problems: Iterable[Problem] = ()) -> None:
        self.file = file
        self.rows: list[Row] = []
        self.problems = list(problems)
        self._remarks: dict[str, None] = {}

    def row(self, line: int | None = None, name: str = "") -> _OneRow:
        """A block for one row: an InputError inside becomes a problem, told of `name`, and costs no other row."""
        return _OneRow(self, line, name)

    def keep(self, value: Value, line: int | None = None) -> None:
        """One value more."""
        self.rows.append(Row(self.file, line, value))

    def problem(self, what: str, todo: str, line: int | None = None, *, lost: bool = True) -> None:
        """One problem more."""
        self.problems.append(Problem(file=self.file, line=line, what=what, todo=todo, lost=lost))

    def remark(self, *said: str) -> None:
        """Say something of the file, once."""
        self._remarks |= dict.fromkeys(said)

    def parsed(
        self,
        kind: str,
        *,
        own: bool = False,
        listed: bool = False,
        stretched: bool = False,
        unused: tuple[str, ...] = (),
    ) -> Parsed:
        """All of it, the problems in the order of their lines."""
        return Parsed(
            file=self.file,
            kind=kind,
            rows=tuple(self.rows),
            problems=tuple(sorted(self.problems, key=lambda problem: problem.line or 0)),
            own=own,
            listed=listed,
            stretched=stretched,
            unused=unused,
            remarks=tuple(self._remarks),
        )


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

    @property
    def zone_remark(self) -> str:
        """What to say of times that name no zone."""
        return f"Its times name no zone: taken as {self.zone}. Say it with --zone."

    @property
    def told(self) -> bool:
        """Whether the person said what the columns or the rows are, so that no form is to be seen in their names."""
        return bool(self.columns) or self.kind is not None

    def site(self, name: str) -> str | None:
        """The place that the person said a name means; empty if it is to be left out, None if nothing was said."""
        return self.sites.get(name.strip().lower())
