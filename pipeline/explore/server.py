"""Serve the newest release on an address of this machine until interrupted."""

from __future__ import annotations

import asyncio
import errno
import socket
from collections.abc import Callable

import uvicorn

from pipeline.errors import UsageError
from pipeline.explore.gate import Gate
from pipeline.settings import Settings


def serve(
    settings: Settings,
    host: str,
    port: int,
    ready: Callable[[str], None],
    rebuild: Callable[[], str] | None = None,
) -> None:
    """Answer requests until SIGINT or SIGTERM; requests under way are finished.

    Args:
        host, port: where; port 0 takes any that is free.
        ready: called with the address once requests are answered.
        rebuild: brings the dataset up to date, and says why where it cannot; with it people can
            decide at /review. Only an address of this machine may have it.

    Raises:
        UsageError: the address cannot be taken.
    """
    bound = _bind(host, port)
    shown = f"[{host}]" if ":" in host else host
    address = f"http://{shown}:{bound.getsockname()[1]}/"
    asyncio.run(_serve(settings, host, bound, lambda: ready(address), rebuild))


def _bind(host: str, port: int) -> socket.socket:
    if not 0 <= port <= 65535:
        raise UsageError(f"--port is {port}; it must be from 0 to 65535.")
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        bound = socket.socket(family, kind, protocol)
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind(address)
    except (OSError, UnicodeError) as error:
        hint = "Choose another with --port, or 0 for any that is free."
        if isinstance(error, OSError) and error.errno == errno.EADDRINUSE:
            raise UsageError(f"Port {port} of {host} is in use.", hint) from None
        raise UsageError(f"The address {host}:{port} cannot be served: {error}.", hint) from None
    return bound


async def _serve(
    settings: Settings,
    host: str,
    bound: socket.socket,
    ready: Callable[[], None],
    rebuild: Callable[[], str] | None,
) -> None:
    # Slow; a port in use is reported at once.
    from pipeline.explore.rebuild import Rebuild
    from pipeline.explore.review_site import ReviewSite
    from pipeline.explore.site import FollowingSite

    review = ReviewSite(settings, Rebuild(rebuild)).app() if rebuild else None
    site = Gate(FollowingSite(settings.dataset, settings.originals, review), host)
    config = uvicorn.Config(
        site, log_config=None, access_log=False, lifespan="off", server_header=False,
        timeout_graceful_shutdown=10,
    )  # fmt: skip
    await _Server(config, ready).serve(sockets=[bound])


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._ready()
