"""One release as a Datasette site: read-only, described by the schemas."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from datasette.app import Datasette  # type: ignore[import-untyped]
from datasette.database import Database, QueryInterrupted  # type: ignore[import-untyped]
from datasette.views.base import DatasetteError  # type: ignore[import-untyped]

from pipeline.dataset.connect import connect, database_of
from pipeline.explore import plugin
from pipeline.explore.canned import canned_queries
from pipeline.explore.metadata import DATABASE, STYLE, Edition, Metadata, datasette_metadata
from schemas.base import fields_of
from schemas.catalog import tables

_HERE = Path(__file__).parent
_SETTINGS = {
    "base_url": "/data/",
    "default_cache_ttl": 0,  # a page of an older release must not outlive it
    "max_returned_rows": 5000,
    "max_csv_mb": 0,  # no limit
    "sql_time_limit_ms": 5000,
    "facet_time_limit_ms": 1000,
    "truncate_cells_html": 500,
}


def open_site(
    folder: Path, originals: Path, secret: str | None = None, *, review: bool = False
) -> Datasette:
    """The Datasette of one release, read-only.

    Args:
        folder: of the release.
        originals: folder of the PDFs, to which figures link; without it they do not.
        secret: signs cookies; the same for all releases of one server.
        review: does the header lead to the review?

    Raises:
        UsageError: the release has no database.
        sqlite3.Error: it cannot be read.
    """
    plugin.register()
    database = database_of(folder)
    site = Datasette(
        immutables=[str(database)],
        metadata=_described(database, folder.name),
        settings=_SETTINGS,
        static_mounts=[(STYLE, str(_HERE / "static"))],
        template_dir=str(_HERE / "templates"),
        secret=secret,
    )
    site.originals = originals if originals.is_dir() else None
    site.review = review
    site.remove_database(DATABASE)
    site.add_database(_Database(site, str(database), is_mutable=False), name=DATABASE)
    return site


class _Database(Database):  # type: ignore[misc]
    """A database of which no export leaves rows out without a word.

    Datasette pages through a table by its key and leaves out rows where a part of it is null: by
    their rowid none is left out. It cuts off the answer to a query at `max_returned_rows`, and
    only its page says so: files are whole. A query that failed has no CSV: the answer is an error
    page, or, where rows were sent already, an answer without an end.
    """

    def connect(self, write: bool = False) -> sqlite3.Connection:
        """By the opener of releases: Datasette's own does not encode the path, so that a folder
        with # or ? in its name would have it read, or make, another file."""
        connection = connect(Path(self.path), one_thread=False)
        self._all_file_connections.append(connection)
        return connection

    async def execute(self, sql: str, *args: Any, truncate: bool = False, **options: Any) -> Any:
        export = plugin.export.get()
        try:
            return await super().execute(
                sql, *args, truncate=truncate and export is None, **options
            )
        except (sqlite3.Error, QueryInterrupted) as error:
            if export is None or not export.is_csv:
                raise
            export.failed = True
            raise DatasetteError(_reported(error), title="Invalid SQL", status=400) from None

    async def primary_keys(self, table: str) -> list[str]:
        keys: list[str] = await self.execute_fn(lambda connection: _key(connection, table))
        return keys


def _reported(error: Exception) -> str:
    if isinstance(error, QueryInterrupted):
        return "SQL query took too long. The time limit was reached."
    return str(error)


def _key(connection: sqlite3.Connection, table: str) -> list[str]:
    """The columns of the primary key; none where one may be null."""
    columns = connection.execute('SELECT name, pk, "notnull" FROM pragma_table_info(?)', (table,))
    parts = sorted((pk, name, notnull) for name, pk, notnull in columns if pk)
    return [name for _, name, _ in parts] if all(notnull for *_, notnull in parts) else []


def _described(database: Path, release: str) -> Metadata:
    with closing(connect(database)) as connection:
        held = {
            name: {row[1] for row in connection.execute(f'PRAGMA table_info("{name}")')}
            for name in tables()
        }
        edition = _edition(connection, release)
    # A release of another version of the program may lack a table or column.
    specs = {
        name: (model.table, tuple(f for f in fields_of(model) if f.name in held[name]))
        for name, model in tables().items()
        if held[name]
    }
    return datasette_metadata(specs, canned_queries(), edition)


def _edition(connection: sqlite3.Connection, release: str) -> Edition:
    count, first, last = connection.execute(
        "SELECT count(*), min(issue_id), max(issue_id) FROM issues"
    ).fetchone()
    named = connection.execute(
        "SELECT publisher, title FROM issues ORDER BY issue_id DESC LIMIT 1"
    ).fetchone()
    publisher, title = named or (None, None)
    source = f"{publisher or ''}《{title}》" if title else publisher or ""
    return Edition(release, count, first, last, source)
