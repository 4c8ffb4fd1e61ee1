"""The one error family: every sentence a user may be told instead of an answer.

An error says what happened, to what, and what to do.
It carries a slug, which names its section in docs/reference/errors.md and in errors.toml, and an exit status:
2 when the words typed cannot be understood or are impossible, 1 for everything else.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any, NamedTuple, Self


@cache
def refusals() -> dict[str, dict[str, Any]]:
    """errors.toml: slug -> its meaning in one sentence, and its sentences by name; read when one is first told."""
    import tomllib
    from importlib import resources

    return tomllib.loads(resources.files("backlog").joinpath("errors.toml").read_text("utf-8"))


#: A quoted text of more letters than a person would read: as many of them are shown.
_QUOTED = r"""(?s)(?<!\w)(['"])((?:\\.|(?!\1).){80})(?:\\.|(?!\1).){2,}\1"""
_LONGEST = 2000


class BacklogError(Exception):
    """A refusal in one sentence.

    `slug` is a key of errors.toml, `what` says what happened and to what, `todo` what to do about it.
    What it quotes is shortened: a cell of a file may hold anything.
    """

    status = 1

    def __init__(self, slug: str, what: str, todo: str) -> None:
        if slug not in refusals():
            raise KeyError(slug)
        what = _shortened(what)
        super().__init__(f"{what} {todo}")
        self.slug = slug
        self.what = what
        self.todo = todo

    @classmethod
    def of(cls, name: str, /, **facts: object) -> Self:
        """The refusal whose sentences stand in errors.toml as SLUG.NAME, with the facts that they speak of."""
        slug, _, name = name.partition(".")
        what, todo = (text.format(**facts) for text in refusals()[slug][name])
        return cls(slug, what, todo)


class InputError(BacklogError):
    """What was typed, or stands in a file, cannot be understood or is impossible."""

    status = 2


class Doubt(NamedTuple):
    """What a person must agree to before something is stored: what is asked, and the values that it is about.

    Whoever agreed hands it back, and is asked again if it would be another one by then.
    """

    text: str
    about: tuple[Any, ...]


class PassedOver:
    """A block that a refusal of one of these slugs ends quietly, as with contextlib.suppress; any other goes on."""

    def __init__(self, *slugs: str) -> None:
        self._slugs = slugs

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> bool:
        return isinstance(error, BacklogError) and error.slug in self._slugs


def _shortened(what: str) -> str:
    if len(what) > 80:
        what = re.sub(_QUOTED, r"\1\2…\1", what)
    return what if len(what) <= _LONGEST else f"{what[:_LONGEST]}…"
