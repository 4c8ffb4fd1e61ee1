"""The door for notebooks and programs: a verdict from values in memory, and a journal as pandas frames.

    from backlog.api import Person, Reading, Session, advise, explain

    verdict = advise([Session(started_at=..., distance_m=2000, surface="grass")],
                     [Reading(at=..., score=2)],
                     Person(usual_pain=2, screened_at=now), now)
    for sentence in explain(verdict):
        print(sentence)

What stands in `__all__` is stable: fields and keywords may be added, none is renamed. A refusal is a BacklogError
whose `slug` is explained in docs/reference/errors.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime
from itertools import count
from typing import TYPE_CHECKING, Self
from zoneinfo import ZoneInfo

from backlog import clock
from backlog.errors import BacklogError, InputError
from backlog.importers.validation import check
from backlog.model.case import Case
from backlog.model.checks import as_taken
from backlog.model.decision import Decision, Pending, Prescription, Stop, Verdict
from backlog.model.plan import LIMITS, Pause, Plan
from backlog.model.screening import Flag, Screening
from backlog.model.session import EPOCH, Reading, Session
from backlog.model.tokens import ACTIVITIES, MEDICINE, SURFACES
from backlog.model.units import LONGEST_M, LONGEST_S
from backlog.report.verdicts import lines
from backlog.rules.headline import Voice
from backlog.rules.redflags import GROUPS, QUESTIONS
from backlog.services.advice import WINDOW, judge
from backlog.services.casefile import Given, complete

if TYPE_CHECKING:
    from os import PathLike

    import pandas as pd

    from backlog.store.journal import Journal

__all__ = [
    "QUESTIONS", "BacklogError", "Decision", "JournalFrames", "Pause", "Pending", "Person", "Prescription", "Reading",
    "Session", "Stop", "Verdict", "advise", "explain", "open_journal",
]  # fmt: skip

Moments = datetime | tuple[datetime, ...] | None

EVER = (clock.EARLIEST, clock.LATEST)
_NO_DAY = EPOCH.date()
_FIELDS = tuple(field.name for field in fields(Plan))
#: Readings are numbered from here on, so that a number names one thing, as in the files of `backlog decide`.
_FIRST_READING = 1001


@dataclass(frozen=True, kw_only=True)
class Person(Plan):
    """Who asks: what they want and have, and how the red-flag questions were answered. Metres, seconds, scores 0-10.

    - `usual_pain`: pain in the back as it usually is, as answered before the first run; `usual_pain_at` when that was
      (None: it is taken as of now, and usual may not rise far above it).
    - `medicine`: `regular` where something is taken for pain every day; `medicine_at`: when that last changed.
      `medicated` of a reading is then an extra dose beside it, but for readings before `marked_until`.
    - `goal_m`: a run is never longer. `longest_s`: no session is longer.
    - `activities`, `surfaces`: what there is, as tokens. `prefer`: activities liked best instead of running.
    - `pauses`: spells without training, as Pause values with a `first` and a `last` date.
    - `units`: `km` or `mi`, for `explain`.
    - `screened_at`: when the questions in QUESTIONS were last answered; all moments, as a tuple, if they are known.
      None, or only moments still to come: not yet, and every verdict is Pending with the reason `screening`.
    - `reviewed_at`: when a professional had a look, likewise.
    - `flags`: tokens of the questions that are answered with yes now; any of them is a Stop.
    - `zone`: IANA name of the person's time zone; None is that of `now` if it has a ZoneInfo, else UTC.

    `week_start` and `reaction_limit` are those of a journal's plan.
    """

    screened_at: Moments = None
    reviewed_at: Moments = None
    flags: tuple[str, ...] = ()
    zone: str | None = None


def advise(sessions: Iterable[Session], readings: Iterable[Reading], person: Person, now: datetime) -> Verdict:
    """What to do next: the verdict that `backlog advise` would give on these facts at `now`. Nothing is stored.

    Only `started_at` of a session and `at` of a reading must be given, and both with a zone (InputError `naive-time`).
    What is left out is derived; the values passed in are not changed:

    - `id`: sessions count from 1 and readings from 1001 in the order given, past numbers that are taken. Reasons name
      things by these numbers.
    - `ended_at`: from the duration, else from the distance at an assumed pace, else the start.
    - `day`: the local date in the zone; a `zone` left at UTC is the person's.
    - `recorded_at`: when it happened.

    Facts after `now` and those older than 182 days are not used, so a whole diary can be asked about at any moment.
    A value in which all of these are given, with times in UTC, is taken as it is and not looked at again: who asks
    thousands of times should give such values. Any other is checked as an import is; impossible ones are refused
    (InputError `bad-number`, `surface-unknown`, `bad-time` and the like).
    """
    now = _instant(now, "now")
    zone = _zone(person, now)
    done, said = list(sessions), list(readings)
    numbers = _numbers(done, said)
    whole = [_whole(session, number, zone) for session, number in zip(done, numbers, strict=False)]
    rated = [_whole(reading, number, zone) for reading, number in zip(said, numbers[len(done) :], strict=True)]
    now, since = now.astimezone(UTC), now.astimezone(UTC) - WINDOW
    plan, screenings = _plan_of(person), _screenings(person)
    # A red flag was told when the questions were last answered.
    told = max((s.at for s in screenings if s.kind == "screening" and s.at <= now), default=now)
    _, verdict = judge(
        Case(
            now=now,
            zone=clock.zone(zone),
            sessions=tuple(session for session in whole if since <= session.started_at <= now),
            readings=tuple(as_taken([reading for reading in rated if since <= reading.at <= now], plan)),
            plan=plan,
            screenings=tuple(screenings),
            flags=tuple(Flag(flag=flag, opened_at=told) for flag in person.flags),
        )
    )
    return verdict


def explain(verdict: Verdict, person: Person | None = None, now: datetime | None = None) -> list[str]:
    """The verdict in sentences: what to do, the first reasons, the other way, and what may be done meanwhile.

    Distances are in the person's units, times on the clock of their zone (else that of `now`, else UTC, which is then
    said): as `today 18:30` if `now` is given, else with their dates. The words are those of the command line, so a due
    screening names a command; here it is `Person.screened_at`.
    """
    person = person or Person()
    moment = EPOCH if now is None else _instant(now, "now")
    zone = _zone(person, moment)
    mark = " UTC" if zone == "UTC" else ""
    return lines(verdict, Voice(person.units, moment, lambda at: clock.spoken(at, zone, now=moment) + mark), bullet="")


def _zone(person: Person, now: datetime) -> str:
    """The name of the person's zone; InputError `bad-zone`."""
    if person.zone is not None:
        return clock.zone(person.zone).key
    return now.tzinfo.key if isinstance(now.tzinfo, ZoneInfo) and now.tzinfo.key else "UTC"


def _instant(at: datetime, what: str) -> datetime:
    """The same instant; InputError `naive-time` if it has no zone."""
    if at.utcoffset() is None:
        raise InputError.of("naive-time.without-zone", what=what, at=at.isoformat(" "))
    return at


def _numbers(sessions: Sequence[Session], readings: Sequence[Reading]) -> list[int]:
    """A number for each session and then for each reading; InputError `bad-number` where one is given twice."""
    given = [number for number in (*(s.id for s in sessions), *(r.id for r in readings)) if number]
    taken = set(given)
    if len(taken) < len(given):
        twice = next(number for number in given if given.count(number) > 1)
        raise InputError("bad-number", f"Two values have the id {twice}.", "Leave ids out, or let each be one thing's.")
    ours, theirs = ((number for number in count(first) if number not in taken) for first in (1, _FIRST_READING))
    found = [session.id or next(ours) for session in sessions]
    taken.update(found)
    return [*found, *(reading.id or next(theirs) for reading in readings)]


def _whole(given: Given, number: int, zone: str) -> Given:
    """The session or reading with everything derived that was left out."""
    done, what = isinstance(given, Session), type(given).__name__
    times = {name: getattr(given, name) for name in (("started_at", "ended_at") if done else ("at",))}
    happened, *_ = times.values()
    times["recorded_at"] = given.recorded_at
    left_out = {name for name, at in times.items() if at == EPOCH} | ({"day"} if given.day == _NO_DAY else set())
    if given.id and not left_out and all(at.tzinfo is UTC for at in times.values()):
        return given
    if happened == EPOCH:
        name, todo = ("started_at", "Say when it began.") if done else ("time", "Say at which moment it was given.")
        raise InputError("bad-time", f"{what} {number} has no {name}.", todo)
    # Python subtracts two instants of one zone other than UTC by the wall clock, an hour wrong in spring.
    times = {name: _instant(at, f"{name} of {what} {number}").astimezone(UTC) for name, at in times.items()}
    here = zone if given.zone == "UTC" else given.zone
    whole = complete(replace(given, id=number, zone=here, **times), left_out)
    check(whole, now=clock.LATEST)
    return whole


def _plan_of(person: Person) -> Plan:
    """The part of the plan that a journal's has too; InputError for what is no score and no token."""
    if person.usual_pain is not None and not 0 <= person.usual_pain <= 10:
        raise InputError("bad-score", f"usual_pain is {person.usual_pain:g}.", "Pain is a number from 0 to 10.")
    least, most = (percent / 100 for percent in LIMITS)
    for name, low, high in (("goal_m", 1, LONGEST_M), ("longest_s", 1, LONGEST_S), ("reaction_limit", least, most)):
        value = getattr(person, name)
        if value is not None and not low <= value <= high:
            raise InputError("bad-number", f"{name} is {value:g}.", f"Give {low:.9g} to {high:.9g}.")
    for words, known, slug in (
        ((*person.activities, *person.prefer), ACTIVITIES, "activity-unknown"),
        (person.surfaces, SURFACES, "surface-unknown"),
        ((person.medicine or "none",), MEDICINE, "bad-option"),
        (person.flags, tuple(GROUPS), "bad-option"),
    ):
        for word in words:
            if word not in known:
                raise InputError(slug, f"The plan holds {word!r}.", f"Use these tokens: {', '.join(known)}.")
    for name in ("usual_pain_at", "medicine_at", "marked_until"):
        if (at := getattr(person, name)) is not None:
            _instant(at, name)
    return Plan(**{name: getattr(person, name) for name in _FIELDS})


def _screenings(person: Person) -> list[Screening]:
    """When the questions were answered, then when a professional had a look."""
    found = []
    for name, kind in (("screened_at", "screening"), ("reviewed_at", "review")):
        told = getattr(person, name)
        moments = () if told is None else (told,) if isinstance(told, datetime) else told
        found += [Screening(at=_instant(at, name).astimezone(UTC), kind=kind) for at in moments]
    return found


def open_journal(place: str | PathLike[str] | None = None) -> JournalFrames:
    """A journal to read from: a file, or a postgresql:// URL; None is the one that the commands use.

    It is never made, brought up to date or written: BacklogError `journal-missing`, `journal-older`, `journal-newer`,
    `not-a-journal`, `journal-unreachable`.

        with open_journal() as journal:
            checks = journal.checks()
    """
    from backlog.services.settings import Settings
    from backlog.store.opening import open_to_read

    return JournalFrames(open_to_read(Settings(db=None if place is None else str(place)).place.value))


class JournalFrames:
    """A journal, open for reading, as pandas frames; made by open_journal, and closed by `with` or `close`.

    Columns that end in `_at`, and `at`, are instants in UTC to the second; `zone` is the IANA name of where it was, and
    `day` the local date there, as midnight without a zone. What is not known is NaN or NA, never 0. Scores go from 0
    to 10. A frame of an empty journal has the same columns and types. Each call reads the journal as it is now.
    """

    def __init__(self, journal: Journal) -> None:
        self._journal = journal

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file or the connection."""
        self._journal.close()

    def sessions(self) -> pd.DataFrame:
        """One row a session, by its start.

        - `id`; `started_at`, `ended_at`, `zone`, `day`; `end_estimated`: the end was assumed; `approximate`: only the
          day of the start is known.
        - `activity`, and `sport` as the file named it; `surface`, `strike`, `shoes`: tokens and texts.
        - `distance_m` and `ascent_m` in metres; `duration_s` in seconds; `forefoot_share` from 0 to 1; `steps`;
          `cadence` in steps per minute; `intervals` such as `6x60/120`, seconds run and walked.
        - `effort`; `during`: the highest pain in the back while it lasted, and elsewhere `during_buttock`,
          `during_hip_groin`, `during_thigh`, `during_knee`, `during_shin`, `during_calf`, `during_foot`,
          `during_radiating_leg`, `during_other`; `mood_before`, `mood_after`: scores.
        - `note`; `source` and `source_key`: where it came from; `recorded_at`.
        - `prescribed_m` of a run, `prescribed_s` of all else, in seconds: what had been advised before it.
        """
        from backlog.report.frames import sessions_frame

        return sessions_frame(self._journal.sessions(*EVER))

    def readings(self) -> pd.DataFrame:
        """One row a reading, by its time.

        - `id`; `at`, `zone`, `day`; `approximate`: only the day is known.
        - `site`: `back` or another token; `score`; `flare`: yes or no to "hard to tolerate or got in the way";
          `medicated`: under an extra dose; `reaches`: how far down the leg radiating pain goes.
        - `note`; `source` and `source_key`: where it came from; `recorded_at`.
        """
        from backlog.report.frames import readings_frame

        return readings_frame(self._journal.readings(*EVER))

    def checks(self, now: datetime | None = None) -> pd.DataFrame:
        """Three rows a session, for the pain checks 0, 24 and 48 h after its end, by its start.

        - `session`: its id; its `activity`, `zone` and `day`; `horizon_h`: 0, 24 or 48 hours.
        - `opens_at`, `due_at`, `closes_at`: when an answer is first taken, when it is asked for, and when last taken.
        - `state` at `now` (None: this moment): `answered`, `upcoming`, `due`, `late` (an answer is still taken),
          `missed`, or `not_expected` (an activity without checks, a pause, or recorded after it had closed).
        - Of the answer: `reading`, its id; `score`; `lag_h`, hours from the session's end; `timing`: `early`,
          `on_time` or `late`; `after_another`: a later session had begun; `medicated`; `flare`.
        """
        from backlog.report.frames import checks_frame
        from backlog.services.weekly import checked_sessions, load_facts

        moment = clock.now() if now is None else _instant(now, "now")
        facts = load_facts(self._journal, None, now=moment)
        return checks_frame(checked_sessions(facts), now=moment, pauses=facts.pauses)

    def days(self) -> pd.DataFrame:
        """One row for every local date from the first that holds a fact to the last.

        - `day`; `sessions`: how many began.
        - `on_foot_m`: metres run, walked and climbed; `other_min`: minutes of all other activities, from the distance
          at an assumed pace where only that is known. Both are 0 where nothing of the kind was logged, and NaN where
          something was whose size is not known.
        - `readings`: how many scores the back got; `back_worst`, `back_mean`: the highest and the mean of them.
        - As noted for the day: `sleep_h` and `sitting_h` in hours; `stress`, `lifting`, `mood`: scores; `tags`:
          words with blanks between; `note`.
        """
        from backlog.report.frames import days_frame

        with self._journal.snapshot():
            days = self._journal.days(*(at.date() for at in EVER))
            return days_frame(self._journal.sessions(*EVER), self._journal.readings(*EVER), days)
