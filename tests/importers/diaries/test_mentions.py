"""Words of pain in notes."""

from __future__ import annotations

import sys
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backlog.importers.diaries.mentions import LONGEST_EXCERPT, Mention, find, names_pain, site_named
from backlog.model.tokens import SITES


def calls(note: str) -> int:
    """How many functions are called until the note is read."""
    counted: Counter[str] = Counter()
    before = sys.getprofile()
    sys.setprofile(lambda _frame, event, _argument: counted.update([event]))
    try:
        find(note)
    finally:
        sys.setprofile(before)
    return counted["call"] + counted["c_call"]


def sites(note: str) -> list[str | None]:
    """Where a note says it hurt."""
    return [mention.site for mention in find(note)]


@pytest.mark.parametrize(
    ("note", "expected"),
    [
        ("sore right knee", "knee"),
        ("Back was stiff", "back"),
        ("my lower back ached all evening", "back"),
        ("Achilles a bit niggly", "calf"),
        ("shin splints", "shin"),
        ("sciatica again", "radiating-leg"),
        ("came back with knee pain", "knee"),
        ("back of my knee hurts", "knee"),
        ("legs sore", "other"),
        ("can't run with this back pain", "back"),
        ("No run because knee hurts", "knee"),
        ("Rückenschmerzen", "back"),
        ("auf dem Weg Rückenschmerzen", "back"),
        ("Knie tut weh", "knee"),
        ("Hüfte zwickt", "hip-groin"),
        ("J\u2019ai mal au dos", "back"),
        ("douleur à la cheville", "foot"),
        ("me duele la rodilla", "knee"),
        ("dolor en el pie", "foot"),
    ],
)
def test_a_note_says_where_it_hurt(note: str, expected: str) -> None:
    """In English, and in simple words of German, French and Spanish."""
    assert [expected] == sites(note)


@pytest.mark.parametrize(
    "note",
    [
        "",
        "easy 5k, felt good",
        "no pain",
        "pain-free today",
        "without any real pain",
        "no knee or back pain",
        "knee didn't hurt at all",
        "back wasn\u2019t sore",
        "the back pain is gone",
        "kein Schmerz",
        "keine Knieschmerzen",
        "ohne Schmerzen",
        "Knie tut nicht weh",
        "sans douleur",
        "pas de mal au dos",
        "sin dolor",
        "no me duele la rodilla",
    ],
)
def test_pain_that_is_denied_is_not_mentioned(note: str) -> None:
    """Nothing is asked about a run of which somebody wrote that it did not hurt."""
    assert sites(note) == []


@pytest.mark.parametrize(
    "note",
    [
        "ran back home, tight schedule",
        "stiff wind",
        "knee brace on",
        "pain au chocolat afterwards",
        "dos perros",
        "apple pie, tender steak",
        "painted the fence",
        "traffic lights hurt my pace",
        "headache",
        "head hurts",
        "Kopfschmerzen",
    ],
)
def test_words_that_mean_something_else_are_not_pain_of_what_runs(note: str) -> None:
    """A tight schedule, a stiff wind, bread in France, and pain of what is not moved."""
    assert sites(note) == []


@pytest.mark.parametrize(
    ("note", "expected"),
    [
        ("knee and back pain", ["knee", "back"]),
        ("knee sore, back fine", ["knee"]),
        ("knee sore and back fine", ["knee"]),
        ("felt good despite sore knee", ["knee"]),
        ("no knee pain and back sore", ["back"]),
        ("Sore knee. Knee still sore at night.", ["knee"]),
        ("sore all over; left calf hurt", ["calf"]),
    ],
)
def test_each_place_is_told_once_and_what_is_well_is_not(note: str, expected: list[str]) -> None:
    """A place belongs to the nearest word that says how it is."""
    assert expected == sites(note)


@pytest.mark.parametrize("note", ["sore", "some pain", "Muskelkater"])
def test_pain_without_a_place_has_no_site(note: str) -> None:
    """It is not taken for the back."""
    assert find(note) == [Mention(None, note)]


def test_a_mention_holds_the_words_of_the_note() -> None:
    """The clause alone, as it was written, and short."""
    assert find("Nice   loop; LEFT knee   sore, rain")[0].words == "LEFT knee sore"
    assert len(find("sore knee " + "and on " * 60)[0].words) == LONGEST_EXCERPT


@pytest.mark.parametrize(
    ("name", "site", "pain"),
    [
        ("Back (lower) pain", "back", True),
        ("Neck pain", "other", True),
        ("Leg pain", "radiating-leg", True),
        ("Sciatica", "radiating-leg", True),
        ("Rückenschmerzen", "back", True),
        ("Pain", None, True),
        ("Back pain & knee", None, True),
        ("Back stiffness", "back", False),
        ("Lower back", "back", False),
        ("Headache", None, False),
        ("Stomach pain", None, False),
        ("Fatigue", None, False),
    ],
)
def test_names_of_symptoms_say_a_site_and_whether_they_are_pain(name: str, site: str | None, *, pain: bool) -> None:
    """Two places in one name are none."""
    assert (site, pain) == (site_named(name), names_pain(name))


@given(st.text(max_size=200))
def test_any_note_is_read(note: str) -> None:
    """Every site is one that a reading can have."""
    assert all(site is None or site in SITES for site in sites(note))


@pytest.mark.parametrize(
    ("text", "found"), [("back ", []), ("sore knee ", ["knee"]), ("no sore knee ", []), ("schmerz", [])]
)
def test_a_note_of_twice_the_length_takes_twice_the_work(text: str, found: list[str]) -> None:
    """Were each place compared with each word of pain, it would take four times as much."""
    once, twice = text * 500, text * 1000
    assert found == sites(once) == sites(twice)
    assert calls(twice) < 2.1 * calls(once)


@pytest.mark.parametrize("words", ["knee hurt 4/10", "knee hurt 3.5 of 10", "knee hurt at 7:30"])
def test_numbers_are_no_ends_of_clauses(words: str) -> None:
    """What a person reads again holds the number that they wrote."""
    assert [Mention("knee", words)] == find(f"calf was fine, {words}")


@pytest.mark.parametrize(
    ("note", "sites"),
    [
        ("hamstring tight, back 2/10", ["thigh", "back"]),
        ("knee 3,5/10", ["knee"]),
        ("back 0/10", []),
        ("felt 9/10", []),
        ("back by 10/10/2026", []),
        ("knee 3/100", []),
    ],
)
def test_a_score_beside_a_place_is_a_pain(note: str, sites: list[str]) -> None:
    """Not of nothing, nor of how it felt at all, nor a date."""
    assert sites == [mention.site for mention in find(note)]
