"""The one way into the database of a release.

A release is never changed once it is published: SQLite opens it as `immutable`, takes no lock and
writes no file beside it, so that a release opens from a folder that cannot be written. The path is
percent-encoded, for a folder may have `#`, `?`, `%` or blanks in its name.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from pipeline.errors import InvalidDataset, UsageError
from pipeline.model.layout import DATABASE

_HINT = "Run `bulletins run` to publish the dataset again, or use another release."


def database_of(folder: Path) -> Path:
    """The database of a release, by its true path.

    Args:
        folder: the release, or the link to it.

    Raises:
        UsageError: there is no dataset in the folder.
    """
    path = folder.resolve() / DATABASE
    if not path.is_file():
        raise UsageError(
            f"There is no dataset in {folder}: it holds no {DATABASE}.",
            "Make it with `bulletins run`, or name another folder with --outputs.",
        )
    return path


def connect(database: Path, *, one_thread: bool = True) -> sqlite3.Connection:
    """A connection that only reads.

    Args:
        one_thread: refuse the use by any thread but this one.

    Raises:
        sqlite3.Error: the file cannot be opened.
    """
    return sqlite3.connect(address_of(database), uri=True, check_same_thread=one_thread)


def address_of(database: Path) -> str:
    """The address of a database that is only read, for SQLite."""
    return f"{database.resolve().as_uri()}?mode=ro&immutable=1"


@contextmanager
def connected(folder: Path) -> Iterator[sqlite3.Connection]:
    """A connection to the database of a release, closed afterwards.

    Raises:
        UsageError: there is no dataset in the folder.
        InvalidDataset: its database is damaged, or does not hold what is read from it.
    """
    path = database_of(folder)
    try:
        with closing(connect(path)) as connection:
            # An empty file is a valid database; without this it would be a dataset without faults.
            connection.execute('SELECT 1 FROM "issues" LIMIT 1')
            yield connection
    except (sqlite3.Error, ValueError, KeyError) as error:
        raise InvalidDataset(f"The dataset {path} cannot be read: {error}.", _HINT) from error
