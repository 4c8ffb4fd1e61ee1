"""Where a journal is, as it may be shown: without a password, wherever in the address that stands."""

from __future__ import annotations

import re

#: What the query of an address may say for everybody to see; whatever else it says is hidden.
_OPEN = {"application_name", "connect_timeout", "dbname", "host", "port", "sslmode", "user"}
_QUERY = r"([?&])([^=&#]*)=([^&#]*)"


def shown(place: str) -> str:
    """The place, with `***` for passwords; one that holds an `@`, written as such, is hidden whole."""
    scheme, found, rest = place.partition("://")
    if not found:
        return place
    rest = re.sub(_QUERY, lambda pair: f"{pair[1]}{pair[2]}={pair[3] if pair[2] in _OPEN else '***'}", rest)
    user, at, host = rest.rpartition("@")
    name, colon, _ = user.partition(":")
    return f"{scheme}://{name}{':***' if colon else ''}{at}{host}"


def quoted(place: str) -> str:
    """The address with `%40` for each `@` in a password, where a reader would take what follows for the host."""
    scheme, found, rest = place.partition("://")
    end = re.search(r"[/?#]", rest)
    who, path = (rest[: end.start()], rest[end.start() :]) if end else (rest, "")
    user, at, host = who.rpartition("@")
    return f"{scheme}{found}{user.replace('@', '%40')}{at}{host}{path}"
