"""`backlog doctor`: is all well, and which setting won."""

from __future__ import annotations

import os
import platform
import sqlite3
from pathlib import Path

import click

from backlog import __version__, clock
from backlog.cli.common import App, emit, json_option, pass_app, say
from backlog.errors import BacklogError
from backlog.store.opening import file_of, is_file
from backlog.store.place import shown

#: So many rows that cannot be read are told one by one.
MOST = 20


@click.command("doctor")
@json_option
@pass_app
def doctor_command(app: App, /) -> None:
    """Check the set-up: versions, which settings won, whether the journal is sound.

    Example: backlog doctor
    """
    rows = {"backlog": __version__, "python": platform.python_version(), "sqlite": sqlite3.sqlite_version}
    trouble = []
    for look in (_config, _place, _zone, _now, _journal):
        try:
            trouble += look(app, rows)
        except BacklogError as error:
            words = f"{error.what} {error.todo}"
            trouble += [words] if words not in trouble else []
    if app.json:
        emit({"checks": rows, "trouble": trouble})
    else:
        say(*(f"{name:<10} {words}" for name, words in rows.items()))
        say(*(f"!          {words}" for words in trouble))
        say("All is well." if not trouble else f"{len(trouble)} thing{'s' if len(trouble) > 1 else ''} to look at.")
    if trouble:
        click.get_current_context().exit(1)


def _config(app: App, rows: dict[str, str]) -> list[str]:
    """Which configuration file is read; whether it can be."""
    place, origin = app.config_place
    there = Path(os.path.expanduser(place)).exists()  # noqa: PTH111  (Path raises where no home is known)
    rows["config"] = f"{place} ({origin}{'' if there else ', not there'})"
    _ = app.configured  # read now, so that what is wrong with it is said here
    return []


def _place(app: App, rows: dict[str, str]) -> list[str]:
    rows["journal"] = f"{shown(app.place.value)} ({app.place.origin})"
    return []


def _zone(app: App, rows: dict[str, str]) -> list[str]:
    """Which time zone is used, and whether TZ names another that is none."""
    rows["zone"] = f"{app.zone} ({'config' if 'zone' in app.configured else 'this machine'})"
    named = os.environ.get("TZ", "").lstrip(":")
    if not named or "zone" in app.configured or clock.is_zone(named) or named.startswith("/"):
        return []
    return [
        f"TZ is {named!r}, which is not the name of a time zone, so times are {app.zone}. Set it like Europe/Berlin."
    ]


def _now(app: App, rows: dict[str, str]) -> list[str]:
    rows["now"] = clock.iso(app.now, app.zone) + (" (BACKLOG_NOW)" if os.environ.get("BACKLOG_NOW") else "")
    return []


def _journal(app: App, rows: dict[str, str]) -> list[str]:
    """Look into the journal, add what is seen to the rows, and return what is wrong."""
    if not app.there():
        path = file_of(app.place.value)
        if is_file(app.place.value) and path.exists():
            return [
                f"{path} is empty: it was never begun, or was cut off. If it was a journal, restore a backup first."
            ]
        rows["state"] = "There is no journal yet. Begin with `backlog start`, or just log something."
        return []
    journal = app.journal()
    counts = ", ".join(
        f"{number} {kind}{'' if number == 1 else 's'}" for kind, number in journal.counts().items() if number
    )
    rows |= {"engine": journal.engine, "schema": str(journal.schema_version()), "holds": counts or "nothing yet"}
    from backlog.services.checking import ahead, damage, doubled
    from backlog.services.forgetting import clear_leftovers

    clear_leftovers(journal)

    found = damage(journal)
    rows["integrity"] = "ok" if not found else "journal-damaged"
    trouble = found[:MOST]
    if len(found) > MOST:
        trouble.append(f"And {len(found) - MOST} more like these.")
    if found:
        trouble.append("Copy the journal away before anything else, then restore a backup.")
    else:
        trouble += [*doubled(journal), *ahead(journal, now=app.now)]
    if not journal.is_tidy():
        trouble.append(
            "The space of what was forgotten is still to be given back; each command tries. Is the disk full, or the "
            "journal in use elsewhere?"
        )
    if is_file(app.place.value) and os.name == "posix":
        mode = file_of(app.place.value).stat().st_mode & 0o777
        rows["mode"] = f"{mode:04o}"
        if mode & 0o077:
            trouble.append(f"Others may read the journal: chmod 600 {file_of(app.place.value)}")
    return trouble
