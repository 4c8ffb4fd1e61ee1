"""Where a person's files go."""

from __future__ import annotations

import sys

import pytest
from platformdirs import user_config_path, user_data_path

from backlog.services.settings import user_folder

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="elsewhere platformdirs itself answers")


@pytest.mark.parametrize("base", [None, "", "/somewhere/else"])
def test_folders_are_those_of_platformdirs(base: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    """With and without the XDG variables, Linux gets the folders that platformdirs would give."""
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME"):
        if base is None:
            monkeypatch.delenv(name, raising=False)
        else:
            monkeypatch.setenv(name, base)
    expected = [str(user_config_path("backlog", appauthor=False)), str(user_data_path("backlog", appauthor=False))]
    assert expected == [user_folder("config"), user_folder("data")]
