"""How a journal comes to the present schema: frozen steps, run in order, all in one transaction.

A step is the text of a file in steps/, named after the version that it reaches. One that was released is never
edited: a fresh journal runs the same steps as one of ten years ago, and a test compares both with tables.toml.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from backlog import clock
from backlog.errors import BacklogError

if TYPE_CHECKING:
    from pathlib import Path

    from backlog.store.driver import Driver

#: The present schema, which tables.toml describes and to which the last step leads.
VERSION = 4


def statements(version: int, engine: str) -> list[str]:
    """What the step to a version runs, in order. The engines differ in the name of one type only."""
    from importlib import resources

    lines = resources.files("backlog.store").joinpath("steps", f"{version}.sql").read_text("utf-8").splitlines()
    text = "\n".join(line for line in lines if not line.startswith("--"))
    if engine == "sqlite":
        text = text.replace("DOUBLE PRECISION", "DOUBLE")
    return [statement.strip() for statement in text.split(";") if statement.strip()]


def version_of(driver: Driver) -> int:
    """The schema version of the journal, 0 where there is no table at all; from then on damage is called damage.

    BacklogError `not-a-journal` for what is somebody else's, `journal-newer`, `journal-damaged`.
    """
    tables = driver.tables()
    if not tables:
        return 0
    meta = dict(driver.rows("meta_all")) if "meta" in tables else {}
    if meta.get("journal") != "backlog":
        raise BacklogError.of("not-a-journal.strange", place=driver.place)
    driver.ours = True
    version = str(meta.get("schema_version"))
    if not (version.isascii() and version.isdigit()) or int(version) < 1:
        raise BacklogError.of("journal-damaged.no-version", place=driver.place)
    if int(version) > VERSION:
        raise BacklogError.of("journal-newer.schema", place=driver.place, version=version, known=VERSION)
    return int(version)


def migrate(driver: Driver, keep: Callable[[int], Path] | None = None) -> Path | None:
    """Bring the journal to VERSION, or make it where there is none; a second process that tries waits.

    Before an older one is touched, `keep` is given its version and copies it; where no copy can be made nothing is
    done. Returns the copy, if one was made. BacklogError as version_of, `disk-full`, `journal-busy`.
    """
    copy = None
    try:
        with driver.migration():
            before = version_of(driver)
            if 0 < before < VERSION and keep is not None:
                copy = keep(before)
            for version in range(before + 1, VERSION + 1):
                driver.script(statements(version, driver.engine))
                driver.run_many("meta_set", [{"b_name": "schema_version", "b_value": str(version)}])
            if copy is not None:
                from pathlib import Path

                from backlog.store.copying import copies_beside
                from backlog.store.erasing import remember

                # All of them: whoever was killed after a copy and before this left one that nobody knows of.
                why = f"schema-{before}"
                for made in copies_beside(Path(driver.place), why):
                    remember(driver, made, why, now=clock.now())
    except BaseException:
        if copy is not None:
            copy.unlink(missing_ok=True)  # the journal is as it was
        raise
    return copy
