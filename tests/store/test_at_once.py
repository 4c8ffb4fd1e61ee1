"""Two commands at one journal, the first of which is stopped at a point while the second one runs.

`transaction`: the first has read all that it reads before it begins to write. `write`: it is amid its transaction, and
the second one, which has read all that it reads before its own, waits for it. `readings`: it is amid a case.
`question`: it waits for a person. Each test runs on both engines.
"""

from __future__ import annotations

import contextlib
import shlex
import time
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import DBAPIError

from backlog import clock
from backlog.cli.main import run
from backlog.model.day import Day
from backlog.services.advice import facts_of, load_case
from backlog.store.journal import Journal
from tests.apart import Apart
from tests.make import NOW, ZONE, Store
from tests.steered import steered

WAITING = "SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"


class Said(NamedTuple):
    """How a command ended, and its last line: on stderr if it was refused; and all that it wrote to stdout."""

    status: int
    line: str
    out: str


class Steered:
    """A command in a process of its own, which stops at a point."""

    def __init__(self, point: str, line: str) -> None:
        self.process = Apart(steered, point, line)

    def stops(self) -> None:
        """Return when it has come to the point."""
        try:
            self.process.line.recv()
        except EOFError:
            pytest.fail(f"It ended before it came there: {self.process.ends()}")

    def goes_on(self) -> None:
        """Let it."""
        self.process.line.send("go on")

    def ends(self) -> Said:
        """What became of it."""
        status, out, err = self.process.ends()
        return Said(status, (err or out).splitlines()[-1], out)


class Two:
    """A journal, and two commands at once."""

    def __init__(self, store: Store) -> None:
        self.store = store

    def type(self, *lines: str) -> None:
        """Commands one after the other, before the two."""
        for line in lines:
            assert 0 == run(shlex.split(line)), line

    def both(self, point: str, first: str, second: str, *, stops: int = 1) -> list[Said]:
        """The first command up to the point (so many times), the second one as far as it comes, both to their ends."""
        slow = Steered(point, first)
        slow.stops()
        quick = Steered("transaction", second)
        quick.stops()
        quick.goes_on()
        while quick.process.is_running() and not self._waits(point):
            time.sleep(0.01)
        slow.goes_on()
        for _ in range(stops - 1):
            slow.stops()
            slow.goes_on()
        return [slow.ends(), quick.ends()]

    def _waits(self, point: str) -> bool:
        """Whether the second command cannot go on before the first one does."""
        if point in {"transaction", "question"}:  # nothing is in its way
            return False
        if self.store.way == "postgresql":
            return bool(self._rows(WAITING))
        if point == "write":  # the first one has the only lock for writing
            return True
        try:
            self._rows("SELECT 1 FROM meta")
        except DBAPIError:  # whoever waits for readers to end lets in no new ones
            return True
        return False

    def _rows(self, statement: str) -> list[Any]:
        store = self.store
        engine = store.engine() if store.way == "postgresql" else create_engine(f"sqlite:///{store.place}?timeout=0")
        try:
            with engine.connect() as connection:
                return list(connection.execute(text(statement)).all())
        finally:
            engine.dispose()

    @contextlib.contextmanager
    def journal(self) -> Iterator[Journal]:
        """What became of it."""
        with contextlib.closing(self.store.open()) as opened:
            yield opened


@pytest.fixture(params=["sqlite", "postgresql"])
def two(request: pytest.FixtureRequest, fresh: Callable[[str], Store], monkeypatch: pytest.MonkeyPatch) -> Two:
    """An empty journal on each engine."""
    store = fresh(request.param)
    monkeypatch.setenv("BACKLOG_DB", store.place)
    monkeypatch.setenv("BACKLOG_NOW", clock.iso(NOW, ZONE))
    return Two(store)


RUN = "log run 2km --duration 14:00 --surface grass"
GONE = "backlog: Nothing in the journal has the number 1. See `backlog list`, or `backlog history` if it was deleted."


@pytest.mark.parametrize("away", ["forget 1 --yes", "delete 1", "undo"])
def test_what_is_gone_is_not_brought_back_by_an_edit(two: Two, away: str) -> None:
    """Erased, deleted or taken back while the edit was typed: the edit is refused, and nothing comes back."""
    two.type(f"{RUN} --note SECRET")
    edit, other = two.both("transaction", "edit 1 --surface asphalt", away)
    assert (1, True, 0) == (edit.status, edit.line.startswith(GONE), other.status)
    with two.journal() as journal:
        assert [] == journal.every("session")
    assert ("forget" in away) == ("SECRET" not in repr(two.store.tables()))


@pytest.mark.parametrize("point", ["transaction", "write"])
def test_two_edits_of_different_fields_both_hold(two: Two, point: str) -> None:
    """Whichever comes second edits what the first one made of it."""
    two.type(RUN)
    assert [0, 0] == [said.status for said in two.both(point, "edit 1 --surface asphalt", "edit 1 --shoes blue")]
    with two.journal() as journal:
        assert [("asphalt", "blue")] == [(run.surface, run.shoes) for run in journal.every("session")]


@pytest.mark.parametrize("point", ["transaction", "write"])
@pytest.mark.parametrize("known", [(), ("day --sitting 9",)], ids=["new", "old"])
def test_two_notes_on_one_day_are_one_day(two: Two, point: str, known: tuple[str, ...]) -> None:
    """On a date of which nothing was known, and on one of which something was: both are kept, under one number."""
    two.type(RUN, *known)
    assert [0, 0] == [said.status for said in two.both(point, "day --sleep 6", "day --stress 4")]
    expected = Day(id=2, day=NOW.date(), sleep_h=6.0, stress=4.0, sitting_h=9.0 if known else None, recorded_at=NOW)
    with two.journal() as journal:
        assert [expected] == journal.every("day")


@pytest.mark.parametrize("point", ["transaction", "write"])
def test_two_pauses_at_once_are_one(two: Two, point: str) -> None:
    """The second one gives the running pause its end."""
    two.type(RUN)
    lines = [f'plan --pause "until 2026-12-0{day}"' for day in (1, 5)]
    assert [0, 0] == [said.status for said in two.both(point, *lines)]
    with two.journal() as journal:
        assert ["2026-12-01" if point == "transaction" else "2026-12-05"] == [
            str(pause.last) for pause in journal.every("pause")
        ]


def test_a_pause_that_was_taken_back_is_not_ended(two: Two) -> None:
    """It would come back by that."""
    two.type(RUN, 'plan --from 2026-11-10 --pause "until 2026-12-01"')
    resumed, _ = two.both("transaction", "plan --resume", "undo")
    assert (1, True) == (resumed.status, resumed.line.startswith("backlog: The plan is not paused."))
    with two.journal() as journal:
        assert [] == journal.every("pause")


def test_a_flag_is_cleared_by_the_first_who_says_so(two: Two) -> None:
    """The second one is told that it is not open; who cleared it stays."""
    two.type("flags --yes-to chest")
    second, first = two.both("transaction", "flags --clear chest --by Second", "flags --clear chest --by First")
    assert (1, 0) == (second.status, first.status)
    assert second.line.startswith("backlog: The flag chest is not open.")
    with two.journal() as journal:
        assert ["First"] == [flag.cleared_by for flag in journal.flags()]


@pytest.mark.parametrize("point", ["transaction", "write"])
def test_a_flag_is_open_once(two: Two, point: str) -> None:
    """Two who answer yes to one sign open one flag."""
    two.type(RUN)
    assert [0, 0] == [said.status for said in two.both(point, "flags --yes-to chest", "flags --yes-to chest")]
    with two.journal() as journal:
        assert ["chest"] == [flag.flag for flag in journal.flags()]


def test_what_is_repeated_is_the_last_session_that_is_there(two: Two) -> None:
    """It was deleted while the repetition was typed."""
    two.type("log walk 1km --duration 12:00 --at 8:00", RUN)
    assert [0, 0] == [said.status for said in two.both("transaction", "log --again", "delete 2")]
    with two.journal() as journal:
        assert ["walk", "walk"] == [session.activity for session in journal.every("session")]


@pytest.mark.parametrize("point", ["transaction", "write"])
def test_the_same_advice_at_once_is_stored_once(two: Two, point: str) -> None:
    """An identical verdict on identical facts is one record, whoever asks."""
    two.type("start --no-red-flags --usual-pain 2 --surfaces grass", RUN)
    two.both(point, "advise", "advise")
    with two.journal() as journal:
        assert 1 == len(journal.decisions(clock.EARLIEST, clock.LATEST)) - 1  # one was made at the start


def test_advice_is_made_of_what_was_there_at_one_moment(two: Two) -> None:
    """A run and the pain before it are taken back while a case is read: the decision rests on both or on neither."""
    two.type("start --no-red-flags --usual-pain 2 --surfaces grass", f"{RUN} --at -1d --before 3")
    assert [0, 0] == [said.status for said in two.both("readings", "advise", "undo")]
    with two.journal() as journal:
        decided = journal.decision(journal.decisions(clock.EARLIEST, clock.LATEST)[-1][0])
        then = load_case(journal, ZONE, now=decided.at, known=decided.known)
    said = facts_of(decided)
    assert (len(then.sessions), len(then.readings)) == (len(said["sessions"]), len(said["readings"]))


def test_advice_about_a_day_is_made_of_what_was_there_at_one_moment(two: Two) -> None:
    """It is not stored, so nothing looks later whether its facts still stand: both are in it or neither, at once."""
    two.type("start --no-red-flags --usual-pain 2 --surfaces grass", f"{RUN} --at -1d --before 3")
    asked = "advise --on 2026-11-16 --json"
    both = Steered("question", asked).ends().out
    torn, _ = two.both("readings", asked, "undo")
    neither = Steered("question", asked).ends().out
    assert (True, True) == (both != neither, torn.out in {both, neither})


def test_what_was_erased_is_in_no_decision(two: Two) -> None:
    """It was erased while the verdict on it was made: the decision that is stored knows nothing of it."""
    two.type("start --no-red-flags --usual-pain 2 --surfaces grass", f"{RUN} --shoes SECRET")
    assert [0, 0] == [said.status for said in two.both("transaction", "advise", "forget 5 --yes")]
    with two.journal() as journal:
        stored = [journal.decision(number) for number, *_ in journal.decisions(clock.EARLIEST, clock.LATEST)]
    assert [False] == ["SECRET" in repr(facts_of(decided)) for decided in stored]


ASKED = "edit 1 --distance 30km"


def test_a_yes_to_an_edit_of_what_was_deleted_meanwhile_changes_nothing(two: Two) -> None:
    """The person thought about it for a while."""
    two.type(RUN)
    edit, _ = two.both("question", ASKED, "delete 1")
    assert (1, True) == (edit.status, edit.line.startswith(GONE))
    with two.journal() as journal:
        assert [] == journal.every("session")


def test_a_yes_to_what_is_another_thing_by_now_is_asked_for_again(two: Two) -> None:
    """Asked about 30 km, and again since it is in other shoes by now; both edits hold."""
    two.type("log run 1km --duration 8:00 --at -2d", RUN)
    both = two.both("question", "edit 2 --distance 30km", "edit 2 --shoes blue", stops=2)
    assert [0, 0] == [said.status for said in both]
    with two.journal() as journal:
        assert (30_000.0, "blue") == [(run.distance_m, run.shoes) for run in journal.every("session")][-1]
