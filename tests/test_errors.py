"""The error family: every sentence has a slug, and every slug a meaning."""

from __future__ import annotations

import ast
import re
from contextlib import suppress
from functools import cache
from pathlib import Path
from string import Formatter

import pytest

import backlog
from backlog.errors import BacklogError, InputError, PassedOver, refusals

SOURCES = sorted(Path(backlog.__file__).parent.rglob("*.py"))

MEANINGS = {slug: told["meaning"] for slug, told in refusals().items()}
#: SLUG.NAME -> the two texts of a refusal told by its name.
TOLD = {
    f"{slug}.{name}": texts for slug, told in refusals().items() for name, texts in told.items() if name != "meaning"
}

#: Slugs that nothing raises yet.
NOT_YET: set[str] = set()


@cache
def nodes_of(path: Path) -> list[ast.AST]:
    """All that stands in a source."""
    return list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))


def slugs_in(path: Path) -> set[str]:
    """Strings in the source that are a slug, or a slug and the name of a sentence."""
    return {
        node.value.partition(".")[0]
        for node in nodes_of(path)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and (node.value in MEANINGS or node.value in TOLD)
    }


def raised_in(path: Path) -> list[str]:
    """The literal slugs that errors are made with."""
    return [
        node.args[0].value
        for node in nodes_of(path)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in {"BacklogError", "InputError"}
        and node.args
        and isinstance(node.args[0], ast.Constant)
        and isinstance(node.args[0].value, str)
    ]


def told_in(path: Path) -> list[tuple[str, set[str | None]]]:
    """The names by which sentences are told, each with the names of the facts that it is given."""
    return [
        (ast.literal_eval(node.args[0]), {fact.arg for fact in node.keywords})
        for node in nodes_of(path)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "of"
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id in {"BacklogError", "InputError"}
    ]


def facts_of(texts: list[str]) -> set[str | None]:
    """What stands in braces in the texts of a refusal."""
    return {fact for text in texts for _, fact, _, _ in Formatter().parse(text) if fact is not None}


def test_every_sentence_told_by_name_is_there_and_gets_its_facts() -> None:
    """A misspelt name, a fact too few or one that the sentence does not speak of is found without raising it."""
    assert [] == [
        (path, name, given)
        for path in SOURCES
        for name, given in told_in(path)
        if name not in TOLD or given != facts_of(TOLD[name])
    ]


def test_every_sentence_is_told_and_in_order() -> None:
    """The file holds nothing that nobody can meet, sorted within its slug, in two texts that end like sentences."""
    assert TOLD.keys() == {name for path in SOURCES for name, _ in told_in(path)}
    assert [] == [
        slug for slug, told in refusals().items() if list(told) != ["meaning", *sorted(told.keys() - {"meaning"})]
    ]
    assert [] == [name for name, texts in TOLD.items() if len(texts) != 2 or not all(text[-1] == "." for text in texts)]


def test_every_slug_that_is_raised_has_a_meaning() -> None:
    """A slug without its section in the reference would lead nowhere."""
    assert [] == [(path, slug) for path in SOURCES for slug in raised_in(path) if slug not in MEANINGS]


def test_every_meaning_belongs_to_an_error_that_can_happen() -> None:
    """The reference explains nothing that nobody can meet."""
    used = {slug for path in SOURCES for slug in slugs_in(path)}
    assert set() == MEANINGS.keys() - used - NOT_YET


def test_what_is_listed_as_not_raised_yet_is_not_raised() -> None:
    """The list of exceptions shrinks by itself."""
    assert set() == NOT_YET & {slug for path in SOURCES for slug in slugs_in(path)}


def test_meanings_are_one_sentence_each_and_in_order() -> None:
    """The table is the reference page: sorted, and each entry ends like a sentence."""
    assert sorted(MEANINGS) == list(MEANINGS)
    assert [] == [slug for slug, words in MEANINGS.items() if not re.fullmatch(r"[A-Z].*\.", words)]
    assert [] == [slug for slug in MEANINGS if not re.fullmatch(r"[a-z]+(-[a-z]+)*", slug)]


def test_an_error_says_what_happened_and_what_to_do() -> None:
    """Its text is both parts; it carries slug and exit status."""
    error = InputError("bad-score", "'11' is not a score for pain.", "Scores go from 0 to 10.")
    assert "'11' is not a score for pain. Scores go from 0 to 10." == str(error)
    assert ("bad-score", 2, 1) == (error.slug, error.status, BacklogError.status)


def test_a_sentence_told_by_its_name_holds_its_facts() -> None:
    """Quoted and in the form that the file asks for; what is quoted is shortened as everywhere."""
    error = InputError.of("bad-score.unclear", text="1" * 500, what="pain")
    assert ("bad-score", f"'{'1' * 80}…' is not a score for pain.") == (error.slug, error.what)
    assert ("Scores go from 0 (none) to 10 (the worst you can imagine).", 2) == (error.todo, error.status)


def test_an_error_without_a_meaning_is_a_bug() -> None:
    """A misspelt slug is found where it is written, not where it is read."""
    with pytest.raises(KeyError):
        BacklogError("no-such-slug", "Something happened.", "Do something.")


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        ("5" * 81, f"'{'5' * 81}'"),
        ("5" * 5000, f"'{'5' * 80}…'"),
        ("it's " * 1000, '"' + "it's " * 16 + '…"'),
        ('it\'s "so" ' * 300, "'" + 'it\\\'s "so" ' * 8 + "…'"),
    ],
)
def test_what_is_quoted_is_shortened(cell: str, shown: str) -> None:
    """A cell of a file may hold anything; a sentence is read by a person."""
    error = InputError("bad-distance", f"It's here: I cannot read {cell!r} as a distance.", "Try 2km.")
    assert f"It's here: I cannot read {shown} as a distance." == error.what
    assert f"{error.what} Try 2km." == str(error)


@pytest.mark.parametrize(
    ("error", "quiet"),
    [
        (BacklogError("disk-full", "No room.", "Free some."), True),
        (InputError("bad-time", "No time.", "Say when."), True),
        (BacklogError("journal-busy", "It is busy.", "Wait."), False),
        (ZeroDivisionError("by zero"), False),
    ],
)
def test_only_refusals_of_the_slugs_that_are_named_are_passed_over(error: Exception, *, quiet: bool) -> None:
    """Another refusal goes on, and so does a bug."""
    ended_well = False
    with suppress(type(error)):
        with PassedOver("disk-full", "bad-time"):
            raise error
        ended_well = True
    assert quiet == ended_well


def test_what_is_passed_over_is_a_slug() -> None:
    """One that is mistyped would pass nothing over, and nobody would notice before it happened."""
    named = [
        argument.value
        for path in SOURCES
        for node in nodes_of(path)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "PassedOver"
        for argument in node.args
        if isinstance(argument, ast.Constant)
    ]
    assert len(named) >= 8
    assert set(named) <= MEANINGS.keys()
