"""Write docs/reference from the program itself: no page there is written by hand.

`python -m tools.reference` writes what changed; with `--check` it only names what is stale, and exits 1 if anything is.
"""

from __future__ import annotations

import ast
import json
import re
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import MISSING, Field, fields
from datetime import UTC, datetime, timedelta, tzinfo
from fractions import Fraction
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any, get_args

import click

from backlog import clock
from backlog.cli.main import COMMANDS, cli
from backlog.errors import refusals
from backlog.model import reasons
from backlog.model.decision import Pending, Verdict
from backlog.rules.decide import ORDER, ruling
from backlog.rules.explain import explain
from backlog.rules.headline import Voice, headline, session
from backlog.services.advice import judge
from backlog.services.casefile import read_case
from tools.retell import HOME, REFERENCE, ROOT, ZONE, Terminal

WIDTH = 80
HOUSE = ROOT / "backlog"


def written(title: str, *parts: str) -> str:
    """A page of its parts, with a line that says where it comes from."""
    note = "<!-- Written by `make docs` from the program itself: do not edit. -->"
    return "\n\n".join([f"# {title}", note, *parts]) + "\n"


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)


def fenced(kind: str, text: str) -> str:
    """A fenced block."""
    return f"```{kind}\n{text.rstrip()}\n```"


# Commands

CLI_HEAD = """\
Every command answers `--help` with what stands here.
`backlog --db PLACE` and `backlog --config FILE` come before the command's name.

A flag wins over the environment, the environment over the configuration file, that over the default; `backlog doctor` \
says which one won.

| name | what it sets |
| --- | --- |
| `BACKLOG_DB` | the journal: a file, or a `postgresql://` URL |
| `BACKLOG_CONFIG` | the configuration file, TOML with the texts `db` and `zone` |
| `BACKLOG_NOW` | the time taken for now, ISO with an offset, to try things out |
| `BACKLOG_TRACEBACK` | set to anything: a bug shows its traceback |
| `TZ` | the time zone, by its IANA name |

Answers go to standard output, messages and questions to standard error.
The exit status is 0 if it worked, 2 if the words typed cannot be understood or are impossible, 1 for every \
other refusal.
Wherever a question would be asked, `--yes` answers it, and without a terminal nothing is asked."""


def cli_page() -> str:
    """Every command's help, as it prints itself."""
    root = click.Context(cli, info_name="backlog", terminal_width=WIDTH, **cli.context_settings)
    parts = [CLI_HEAD, "## backlog", fenced("text", root.get_help())]
    for name in COMMANDS:
        command = cli.get_command(root, name)
        if command is None:
            raise KeyError(name)
        context = click.Context(command, info_name=name, parent=root, terminal_width=WIDTH)
        parts += [f"## backlog {name}", fenced("text", command.get_help(context))]
    return written("Commands", *parts)


# Schema

SCHEMA_HEAD = """\
One journal is one database: a SQLite file, or a PostgreSQL database named by a URL.
Instants are whole seconds since 1970-01-01 UTC, dates are ISO text, truth values are 0 or 1.

A *fact table* keeps every version of a thing.
`id` names the thing and stays; `written_by` is the change that wrote this version, `ended_by` the change that ended it.
What holds now are the rows whose `ended_by` is null; what was known after change N are the rows with \
`written_by <= N` that had not ended by then.
See [why rows have versions](../decisions/0001-versioned-rows.md)."""


def schema_page() -> str:
    """Tables, columns and comments, from store/tables.toml."""
    from backlog.store.migrations import VERSION
    from backlog.store.schema import FACTS, metadata

    parts = [SCHEMA_HEAD, f"This is schema version {VERSION}."]
    for found in metadata.sorted_tables:
        kind = " A fact table." if found.name in FACTS else ""
        rows = [
            [f"`{column.name}`", str(column.type).lower(), "" if column.nullable else "yes", column.comment or ""]
            for column in found.columns
        ]
        parts += [f"## {found.name}", f"{found.comment}{kind}", table(["column", "type", "required", "meaning"], rows)]
    return written("Schema", *parts)


# Reasons

#: What a field of a reason holds in the examples.
NOW = datetime(2026, 11, 20, 17, 30, tzinfo=UTC)
FIELDS: dict[str, Any] = {
    "flag": "bladder",
    "group": "emergency",
    "opened_at": NOW - timedelta(hours=2),
    "cause": "monthly",
    "last_at": NOW - timedelta(days=32),
    "told_at": NOW - timedelta(hours=9),
    "reading": 41,
    "at": NOW - timedelta(hours=9),
    "score": 6.0,
    "limit": 5.0,
    "usual_high": 4.6,
    "step_at": NOW + timedelta(days=3) - timedelta(hours=9),
    "step_below": 5.6,
    "try_at": NOW + timedelta(days=14) - timedelta(hours=9),
    "since": NOW - timedelta(days=30),
    "p_clear": 0.4,
    "worst": None,
    "worst_at": NOW - timedelta(days=2),
    "then": None,
    "then_at": NOW - timedelta(days=1),
    "usual": 3.0,
    "settled_by": 44,
    "session": 40,
    "before": 37,
    "site": "calf",
    "reaches": "calf",
    "twice": False,
    "flare": False,
    "factor": 0.7,
    "days": 7,
    "mean_then": 4.1,
    "mean_now": 3.9,
    "runs": 3,
    "mean": 2.4,
    "scale": 0.7,
    "probability": 0.08,
    "activity": "walk",
    "minutes": 12.0,
    "equal_minutes": 20.0,
    "longest_minutes": 11.0,
    "days_needed": 28,
    "sessions": 2,
    "sessions_needed": 3,
    "response": 0.2,
    "opens_at": NOW + timedelta(hours=12),
    "until": NOW + timedelta(hours=30),
    "answerable": False,
    "hours": 36.0,
    "last_48h": False,
    "answered": 3,
    "asked": 6,
    "needed": 4,
    "limit_m": 1370.0,
    "median_m": 2400.0,
    "halved": False,
    "distance_m": 800.0,
    "last_m": 2200.0,
    "half": True,
    "most": 2,
    "goal_m": 5000.0,
    "name": "cap",
    "unit": "m",
    "allowed": 2200.0,
    "base": 2000.0,
    "readings": 1,
}
#: Where the general value does not fit: the examples of a reason, one mapping each.
CASES: dict[str, list[dict[str, Any]]] = {
    "red_flag": [{}, {"flag": "infection", "group": "clinician"}],
    "screening": [
        {"cause": "never", "last_at": None, "told_at": None, "reading": None},
        {"told_at": None, "reading": None},
        {"cause": "pain"},
        {"cause": "radiating"},
    ],
    "harm_seen": [{"score": 8.0, "limit": 7.0}, {"score": 5.0, "flare": True}],
    "harm_by_time": [{"days": 4, "factor": 0.5}, {"days": 15, "factor": None}],
    "harm_settled": [{"score": 8.0}],
    "during_high": [{}, {"twice": True}],
    "site_raised": [{"score": 3.0, "limit": 3.0}],
    "site_harm": [{}, {"score": 3.0, "limit": 3.0, "twice": True}],
    "radiating": [{"before": None}, {"before": "thigh"}, {"calm": True}],
    "see_clinician": [
        {"cause": "severe", "score": 9.0},
        {"cause": "flare", "score": 5.0, "days": 8},
        {"cause": "unsettled", "days": 14},
        {"cause": "no_improvement", "reading": None, "score": None, "days": 42},
    ],
    "floor_too_much": [{"probability": 0.94, "limit": 0.9, "p_clear": 0.6}],
    "likely_to_hurt": [{"probability": 0.62, "distance_m": 500.0}],
    "substitute": [{}, {"minutes": 15.0, "longest_minutes": None}],
    "benign_spell": [{"quiet": True}, {"days": 29, "sessions": 4, "quiet": True}],
    "expected": [
        {"runs": 9, "mean": 0.4, "usual": 2.8, "distance_m": 2200.0, "probability": 0.06, "limit": 0.1},
        {"runs": 1, "mean": 0.4, "usual": 2.8, "distance_m": 900.0, "probability": 0.004, "limit": 0.1},
        {"runs": 3, "mean": 2.6, "usual": 3.5, "distance_m": 500.0, "probability": 0.27, "limit": 0.1},
    ],
    "beyond_limit": [{"limit": 0.1}],
    "check_open": [{}, {"answerable": True}],
    "runs_too_close": [{"sessions": (36, 38, 40)}],
    "not_enough": [{"cause": "distance"}, {"cause": "medicated"}, {"cause": "after_another"}],
    "no_pain_known": [{"runs": 9}, {"runs": 9, "halved": True}],
    "raised": [
        {"response": 2.3, "probability": 0.68, "worst": 6.0, "then": 3.0, "runs": 1},
        {"response": 2.3, "probability": 0.68, "worst": 6.0, "then": 4.0, "runs": 3},
        {"flare": True},
    ],
    "tolerated": [{"worst": 0.6}, {"worst": 2.1}],
    "lay_off": [{"days": 40}, {"days": 75, "half": False}],
    "two_increases": [{"sessions": (38, 40)}],
    "bound": [
        {"asked": 2600.0},
        {"name": "reaction", "asked": 2200.0, "base": None, "allowed": 1800.0},
        {"name": "goal", "asked": 5200.0, "allowed": 5000.0, "base": None},
        {"name": "longest", "asked": 2600.0, "base": None},
        {"name": "floor", "asked": 350.0, "allowed": 500.0, "base": None},
        {"name": "overrun", "asked": 2200.0, "allowed": 2000.0, "base": None},
        {"unit": "min", "asked": 30.0, "allowed": 22.0, "base": 20.0},
    ],
    "find_baseline": [{"needed": 3, "days": 4}],
}

REASONS_HEAD = """\
A verdict gives its reasons as data; `--json` shows them with a `code` and the fields listed here.
The sentences below are what `backlog advise` says of the examples."""


def reasons_page() -> str:
    """Every reason: what it means, its fields, and example sentences."""
    voice = Voice("km", NOW, lambda at: clock.spoken(at, ZONE, now=NOW))
    parts = [REASONS_HEAD]
    for kind in sorted(get_args(reasons.Reason), key=lambda kind: str(kind.code)):
        named = ", ".join(f"`{field.name}`" for field in fields(kind)) or "none"
        said = "\n".join(f"> {explain(example(kind, case), voice)}\n>" for case in CASES.get(kind.code, [{}]))
        parts += [f"## {kind.code}", doc(kind), f"Fields: {named}.", said.removesuffix("\n>")]
    return written("Reasons", *parts)


def example(kind: type[Any], case: Mapping[str, Any]) -> reasons.Reason:
    """A reason with every field filled in."""
    found: reasons.Reason = kind(**{field.name: case.get(field.name, _given(field)) for field in fields(kind)})
    return found


def _given(field: Field[Any]) -> Any:
    if field.name in FIELDS:
        return FIELDS[field.name]
    if field.default is MISSING:
        raise KeyError(f"tools/reference.py has no example for the field {field.name!r}.")
    return field.default


def doc(thing: Any) -> str:
    """A docstring as one paragraph a line break apart."""
    return " ".join((thing.__doc__ or "").split())


# Errors

ERRORS_HEAD = """\
When `backlog` refuses, it says what happened, to what, and what to do, and ends with a word in square brackets.
That word is explained here.
The exit status is 2 where the words typed, or a file, cannot be understood or are impossible, and 1 otherwise."""


#: slug -> what to type to be told so, the last line; those before set the scene.
MISTAKES: dict[str, tuple[str, ...]] = {
    "activity-unknown": ("log rnu 2km",),
    "already-cleared": ("flags --clear chest",),
    "ambiguous-id": ("forget",),
    "bad-count": ("week --weeks many",),
    "bad-distance": ("log run 2kn",),
    "bad-duration": ("log run 2km --duration quick",),
    "bad-export": ("export --format csv",),
    "bad-intervals": ("log run 2km --intervals often",),
    "bad-map": ("export --out sessions.jsonl", "import sessions.jsonl --map distance"),
    "bad-number": ("plan --limit 80",),
    "bad-option": ("plan --units leagues",),
    "bad-score": ("pain 11",),
    "bad-time": ('log run 2km --at "half past six"',),
    "bad-zone": ("import sessions.csv --zone Berlin",),
    "clearing-needs-who": ("flags --yes-to bladder", "flags --clear bladder"),
    "confirmation-needed": ("forget last",),
    "file-missing": ("import nowhere.csv",),
    "future-time": ('log run 2km --at "2026-12-24 10:00"',),
    "journal-missing": ("--db nowhere.db due",),
    "later-changes": ("edit last --surface grass", "undo 2"),
    "nothing-to-say": ("edit last",),
    "site-unknown": ("pain --site elbow 3",),
    "medicine-unknown": ("plan --medicine ibuprofen",),
    "strike-unknown": ("log run 2km --strike tiptoe",),
    "surface-unknown": ("log run 2km --surface lava",),
    "unknown-id": ("show 99",),
    "usage": ("log run 2km --fast",),
}


def errors_page() -> str:
    """Every slug: what it means, its exit status, and how one may come to it."""
    statuses = raised()
    parts = [ERRORS_HEAD]
    with tempfile.TemporaryDirectory(prefix="backlog-docs-") as folder:
        begun = Terminal(Path(folder).resolve())
        begun.type("backlog start --no-red-flags --usual-pain 3")
        begun.type("backlog log run 2km --duration 14:30")
        for slug, found in refusals().items():
            status = sorted(statuses.get(slug, set()))
            parts += [f"## {slug}", found["meaning"]]
            parts += [f"Exit status {' or '.join(map(str, status))}."] if status else []
            parts += [fenced("text", told(slug, MISTAKES[slug], begun.folder))] if slug in MISTAKES else []
    return written("Errors", *parts)


def told(slug: str, typed: Sequence[str], begun: Path) -> str:
    """The last line typed, and what it is answered, in a copy of a journal."""
    with tempfile.TemporaryDirectory(prefix="backlog-docs-") as folder:
        shutil.copytree(begun, folder, dirs_exist_ok=True)
        terminal = Terminal(Path(folder).resolve())
        for words in typed:
            text = terminal.type(f"backlog {words}")
    if not text.rstrip().endswith(f"[{slug}]"):
        raise RuntimeError(f"backlog {words}: expected {slug}, got: {text}")
    return f"$ backlog {typed[-1]}\n{text}"


def raised() -> dict[str, set[int]]:
    """Slug -> the exit statuses it is raised with, from the source."""
    found: dict[str, set[int]] = {"usage": {2}, "interrupted": {130}, "unexpected": {1}, "disk-full": {1}}
    for path in HOUSE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            match node:
                case ast.Call(
                    func=ast.Name(id="BacklogError" | "InputError" as name)
                    | ast.Attribute(value=ast.Name(id="BacklogError" | "InputError" as name), attr="of"),
                    args=[ast.Constant(value=slug), *_],
                ):
                    found.setdefault(str(slug).partition(".")[0], set()).add(2 if name == "InputError" else 1)
                case _:
                    pass
    return found


# Rules

RULES_HEAD = """\
A verdict is made by these rules, in this order; the first that speaks decides.
What they answer, and the code of the reason that comes first, is what they said of the cases in `tests/vectors/`.
Why they are as they are is told in [the rules and their sources](../explanation/rules.md); every code has its \
sentence in [Reasons](reasons.md), every number its place in [Thresholds](thresholds.md)."""


def rules_page() -> str:
    """The rules in their order, with what they said of every vector."""
    said: dict[str, list[Verdict]] = {rule.__name__: [] for rule in ORDER}
    for path in sorted((ROOT / "tests" / "vectors").glob("*.json")):
        case, fixed = read_case(json.loads(path.read_text(encoding="utf-8")))
        found = ruling(judge(case, fixed)[0])
        said[found.rule].append(found.verdict)
    rows = []
    for at, rule in enumerate(ORDER, 1):
        verdicts = said[rule.__name__]
        answers = dict.fromkeys(f"`{getattr(verdict, 'action', verdict.verdict)}`" for verdict in verdicts)
        first = dict.fromkeys(f"`{verdict.reasons[0].code}`" for verdict in verdicts)
        rows.append([str(at), f"`{rule.__name__}`", doc(rule), ", ".join(sorted(answers)), ", ".join(sorted(first))])
    return written("Rules", RULES_HEAD, table(["", "rule", "what it says", "answers", "first reasons"], rows))


# Cases

CASES_HEAD = """\
What backlog says of each file in `tests/vectors/`, to the word.
A file holds the facts, and what is expected of the verdict: `backlog decide FILE` answers it, and `backlog decide \
--check FILE` compares."""


def cases_page() -> str:
    """Every vector with what it shows, what it says to do, and why."""
    parts = []
    for path in sorted((ROOT / "tests" / "vectors").glob("*.json")):
        found = json.loads(path.read_text(encoding="utf-8"))
        case, fixed = read_case(found)
        verdict = judge(case, fixed)[1]
        voice = Voice("km", case.now, partial(_on_the_clock, case.zone))
        lines = [headline(verdict, voice)]
        if isinstance(verdict, Pending) and verdict.meanwhile:
            lines.append(f"Meanwhile: {session(verdict.meanwhile, voice)}.")
        lines += [f"- {explain(reason, voice)}" for reason in verdict.reasons]
        parts.append(f"## {path.stem}\n\n{found['says']}\n\n{fenced('text', chr(10).join(lines))}")
    return written("Cases", CASES_HEAD, *parts)


def _on_the_clock(zone: tzinfo, at: datetime) -> str:
    return f"{at.astimezone(zone):%a %d %b %H:%M}"


# Thresholds

THRESHOLD_ROOMS = (
    ("backlog.rules.thresholds", "What the verdict rests on"),
    ("backlog.stats.usual", "What usual pain and a response rest on"),
    ("backlog.stats.tolerance", "What the tolerance model is asked"),
    ("backlog.stats.posterior", "How a limit follows from what is believed"),
    ("backlog.stats.grid", "What is held possible"),
    ("backlog.stats.kalman", "How a reading tells"),
    ("backlog.model.checks", "Windows of the checks"),
    ("backlog.model.dose", "What of a session was run"),
    ("backlog.model.tolerance", "When a response counts as raised, and the floor of running"),
)
THRESHOLDS_HEAD = """\
Every number that a verdict rests on, with the comment that stands above it in the code; an empty cell goes with the \
comment before it.
*Design* marks a choice for which nothing is published.
Where the numbers come from is told in [the rules and their sources](../explanation/rules.md)."""


def thresholds_page() -> str:
    """Every constant with its comment, in the order of the source."""
    parts = [THRESHOLDS_HEAD]
    for module, title in THRESHOLD_ROOMS:
        rows = [
            [", ".join(f"`{n}`" for n in names), ", ".join(values), why] for names, values, why in constants(module)
        ]
        parts += [f"## {title}", f"From `{module.replace('.', '/')}.py`.", table(["name", "value", "why"], rows)]
    return written("Thresholds", *parts)


def constants(module: str) -> Iterator[tuple[list[str], list[str], str]]:
    """Names, values and the comment of every assignment of constants; empty where the comment before goes on."""
    home = import_module(module)
    lines = Path(str(home.__file__)).read_text(encoding="utf-8").splitlines()
    for node in ast.parse("\n".join(lines)).body:
        match node:
            case ast.Assign(targets=[ast.Tuple(elts=elements)]):
                names = [str(ast.unparse(element)) for element in elements]
            case ast.Assign(targets=[ast.Name(id=name)]) | ast.AnnAssign(target=ast.Name(id=name)):
                names = [name]
            case _:
                continue
        names = [name for name in names if name.isupper()]
        if names:
            why = _comment_above(lines, node.lineno)
            yield names, [shown(getattr(home, name)) for name in names], why


def _comment_above(lines: Sequence[str], number: int) -> str:
    found: list[str] = []
    for line in reversed(lines[: number - 1]):
        if not line.startswith("#:"):
            break
        found.insert(0, line.removeprefix("#:").strip())
    return " ".join(found)


def shown(value: Any) -> str:
    """A constant as a person reads it."""
    match value:
        case timedelta():
            hours = value.total_seconds() / 3600
            return f"{hours / 24:g} days" if hours >= 96 else f"{hours:g} h" if hours >= 1 else f"{hours * 60:g} min"
        case Fraction():
            return f"{value.numerator}/{value.denominator}"
        case float() | int():
            return f"{value:g}"
        case dict():
            return "; ".join(f"{key}: {shown(item)}" for key, item in value.items())
        case _ if hasattr(value, "tolist"):  # an array of numpy
            return f"{len(value)} from {value[0]:g} to {value[-1]:g}"
        case tuple():
            return ", ".join(shown(item) for item in value)
        case _:
            return str(value)


# JSON

JSON_HEAD = """\
Every command that reads answers `--json` with one object.
It holds `schema_version`, which is 1: keys may be added, none is renamed, and what is absent is `null`.
Times are ISO 8601 with an offset, dates ISO; metres, seconds, hours and points are what the ending of a key says \
(`_m`, `_s`, `_h`), scores go from 0 to 10.
The answers below were made by running the commands, in this order, in an empty journal.
`decide --json` answers as `advise` does, without `id`; `doctor --json` holds `checks`, a text for each name, and \
`trouble`, a list of sentences."""

#: The clock, the command, and what to say of its answer (nothing: it is run, not shown).
JSON_SCENE: tuple[tuple[str, str, str], ...] = (
    (
        "2026-11-16T07:00+01:00",
        "start --no-red-flags --usual-pain 3 --surfaces grass,asphalt --json",
        "`plan` names the settings that were given; the rest is a verdict, explained under `advise`.",
    ),
    (
        "2026-11-16T18:30+01:00",
        "log run 2km --duration 14:30 --surface grass --strike forefoot --during 2 --json",
        """`id` is the session's number, `before` the number of the reading that `--before` stored.
`checks` is what it owes, `week` the week so far.""",
    ),
    (
        "2026-11-16T18:32+01:00",
        "pain 3 --json",
        "`answers` lists the checks that this reading answers, with their timing.",
    ),
    ("2026-11-17T07:00+01:00", "pain 3 --site calf 1", ""),
    (
        "2026-11-17T07:00+01:00",
        "due --json",
        "`state` is `upcoming` before `opens_at`, `due` while an answer is on time, then `late` until `closes_at`.",
    ),
    (
        "2026-11-17T18:00+01:00",
        "advise --json",
        """`verdict` is `decision`, `pending` or `stop`.
`action` is `start`, `increase`, `hold`, `reduce`, `switch` or `return`, and null unless it is a decision.
`or` is another way to do it, or null; `firm` says of a switch whether it is advised or offered, and is null otherwise.
Where a session has `intervals` (`5x60/120`: seconds run and walked), its `distance_m` are those of the running part.
The codes of `reasons` are explained in [Reasons](reasons.md); `id` is the number of the stored decision.
Of `evidence`, `usual`, its range and `sd` are points, `base_m` is the longest tolerated run of 30 days and `cap_m` \
what the cap over it allows.
`limit_m` is the longest run within your reaction limit; `capacity_m` is the run with a reaction of 1 point, which \
lies between `capacity_low_m` and `capacity_high_m` in eight cases of ten.
`unexplained` is the share of the ups and downs of your pain that no run explains, null before the first run.""",
    ),
    ("2026-11-18T18:00+01:00", "pain 2", ""),
    ("2026-11-18T18:00+01:00", "advise --json", "The same, once the 48 h check is in."),
    (
        "2026-11-18T18:00+01:00",
        "why --json",
        """`rule` is the name of the rule that spoke, `inputs` what it read, `bounds` what cut the distance.
`flip` is the smallest change that would have led to another verdict, or null.
`today` is what today's policy says of the same facts, where that differs from what was said, or null.""",
    ),
    (
        "2026-11-18T18:00+01:00",
        "replay --all --json",
        """`count` decisions were judged again, `differ` of them would be others today, `unreadable` cannot be judged.
`then` is what was said and `today` what would be, each with the code of its first `reason`; `today` is null where it \
cannot be told.
Without `--all` the list holds only those that differ.""",
    ),
    (
        "2026-11-18T18:00+01:00",
        "simulate --runners 1 --kind typical --policy backlog --jobs 1 --json",
        """\
Virtual runners: a row for each policy and kind, then some policies by usual pain; no journal is read.
Each measure stands with its 95 % interval, and is null where there is nothing to divide by.""",
    ),
    (
        "2026-11-18T18:00+01:00",
        "chart tolerance --json",
        "What was known of the capacity from each moment on, the runs with their response, and the run that is next.",
    ),
    (
        "2026-11-18T18:00+01:00",
        "week --json",
        """`distance_m` is on foot; `by_activity` gives metres, `minutes_by_activity` minutes.
`n` is how many answers a mean rests on.""",
    ),
    (
        "2026-11-18T18:00+01:00",
        "list --json",
        "`checks` holds what answered each check, or null; `sites` the highest score elsewhere.",
    ),
    ("2026-11-18T18:00+01:00", "show 5 --json", "One entry with all its versions."),
    ("2026-11-18T18:00+01:00", "list --shoes --json", "Shoes and how far each has gone."),
    ("2026-11-18T18:00+01:00", "day --sleep 7.5 --stress 4 --json", "A day's notes."),
    ("2026-11-18T18:00+01:00", "plan --json", "The plan."),
    ("2026-11-18T18:00+01:00", "flags --list --json", "Open red flags, and when the questions were last answered."),
    ("2026-11-18T18:00+01:00", "edit last --surface asphalt --json", "The entry as it is now."),
    ("2026-11-18T18:00+01:00", "delete last --json", "The numbers of what was deleted."),
    ("2026-11-18T18:00+01:00", "history --most 2 --json", "Changes, newest first."),
    ("2026-11-18T18:00+01:00", "undo --json", "The changes that were taken back."),
    ("2026-11-18T18:00+01:00", "redo --json", "The changes that were brought back."),
    ("2026-11-18T18:00+01:00", "export --out journal.jsonl", ""),
    (
        "2026-11-18T18:00+01:00",
        "import journal.jsonl --dry-run --json",
        """`added` counts what is new by kind, `known` what was there already.
`matched` and `possible_duplicates` pair lines with sessions; `problems` lists the rows that could not be taken.""",
    ),
)


def json_page() -> str:
    """The shapes of `--json`, each with an answer made by running the command."""
    parts = [JSON_HEAD]
    with tempfile.TemporaryDirectory(prefix="backlog-docs-") as folder:
        terminal = Terminal(Path(folder).resolve())
        for moment, words, about in JSON_SCENE:
            terminal.now = datetime.fromisoformat(moment)
            text = terminal.type(f"backlog {words}")
            if terminal.status:
                raise RuntimeError(f"backlog {words}: {text}")
            if about:
                text = re.sub(r"\ABegan a new journal: .*\n", "", text)  # which goes to stderr
                json.loads(text)
                parts += [f"## backlog {words}", about, fenced("json", text.replace(str(folder), HOME))]
    return written("JSON", *parts)


PAGES: dict[str, Callable[[], str]] = {
    "cli.md": cli_page,
    "schema.md": schema_page,
    "reasons.md": reasons_page,
    "rules.md": rules_page,
    "cases.md": cases_page,
    "errors.md": errors_page,
    "thresholds.md": thresholds_page,
    "json.md": json_page,
}


def main(arguments: Sequence[str]) -> int:
    """Write the pages that changed, or only name them."""
    check = "--check" in arguments
    REFERENCE.mkdir(parents=True, exist_ok=True)
    stale = []
    for name, make in PAGES.items():
        path = REFERENCE / name
        text = make()
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            stale.append(path.relative_to(ROOT))
            if not check:
                path.write_text(text, encoding="utf-8")
    for page in stale:
        print(f"{'Stale' if check else 'Wrote'}: {page}")
    return 1 if check and stale else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
