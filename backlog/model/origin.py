"""What else told of a session: the file that an import found to be the same one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from backlog.model.session import EPOCH


@dataclass(frozen=True, kw_only=True)
class Origin:
    """One telling of a session besides its own: from which file, under which key, and all that it said.

    `session` is the number of the session; `told` holds the fields of the telling as an export writes them.
    """

    id: int = 0
    session: int = 0
    file: str = ""
    source: str = ""
    source_key: str = ""
    told: Mapping[str, Any] = field(default_factory=dict)
    recorded_at: datetime = EPOCH
