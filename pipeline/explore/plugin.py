"""What Datasette does otherwise for this dataset: search by characters, links, exports that are
whole and of which a spreadsheet computes nothing."""

from __future__ import annotations

import re
import sqlite3
import sys
from collections.abc import Awaitable, Callable
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from datasette import hookimpl  # type: ignore[import-untyped]
from datasette.app import Datasette  # type: ignore[import-untyped]
from datasette.plugins import pm  # type: ignore[import-untyped]
from markupsafe import Markup, escape

from pipeline.explore.header import whole_bar
from pipeline.explore.safe_csv import SafeCsv
from pipeline.publishing.search_index import phrases

ORIGINALS = "originals"
_SHA256 = re.compile(r"[0-9a-f]{64}")
_LINKED = ("source_sha256", "sha256")
_NAME = "bulletins"
_CSV = ".csv"
_CSV_TYPES = (b"text/csv", b"text/plain")
"""To save, and to look at."""

_EXPORTS = (_CSV, ".json")


@dataclass
class Export:
    """A request for a file.

    Attributes:
        is_csv: else JSON, in which an error has its place.
        failed: a query of it did.
    """

    is_csv: bool
    failed: bool = False


class CutOff(Exception):
    """A file cannot be finished: the connection breaks off, so that it is not taken for whole."""


export: ContextVar[Export | None] = ContextVar("export", default=None)
"""The file that is being asked for; None where it is a page."""


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
    if datasette.originals is None:
        return None
    page = row["page"] if "page" in row.keys() and isinstance(row["page"], int) else 1  # noqa: SIM118
    return Markup('<a href="/{}/{}.pdf#page={}" title="{}">PDF {}…</a>').format(
        ORIGINALS, escape(value), page, escape(value), escape(value[:8])
    )


@hookimpl  # type: ignore[untyped-decorator]
def extra_template_vars(datasette: Datasette) -> dict[str, Any]:
    """The header of the whole site, above that of Datasette."""
    return {"whole_bar": Markup(whole_bar(review=datasette.review))}


@hookimpl  # type: ignore[untyped-decorator]
def asgi_wrapper(datasette: Datasette) -> Callable[[Any], Any]:
    """Distinguish requests for a file from those for a page, and make CSV safe for spreadsheets."""

    def wrap(app: Callable[..., Awaitable[None]]) -> Callable[..., Awaitable[None]]:
        async def wrapped(scope: Any, receive: Any, send: Any) -> None:
            path = str(scope.get("path", ""))
            asked = Export(is_csv=path.endswith(_CSV)) if path.endswith(_EXPORTS) else None
            token = export.set(asked)
            try:
                await app(scope, receive, _safe(send, asked) if asked and asked.is_csv else send)
            finally:
                export.reset(token)

        return wrapped

    return wrap


def _safe(
    send: Callable[[Any], Awaitable[None]], asked: Export
) -> Callable[[Any], Awaitable[None]]:
    """Passes on what is not CSV, such as an error page, unchanged."""
    csv: SafeCsv | None = None

    async def sent(message: Any) -> None:
        nonlocal csv
        if csv is not None and asked.failed:
            raise CutOff("A query of this file failed after its first rows were sent.")
        if message["type"] == "http.response.start":
            headers = {name.lower(): value for name, value in message["headers"]}
            csv = SafeCsv() if headers.get(b"content-type", b"").startswith(_CSV_TYPES) else None
        elif csv is not None and message["type"] == "http.response.body":
            last = not message.get("more_body", False)
            message = message | {"body": csv.feed(message.get("body", b""), last=last)}
        await send(message)

    return sent
