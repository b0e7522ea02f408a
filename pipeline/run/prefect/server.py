"""Whether a Prefect server responds, found out within seconds. Imports nothing of Prefect."""

from __future__ import annotations

import json
from http.client import HTTPException
from urllib.error import HTTPError
from urllib.request import urlopen

from pipeline.errors import UsageError

_LONGEST_RESPONSE = 10_000


class NoServer(UsageError):
    """No Prefect server responds at the address."""


def require_server(address: str, timeout_s: float, *, allow_http_errors: bool = False) -> None:
    """Check that a Prefect server responds.

    Args:
        address: of its API, as in PREFECT_API_URL.
        allow_http_errors: accept an HTTP error, such as 401 of a server that needs a password.

    Raises:
        NoServer: none does.
    """
    try:
        with urlopen(f"{address.rstrip('/')}/health", timeout=timeout_s) as response:
            json.loads(response.read(_LONGEST_RESPONSE))
    except (OSError, ValueError, HTTPException) as error:
        if allow_http_errors and isinstance(error, HTTPError):
            return
        raise NoServer(
            f"No Prefect server responds at {address or 'an empty address'}.",
            "Start it, or set PREFECT_API_URL to its address, or add --no-prefect.",
        ) from error
