"""Who is let in: requests to this server by its own name, from its own pages.

A page of another site that a person has open can send requests to 127.0.0.1, and can give itself
a name that leads there. Its Host or Origin header gives it away.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any
from urllib.parse import urlsplit

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Message, Receive, Send], Awaitable[None]]

_LOCAL_NAMES = ("localhost", "127.0.0.1", "::1")
_REFUSED = "拒绝访问：请求来自其他网站。 Refused: this request comes from another site.\n".encode()


class Gate:
    """An ASGI application before another one: foreign requests get 403."""

    def __init__(self, app: App, host: str) -> None:
        """
        Args:
            host: on which the server listens; one that others reach is asked for by its address
                or by the name of this machine, too.
        """
        self._app = app
        self._is_local = is_local(host)
        self._names = {host, *_LOCAL_NAMES}
        if not self._is_local:
            self._names |= {socket.gethostname().lower(), socket.getfqdn().lower()}

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        headers = {name.lower(): value.decode("latin-1") for name, value in scope["headers"]}
        host, origin = headers.get(b"host", ""), headers.get(b"origin")
        if not self._is_own(host) or (origin is not None and urlsplit(origin).netloc != host):
            await _refuse(send)
            return
        await self._app(scope, receive, send)

    def _is_own(self, host: str) -> bool:
        try:
            name = urlsplit(f"//{host}").hostname or ""
        except ValueError:
            return False
        return name in self._names or (not self._is_local and _is_address(name))


def is_local(host: str) -> bool:
    """Does only this machine reach a server that listens there?"""
    return ipaddress.ip_address(host).is_loopback if _is_address(host) else host == "localhost"


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


async def _refuse(send: Send) -> None:
    headers = [(b"content-type", b"text/plain; charset=utf-8")]
    await send({"type": "http.response.start", "status": 403, "headers": headers})
    await send({"type": "http.response.body", "body": _REFUSED})
