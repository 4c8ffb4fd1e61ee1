"""`backlog doctor`: is all well, and which setting won."""

from __future__ import annotations

import os
import platform
import sqlite3
from pathlib import Path

import click

from backlog import __version__, clock
from backlog.cli.common import App, emit, json_option, pass_app
from backlog.errors import BacklogError
from backlog.store.opening import file_of, is_file


@click.command("doctor")
@json_option
@pass_app
def doctor_command(app: App, /, as_json: bool) -> None:
    """Check the set-up: versions, which settings won, whether the journal is sound.

    Example: backlog doctor
    """
    rows = {
        "backlog": __version__, "python": platform.python_version(), "sqlite": sqlite3.sqlite_version,
        "journal": f"{_shown(app.place.value)} ({app.place.origin})",
        "config": f"{app.config_place.value} ({app.config_place.origin}{'' if _exists(app) else ', not there'})",
        "zone": f"{app.zone} ({'config' if 'zone' in app.configured else 'this machine'})",
        "now": clock.iso(app.now, app.zone) + (" (BACKLOG_NOW)" if os.environ.get("BACKLOG_NOW") else ""),
    }
    trouble = _journal(app, rows)
    if as_json:
        emit({"checks": rows, "trouble": trouble})
    else:
        for name, words in rows.items():
            click.echo(f"{name:<10} {words}")
        for words in trouble:
            click.echo(f"!          {words}")
        click.echo("All is well." if not trouble else f"{len(trouble)} thing{'s' if len(trouble) > 1 else ''} to look at.")
    if trouble:
        click.get_current_context().exit(1)


def _exists(app: App) -> bool:
    return Path(app.config_place.value).expanduser().exists()


def _shown(place: str) -> str:
    """The place without a password."""
    if is_file(place) or "@" not in place:
        return place
    scheme, rest = place.split("://", 1)
    user, host = rest.rsplit("@", 1)
    return f"{scheme}://{user.split(':')[0]}@{host}"


def _journal(app: App, rows: dict[str, str]) -> list[str]:
    """Look into the journal, add what is seen to the rows, and return what is wrong."""
    try:
        journal = app.journal()
    except BacklogError as error:
        rows["state"] = f"{error.what} {error.todo}"
        return [] if error.slug == "journal-missing" else [error.what]
    counts = ", ".join(f"{number} {kind}s" for kind, number in journal.counts().items() if number)
    rows |= {"engine": journal.engine, "schema": str(journal.schema_version()), "holds": counts or "nothing yet"}
    sound = journal.integrity()
    rows["integrity"] = sound
    trouble = [] if sound == "ok" else [f"The file is damaged: {sound}. Copy it away before anything else."]
    if is_file(app.place.value) and os.name == "posix":
        mode = file_of(app.place.value).stat().st_mode & 0o777
        rows["mode"] = f"{mode:04o}"
        if mode & 0o077:
            trouble.append(f"Others may read the journal: chmod 600 {file_of(app.place.value)}")
    return trouble
