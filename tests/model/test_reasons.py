"""What makes a class of reasons one: a name to store it by, and values that do not change."""

from __future__ import annotations

from dataclasses import FrozenInstanceError

import pytest

from backlog.model.reasons import _Reason


def test_a_reason_is_stored_by_its_name_in_small_letters_unless_it_has_another() -> None:
    """Words are parted by underscores, and none stands before the first."""

    class TooManyHills(_Reason):
        hills: int

    class TooSteep(_Reason, code="steep"):
        slope: float

    assert ("too_many_hills", "steep") == (TooManyHills.code, TooSteep.code)


def test_a_reason_is_a_value_whose_numbers_are_named_and_stay() -> None:
    """Two with the same numbers are one and the same."""

    class Hills(_Reason):
        hills: int

    found = Hills(hills=3)
    assert (found, 3) == (Hills(hills=3), found.hills)
    with pytest.raises(FrozenInstanceError):
        found.hills = 4  # type: ignore[misc]
    with pytest.raises(TypeError):
        Hills(3)  # type: ignore[call-arg]
