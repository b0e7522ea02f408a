"""The site that always shows the newest release.

Datasette opens a file as immutable and does not notice its replacement. So each release gets its
own Datasette. The link `outputs/dataset` is read with every request; when it changes, the new
release is opened beside the old one and replaces it. A request in progress finishes with the
release it began with: none is dropped, and none is answered from two releases.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
import sqlite3
import time
from pathlib import Path
from typing import Any

from pipeline.errors import UsageError
from pipeline.explore.datasette_site import open_site
from pipeline.explore.gate import App, Message, Receive, Send
from pipeline.explore.metadata import DATABASE
from pipeline.explore.release_app import release_app
from pipeline.model.layout import DATABASE as FILE

_RETRY_S = 5.0
"""Pause before a release that could not be opened is tried again: a query may fail under load."""

_log = logging.getLogger(__name__)
# The pages bring all that they need; nothing in a text may fetch anything else.
_POLICY = "default-src 'self' 'unsafe-inline' data: blob:; base-uri 'none'; frame-ancestors 'none'"
_NO_DATASET = (
    "<!doctype html><meta charset='utf-8'><meta http-equiv='refresh' content='5'>"
    "<title>bulletins</title><p>尚无数据集；"
    "<code>bulletins run</code> 会生成，本页随后自动打开。</p>"
    "<p>There is no dataset yet. <code>bulletins run</code> makes one, and this page opens it.</p>"
)


class CannotOpen(Exception):
    """Datasette cannot show a release; the message says why."""


class FollowingSite:
    """An ASGI application that shows the release to which the link leads.

    While there is none, every page says so (503). If a release cannot be opened, this is logged
    once, the release before it stays, and opening is retried every few seconds.
    """

    def __init__(self, link: Path, originals: Path, review: App | None = None) -> None:
        self._link = link
        self._review = review
        self._originals = originals
        self._secret = secrets.token_hex(32)
        self._shown: _Release | None = None
        self._refused: Path | None = None
        self._retry_at = 0.0
        self._opening = asyncio.Lock()

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        shown = await self._current()
        if shown is None:
            await _send_no_dataset(send)
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
        if not self._is_due(target) or (self._shown and self._opening.locked()):
            return self._shown
        async with self._opening:
            if target is not None and self._is_due(target):
                await self._open(target)
        return self._shown

    def _is_due(self, target: Path | None) -> bool:
        """Must this release be opened? Not if it is shown already, or was refused just now."""
        if target is None or (self._shown and self._shown.folder == target):
            return False
        return target != self._refused or time.monotonic() >= self._retry_at

    def _target(self) -> Path | None:
        folder = self._link.resolve()
        return folder if (folder / FILE).is_file() else None

    async def _open(self, folder: Path) -> None:
        before = self._shown
        try:
            self._shown = await _Release.opened(folder, self._originals, self._secret, self._review)
            self._refused = None
        except CannotOpen as error:
            level = logging.DEBUG if folder == self._refused else logging.WARNING
            _log.log(level, "the release %s cannot be shown: %s", folder.name, error)
            self._refused, self._retry_at = folder, time.monotonic() + _RETRY_S
            return
        _log.info("showing release %s", folder.name)
        if before and not before.under_way:
            before.close()


class _Release:
    """An open release, with the number of its requests in progress."""

    def __init__(self, folder: Path, site: Any, app: App) -> None:
        self.folder = folder
        self.app = app
        self.under_way = 0
        self._site = site

    @classmethod
    async def opened(
        cls, folder: Path, originals: Path, secret: str, review: App | None
    ) -> _Release:
        """Open it and answer one request, so that the first visitor does not wait.

        Raises:
            CannotOpen: the release is damaged, or the request failed.
        """
        try:
            site = open_site(folder, originals, secret, review=review is not None)
        except (UsageError, OSError, sqlite3.Error) as error:
            raise CannotOpen(str(error)) from error
        release = cls(folder, site, release_app(folder, originals, site.app(), review))
        try:
            response = await site.client.get(f"/{DATABASE}.json")
        except (UsageError, OSError, sqlite3.Error) as error:
            release.close()
            raise CannotOpen(str(error)) from error
        if response.status_code != 200:
            release.close()
            raise CannotOpen(f"Datasette responds {response.status_code}: {response.text[:200]}")
        return release

    def close(self) -> None:
        """Close its connections and threads."""
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


async def _send_no_dataset(send: Send) -> None:
    headers = [(b"content-type", b"text/html; charset=utf-8"), (b"retry-after", b"5")]
    await send({"type": "http.response.start", "status": 503, "headers": headers})
    await send({"type": "http.response.body", "body": _NO_DATASET.encode()})
