"""What Datasette does otherwise for this dataset: search by characters, links, whole exports."""

from __future__ import annotations

import re
import sqlite3
import sys
from collections.abc import Awaitable, Callable
from contextvars import ContextVar
from typing import Any

from datasette import hookimpl  # type: ignore[import-untyped]
from datasette.app import Datasette  # type: ignore[import-untyped]
from datasette.plugins import pm  # type: ignore[import-untyped]
from markupsafe import Markup, escape

from pipeline.publishing.search_index import phrases

ORIGINALS = "originals"
_SHA256 = re.compile(r"[0-9a-f]{64}")
_LINKED = ("source_sha256", "sha256")
_NAME = "bulletins"
_EXPORTS = (".csv", ".json")

exporting: ContextVar[bool] = ContextVar("exporting", default=False)
"""Is the request that is being answered one for a file?"""


def register() -> None:
    """Make the hooks of this module known to Datasette, once."""
    if not pm.has_plugin(_NAME):
        pm.register(sys.modules[__name__], _NAME)


@hookimpl(trylast=True)  # type: ignore[untyped-decorator]
def prepare_connection(conn: sqlite3.Connection) -> None:
    """The box for searching asks for whole words, which the index of articles does not hold.

    Last, for Datasette's own function of this name would find nothing.
    """
    conn.create_function("escape_fts", 1, phrases, deterministic=True)


@hookimpl  # type: ignore[untyped-decorator]
def render_cell(
    row: Any, value: Any, column: str, datasette: Datasette
) -> Markup | None:  # fmt: skip
    """The hash of a PDF leads to the PDF, and to the page of its row."""
    if column not in _LINKED or not isinstance(value, str) or not _SHA256.fullmatch(value):
        return None
    if all(mount != ORIGINALS for mount, _ in datasette.static_mounts):
        return None
    page = row["page"] if "page" in row.keys() and isinstance(row["page"], int) else 1  # noqa: SIM118
    return Markup('<a href="/{}/{}.pdf#page={}" title="{}">PDF {}…</a>').format(
        ORIGINALS, escape(value), page, escape(value), escape(value[:8])
    )


@hookimpl  # type: ignore[untyped-decorator]
def asgi_wrapper(datasette: Datasette) -> Callable[[Any], Any]:
    """Tell requests for a file from those for a page."""

    def wrap(app: Callable[..., Awaitable[None]]) -> Callable[..., Awaitable[None]]:
        async def told(scope: Any, receive: Any, send: Any) -> None:
            token = exporting.set(str(scope.get("path", "")).endswith(_EXPORTS))
            try:
                await app(scope, receive, send)
            finally:
                exporting.reset(token)

        return told

    return wrap
