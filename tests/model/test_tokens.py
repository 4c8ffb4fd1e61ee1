"""The closed vocabularies agree with one another."""

from __future__ import annotations

import pytest

from backlog.model import tokens


@pytest.mark.parametrize("words", [tokens.ACTIVITIES, tokens.SURFACES, tokens.STRIKES, tokens.SITES, tokens.REACHES])
def test_a_vocabulary_has_each_word_once(words: tuple[str, ...]) -> None:
    """Lower case and hyphens, so that a token reads the same in a shell, a file and a URL."""
    assert list(words) == list(dict.fromkeys(words))
    assert all(word == word.lower() and word.replace("-", "").isalpha() for word in words)


@pytest.mark.parametrize(
    "words", [tokens.ON_FOOT, tokens.UNCHECKED, tokens.LOW_IMPACT, tuple(tokens.ASSUMED_PACE), tuple(tokens.MET)]
)
def test_what_follows_from_activities_names_activities(words: tuple[str, ...]) -> None:
    """No list names an activity that cannot be logged."""
    assert set(words) <= set(tokens.ACTIVITIES)


def test_every_surface_has_its_place_in_the_order_of_softness() -> None:
    """Each surface once."""
    assert sorted(tokens.SURFACES) == sorted(tokens.SOFTEST)


def test_every_activity_but_other_has_its_effort() -> None:
    """A substitute's dose is reckoned in MET-minutes, so each needs its MET."""
    assert set(tokens.ACTIVITIES) - {"other"} == set(tokens.MET)


def test_stairs_and_rowing_are_never_offered_first() -> None:
    """Neither is of low impact on a back."""
    assert set() == {"stairs", "row", "run"} & set(tokens.LOW_IMPACT)
