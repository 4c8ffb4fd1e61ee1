"""What a person must agree to before something is stored."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from backlog.model.facts import Fact


class Doubt(NamedTuple):
    """What is asked, and the values that it is about.

    Whoever agreed hands it back, and is asked again if it would be another one by then.
    """

    text: str
    about: tuple[Fact, ...]
