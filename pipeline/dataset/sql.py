"""SQL against the published SQLite: one query, nothing written, stopped when it takes too long."""

from __future__ import annotations

import re
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.dataset.connect import connected
from pipeline.dataset.lookup import nearest
from pipeline.errors import BulletinsError, UsageError

# The file is opened such that SQLite refuses to write to it; what remains is to open others, which
# VACUUM INTO does by ATTACH.
_FORBIDDEN = {sqlite3.SQLITE_ATTACH, sqlite3.SQLITE_DETACH}
_ALLOWED_PRAGMAS = {
    "table_info", "table_xinfo", "table_list", "foreign_key_list", "index_list", "data_version",
}  # fmt: skip
_STEPS_BETWEEN_LOOKS = 10_000


@dataclass(frozen=True)
class Answer:
    """The result of a query: names of its columns, and its rows."""

    columns: list[str]
    rows: list[tuple[Any, ...]]


def query(dataset: Path, sql: str, timeout_s: float) -> Answer:
    """Ask the database of a release.

    Args:
        dataset: the release's folder, or the link to it.
        sql: one SELECT (or WITH, VALUES, EXPLAIN).
        timeout_s: seconds after which it is given up.

    Raises:
        UsageError: there is no dataset, the SQL is wrong or would write, or the time is over.
        InvalidDataset: the database is damaged.
        KeyboardInterrupt: it was interrupted.
    """
    with connected(dataset) as connection:
        connection.execute("PRAGMA query_only = 1")
        connection.set_authorizer(_authorize)
        with _explained(connection, sql), _limited(connection, timeout_s):
            cursor = connection.execute(sql)
            if cursor.description is None:
                raise UsageError("There is no query in what was given.", "Begin it with SELECT.")
            return Answer([column[0] for column in cursor.description], cursor.fetchall())


def _authorize(action: int, first: str | None, *rest: str | None) -> int:
    if action == sqlite3.SQLITE_PRAGMA:
        return sqlite3.SQLITE_OK if first in _ALLOWED_PRAGMAS else sqlite3.SQLITE_DENY
    return sqlite3.SQLITE_DENY if action in _FORBIDDEN else sqlite3.SQLITE_OK


@contextmanager
def _limited(connection: sqlite3.Connection, timeout_s: float) -> Iterator[None]:
    end = time.monotonic() + timeout_s
    connection.set_progress_handler(lambda: time.monotonic() > end, _STEPS_BETWEEN_LOOKS)
    try:
        yield
    except sqlite3.OperationalError as error:
        if str(error) != "interrupted":
            raise
        # A signal is handled within the handler above, where Python swallows what it raises.
        if time.monotonic() <= end:
            raise KeyboardInterrupt from None
        raise UsageError(
            f"The query took more than {timeout_s:g} seconds and was given up.",
            "Narrow it down, or allow more with --timeout.",
        ) from None


@contextmanager
def _explained(connection: sqlite3.Connection, sql: str) -> Iterator[None]:
    try:
        yield
    except (sqlite3.Error, sqlite3.Warning, UnicodeEncodeError) as error:
        raise _explanation(connection, str(error)) from None


_REFUSED = ("not authorized", "authorization denied", "attempt to write")


def _explanation(connection: sqlite3.Connection, message: str) -> BulletinsError:
    if any(part in message for part in _REFUSED):
        return UsageError("The dataset can only be read: the query would do more than that.")
    if "one statement at a time" in message:
        return UsageError("Only one query can be asked at a time.", "Leave out what follows `;`.")
    if "binding" in message.lower() or "did not supply a value" in message:
        return UsageError("The query has a parameter without a value.", "Write the value itself.")
    missing = re.fullmatch(r"no such (table|column): (.+)", message)
    if missing:
        return UsageError(
            f"There is no {missing[1]} {missing[2]}.", _near(connection, *missing.groups())
        )
    return UsageError(f"SQLite does not understand the query: {message}.")


def _near(connection: sqlite3.Connection, what: str, name: str) -> str:
    connection.set_authorizer(None)
    if what == "table":
        known = "SELECT name FROM sqlite_master WHERE type IN ('table', 'view') ORDER BY name"
    else:
        known = 'SELECT DISTINCT column_name FROM "_columns" ORDER BY 1'
    try:
        names = [row[0] for row in connection.execute(known)]
    except sqlite3.Error:
        return ""
    return nearest(name.rpartition(".")[2], names)
