"""The ratings of pain in one diary: several of one site at one time are one reading, the highest."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from backlog import clock
from backlog.importers.diaries import scales
from backlog.importers.parsed import Options, Row
from backlog.importers.validation import check
from backlog.model import units
from backlog.model.session import Reading

#: Of what was left out so many are named.
_MOST_NAMED = 5


def counted(counts: Counter[str]) -> str:
    """`Fatigue (12), Headache (3) and 4 more`."""
    most = counts.most_common(_MOST_NAMED)
    named = [f"{name} ({count})" for name, count in most]
    rest = counts.total() - sum(count for _, count in most)
    return ", ".join(named) + (f" and {rest} more" if rest else "")


@dataclass
class Ratings:
    """The readings so far, by the key that names each at a second import; `repeated` counts those that lost."""

    file: str
    source: str
    options: Options
    rows: dict[str, Row] = field(default_factory=dict)
    repeated: int = 0

    def rate(self, line: int, when: clock.When, site: str, text: str, *, key: str, note: str | None = None) -> None:
        """Keep a rating; InputError `bad-score`, or what else cannot be."""
        reading = Reading(
            at=when.at,
            zone=self.options.zone,
            day=clock.local_date(when.at, self.options.zone),
            approximate=when.approximate,
            site=site,
            score=scales.read_score(text, self.options.scale),
            note=units.parse_text(note or ""),
            source=self.source,
            source_key=key,
        )
        check(reading, now=self.options.now)
        held = self.rows.get(key)
        self.repeated += held is not None
        if held is None or (isinstance(held.value, Reading) and (reading.score or 0) > (held.value.score or 0)):
            self.rows[key] = Row(self.file, line, reading)

    def readings(self) -> Iterator[Reading]:
        """The readings that were kept."""
        yield from (row.value for row in self.rows.values() if isinstance(row.value, Reading))

    @property
    def stretched(self) -> bool:
        """Whether there are ratings that were stretched."""
        return self.options.scale is not None and bool(self.rows)

    def remarks(self) -> list[str]:
        """The zone that was taken for their times, the scale, and how many lost."""
        found = []
        if any(not reading.approximate for reading in self.readings()):
            found.append(self.options.zone_remark)
        if self.options.scale is not None and self.rows:
            found.append(scales.remark(self.options.scale))
        if self.repeated:
            found.append(f"More ratings of the same site and time, of which the highest was kept: {self.repeated}.")
        return found
