"""`backlog decide`: a case from a file, without a journal."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import click

from backlog import clock
from backlog.cli.common import emit, json_option, say
from backlog.errors import BacklogError, InputError
from backlog.model.case import Case
from backlog.model.decision import Verdict
from backlog.report.verdicts import lines
from backlog.rules.headline import Voice
from backlog.services.casefile import differences, read_case, verdict_json
from backlog.services.judging import judge


@click.command("decide")
@click.argument("file", type=click.Path(dir_okay=False, allow_dash=True))
@click.option("--check", is_flag=True, help='Compare with the file\'s "expect"; exit 1 where it differs.')
@json_option
def decide_command(file: str, check: bool, as_json: bool) -> None:
    """Decide a case from a FILE (- is standard input), without a journal.

    The form of a case is that of `backlog why --case`, which prints one.

    \b
    Examples:
      backlog decide tests/vectors/severe-on.json
      backlog why --case | backlog decide -
      backlog decide --check tests/vectors/severe-on.json
    """
    found = _read(file)
    case, fixed = read_case(found)
    case, verdict = judge(case, fixed)
    zone = str(found.get("zone", "UTC"))
    said = verdict_json(verdict, zone)
    if as_json:
        emit(said)
    else:
        _show(case, verdict, zone)
    if check:
        _compare(file, found.get("expect"), said)


def _read(file: str) -> dict[str, Any]:
    """The JSON object in the file; BacklogError `file-missing`, InputError `bad-case-file`."""
    try:
        with click.open_file(file, encoding="utf-8") as stream:
            found = json.load(stream)
    except OSError as error:
        raise BacklogError("file-missing", f"{file}: {error.strerror}.", "Check the path.") from None
    except ValueError as error:
        raise InputError(
            "bad-case-file", f"{file} is not JSON: {error}.", "`backlog why --case` prints a case."
        ) from None
    if not isinstance(found, dict):
        raise InputError("bad-case-file", f"{file} holds no JSON object.", "`backlog why --case` prints a case.")
    return found


def _show(case: Case, verdict: Verdict, zone: str) -> None:
    def spoken(at: datetime) -> str:
        return clock.spoken(at, zone, now=case.now)

    for words in lines(verdict, Voice(case.plan.units, case.now, spoken)):
        say(words)


def _compare(file: str, expected: Any, said: dict[str, Any]) -> None:
    """BacklogError `case-differs` where the verdict is not what the file expects."""
    if not isinstance(expected, dict):
        raise InputError("bad-case-file", f'{file} has no "expect" to compare with.', "Leave --check out.")
    found = differences(expected, said)
    if found:
        raise BacklogError("case-differs", f"{file}: {'; '.join(found)}.", "Correct the rule, or the expectation.")
    say(f"{file}: as expected.", err=True)
