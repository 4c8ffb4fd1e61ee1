"""Which settings hold: flag > environment > configuration file > default; where the journal is, in which zone."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from backlog import clock
from backlog.errors import BacklogError
from backlog.store.place import check

if TYPE_CHECKING:
    from pathlib import Path

#: Bytes of a configuration file: it holds two short texts.
LARGEST_CONFIG = 65_536


class Chosen(NamedTuple):
    """A value and where it came from: flag, environment, config file or default."""

    value: str
    origin: str


class Settings:
    """What one invocation or one notebook was told (`db`, `config`), and what follows where nothing was said."""

    def __init__(self, db: str | None = None, config: str | None = None) -> None:
        self.db = db
        self.config = config

    @cached_property
    def config_place(self) -> Chosen:
        """Where the configuration file is looked for."""
        if self.config:
            return Chosen(self.config, "--config")
        if os.environ.get("BACKLOG_CONFIG"):
            return Chosen(os.environ["BACKLOG_CONFIG"], "BACKLOG_CONFIG")
        return Chosen(os.path.join(user_folder("config"), "config.toml"), "default")

    @cached_property
    def configured(self) -> dict[str, str]:
        """The configuration file's keys `db` and `zone`; empty if there is no file."""
        place, origin = self.config_place
        if origin == "default" and not os.path.exists(place):
            return {}
        from backlog.files import path_of, read

        path = path_of(place)
        if not path.exists():
            raise BacklogError.of("bad-config.missing", path=path, origin=origin)
        import tomllib

        try:
            found = tomllib.loads(read(path, LARGEST_CONFIG).decode())
        except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError, RecursionError) as error:
            why = error.strerror if isinstance(error, OSError) else error
            raise BacklogError("bad-config", f"{path} cannot be read: {why}.", "Correct it, or move it away.") from None
        strange = set(found) - {"db", "zone"}
        if strange:
            raise BacklogError.of("bad-config.strange", path=path, strange=", ".join(sorted(strange)))
        if not all(isinstance(value, str) for value in found.values()):
            raise BacklogError.of("bad-config.no-text", path=path)
        return found

    @cached_property
    def place(self) -> Chosen:
        """Where the journal is: flag > environment > config file > default."""
        if self.db:
            found = Chosen(self.db, "--db")
        elif os.environ.get("BACKLOG_DB"):
            found = Chosen(os.environ["BACKLOG_DB"], "BACKLOG_DB")
        elif "db" in self.configured:
            found = Chosen(self.configured["db"], self.config_place.value)
        else:
            found = Chosen(os.path.join(user_folder("data"), "journal.db"), "default")
        check(found.value)
        if not found.value.isprintable():
            from backlog.files import path_of

            path_of(found.value)
        if os.path.expanduser(found.value).startswith("~"):
            raise BacklogError.of("journal-missing.homeless", value=found.value)
        return found

    @cached_property
    def kept(self) -> tuple[Path, ...]:
        """What no output may replace: the configuration file, and every journal that a setting names, used now or not.

        What of it is on a server, or nowhere, is left out.
        """
        from backlog.files import path_of
        from backlog.store.opening import is_file

        places = [self.db, os.environ.get("BACKLOG_DB"), os.path.join(user_folder("data"), "journal.db")]
        with suppress(BacklogError):
            places.append(self.configured.get("db"))
        files = [place.removeprefix("sqlite:///") for place in places if place and is_file(place)]
        return tuple(path_of(file) for file in (self.config_place.value, *files))

    @cached_property
    def zone(self) -> str:
        """The person's time zone: the config file's, else this machine's."""
        name = self.configured.get("zone")
        return clock.zone(name).key if name else clock.local_zone()


def user_folder(kind: str) -> str:
    """The person's folder for backlog's `config` or `data`, as platformdirs has it on every system.

    On Linux that is the XDG convention, followed here because importing the library costs half a bare start of Python;
    a test holds the two together.
    """
    system: str = sys.platform  # a name of its own, or mypy checks only the branch of the machine it runs on
    if system == "linux":
        base = os.environ.get(f"XDG_{kind.upper()}_HOME", "").strip()
        return os.path.join(
            base or os.path.expanduser({"config": "~/.config", "data": "~/.local/share"}[kind]), "backlog"
        )
    from platformdirs import user_config_path, user_data_path

    return str({"config": user_config_path, "data": user_data_path}[kind]("backlog", appauthor=False))
