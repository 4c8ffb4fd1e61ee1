"""`backlog backup`: a copy of everything, and never over a file without a yes."""

from __future__ import annotations

import stat

from tests.cli.conftest import Person


def test_a_backup_is_read_like_the_journal(begun: Person) -> None:
    """With its history, and only by its owner."""
    begun("log run 2km --duration 14:00")
    assert ("", "Wrote backup.db\n", 0) == begun.types("backup backup.db")
    assert begun("list") == begun("--db backup.db list")
    assert begun("history") == begun("--db backup.db history")
    assert 0o600 == stat.S_IMODE(begun.db.with_name("backup.db").stat().st_mode)


def test_an_older_backup_is_replaced_only_after_a_yes(begun: Person) -> None:
    """Without a terminal nobody can be asked, so the old one stays."""
    begun.types("backup backup.db")
    begun("log run 2km --duration 14:00")
    question = "Replace backup.db? I did nothing, because nobody could be asked. Add --yes if you mean it."
    assert (f"{question} [confirmation-needed]", 1) == begun.refused("backup backup.db")
    assert begun("--db backup.db list") != begun("list")
    begun.types("backup backup.db --yes")
    assert begun("--db backup.db list") == begun("list")


def test_where_no_backup_can_be(begun: Person) -> None:
    """A folder, a device, a place in a folder that is not there."""
    for place, why in ((".", "it is a folder"), ("/dev/null", "it is no file"), ("no/b.db", "there is no such folder")):
        said = f"{place} cannot be written: {why}. Name another file. [file-unwritable]"
        assert (said, 1) == begun.refused(f"backup {place}")


def test_there_must_be_a_journal(me: Person) -> None:
    """An empty backup would only look like one."""
    said, status = me.refused("backup backup.db")
    assert ("[journal-missing]", 1) == (said.split()[-1], status)
    assert not me.db.with_name("backup.db").exists()


def test_another_journal_is_never_replaced(begun: Person) -> None:
    """Nor is a copy of the same journal that knows more, as after an older backup took the journal's place."""
    begun.types("backup old.db")
    begun.types("--db hers.db log run 9km --duration 60:00 --yes")
    begun("log run 2km --duration 14:00")
    begun.types("backup new.db")
    begun.db.write_bytes(begun.db.with_name("old.db").read_bytes())
    for name in ("hers.db", "new.db"):
        before = begun.db.with_name(name).read_bytes()
        said = f"{name} is no backup of this journal; it was left alone. Name another file, or move that one away."
        assert (f"{said} [not-replaced]", 1) == begun.refused(f"backup {name} --yes")
        assert before == begun.db.with_name(name).read_bytes()
