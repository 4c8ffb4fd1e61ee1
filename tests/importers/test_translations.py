"""The names of kinds in other languages."""

from __future__ import annotations

from backlog.importers.activities import activity_of_kind
from backlog.importers.translations import _ENGLISH, in_english


def test_every_name_leads_to_an_activity() -> None:
    """By way of an English one that activities.py knows."""
    assert [] == [name for name, english in _ENGLISH.items() if activity_of_kind(english)[0] == "other"]


def test_case_and_blanks_do_not_matter() -> None:
    """A cell may hold either."""
    assert in_english(" Corrida  em Esteira ") == "treadmill run"


def test_another_name_stays_as_it_is() -> None:
    """English ones, and those that nobody knows."""
    assert (in_english("Run"), in_english("Kitesurfen")) == ("Run", "Kitesurfen")
