"""Which imported sessions are the same as ones that are known already, and what is kept of both: pure."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import date, datetime, timedelta

from backlog.importers.parsed import Row
from backlog.model.session import Session

#: Sources whose sessions a person typed, here or into another journal of backlog.
BY_HAND = ("typed", "backlog")
#: Sources from the best to the worst: a device's own totals, a platform's copy of them, a track that is measured anew.
BEST_FIRST = (
    *BY_HAND,
    *("fit", "suunto", "tcx", "apple", "garmin-account", "strava", "garmin", "runkeeper", "gpx", "moves", "csv"),
)
#: Sources that record: two devices may tell of one session. A list names each session once.
RECORDERS = ("fit", "suunto", "tcx", "gpx", "apple")
#: Sources that write the clock on the wall and no zone.
WITHOUT_ZONE = ("garmin", "runkeeper", "csv")
DISTANCE_SHARE = 0.15
DURATION_SHARE = 0.10
#: Who remembers no hour remembers the distance less well: not enough to be the same, but to be asked about.
ROUNDED_SHARE = 0.30
START_APART = timedelta(minutes=90)
RECORDING_APART = timedelta(minutes=2)
#: Hours that a clock on the wall can be off; then time taken and distance must agree to this share.
MOST_HOURS_OFF = 14
OFF_SHARE = 0.02
#: What an import may add to a session where nothing was said of it.
FILLED = (
    "distance_m", "duration_s", "ascent_m", "surface", "strike", "forefoot_share", "shoes", "effort", "during",
    "mood_before", "mood_after", "steps", "cadence", "intervals", "note",
)  # fmt: skip
#: What a better source replaces: all that it says, but not what names the thing.
_NAMING = {"id", "recorded_at", "source", "source_key"}
REPLACED = tuple(f.name for f in fields(Session) if f.name not in _NAMING)
_WHAT = ("activity", "sport")
_TIMES = ("started_at", "ended_at", "zone", "day", "end_estimated", "approximate")


Span = tuple[datetime, datetime]


@dataclass(eq=False, kw_only=True)
class Known:
    """A session that is in the journal, or that this import brings.

    `row` is where it stood, None for the journal's own, which `before` is as it was. `told_by` are the sources that
    told of it, and `tellings` those tellings that are not the session itself, with the names of their files; `spans`
    are from when to when a telling had it, where it says. `edited` finds the fields that the person changed since it
    was imported, `original` the session as an import last wrote it, None if none did.
    """

    session: Session
    row: Row | None = None
    file: str = ""
    before: Session | None = None
    told_by: set[str] = field(default_factory=set)
    tellings: list[tuple[str, Session]] = field(default_factory=list)
    spans: list[Span] = field(default_factory=list)
    edited: Callable[[], Collection[str]] = frozenset
    original: Callable[[], Session | None] = lambda: None

    def tell(self, file: str, imported: Session) -> None:
        """Take in what a file says of the same session; what is not the session itself is kept beside it."""
        before, better = self.session, _rank(imported) < _rank(self.session)
        self.session = merged(before, imported, self.edited)
        self.told_by.add(imported.source)
        self.spans += _spans(imported)
        if not better:
            self.tellings.append((file, imported))
            return
        # What a file said, not what the person made of it since.
        self.tellings.append((self.file, self.original() or before))
        if any(getattr(self.session, n) != getattr(imported, n) for n in REPLACED if _says(imported, n)):
            self.tellings.append((file, imported))
        self.file, self.original = file, lambda: imported

    def absorb(self, other: Known) -> None:
        """Take in another one that turned out to be the same session, with all that told of it."""
        self.tell(other.file, other.session)
        self.tellings += other.tellings
        self.told_by |= other.told_by
        self.spans += other.spans


@dataclass(frozen=True, kw_only=True)
class Match:
    """What became of one imported session: the known one it is, or a new one that may be one of `doubtful`.

    `hours_off` is by how many hours its clock differed.
    """

    known: Known
    same: bool
    doubtful: Sequence[Known] = ()
    hours_off: int = 0


_Fits = Callable[[Session, Known], bool]


class Matcher:
    """All sessions that are known, by their day; what is matched and what is new is known to the next ones."""

    def __init__(self) -> None:
        self._by_day: dict[date, list[Known]] = defaultdict(list)

    def add(self, known: Known) -> None:
        """Know a session."""
        known.told_by.add(known.session.source)
        self._by_day[known.session.started_at.date()].append(known)

    def take(self, rows: Sequence[tuple[Row, Session]]) -> list[Match]:
        """What each of one source's sessions is; the new ones and those told again are known from then on.

        The surest first: recordings of one session among themselves, the same minutes, sessions that were typed, and
        only then clocks that are hours off.
        """
        firsts, places = self._told_once(rows)
        #: By place, the known session that it is, and by how many hours its clock differed.
        found: dict[int, tuple[Known, int]] = {}
        for place, one in enumerate(firsts):
            if (other := self._at_once(one)) is not None:
                found[place] = other, 0
                other.absorb(one)
        for fits in (_is_typed, _is_off):
            left = {place: one for place, one in enumerate(firsts) if place not in found}
            for place, other in self._only(left, fits).items():
                one = left[place]
                found[place] = other, _hours_off(one.session, other.session) if fits is _is_off else 0
                other.absorb(one)
        of_first = [self._match(one, *found.get(place, (None, 0))) for place, one in enumerate(firsts)]
        matches = []
        for place in places:
            matches.append(of_first[place])
            of_first[place] = Match(known=of_first[place].known, same=True)  # for the rows that tell it again
        return matches

    def _match(self, one: Known, other: Known | None, hours_off: int) -> Match:
        """The match of a session that is another one, or that is new and known from now on."""
        if other is not None:
            return Match(known=other, same=True, hours_off=hours_off)
        doubtful = [near for near in self._near(one.session, one.file) if _may_be(one.session, near)]
        self.add(one)
        return Match(known=one, same=False, doubtful=doubtful)

    def _told_once(self, rows: Sequence[tuple[Row, Session]]) -> tuple[list[Known], list[int]]:
        """The sessions that a source tells, and for each row which of them it is: two devices may record one."""
        firsts: list[Known] = []
        by_day: dict[date, list[int]] = defaultdict(list)
        places = []
        for row, session in rows:
            day = session.started_at.date()
            near = [
                n for d in (-1, 0, 1) for n in by_day[day + timedelta(days=d)] if _another(session, row.file, firsts[n])
            ]
            same = next((n for n in near if _is_recorded(session, firsts[n].session)), None)
            if same is None:
                same = len(firsts)
                firsts.append(Known(session=session, row=row, file=row.file, told_by={session.source}))
                by_day[day].append(same)
            else:
                firsts[same].tell(row.file, session)
            places.append(same)
        return firsts, places

    def _near(self, session: Session, file: str) -> Iterator[Known]:
        """Those that began within a day or so, and that another source may have told of."""
        day = session.started_at.date()
        for at in (day - timedelta(days=1), day, day + timedelta(days=1)):
            yield from (known for known in self._by_day.get(at, ()) if _another(session, file, known))

    def _at_once(self, one: Known) -> Known | None:
        """The session that was done in the same minutes, whoever told of it, the nearest first."""
        near = self._near(one.session, one.file)
        same = [k for k in near if _is_recorded(one.session, k.session) and _when_told(one.session, k)]
        return min(same, key=lambda known: _apart(one.session, known.session), default=None)

    def _only(self, told: Mapping[int, Known], fits: _Fits) -> dict[int, Known]:
        """By place, the known session that an imported one is: the only one that fits, and that it alone fits."""
        near = {
            place: [known for known in self._near(one.session, one.file) if fits(one.session, known)]
            for place, one in told.items()
        }
        claims = Counter(id(known) for fitting in near.values() for known in fitting)
        return {n: one[0] for n, one in near.items() if len(one) == 1 and claims[id(one[0])] == 1}


def merged(held: Session, imported: Session, edited: Callable[[], Collection[str]] = frozenset) -> Session:
    """One session of two tellings: the better source's, with what only the other knows.

    What the person typed, or changed since (`edited`, asked for only where it matters), always stays.
    """
    if _rank(imported) < _rank(held):
        kept = set(edited())
        said = {name: getattr(imported, name) for name in REPLACED if _says(imported, name)}
        for fields_of_one in (_TIMES, _WHAT):
            if kept & set(fields_of_one):
                kept |= set(fields_of_one)
        better = replace(held, **{name: value for name, value in said.items() if name not in kept})
        return replace(better, source=imported.source, source_key=imported.source_key)
    more = {n: getattr(imported, n) for n in FILLED if getattr(held, n) is None and getattr(imported, n) is not None}
    if more:
        # What the person took out stays out.
        cleared = set(edited())
        more = {name: value for name, value in more.items() if name not in cleared}
    if held.approximate and not imported.approximate and held.day == imported.day:
        more |= {name: getattr(imported, name) for name in _TIMES}
    elif "duration_s" in more and held.end_estimated:
        more |= {"ended_at": held.started_at + timedelta(seconds=round(more["duration_s"])), "end_estimated": False}
    if held.activity == "other" and held.sport is None and not _unnamed(imported):
        more |= {"activity": imported.activity, "sport": imported.sport}
    return replace(held, **more)


def source_rank(source: str) -> int:
    """Where a source stands among the others: the lower the better."""
    return BEST_FIRST.index(source) if source in BEST_FIRST else len(BEST_FIRST)


def _rank(session: Session) -> int:
    return source_rank("typed" if session.source in BY_HAND else session.source)


def _says(session: Session, name: str) -> bool:
    """Whether a telling says anything of a field."""
    if name in {"activity", "sport"}:
        return not _unnamed(session)
    return getattr(session, name) not in (None, {})


def _unnamed(session: Session) -> bool:
    return session.activity == "other" and session.sport is None


def _by_hand(known: Known) -> bool:
    return known.session.source in BY_HAND


def _another(session: Session, file: str, known: Known) -> bool:
    """Whether they can be one session told twice: a list, or a person, does not tell the same session twice.

    Two tables may, if they are two: whatever program wrote them, they are all called `csv`.
    """
    if session.source == "csv" and known.file != file:
        return True
    return session.source in RECORDERS or session.source not in known.told_by


def _is_typed(session: Session, known: Known) -> bool:
    """Typed, same activity and local day, distance within 15 %, start within 90 min if the person gave one."""
    typed = known.session
    return (
        _by_hand(known)
        and session.day == typed.day
        and _alike(session, typed)
        and _within(session.distance_m, typed.distance_m, DISTANCE_SHARE)
        and (typed.approximate or _apart(session, typed) <= START_APART)
        and _when_told(session, known)
    )


def _when_told(session: Session, known: Known) -> bool:
    """Whether it was at the same time as another telling of a typed one: what a recording is, no other one is too."""
    spans = _spans(session)
    if not (_by_hand(known) and known.spans and spans):
        return True
    return any(_share(span, other) for span in spans for other in known.spans)


def _is_recorded(session: Session, other: Session) -> bool:
    """Starts within 2 min, as long within 10 %, and at the same time: two laps a minute apart are two sessions."""
    return _apart(session, other) <= RECORDING_APART and _as_long(session, other) and _overlap(session, other)


def _overlap(session: Session, other: Session) -> bool:
    """Whether they share half of the shorter one's time: nobody does two things at once."""
    return _share((session.started_at, session.ended_at), (other.started_at, other.ended_at))


def _share(one: Span, other: Span) -> bool:
    shared = min(one[1], other[1]) - max(one[0], other[0])
    return shared * 2 >= min(one[1] - one[0], other[1] - other[0])


def _spans(session: Session) -> list[Span]:
    """From when to when it was, if it says so."""
    return [] if session.approximate else [(session.started_at, session.ended_at)]


def _alike(session: Session, other: Session) -> bool:
    return (session.activity, session.sport) == (other.activity, other.sport) or _unnamed(session) or _unnamed(other)


def _may_be(session: Session, known: Known) -> bool:
    """Whether a doubt is left.

    Of any: at the same time, to half of the shorter one. Of a recorded one: the same start, but not as long.
    Of a typed one: close by distance at another hour, not so close on a day without an hour, or close by the hour and
    a distance is unknown.
    """
    other = known.session
    if not (session.approximate or other.approximate) and _overlap(session, other):
        return True
    if not _by_hand(known):
        return _apart(session, other) <= RECORDING_APART
    if session.day != other.day or not _alike(session, other):
        return False
    if session.distance_m is None or other.distance_m is None:
        return _apart(session, other) <= START_APART
    share = ROUNDED_SHARE if other.approximate else DISTANCE_SHARE
    return _within(session.distance_m, other.distance_m, share)


def _as_long(session: Session, other: Session) -> bool:
    """Whether the time that the clock ran, or that from start to end, is the same within 10 %."""
    if session.duration_s is None or other.duration_s is None:
        return False
    one, another = ((s.ended_at - s.started_at).total_seconds() for s in (session, other))
    return _within(session.duration_s, other.duration_s, DURATION_SHARE) or _within(one, another, DURATION_SHARE)


def _is_off(session: Session, known: Known) -> bool:
    """A recorded one of another clock."""
    return not _by_hand(known) and _hours_off(session, known.session) != 0


def _hours_off(session: Session, other: Session) -> int:
    """By how many whole hours the clocks differ, where one of the two has none but the wall's; 0 if not so."""
    if session.source not in WITHOUT_ZONE and other.source not in WITHOUT_ZONE:
        return 0
    hours = round((session.started_at - other.started_at) / timedelta(hours=1))
    if not 0 < abs(hours) <= MOST_HOURS_OFF:
        return 0
    near = abs(session.started_at - other.started_at - timedelta(hours=hours)) <= RECORDING_APART
    as_far = _within(session.distance_m, other.distance_m, OFF_SHARE)
    as_long = _within(session.duration_s, other.duration_s, OFF_SHARE)
    return hours if near and as_far and as_long and _alike(session, other) else 0


def _apart(session: Session, other: Session) -> timedelta:
    return abs(session.started_at - other.started_at)


def _within(one: float | None, other: float | None, share: float) -> bool:
    return one is not None and other is not None and abs(one - other) <= share * other
