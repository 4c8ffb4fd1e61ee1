"""`backlog pain` and `backlog due`."""

from __future__ import annotations

import pytest

from backlog.rules.thresholds import PAIN_TRIGGER
from tests.cli.conftest import Person


@pytest.fixture
def ran(me: Person) -> Person:
    """Somebody who has just run, session 1."""
    me("log run 2km --duration 14:00")
    return me


@pytest.mark.parametrize("typed", ["-1", "11", "10.1", "bad", "''", "3/5", "+-3", "-0.5", "1e1", "nan", "²"])
def test_a_number_that_is_no_score_is_refused(ran: Person, typed: str) -> None:
    """One sentence about scores, not an option parser's."""
    word = typed.strip("'")
    assert (
        f"{word!r} is not a score for pain. Scores go from 0 (none) to 10 (the worst you can imagine). [bad-score]",
        2,
    ) == ran.refused(f"pain {typed}")


@pytest.mark.parametrize(("typed", "said"), [("0", "0"), ("10", "10"), ("3.5", "3.5"), ("3,5", "3.5"), ("' 3 '", "3")])
def test_scores_may_have_a_decimal_point_or_comma(ran: Person, typed: str, said: str) -> None:
    """Both ends of the scale count."""
    assert f"Logged 2: back pain {said}, today 18:00." == ran(f"pain {typed}")[0]


def test_one_number_answers_several_sessions(ran: Person) -> None:
    """The next evening's number is one run's 24 h and the other's 0 h."""
    ran.at("2026-11-17 18:00")("log walk 3km --duration 36:00")
    assert [
        "Logged 3: back pain 4, today 18:00.",
        "  It counts for the day after the run of yesterday 17:46.",
        "  It counts for right after the walk of today 17:24.",
    ] == ran("pain 4")


@pytest.mark.parametrize(
    ("at", "said"),
    [
        ("2026-11-17 02:00", ("  It counts for the day after the run of yesterday 17:46 (early, 8 h after its end; "
         "one of today 18:00 would count instead).")),
        ("2026-11-17 18:00", "  It counts for the day after the run of yesterday 17:46."),
        ("2026-11-18 01:00", "  It counts for the day after the run of Mon 16 Nov 17:46 (late, 31 h after its end)."),
        ("2026-11-18 07:00", ("  It counts for two days after the run of Mon 16 Nov 17:46 (early, 37 h after its end; "
         "one of today 18:00 would count instead).")),
        ("2026-11-17 11:59", ("  It counts for the day after the run of yesterday 17:46 (early, 17 h after its end; "
         "one of today 18:00 would count instead).")),
        ("2026-11-18 00:01", "  It counts for the day after the run of Mon 16 Nov 17:46 (late, 31 h after its end)."),
        ("2026-11-17 01:59", ("  Noted; the advice takes it into account. It answers no check: it is 7 h after the run "
         "of yesterday 17:46. Rate once more from today 02:00 on; the next morning counts.")),
        ("2026-11-16 23:00", ("  Noted; the advice takes it into account. It answers no check: it is 5 h after the run "
         "of today 17:46. Rate once more from tomorrow 02:00 on; the next morning counts.")),
        ("2026-11-20 18:00", "  Noted. Nothing was asked for; it helps to tell what is usual for you."),
    ],
)  # fmt: skip
def test_it_says_what_it_answers(ran: Person, at: str, said: str) -> None:
    """Early and late count and are marked; one between the windows is told when to come again."""
    assert said == ran.at(at)("pain 3")[1]


def test_without_a_number_it_shows_what_it_would_answer(ran: Person) -> None:
    """And when the next window opens, if it would answer nothing."""
    assert ["`backlog pain N` would count for right after the run of today 17:46."] == ran("pain")
    ran.at("2026-11-16 22:00")
    assert [
        "`backlog pain N` would answer no check now. Asked for next: tomorrow 18:00; from tomorrow 02:00 on it counts."
    ] == ran("pain")
    assert 1 == len(ran("history"))


def test_other_sites_have_their_own_numbers(ran: Person) -> None:
    """They answer no check; the back's number may be left out."""
    assert [
        "Logged 2: calf pain 2, today 18:00.",
        "Logged 3: foot pain 1, today 18:00.",
        "  Noted. What is asked after a session is a number for the back.",
    ] == ran("pain --site calf 2 --site foot 1")
    assert "Logged 4: back pain 3, today 18:00." == ran("pain 3 --site calf 2")[0]


def test_a_flare_needs_no_number(ran: Person) -> None:
    """The person's own yes is stored, and shown in the list."""
    assert "Logged 2: back flare, no number, today 18:00." == ran("pain --flare")[0]
    ran("pain 5 --flare --medicated")
    assert ran("list")[1].endswith("5m!     ·     ·")


def test_severe_pain_asks_for_the_questions(ran: Person) -> None:
    """From 7 on, as the rules have it."""
    assert 7 == PAIN_TRIGGER
    assert (
        "7 is a lot; I am sorry. Days like this nearly always ease. "
        "Please make sure that nothing new has joined in: backlog flags"
    ) == ran("pain 7")[-1]
    assert 2 == len(ran("pain 6.9"))
    ran("flags --yes-to bladder")
    flagged = ran("pain 8")[-1]
    assert "What the open red flag asks for comes first." in flagged
    assert "nearly always ease" not in flagged


def test_what_goes_with_a_number_is_not_dropped_without_one(ran: Person) -> None:
    """A note alone is refused, not lost."""
    for more in ("--note stiff", "--medicated", "--reaches foot"):
        assert (
            "There is no number to go with that. Write: backlog pain 3 --note stiff. [nothing-to-say]",
            2,
        ) == ran.refused(f"pain {more}")
    assert (
        "--reaches says how far radiating pain goes. Add --site radiating-leg N. [bad-option]",
        2,
    ) == ran.refused("pain 3 --reaches foot")


def test_a_slip_in_an_option_names_the_option(ran: Person) -> None:
    """`--falre` is neither a score nor lost."""
    assert (
        "No such option '--falre'. (Did you mean one of: '--flare', '--no-flare'?) See `backlog pain --help`. [usage]",
        2,
    ) == ran.refused("pain 3 --falre")


def test_due_says_since_when_and_until_when(ran: Person) -> None:
    """Open ones first, with how to answer."""
    assert [
        "How is your back, right after the run of today 17:46? Any time until today 21:00.",
        "Next: tomorrow 18:00, the day after the run of today 17:46; from tomorrow 02:00 on it counts.",
        "Next: Wed 18 Nov 18:00, two days after the run of today 17:46; from Wed 18 Nov 02:00 on it counts.",
        "Answer with: backlog pain N",
    ] == ran("due")


def test_due_asks_in_the_morning_and_says_which_hour_is_best(ran: Person) -> None:
    """Of two sessions, one number tells of both."""
    ran.at("2026-11-18 07:00")("log stationary-bike --duration 20:00")
    assert [
        "How is your back, right after the stationary bike of today 06:40? Any time until today 10:00.",
        (
            "How is your back, two days after the run of Mon 16 Nov 17:46? "
            "Any time until tomorrow 12:00, best today 18:00."
        ),
    ] == ran("due")[:2]
    assert "One number answers them all: backlog pain N" == ran("due")[-1]


def test_a_number_that_takes_no_place_is_told_which_one_keeps_it(ran: Person) -> None:
    """One that is further from its hour, and one that an extra dose made lower."""
    ran.at("2026-11-17 18:00")("pain 6")
    ran.at("2026-11-17 20:00")
    kept = "  Noted. For the day after the run of yesterday 17:46 the 6 of today 18:00 still counts."
    assert [kept, kept] == [ran("pain 3")[1], ran("pain 2 --medicated --at 18:01")[1]]


def test_the_honest_morning_counts_before_the_painkiller(ran: Person) -> None:
    """Thirteen hours after the run 6, and on time 2 under an extra dose: the day after stays a 6."""
    ran.at("2026-11-17 07:00")("pain 6")
    ran.at("2026-11-17 18:00")("pain 2 --medicated")
    assert 6 == ran.json("list")["sessions"][0]["checks"]["24"]["score"]


def test_who_takes_something_every_day_marks_what_is_beside_it(ran: Person) -> None:
    """Marks from before it was known what is taken every day are of that; later ones are of an extra dose."""
    ran.at("2026-11-17 18:00")("pain 3 --medicated")
    assert ran.json("list")["sessions"][0]["checks"]["24"]["medicated"] is True
    ran.at("2026-11-17 18:05")("plan --medicine regular")
    assert ran.json("list")["sessions"][0]["checks"]["24"]["medicated"] is False
    ran.at("2026-11-18 18:00")("pain 3 --medicated")
    assert ran.json("list")["sessions"][0]["checks"]["48"]["medicated"] is True


def test_due_for_a_shell_prompt(ran: Person) -> None:
    """One short line if something is open; nothing if nothing is, or while there is no journal."""
    assert ["pain? (1)"] == ran("due --prompt")
    ran("pain 3")
    assert [] == ran("due --prompt")
    ran.monkeypatch.setenv("BACKLOG_DB", str(ran.db.with_name("none.db")))
    assert [] == ran("due --prompt")


def test_nothing_is_due_while_paused(ran: Person) -> None:
    """A pause that began today owes no checks for today's run."""
    ran("plan --pause 'until 2026-11-20'")
    assert ["No pain check is open."] == ran("due")


def test_two_scores_for_one_site_are_refused(ran: Person) -> None:
    """Which of the two is meant is for the person to say."""
    assert ("There are two scores for back. Give one a site. [bad-option]", 2) == ran.refused("pain 3 --site back 5")


def test_the_last_number_is_corrected_as_last(ran: Person) -> None:
    """`edit last` with a score means the last reading, not the last session."""
    ran("pain 6")
    ran("edit last --score 4")
    assert any(line.split() == ["score", "4"] for line in ran("show 2"))


def a_quiet_fortnight(me: Person, name: str, mark: str) -> None:
    """Five runs of 800 m, and each time the usual 3 on the two days after, with or without a mark."""
    me.monkeypatch.setenv("BACKLOG_DB", str(me.db.with_name(name)))
    me.at("2026-06-01 19:00").types("start --no-red-flags --usual-pain 3")
    for day in (2, 5, 8, 11, 14):
        me.at(f"2026-06-{day:02} 18:00").types("log run 800m --duration 6:00")
        for after in (1, 2):
            me.at(f"2026-06-{day + after:02} 18:00")(f"pain 3 {mark}")
    me.at("2026-06-16 18:30")


def test_a_tablet_every_day_holds_nobody_back(me: Person) -> None:
    """Whoever marked it on every number is told the same as others once it is said that it is the regular one."""
    a_quiet_fortnight(me, "plain.db", "")
    plain = me("advise")
    a_quiet_fortnight(me, "marked.db", "--medicated")
    marked = me("advise")
    me("plan --medicine regular")
    said = me("advise")
    assert plain[0].startswith("Increase: run 900 m")
    assert not marked[0].startswith("Increase")
    assert plain[:-1] == said[:-1]
