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
        "  answers the 24 h check of session 1, run yesterday 17:46",
        "  answers the right after check of session 2, walk today 17:24",
    ] == ran("pain 4")


@pytest.mark.parametrize(
    ("at", "said"),
    [
        ("2026-11-17 06:30", "  answers the 24 h check of session 1, run yesterday 17:46 (early: 12 h after the end)"),
        ("2026-11-17 18:00", "  answers the 24 h check of session 1, run yesterday 17:46"),
        ("2026-11-18 05:00", "  answers the 24 h check of session 1, run Mon 16 Nov 17:46 (late: 35 h after the end)"),
        ("2026-11-18 07:00", "  answers the 48 h check of session 1, run Mon 16 Nov 17:46 (early: 37 h after the end)"),
        ("2026-11-16 22:00", "  answers no check. The next, 24 h after session 1, opens tomorrow 06:00."),
        ("2026-11-20 18:00",
         "  answers no check. No check is waiting; it is kept, and helps to tell what is usual for you."),
    ],
)  # fmt: skip
def test_it_says_what_it_answers(ran: Person, at: str, said: str) -> None:
    """Early and late count and are marked; between windows it says when the next opens."""
    assert said == ran.at(at)("pain 3")[1]


def test_without_a_number_it_shows_what_it_would_answer(ran: Person) -> None:
    """And when the next window opens, if it would answer nothing."""
    assert ["`backlog pain N` would answer the right after check of session 1, run today 17:46."] == ran("pain")
    ran.at("2026-11-16 22:00")
    assert ["`backlog pain N` would answer no check now. The next, 24 h after session 1, opens tomorrow 06:00."] == ran(
        "pain"
    )
    assert 1 == len(ran("history"))


def test_other_sites_have_their_own_numbers(ran: Person) -> None:
    """They answer no check; the back's number may be left out."""
    assert [
        "Logged 2: calf pain 2, today 18:00.",
        "Logged 3: foot pain 1, today 18:00.",
        "  answers no check: that takes a number for the back.",
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
    assert "That is a lot of pain. Please answer the red-flag questions before you go on: backlog flags" in ran(
        "pain 7"
    )
    assert 2 == len(ran("pain 6.9"))


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
        "due       right after  session 1, run today 17:46: since today 18:00, best today 18:00, until today 21:00",
        (
            "upcoming         24 h  session 1, run today 17:46: "
            "from tomorrow 06:00, best tomorrow 18:00, until Wed 18 Nov 06:00"
        ),
        (
            "upcoming         48 h  session 1, run today 17:46: "
            "from Wed 18 Nov 06:00, best Wed 18 Nov 18:00, until Thu 19 Nov 12:00"
        ),
        "Answer with: backlog pain N",
    ] == ran("due")


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
