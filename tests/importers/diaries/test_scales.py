"""Scales that do not go from 0 to 10."""

from __future__ import annotations

import pytest

from backlog.errors import InputError
from backlog.importers.diaries.scales import ENOUGH, left_out, question, read_score, stretched


@pytest.mark.parametrize(
    ("value", "scale", "expected"),
    [
        (0, (0, 4), 0.0),
        (1, (0, 4), 2.5),
        (3.4, (0, 4), 8.5),
        (4, (0, 4), 10.0),
        (1, (1, 5), 0.0),
        (3, (1, 5), 5.0),
        (10, (10, 0), 0.0),
        (2, (10, 0), 8.0),
        (4000, (0, 10_000), 4.0),
    ],
)
def test_a_rating_keeps_its_place_between_the_ends(value: float, scale: tuple[float, float], expected: float) -> None:
    """The first end is no pain and the second the worst, whichever of them is higher."""
    assert expected == stretched(value, scale)


@pytest.mark.parametrize("value", [-0.1, 4.1, float("nan"), float("inf")])
def test_a_rating_outside_the_scale_is_refused(value: float) -> None:
    """It is not moved to the nearer end."""
    with pytest.raises(InputError) as refusal:
        stretched(value, (0, 4))
    assert refusal.value.slug == "bad-score"


def test_a_refusal_names_the_scale() -> None:
    """So that one sees which of the two is wrong, the rating or the option."""
    with pytest.raises(InputError) as refusal:
        stretched(7, (0, 4))
    assert refusal.value.what == "7 is not on the scale from 0 to 4."


@pytest.mark.parametrize("scale", [(3, 3), (0, float("inf")), (float("nan"), 4)])
def test_a_scale_has_two_ends(scale: tuple[float, float]) -> None:
    """Otherwise nothing can be stretched."""
    with pytest.raises(InputError) as refusal:
        stretched(3, scale)
    assert refusal.value.slug == "bad-option"


@pytest.mark.parametrize(("text", "expected"), [("3", 7.5), ("3,4", 8.5), ("2/4", 5.0), (" 4 ", 10.0)])
def test_a_cell_may_name_the_end_of_its_scale(text: str, expected: float) -> None:
    """A decimal comma is fine too."""
    assert expected == read_score(text, (0, 4))


@pytest.mark.parametrize("scale", [None, (0, 4)])
def test_a_word_is_no_score(scale: tuple[float, float] | None) -> None:
    """With a scale or without."""
    with pytest.raises(InputError) as refusal:
        read_score("strong", scale)
    assert refusal.value.slug == "bad-score"


@pytest.mark.parametrize(
    ("highest", "expected"),
    [
        (2, "if the scale ends at 3, 4 or 5, say so with --scale 0-3 (or 0-4, 0-5), after an undo if this is stored."),
        (4, "if the scale ends at 4 or 5, say so with --scale 0-4 (or 0-5), after an undo if this is stored."),
        (5, "if the scale ends at 5, say so with --scale 0-5, after an undo if this is stored."),
    ],
)
def test_ratings_that_never_rise_ask_for_their_scale(highest: float, expected: str) -> None:
    """A 4 that means unbearable must not pass for a 4 of 10; somebody with mild pain needs to do nothing."""
    assert f"The highest of 20 ratings is {highest}: {expected}" == question([0.0] * (ENOUGH - 1) + [highest])


@pytest.mark.parametrize("scores", [[5.5] * ENOUGH, [0.0] * ENOUGH, [3.0] * (ENOUGH - 1), []])
def test_nothing_is_asked_of_ratings_that_rise_or_are_few(scores: list[float]) -> None:
    """A week of mild pain is a week of mild pain, and somebody without pain has no scale to think of."""
    assert question(scores) is None


def test_rows_without_a_score_are_counted() -> None:
    """In words that hold for one and for many."""
    assert [left_out(1), left_out(12)] == [
        "1 row has no score: left out; it was not counted as 0.",
        "12 rows have no score: left out; they were not counted as 0.",
    ]
