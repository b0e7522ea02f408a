"""What an SQLite file of a release says, whatever its pages."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any


def said_by(path: Path) -> dict[str, list[Any]]:
    """The declarations of a file, and the rows of its tables in their order."""
    with closing(sqlite3.connect(path)) as connection:
        declared = connection.execute("SELECT type, name, sql FROM sqlite_master ORDER BY 1, 2")
        found: dict[str, list[Any]] = {"": declared.fetchall()}
        for kind, name, _ in found[""]:
            if kind == "table" and not name.startswith("articles_search_"):
                found[name] = connection.execute(f'SELECT * FROM "{name}"').fetchall()
        connection.execute("INSERT INTO articles_search(articles_search) VALUES('integrity-check')")
        found["links"] = connection.execute(
            "SELECT a.rowid, s.rowid FROM articles AS a LEFT JOIN articles_search AS s "
            "ON s.rowid = a.rowid WHERE s.rowid IS NULL"
        ).fetchall()
        found["integrity"] = connection.execute("PRAGMA integrity_check").fetchall()
    return found
