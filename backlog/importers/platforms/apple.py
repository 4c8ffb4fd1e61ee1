"""Apple Health's export.xml: the workouts, and ratings of lower back pain where the person says their scale."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import replace
from datetime import datetime, timedelta
from operator import itemgetter
from typing import TYPE_CHECKING

from backlog import clock
from backlog.errors import InputError
from backlog.importers.content import File, refusals
from backlog.importers.diaries.scales import stretched
from backlog.importers.parsed import Collected, Options, Parsed
from backlog.importers.platforms import apple_scan
from backlog.importers.platforms.apple_scan import EFFORT, PAIN, Fragment
from backlog.importers.platforms.apple_workout import moment_of, recording_of, score_of, words_of
from backlog.importers.recording import Recording, take
from backlog.importers.recordings.xml_text import without_forbidden
from backlog.importers.validation import check
from backlog.model import units
from backlog.model.session import Reading

if TYPE_CHECKING:
    from lxml import etree

SOURCE = "apple"
KIND = "Apple Health's export"
#: The scale of severities in words, and the one that is said to take them.
SCALE: tuple[float, float] = (0.0, 3.0)
SEVERITIES = {"NotPresent": 0, "Mild": 1, "Moderate": 2, "Severe": 3}
_SEVERITY = "HKCategoryValueSeverity"
#: XML forbids them, and some apps' texts hold them all the same.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_START = re.compile(rb'startDate="([\d: +-]{1,30})"')
_AT = itemgetter(0)
_AGAIN = "Export it again on the phone, to have all of it."


def read(file: File, options: Options) -> Parsed:
    """The sessions of an export, and the readings if `options.scale` is 0 to 3, in memory that does not grow with it.

    InputError `bad-import`: it is another file.
    """
    with refusals(file.name), file.open() as stream:
        scan = apple_scan.Scan(stream, file.name, file.tell)
        export = _Export(file.name, options)
        for fragment in scan:
            export.add(fragment)
    return export.parsed(cut=scan.cut)


class _Export:
    """Gathers what an export holds."""

    def __init__(self, file: str, options: Options) -> None:
        self.found = Collected(file)
        self.options = options
        self.recordings: dict[str, Recording] = {}
        self.readings: dict[str, Reading] = {}
        #: When a rated workout begins, and how hard the person said that it was, 1 to 10.
        self.efforts: list[tuple[datetime, float]] = []
        self.repeated = self.rated = self.unrated = 0
        self._parser: etree.XMLParser | None = None
        self._damaged = False

    def add(self, fragment: Fragment) -> None:
        """Take a workout or a record; one that cannot be taken is a problem."""
        element = self._parsed(fragment.data) if fragment.whole else None
        if element is None:
            name = "workout" if fragment.data.startswith(b"<Workout") else "rating"
            start = _START.search(fragment.data)
            self.found.problem(f"{start[1].decode() if start else 'A'} {name}: It is damaged.", _AGAIN)
            return
        what = (words_of(element)[:60] or "workout") if element.tag == "Workout" else "rating"
        name = f"{(element.get('startDate') or 'Without a time')[:30]} {what}"
        with self.found.row(name=name):
            if element.tag == "Workout":
                self._add_workout(element)
            elif element.get("type") == PAIN:
                self._add_pain(element)
            elif element.get("type") == EFFORT:
                self._add_effort(element)
            if self._damaged:
                what = f"{name}: It is damaged: what could be read of it was taken."
                self.found.problem(what, _AGAIN, lost=False)

    def parsed(self, *, cut: bool) -> Parsed:
        """All of it."""
        self.found.remark(*self._remarks())
        self.efforts.sort(key=_AT)
        for recording in self.recordings.values():
            with self.found.row(name=f"{recording.start:%Y-%m-%d %H:%M} UTC {recording.kind[:60]}".rstrip()):
                take(self.found, self._with_effort(recording), self.options, source=SOURCE)
        for reading in self.readings.values():
            self.found.keep(reading)
        if cut:
            what = "The file breaks off: what stands before the break was taken."
            self.found.problem(what, _AGAIN, lost=False)
        return self.found.parsed(KIND, listed=True, stretched=bool(self.readings))

    def _add_workout(self, element: etree._Element) -> None:
        recording = recording_of(element, self.options)
        key = recording.key or ""
        if key in self.recordings:
            self.repeated += 1
        self.recordings.setdefault(key, recording)

    def _add_pain(self, element: etree._Element) -> None:
        """A rating in words: counted, unless the person said that their scale is to be stretched."""
        severity = SEVERITIES.get((element.get("value") or "").removeprefix(_SEVERITY))
        if severity is None:
            self.unrated += 1
            return
        self.rated += 1
        if self.options.scale != SCALE:
            return
        at = moment_of(element, "startDate", self.options)[0]
        reading = Reading(
            at=at,
            zone=self.options.zone,
            day=clock.local_date(at, self.options.zone),
            site="back",
            score=stretched(severity, SCALE),
            source=SOURCE,
            source_key=f"back|{at.isoformat()}",
        )
        check(reading, now=self.options.now)
        before = self.readings.setdefault(reading.source_key or "", reading)
        if before.score != reading.score:
            raise InputError("bad-score", "There is another rating of that moment.", "Delete one of them in Health.")

    def _add_effort(self, element: etree._Element) -> None:
        score = score_of(element.get("value"))
        if score is not None:
            self.efforts.append((moment_of(element, "startDate", self.options)[0], score))

    def _with_effort(self, recording: Recording) -> Recording:
        """With the rating that begins as the workout does, or else the last that was made during it."""
        if recording.effort is not None:
            return recording
        end = recording.start + timedelta(seconds=min(recording.elapsed_s or recording.timer_s or 0, units.LONGEST_S))
        first = bisect_left(self.efforts, recording.start, key=_AT)
        same = bisect_right(self.efforts, recording.start, key=_AT)
        # Without its end, at which another workout may begin.
        last = same if same > first else bisect_left(self.efforts, end, key=_AT)
        return replace(recording, effort=self.efforts[last - 1][1]) if first < last else recording

    def _remarks(self) -> list[str]:
        found = [f"It holds {_counted(len(self.recordings), 'workout')}."]
        if self.repeated:
            repeat = "repeats another" if self.repeated == 1 else "repeat others"
            found.append(f"{_counted(self.repeated, 'workout')} more {repeat} of it: taken once.")
        if self.rated and self.options.scale != SCALE:
            found.append(
                f"It holds {_counted(self.rated, 'rating')} of lower back pain in words, which were not taken: "
                "--scale 0-3 takes them, none as 0 and severe as 10."
            )
        elif self.unrated and self.options.scale == SCALE:
            found.append(
                f"{_counted(self.unrated, 'rating')} of lower back pain without a severity: left out, not taken as 0."
            )
        return found

    def _parsed(self, data: bytes) -> etree._Element | None:
        """The element of a fragment, as far as it can be read; None if it cannot."""
        from lxml import etree

        if self._parser is None:
            self._parser = etree.XMLParser(
                recover=True, resolve_entities=False, no_network=True, load_dtd=False, remove_pis=True
            )
        text = _FORBIDDEN.sub(" ", without_forbidden(data).decode("utf-8", "replace"))
        if text.startswith("<Record") and not text.endswith("/>"):
            text = f"{text[:-1]}/>"
        try:
            element: etree._Element | None = etree.fromstring(text, self._parser)
        except etree.XMLSyntaxError:
            return None
        self._damaged = bool(self._parser.error_log.filter_from_fatals())
        return element


def _counted(number: int, noun: str) -> str:
    """`no workouts`, `1 workout`, `2 workouts`."""
    return f"{number or 'no'} {noun}{'' if number == 1 else 's'}"
