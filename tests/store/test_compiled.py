"""The compiled statements are the Core statements, and nothing else."""

from __future__ import annotations

from pathlib import Path

from backlog.model.facts import KINDS, class_of
from backlog.store import compiled, schema
from backlog.store.compile import compiled_text
from backlog.store.statements import STATEMENTS


def test_the_compiled_statements_are_not_stale() -> None:
    """`python -m backlog.store.compile` would write the file as it is."""
    assert compiled_text() == Path(compiled.__file__).read_text(encoding="utf-8")


def test_every_statement_is_compiled() -> None:
    """The same names, and the same version of the schema."""
    assert (list(STATEMENTS), schema.VERSION) == (list(compiled.SQL), compiled.VERSION)


def test_every_field_of_a_value_has_its_column() -> None:
    """No field of a session, a reading or the others would be lost on the way."""
    fields = {kind: tuple(class_of(kind).__dataclass_fields__) for kind in KINDS}
    assert {kind: sorted(names) for kind, names in fields.items()} == {
        kind: sorted(names) for kind, names in compiled.COLUMNS.items()
    }


def test_no_statement_holds_a_value_that_a_person_typed() -> None:
    """Values travel as parameters: every insert names a placeholder for each of its columns."""
    inserts = {name: text for name, text in compiled.SQL.items() if name.endswith("_insert")}
    for text in inserts.values():
        columns, values = text.split(" VALUES ")
        names = columns[columns.index("(") + 1 : -1].split(", ")
        assert [f":{name}" for name in names] == values.strip("()").split(", ")
