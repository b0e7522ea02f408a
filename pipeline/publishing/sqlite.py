"""The tables as one SQLite file whose constraints refuse what the declaration refuses.

Money and figures are NUMERIC columns, and exact. SQLite has no decimal type; a NUMERIC column
holds a 64-bit integer or a double and turns text into one of the two. So:

- An integral amount is stored as INTEGER. Nearly every amount is: the bulletin prints 千元 and 万元
  with few decimals, which in yuan are whole. Integers are exact, and so are their sums.
- Any other amount is stored as the nearest double. A decimal of at most 15 significant digits comes
  back from a double unchanged, in every language that prints the shortest or 15 digits: so amounts
  below 10^13 yuan, with 2 decimals, are exact (figures with 4 decimals below 10^11). A CHECK holds
  the double to be such a decimal, so that 0.1 + 0.2 cannot get in.
- What remains (a fraction beyond those bounds, an integer beyond 64 bits: no figure of a bulletin,
  but perhaps the digits of a broken table) is stored as the nearest number, and its exact digits
  are in the table `_exact_figures`, and the log reports it; the release is published.

The alternatives: text keeps every digit, but a NUMERIC column turns it into a number at once, and
in a TEXT column '9' > '10' and no tool adds; integers of fen are exact, but then no column is in
yuan, and figures of mixed scale would each need their own.

Written anew, the same content gives the same bytes with the same SQLite library: fixed page size,
rows in key order, no clock. Between the rowids of two rows there is room, so that a copy of the
file can take the changes of a later release (`pipeline.publishing.sqlite_copy`).
"""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Callable, Iterable, Mapping
from contextlib import closing
from decimal import Decimal
from pathlib import Path
from typing import Any

from pipeline.longitudinal import longitudinal_views
from pipeline.model import ddl
from pipeline.model.arrow import values_of
from pipeline.publishing.content import TableContent
from pipeline.publishing.errors import InconsistentDataset
from pipeline.publishing.search_index import SEARCHED, write_search_index
from pipeline.publishing.sqlite_descriptions import (
    DESCRIPTIONS,
    INT64,
    describe,
    key_text,
    write_exact_figures,
)  # fmt: skip

_MANY_ROWS = 1000
"""From so many rows on, values are checked before the rows are written, each value once."""
_BATCH = 1 << 14
"""Rows that are written at a time, so that only these stand in memory as objects."""
_SCRATCH = '"_one_column"'
ROWID_STEP = 2**20
"""Between the rowids of two rows."""


def write_sqlite(contents: Mapping[str, TableContent], path: Path) -> None:
    """Write all tables, their descriptions (`_tables`, `_columns`), views and the index of articles
    (`articles_search`) to a new file.

    Raises:
        InconsistentDataset: a row breaks a key, a link, a type or a bound; the message names it.
        OSError: the file cannot be written.
    """
    try:
        _write(contents, path)
    except sqlite3.OperationalError as error:
        raise OSError(f"{path.name}: {error}") from error


def _write(contents: Mapping[str, TableContent], path: Path) -> None:
    with closing(connected_to(path)) as connection:
        fill(connection, contents)


def connected_to(path: Path | str) -> sqlite3.Connection:
    """A connection for writing a file that nobody uses yet."""
    connection = sqlite3.connect(path, isolation_level=None)
    # A crash costs the unfinished file only: nothing needs to be on the disk before the end.
    connection.executescript(
        "PRAGMA page_size = 4096; PRAGMA encoding = 'UTF-8'; PRAGMA journal_mode = MEMORY;"
        "PRAGMA synchronous = OFF; PRAGMA foreign_keys = OFF; PRAGMA temp_store = MEMORY;"
    )
    return connection


def fill(connection: sqlite3.Connection, contents: Mapping[str, TableContent]) -> None:
    """Write everything into an empty database; see `write_sqlite`."""
    connection.execute("BEGIN")
    for content in contents.values():
        _write_table(connection, content)
    for table in DESCRIPTIONS:
        connection.execute(table)
    describe(connection, contents)
    write_exact_figures(connection, contents)
    if SEARCHED in contents:
        write_search_index(connection, contents[SEARCHED])
    specs = {name: (content.spec, content.fields) for name, content in contents.items()}
    for view in (*ddl.create_views(specs), *(v.sql for v in longitudinal_views(specs))):
        connection.execute(view)
    connection.execute("COMMIT")
    check_links(connection)


def number(value: Decimal) -> int | float:
    """The number stored for a decimal in a NUMERIC column: equal, else the nearest double."""
    whole = int(value)
    return whole if whole == value and abs(whole) <= INT64 else float(value)


def _write_table(connection: sqlite3.Connection, content: TableContent) -> None:
    spec = content.spec
    connection.execute(ddl.create_table(spec, content.fields))
    if content.count >= _MANY_ROWS and _are_allowed(connection, content, _distinct(content)):
        connection.execute("PRAGMA ignore_check_constraints = ON")
    try:
        rowids = range(ROWID_STEP, (content.count + 1) * ROWID_STEP, ROWID_STEP)
        for start in range(0, content.count, _BATCH):
            columns = stored_columns(content, start, _BATCH)
            insert(connection, content, rowids[start : start + _BATCH], columns)
    except (sqlite3.IntegrityError, sqlite3.ProgrammingError, OverflowError) as error:
        raise _offender(connection, content, error) from error
    finally:
        connection.execute("PRAGMA ignore_check_constraints = OFF")
    try:
        for index in ddl.create_indexes(spec, content.fields):
            connection.execute(index)
    except sqlite3.IntegrityError as error:
        raise InconsistentDataset(f"Two rows of {spec.name} have the same key: {error}.") from error


def stored_columns(
    content: TableContent, start: int = 0, count: int | None = None
) -> list[list[Any]]:
    """The values of each column as SQLite takes them, of all rows or `count` from `start` on."""
    return [
        _stored(field.type, values_of(column.slice(start, count)))
        for field, column in zip(content.fields, content.table.columns, strict=True)
    ]


def insert(
    connection: sqlite3.Connection,
    content: TableContent,
    rowids: Iterable[int],
    columns: list[list[Any]],
) -> None:
    """Insert rows of a table with these rowids.

    Args:
        columns: of `stored_columns`.
    """
    names = ", ".join(ddl.quoted(name) for name in ("rowid", *(f.name for f in content.fields)))
    places = ", ".join("?" * (len(columns) + 1))
    connection.executemany(
        f"INSERT INTO {ddl.quoted(content.spec.name)} ({names}) VALUES ({places})",
        zip(rowids, *columns, strict=True),
    )


def _distinct(content: TableContent) -> list[list[Any]]:
    """The values of each column as SQLite takes them, each once."""
    return [
        _stored(field.type, column.unique().to_pylist())
        for field, column in zip(content.fields, content.table.columns, strict=True)
    ]


def _are_allowed(
    connection: sqlite3.Connection, content: TableContent, columns: list[list[Any]]
) -> bool:  # fmt: skip
    """Is every value what its column allows?

    Args:
        columns: the values of each column, of which one may be there once.

    A constraint of the declaration concerns one column, and most values come many times.
    """
    for field, values in zip(content.fields, columns, strict=True):
        kinds = {*map(type, values)} - {type(None)}
        if kinds <= {field.type} and ddl.only_type_matters(field):
            continue
        connection.execute(f"CREATE TEMP TABLE {_SCRATCH} ({ddl.column_definition(field)})")
        try:
            connection.executemany(
                f"INSERT INTO {_SCRATCH} VALUES (?)", ((value,) for value in values)
            )
        except (sqlite3.IntegrityError, sqlite3.ProgrammingError, OverflowError):
            return False
        finally:
            connection.execute(f"DROP TABLE {_SCRATCH}")
    return True


def _moment(value: dt.datetime) -> str:
    return value.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


_CONVERT: dict[type, Callable[[Any], Any]] = {
    Decimal: number,
    bool: int,
    dt.date: dt.date.isoformat,
    dt.datetime: _moment,
}


def _stored(kind: type, values: list[Any]) -> list[Any]:
    """Values of a canonical column as SQLite takes them; each distinct one converted once."""
    convert = _CONVERT.get(kind)
    if convert is None:
        return values
    known: dict[Any, Any] = {None: None}
    for value in values:
        if value not in known:
            known[value] = convert(value)
    return [known[value] for value in values]


def _offender(
    connection: sqlite3.Connection,
    content: TableContent,
    error: Exception,
) -> InconsistentDataset:
    """Insert row by row to find the one that was refused, and say which and why."""
    columns = stored_columns(content)
    connection.execute(f"DELETE FROM {ddl.quoted(content.spec.name)}")
    for index in range(content.count):
        try:
            insert(connection, content, [index], [[values[index]] for values in columns])
        except (sqlite3.IntegrityError, sqlite3.ProgrammingError, OverflowError) as reason:
            return InconsistentDataset(
                f"The row {key_text(content, index)} of {content.spec.name} "
                f"is not what its declaration allows: {reason}."
            )
    return InconsistentDataset(f"{content.spec.name} cannot be stored: {error}.")


def check_links(connection: sqlite3.Connection) -> None:
    """Refuse rows that name a row of another table which is not there.

    Raises:
        InconsistentDataset: there are some; the message names the first.
    """
    broken = connection.execute("PRAGMA foreign_key_check").fetchall()
    if not broken:
        return
    table, rowid, target, _ = broken[0]
    row = connection.execute(
        f"SELECT * FROM {ddl.quoted(table)} WHERE rowid = ?", (rowid,)
    ).fetchone()
    raise InconsistentDataset(
        f"{len(broken)} rows name a row of another table that does not exist; "
        f"the first is in {table} and names {target}: {row}."
    )
