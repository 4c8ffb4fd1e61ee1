"""Which imported sessions are the same as ones that are known already, and what is kept of both: pure."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import date, timedelta

from backlog.importers.parsed import Row
from backlog.model.session import Session

#: Sources whose sessions a person typed, here or into another journal of backlog.
BY_HAND = ("typed", "backlog")
#: Sources from the best to the worst: a device's own totals, a platform's copy of them, a track that is measured anew.
BEST_FIRST = (*BY_HAND, "fit", "tcx", "apple", "garmin-account", "strava", "garmin", "runkeeper", "gpx")
#: Sources that record: two devices may tell of one session. A list names each session once.
RECORDERS = ("fit", "tcx", "gpx", "apple")
#: Sources that write the clock on the wall and no zone.
WITHOUT_ZONE = ("garmin", "runkeeper", "csv")
DISTANCE_SHARE = 0.15
DURATION_SHARE = 0.10
START_APART = timedelta(minutes=90)
RECORDING_APART = timedelta(minutes=2)
#: Hours that a clock on the wall can be off; then time taken and distance must agree to this share.
MOST_HOURS_OFF = 14
OFF_SHARE = 0.02
#: What an import may add to a session where nothing was said of it.
FILLED = (
    "distance_m",
    "duration_s",
    "ascent_m",
    "surface",
    "strike",
    "forefoot_share",
    "shoes",
    "effort",
    "during",
    "mood_before",
    "mood_after",
    "steps",
    "cadence",
    "intervals",
    "note",
)
#: What a better source replaces: all that it says, but not what names the thing.
_NAMING = {"id", "recorded_at", "source", "source_key"}
REPLACED = tuple(f.name for f in fields(Session) if f.name not in _NAMING)
_TIMES = ("started_at", "ended_at", "zone", "day", "end_estimated", "approximate")


@dataclass(eq=False, kw_only=True)
class Known:
    """A session that is in the journal, or that this import brings.

    `row` is where it stood, None for the journal's own. `told_by` are the sources that told of it, and `tellings` those
    tellings that are not the session itself, with the names of their files. `edited` finds the fields that the person
    changed since it was imported.
    """

    session: Session
    row: Row | None = None
    file: str = ""
    told_by: set[str] = field(default_factory=set)
    tellings: list[tuple[str, Session]] = field(default_factory=list)
    edited: Callable[[], Collection[str]] = frozenset

    def tell(self, file: str, imported: Session) -> None:
        """Take in what a file says of the same session; the telling that loses is kept beside it."""
        after = merged(self.session, imported, self.edited)
        if _rank(imported) < _rank(self.session):
            self.tellings.append((self.file, self.session))
            self.file = file
        else:
            self.tellings.append((file, imported))
        self.told_by.add(imported.source)
        self.session = after


@dataclass(frozen=True, kw_only=True)
class Match:
    """What became of one imported session: the known one it is, or a new one that may be one of `doubtful`.

    `hours_off` is by how many hours its clock differed.
    """

    known: Known
    same: bool
    doubtful: Sequence[Known] = ()
    hours_off: int = 0


class Matcher:
    """All sessions that are known, by their day; what is matched and what is new is known to the next ones."""

    def __init__(self) -> None:
        self._by_day: dict[date, list[Known]] = defaultdict(list)

    def add(self, known: Known) -> None:
        """Know a session."""
        known.told_by.add(known.session.source)
        self._by_day[known.session.started_at.date()].append(known)

    def take(self, rows: Sequence[tuple[Row, Session]]) -> list[Match]:
        """What each of one source's sessions is; the new ones and those told again are known from then on."""
        typed = self._typed([session for _, session in rows])
        found = []
        for index, (row, session) in enumerate(rows):
            known, hours = (typed[index], 0) if index in typed else self._recorded(session)
            if known is not None:
                known.tell(row.file, session)
                found.append(Match(known=known, same=True, hours_off=hours))
                continue
            doubtful = [other for other in self._near(session) if _may_be(session, other)]
            fresh = Known(session=session, row=row, file=row.file)
            self.add(fresh)
            found.append(Match(known=fresh, same=False, doubtful=doubtful))
        return found

    def _near(self, session: Session) -> Iterator[Known]:
        """Those that began within a day or so, and that another source may have told of."""
        day = session.started_at.date()
        for at in (day - timedelta(days=1), day, day + timedelta(days=1)):
            yield from (known for known in self._by_day.get(at, ()) if _another(session, known))

    def _typed(self, sessions: Sequence[Session]) -> dict[int, Known]:
        """By position, the typed session that an imported one is: the only one that fits, and that it alone fits."""
        fits = [
            [k for k in self._near(session) if _by_hand(k) and _is_typed(session, k.session)] for session in sessions
        ]
        claims = Counter(id(known) for near in fits for known in near)
        return {n: near[0] for n, near in enumerate(fits) if len(near) == 1 and claims[id(near[0])] == 1}

    def _recorded(self, session: Session) -> tuple[Known | None, int]:
        """The recorded session that this one is, the nearest first, and by how many hours their clocks differ."""
        others = [known for known in self._near(session) if not _by_hand(known)]
        same = [k for k in others if _apart(session, k.session) <= RECORDING_APART and _as_long(session, k.session)]
        if same:
            return min(same, key=lambda known: _apart(session, known.session)), 0
        off = [(known, hours) for known in others if (hours := _hours_off(session, known.session))]
        return off[0] if len(off) == 1 else (None, 0)


def merged(held: Session, imported: Session, edited: Callable[[], Collection[str]] = frozenset) -> Session:
    """One session of two tellings: the better source's, with what only the other knows.

    What the person typed, or changed since (`edited`, asked for only where it matters), always stays.
    """
    if _rank(imported) < _rank(held):
        kept = set(edited())
        said = {name: getattr(imported, name) for name in REPLACED if _says(imported, name)}
        if kept & set(_TIMES):
            kept |= set(_TIMES)
        better = replace(held, **{name: value for name, value in said.items() if name not in kept})
        return replace(better, source=imported.source, source_key=imported.source_key)
    more = {n: getattr(imported, n) for n in FILLED if getattr(held, n) is None and getattr(imported, n) is not None}
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


def _another(session: Session, known: Known) -> bool:
    """Whether they can be one session told twice: a list, or a person, does not tell the same session twice."""
    return session.source in RECORDERS or session.source not in known.told_by


def _is_typed(session: Session, typed: Session) -> bool:
    """Same activity and local day, distance within 15 %, start within 90 min if the person gave one."""
    return (
        session.day == typed.day
        and _alike(session, typed)
        and _within(session.distance_m, typed.distance_m, DISTANCE_SHARE)
        and (typed.approximate or _apart(session, typed) <= START_APART)
    )


def _alike(session: Session, other: Session) -> bool:
    return (session.activity, session.sport) == (other.activity, other.sport) or _unnamed(session) or _unnamed(other)


def _may_be(session: Session, known: Known) -> bool:
    """Whether a doubt is left.

    Of a typed one: close by distance at another hour, or close by the hour and a distance is unknown.
    Of a recorded one: the same start, but not as long.
    """
    other = known.session
    if known.session.source not in BY_HAND:
        return _apart(session, other) <= RECORDING_APART and _alike(session, other)
    if session.day != other.day or not _alike(session, other):
        return False
    if session.distance_m is None or other.distance_m is None:
        return _apart(session, other) <= START_APART
    return _within(session.distance_m, other.distance_m, DISTANCE_SHARE)


def _as_long(session: Session, other: Session) -> bool:
    """Whether the time that the clock ran, or that from start to end, is the same within 10 %."""
    if session.duration_s is None or other.duration_s is None:
        return False
    one, another = ((s.ended_at - s.started_at).total_seconds() for s in (session, other))
    return _within(session.duration_s, other.duration_s, DURATION_SHARE) or _within(one, another, DURATION_SHARE)


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
