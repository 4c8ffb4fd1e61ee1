"""The one writer of files: whole or not at all, for their owner only, and never over what is not its own."""

from __future__ import annotations

import ast
import os
import signal
import stat
import subprocess
import sys
from pathlib import Path

import pytest

import backlog
from backlog.errors import BacklogError
from backlog.files import Kind, Output, begins, path_of

TEXT = Kind("text of a test", begins(b"text"), is_copy=True)
#: Begins to write to the path that is given, says so, and waits for its end.
STOPS = """
import sys, time
from pathlib import Path
from backlog.files import Kind, Output
with Output(Path(sys.argv[1]), Kind("", lambda _: True), agreed=True).filling() as unfinished:
    unfinished.write_bytes(b"half")
    print("begun", flush=True)
    time.sleep(60)
"""


def refusal(output: Output) -> str:
    """The slug with which a write is refused."""
    with pytest.raises(BacklogError) as refused:
        output.write(b"text new")
    return refused.value.slug


def test_a_file_is_its_owners_only_whoever_could_read_the_old_one(tmp_path: Path) -> None:
    """0600, also under a umask of nothing; and only the file is left in the folder."""
    path = tmp_path / "there" / "a.txt"
    path.parent.mkdir()
    path.write_bytes(b"text old")
    path.chmod(0o666)
    before = os.umask(0)
    Output(path, TEXT, agreed=True).write(b"text new")
    os.umask(before)
    assert (b"text new", 0o600) == (path.read_bytes(), stat.S_IMODE(path.stat().st_mode))
    assert [path] == list(path.parent.iterdir())


@pytest.mark.parametrize(("code", "slug"), [(28, "disk-full"), (5, "file-unwritable")])
def test_a_file_is_replaced_whole_or_not_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int, slug: str
) -> None:
    """A disk that fails in the middle leaves the old file and nothing else."""
    path = tmp_path / "there" / "a.txt"
    path.parent.mkdir()
    path.write_bytes(b"text old")

    def fails(_: int) -> None:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr("os.fsync", fails)
    assert slug == refusal(Output(path, TEXT, agreed=True))
    assert [(path, b"text old")] == [(each, each.read_bytes()) for each in path.parent.iterdir()]


def test_what_came_to_be_meanwhile_is_left_alone(tmp_path: Path) -> None:
    """The person agreed to a new file, and somebody else has written one since."""
    path = tmp_path / "a.txt"
    output = Output(path, TEXT)
    assert not output.replaces()
    path.write_bytes(b"text of another")
    assert "not-replaced" == refusal(output)
    assert b"text of another" == path.read_bytes()


def test_an_empty_file_is_nobodys(tmp_path: Path) -> None:
    """As `mktemp` makes one; unless it is one that nothing may replace."""
    path = tmp_path / "a.txt"
    path.touch()
    assert "not-replaced" == refusal(Output(path, TEXT, (path,)))
    Output(path, TEXT).write(b"text new")
    assert b"text new" == path.read_bytes()


def test_a_link_leads_to_its_file_and_a_device_is_written_to(tmp_path: Path) -> None:
    """`--out /dev/null` leaves /dev/null what it is."""
    (tmp_path / "real").write_bytes(b"text old")
    (tmp_path / "link").symlink_to("real")
    Output(tmp_path / "link", TEXT, agreed=True).write(b"text new")
    assert (b"text new", True) == ((tmp_path / "real").read_bytes(), (tmp_path / "link").is_symlink())
    Output(Path("/dev/null"), TEXT).write(b"gone")
    assert Path("/dev/null").is_char_device()


@pytest.mark.parametrize("name", ["no/a.txt", ".", "x" * 300, "loop"])
def test_a_place_that_cannot_be_written_is_one_sentence(tmp_path: Path, name: str) -> None:
    """A folder that is not there, a folder, a name that is too long, a link to itself."""
    (tmp_path / "loop").symlink_to("loop")
    assert "file-unwritable" == refusal(Output(tmp_path / name, TEXT))


@pytest.mark.parametrize("text", ["a\0b", "a\ud800b"])
def test_what_can_name_no_file_is_refused(text: str) -> None:
    """NUL, and half a letter; a byte that is no letter is a name that a file may have."""
    with pytest.raises(BacklogError) as refused:
        path_of(text)
    assert "bad-option" == refused.value.slug
    assert Path("a\udcffb") == path_of("a\udcffb")


@pytest.mark.parametrize("name", ["a.txt", "läufe-\udcff", "跑" * 80])
def test_what_a_kill_left_is_taken_away_by_the_next_writer(tmp_path: Path, name: str) -> None:
    """To the same folder: what others write there at this moment, and what only looks alike, stays."""
    folder = tmp_path / "there"
    folder.mkdir()
    strange = folder / ".a.txt.mine.backlog-part"
    strange.write_bytes(b"mine")

    def begin(target: Path) -> subprocess.Popen[str]:
        words = [sys.executable, "-c", STOPS, str(target)]
        program = subprocess.Popen(words, stdout=subprocess.PIPE, text=True)
        assert program.stdout is not None
        assert "begun\n" == program.stdout.readline()
        return program

    killed = [begin(folder / name), begin(folder / "b.txt")]
    left, writing = set(folder.iterdir()), None
    for program in killed:
        program.send_signal(signal.SIGKILL)
        program.communicate()
    try:
        writing = begin(folder / name)
        assert 2 == len(set(folder.iterdir())), "the killed writers' are gone, this one's is there"
        begun = set(folder.iterdir()) - left
        Output(folder / name, TEXT).write(b"text")
        assert begun < set(folder.iterdir())
    finally:
        if writing is not None:
            writing.kill()
            writing.communicate()
    Output(folder / name, TEXT, agreed=True).write(b"text")
    assert {strange, folder / name} == set(folder.iterdir())


def test_a_folder_that_a_kill_left_aside_is_taken_away_by_the_next(tmp_path: Path) -> None:
    """With all that is in it; one that is in use, and what only looks alike, stays."""
    strange = tmp_path / "backlog-mine"
    strange.mkdir()
    here = {**os.environ, "TMPDIR": str(tmp_path)}

    def begin() -> subprocess.Popen[str]:
        words = [sys.executable, "-c", STOPS_ASIDE]
        program = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=here)
        assert program.stdout is not None
        assert "begun\n" == program.stdout.readline()
        return program

    killed = begin()
    killed.kill()
    killed.communicate()
    left = set(tmp_path.iterdir()) - {strange}
    using = begin()
    there = set(tmp_path.iterdir()) - {strange}
    third = begin()
    third.communicate("go on\n")
    assert (1, 1, {strange} | there) == (len(left), len(there), set(tmp_path.iterdir()))
    assert not left & there
    using.communicate("go on\n")
    assert {strange} == set(tmp_path.iterdir())


STOPS_ASIDE = """
from backlog.files import aside

with aside() as folder:
    (folder / "journal.db").write_bytes(b"secret")
    print("begun", flush=True)
    input()
"""

#: Calls that open a file for writing, make one or give it a name, and who may: a journal is SQLite's to write, and a
#: file of an import is unpacked into a folder of its own.
ALLOWED = {
    "files.py",
    "store/opening.py",
    "store/copying.py",
    "store/compile.py",
    "importers/content.py",
    "importers/gathering.py",
    "cli/main.py",
}
WRITES = {
    "write_text", "write_bytes", "mkstemp", "NamedTemporaryFile", "to_json", "to_excel", "copyfile", "copy2", "move",
    "replace_file", "symlink_to", "hardlink_to", "touch", "rename",
}  # fmt: skip


def _writes(node: ast.AST) -> bool:
    if not isinstance(node, ast.Call):
        return False
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    if name == "open" and ast.unparse(node.func) == "os.open":
        return "O_RDONLY" not in ast.unparse(node)
    if name == "open":
        modes = [
            each.value for each in (*node.args, *(k.value for k in node.keywords)) if isinstance(each, ast.Constant)
        ]
        return any(isinstance(mode, str) and mode.strip("rwaxbt+") == "" and set(mode) & set("wax+") for mode in modes)
    if name == "to_csv":
        return bool(node.args)
    return name in WRITES


def test_no_other_module_writes_files() -> None:
    """Whoever writes goes through `backlog.files`, and what it holds holds for everything."""
    house = Path(backlog.__file__).parent
    found = {
        str(path.relative_to(house))
        for path in house.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if _writes(node)
    }
    assert "files.py" in found
    assert set() == found - ALLOWED
