"""A quiet spell after the last run, and what ends it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from backlog.model.spell import Spell, spell_of
from tests.make import NOW, hours, session


def test_a_spell_begins_with_the_last_that_went_badly() -> None:
    """A session that begins as another ends comes after it; one that went badly is none of the quiet ones."""
    first = session(NOW, 60, activity="walk")
    second = session(first.ended_at, 60, activity="walk")
    early = session(NOW - hours(1), 60, activity="walk")
    assert Spell(NOW, 2) == spell_of(NOW, [(early, True), (first, False), (second, False)][1:])
    assert Spell(first.ended_at, 1) == spell_of(NOW, [(first, True), (second, False)])
    assert Spell(NOW + hours(-0.5), 2) == spell_of(NOW + hours(-0.5), [(early, True), (first, False), (second, False)])


@pytest.mark.parametrize(
    ("lasted", "sessions", "benign"),
    [(timedelta(days=14), 3, True), (timedelta(days=14, seconds=-1), 3, False), (timedelta(days=14), 2, False)],
)
def test_a_fortnight_with_three_sessions_is_benign(lasted: timedelta, sessions: int, benign: bool) -> None:
    """Bounds included."""
    assert benign == Spell(NOW, sessions).benign(NOW + lasted)
