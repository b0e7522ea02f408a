"""The site that follows the newest release.

Datasette keeps a file that it has opened as immutable, whatever takes its place. So each release is
a Datasette of its own; the link `outputs/dataset` is looked at with every request, and once it
leads elsewhere the new release is opened beside the old one and takes over. Requests that are under
way end with the release they began with: none is dropped and none is answered from two releases.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
import sqlite3
from collections.abc import Awaitable, Callable, MutableMapping
from pathlib import Path
from typing import Any

from pipeline.errors import UsageError
from pipeline.explore.datasette_site import open_site
from pipeline.explore.metadata import DATABASE
from pipeline.model.layout import DATABASE as FILE

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Message, Receive, Send], Awaitable[None]]

_log = logging.getLogger(__name__)
# Datasette brings all that its pages need; nothing in a text may fetch anything else.
_POLICY = "default-src 'self' 'unsafe-inline' data:; base-uri 'none'; frame-ancestors 'none'"
_SOON = (
    "<!doctype html><meta charset='utf-8'><meta http-equiv='refresh' content='5'>"
    "<title>bulletins</title><p>尚无数据集；"
    "<code>bulletins run</code> 会生成，本页随后自动打开。</p>"
    "<p>There is no dataset yet. <code>bulletins run</code> makes one, and this page opens it.</p>"
)


class CannotOpen(Exception):
    """A release is not what Datasette can show; the message says why."""


class FollowingSite:
    """An ASGI application that shows whatever release the link leads to.

    Where there is none, its pages say so (503) until there is. A release that cannot be opened is
    reported in the log, and the one before it stays.
    """

    def __init__(self, link: Path, originals: Path) -> None:
        self._link = link
        self._originals = originals
        self._secret = secrets.token_hex(32)
        self._shown: _Release | None = None
        self._refused: Path | None = None
        self._opening = asyncio.Lock()

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        shown = await self._current()
        if shown is None:
            await _say_soon(send)
            return
        shown.under_way += 1
        try:
            await shown.app(scope, receive, _with_policy(send))
        finally:
            shown.under_way -= 1
            if shown is not self._shown and not shown.under_way:
                shown.close()

    async def _current(self) -> _Release | None:
        target = self._target()
        known = (self._shown.folder if self._shown else None, self._refused)
        if target is None or target in known or (self._shown and self._opening.locked()):
            return self._shown
        async with self._opening:
            if self._shown is None or self._shown.folder != target:
                await self._open(target)
        return self._shown

    def _target(self) -> Path | None:
        folder = self._link.resolve()
        return folder if (folder / FILE).is_file() else None

    async def _open(self, folder: Path) -> None:
        before = self._shown
        try:
            self._shown = await _Release.opened(folder, self._originals, self._secret)
            self._refused = None
        except CannotOpen as error:
            self._refused = folder
            _log.warning("the release %s cannot be shown: %s", folder.name, error)
            return
        _log.info("showing release %s", folder.name)
        if before and not before.under_way:
            before.close()


class _Release:
    """A release that is open, with the number of requests that it is answering."""

    def __init__(self, folder: Path, site: Any, app: App) -> None:
        self.folder = folder
        self.app = app
        self.under_way = 0
        self._site = site

    @classmethod
    async def opened(cls, folder: Path, originals: Path, secret: str) -> _Release:
        """Open it and answer one request, so that the first visitor does not wait."""
        try:
            site = open_site(folder, originals, secret)
            answer = await site.client.get(f"/{DATABASE}.json")
        except (UsageError, OSError, sqlite3.Error) as error:
            raise CannotOpen(str(error)) from error
        if answer.status_code != 200:
            raise CannotOpen(f"Datasette answers {answer.status_code}: {answer.text[:200]}")
        return cls(folder, site, site.app())

    def close(self) -> None:
        """Give up its connections and threads."""
        self._site.executor.shutdown(wait=False)
        for database in self._site.databases.values():
            database.close()


def _with_policy(send: Send) -> Send:
    async def guarded(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = {key.lower(): value for key, value in message.get("headers", ())}
            more = {b"x-content-type-options": b"nosniff"}
            if headers.get(b"content-type", b"").startswith(b"text/html"):
                more |= {b"content-security-policy": _POLICY.encode()}
                more |= {} if b"cache-control" in headers else {b"cache-control": b"no-cache"}
            message = {**message, "headers": [*message.get("headers", ()), *more.items()]}
        await send(message)

    return guarded


async def _say_soon(send: Send) -> None:
    headers = [(b"content-type", b"text/html; charset=utf-8"), (b"retry-after", b"5")]
    await send({"type": "http.response.start", "status": 503, "headers": headers})
    await send({"type": "http.response.body", "body": _SOON.encode()})
