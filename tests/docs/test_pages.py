"""What the pages show is what the program does: every console block is run, every name is looked up."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from PIL import Image

from backlog.cli.main import COMMANDS, cli
from tools.retell import ALIKE, REFERENCE, ROOT, SERVER, fits, look_alike, pages, retell, retold

PAGES = pages()
ALL = sorted({*PAGES, *REFERENCE.glob("*.md"), ROOT / "CHANGELOG.md", ROOT / "CONTRIBUTING.md"})
FENCED = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
CODE = re.compile(r"(?<!`)`([^`\n]+)`(?!`)")
LINK = re.compile(r"\]\(([^)\s]+)\)")


def named(path: Path) -> str:
    """The page's name in the report of the tests."""
    return str(path.relative_to(ROOT))


def prose(path: Path) -> str:
    """The page without its fenced blocks."""
    return FENCED.sub("", path.read_text(encoding="utf-8"))


def typed(path: Path) -> Iterator[str]:
    """Every piece of code in the page that begins with `backlog `, in the text and in what is typed in blocks."""
    yield from CODE.findall(prose(path))
    for kind, block in FENCED.findall(path.read_text(encoding="utf-8")):
        if kind in {"console", "sh"}:
            yield from re.findall(r"(?<![\w/-])backlog [^\n)\"#]*", block if kind == "sh" else _questions(block))


def _questions(block: str) -> str:
    return "\n".join(line[2:] for line in block.splitlines() if line.startswith("$ "))


@pytest.mark.parametrize("path", [p for p in PAGES if SERVER not in p.read_text(encoding="utf-8")], ids=named)
def test_a_page_shows_what_the_commands_answer(path: Path) -> None:
    """`make docs` writes the answers anew where they changed on purpose."""
    assert path.read_text(encoding="utf-8") == retell(path)


@pytest.mark.parametrize("path", [p for p in PAGES if SERVER in p.read_text(encoding="utf-8")], ids=named)
def test_a_page_about_postgresql_shows_what_a_server_answers(path: Path, postgresql: str) -> None:
    """The same, with a server of the tests in the place of the one that the page names."""
    assert path.read_text(encoding="utf-8") == retell(path, {SERVER: postgresql})


@pytest.mark.parametrize("path", ALL, ids=named)
def test_every_command_that_a_page_names_exists(path: Path) -> None:
    """And so does every option that it is given."""
    root = click.Context(cli, info_name="backlog")
    wrong = []
    for words in typed(path):
        name = words.split()[1] if words.startswith("backlog ") and len(words.split()) > 1 else ""
        if not re.fullmatch(r"[a-z]+", name):
            continue
        command = cli.get_command(root, name)
        if command is None:
            wrong.append(words)
            continue
        known = {option for parameter in command.params for option in (*parameter.opts, *parameter.secondary_opts)}
        wrong += [words for option in re.findall(r"(?<=\s)--[a-z][a-z-]*", words) if option not in known | {"--help"}]
    assert [] == wrong


def anchors(path: Path) -> set[str]:
    """The anchors of a page's headings."""
    heads = re.findall(r"^#+ (.+)$", FENCED.sub("", path.read_text(encoding="utf-8")), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}


@pytest.mark.parametrize("path", ALL, ids=named)
def test_every_link_inside_the_repository_leads_somewhere(path: Path) -> None:
    """To a file that exists, and to a heading in it."""
    wrong = []
    for link in LINK.findall(prose(path)):
        if re.match(r"[a-z]+:", link):
            continue
        file, _, anchor = link.partition("#")
        target = (path.parent / file).resolve() if file else path
        if not target.exists() or (anchor and anchor not in anchors(target)):
            wrong.append(link)
    assert [] == wrong


@pytest.mark.parametrize("path", PAGES, ids=named)
def test_a_line_holds_one_sentence(path: Path) -> None:
    """So that a change of a page shows which sentence changed."""
    text = CODE.sub("`x`", prose(path))
    text = re.sub(r"\]\([^)]*\)", "]", text)
    wrong = [line for line in text.splitlines()
             if not line.startswith("|") and re.search(r"[a-z`)\]][.?!][*_)]* [A-Z`*\[]", line)]  # fmt: skip
    assert [] == wrong


def test_every_page_can_be_reached_from_the_index() -> None:
    """No page is an island."""
    found, pending = set(), [ROOT / "docs" / "index.md"]
    while pending:
        page = pending.pop()
        if page in found or page.suffix != ".md" or not page.exists():
            continue
        found.add(page)
        pending += [(page.parent / link.partition("#")[0]).resolve()
                    for link in LINK.findall(prose(page)) if not re.match(r"[a-z]+:|#", link)]  # fmt: skip
    assert set() == {named(path) for path in ALL} - {named(path) for path in found}


def test_every_command_is_explained_in_a_page_written_by_hand() -> None:
    """The reference lists them all; a page says when one would want them."""
    said = {words.split()[1] for path in PAGES for words in typed(path) if len(words.split()) > 1}
    assert set() == set(COMMANDS) - said


def test_an_answer_that_changed_is_written_anew(tmp_path: Path) -> None:
    """What stands in the page is replaced by what the command says."""
    from tools.retell import Terminal

    page = "# T\n\n<!-- now: 2026-11-02T19:00+01:00 -->\n```console\n$ backlog due\nold\n$ echo $?\n```\n"
    told = retold(page, Terminal(tmp_path))
    assert "old" not in told
    assert told.endswith("[journal-missing]\n$ echo $?\n1\n```\n")


def test_python_in_a_page_is_written_anew_too(tmp_path: Path) -> None:
    """One Python for the whole page, in the folder and at the time of its commands; a refusal shows as one."""
    from tools.retell import Terminal

    typed = [">>> from backlog import clock", ">>> for n in (1, 2):", "...     print(n)", ">>> clock.now().year", "old"]
    page = "\n".join(
        ["<!-- now: 2031-11-02T19:00+01:00 -->", "```pycon", *typed, "```", "", "```pycon", ">>> n + 1", "```"]
    )
    told = retold(page, Terminal(tmp_path)).splitlines()
    assert [*typed[:3], "1", "2", typed[3], "2031", "```", "", "```pycon", ">>> n + 1", "3", "```"] == told[2:]
    with pytest.raises(ValueError, match="begins with a statement"):
        retold("```pycon\n1\n```\n", Terminal(tmp_path))
    with pytest.raises(ValueError, match="half a statement"):
        retold("```pycon\n>>> print(\n```\n", Terminal(tmp_path))


def test_dots_stand_for_any_lines() -> None:
    """`...` leaves out what varies or is long; everything else is compared."""
    assert fits(["a", "...", "d"], ["a", "b", "c", "d"])
    assert fits(["a", "...", "d"], ["a", "d"])
    assert not fits(["a", "...", "d"], ["a", "b"])


@pytest.mark.parametrize(
    ("size", "shade", "alike"), [((9, 9), ALIKE, True), ((9, 9), ALIKE + 1, False), ((9, 8), 0, False)]
)
def test_a_picture_is_stale_when_it_looks_different(size: tuple[int, int], shade: int, *, alike: bool) -> None:
    """One pixel may be a little darker, as another processor draws it, but not more."""

    def picture(wide: tuple[int, int], pixel: int) -> bytes:
        image, file = Image.new("RGB", wide), io.BytesIO()
        image.putpixel((3, 3), (0, pixel, 0))
        image.save(file, "PNG")
        return file.getvalue()

    assert alike is look_alike(picture((9, 9), 0), picture(size, shade))
