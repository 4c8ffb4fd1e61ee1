"""`backlog decide` and `backlog why`, as they are typed."""

from __future__ import annotations

import json
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from backlog.cli.common import App
from backlog.cli.decide import decide_command
from backlog.cli.log import log_command
from backlog.cli.main import cli
from backlog.cli.why import why_command
from backlog.errors import BacklogError

VECTOR = "tests/vectors/severe-on.json"


def decide(*words: str, given: str | None = None) -> Result:
    """What the command answers; refusals are raised."""
    return CliRunner().invoke(
        decide_command, words, input=given, catch_exceptions=False, standalone_mode=False, **cli.context_settings
    )


def test_a_case_is_decided_without_a_journal() -> None:
    """In the words that `advise` uses."""
    found = decide(VECTOR)
    assert "No running for now." == found.stdout.splitlines()[0]
    assert "You were at 7 today: a short break from running" in found.stdout


def test_a_case_may_come_from_standard_input() -> None:
    """And its verdict go out as JSON."""
    found = json.loads(decide("-", "--json", given=Path(VECTOR).read_text()).stdout)
    assert (1, "decision", "reduce", None) == (
        found["schema_version"],
        found["verdict"],
        found["action"],
        found["next"],
    )


def test_a_case_is_compared_with_what_its_file_expects() -> None:
    """Where it differs, the difference is told."""
    assert decide(VECTOR, "--check").exit_code == 0
    other = json.loads(Path(VECTOR).read_text()) | {"expect": {"action": "hold"}}
    with pytest.raises(BacklogError, match='action is "reduce", expected "hold"') as refused:
        decide("-", "--check", given=json.dumps(other))
    assert ("case-differs", 1) == (refused.value.slug, refused.value.status)


@pytest.mark.parametrize(("given", "slug"), [("{", "bad-case-file"), ("[]", "bad-case-file"), ("{}", "bad-case-file")])
def test_what_is_no_case_is_refused(given: str, slug: str) -> None:
    """By a sentence."""
    with pytest.raises(BacklogError) as refused:
        decide("-", given=given)
    assert slug == refused.value.slug


def test_a_case_without_expectations_cannot_be_checked(tmp_path: Path) -> None:
    """Nor can a file that is not there be decided."""
    with pytest.raises(BacklogError, match='has no "expect"'):
        decide("-", "--check", given='{"now": "2026-11-16 18:00"}')
    with pytest.raises(BacklogError, match="No such file"):
        decide(str(tmp_path / "none.json"))


@pytest.fixture
def app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> App:
    """A person with a journal of one run, at a fixed moment in UTC."""
    monkeypatch.setenv("BACKLOG_NOW", "2026-11-16T18:00+00:00")
    monkeypatch.setenv("TZ", "UTC")
    monkeypatch.setenv("BACKLOG_CONFIG", "")
    made = App(db=str(tmp_path / "journal.db"))
    run(made, log_command, "run", "2km", "--at", "2026-11-15 17:45", "--duration", "15:00")
    return App(db=made.db)


def run(app: App, command: click.Command, *words: str) -> str:
    """What a command prints; refusals are raised."""
    result = CliRunner().invoke(
        command, words, obj=App(db=app.db), catch_exceptions=False, standalone_mode=False, **cli.context_settings
    )
    return result.stdout


def test_why_prints_the_case_that_decide_reads(app: App) -> None:
    """Both come to the same verdict."""
    found = json.loads(decide("-", "--json", given=run(app, why_command, "--case")).stdout)
    assert found["verdict"] == json.loads(run(app, why_command, "--json"))["verdict"]["verdict"]


def test_why_answers_for_a_stored_decision(app: App) -> None:
    """It is replayed as known when it was made, whatever was recorded since."""
    first = json.loads(run(app, why_command, "--json"))
    run(app, log_command, "run", "3km", "--at", "2026-11-16 10:00", "--duration", "25:00")
    again = json.loads(run(app, why_command, str(first["id"]), "--json"))
    assert (first["verdict"], first["rule"], first["inputs"], None) == (
        again["verdict"], again["rule"], again["inputs"], again["today"])  # fmt: skip
    assert {"id", "verdict", "rule", "inputs", "bounds", "flip", "policy"} <= set(again)


def test_why_says_the_rule_and_what_would_flip_it(app: App) -> None:
    """In words."""
    said = run(app, why_command)
    assert "The rule that spoke: the red-flag questions." in said
    assert "once the red-flag questions are answered, it would be a wait for the next rating." in said


def test_a_stored_decision_has_its_own_time(app: App) -> None:
    """So it takes no other."""
    with pytest.raises(BacklogError, match="replayed as known"):
        run(app, why_command, "1", "--on", "2026-11-16")
