"""The SQLite file of a release as a copy of the one before, with the rows that differ.

Nearly all rows of a release are in the one before as well. The copy holds the same rows in the same
order as a file that is written anew, in other pages. It is made only of a file that is what the
checksums of its release say, with the same declarations; else the file is written anew.
"""

from __future__ import annotations

import logging
import shutil
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from itertools import chain, groupby
from math import isqrt
from pathlib import Path

import numpy as np
import pyarrow as pa

from pipeline.model import ddl
from pipeline.model.layout import DATABASE
from pipeline.publishing.checksums import digest_of, digests_in
from pipeline.publishing.content import TableContent
from pipeline.publishing.differences import Difference, Positions
from pipeline.publishing.errors import InconsistentDataset
from pipeline.publishing.search_index import SEARCHED, change_search_index
from pipeline.publishing.sqlite import (
    ROWID_STEP,
    check_links,
    connected_to,
    fill,
    insert,
    stored_columns,
    write_sqlite,
)  # fmt: skip
from pipeline.publishing.sqlite_descriptions import describe, write_exact_figures

_MOST_UNUSED = 4
"""A file of which more than one page in so many is unused is written anew."""
_log = logging.getLogger(__name__)


class _NotAlikeError(Exception):
    """The file before cannot become that of the release."""


def copy_or_write(
    contents: Mapping[str, TableContent],
    differences: Mapping[str, Difference],
    before: Path,
    path: Path,
) -> None:
    """Write the SQLite file of a release, if possible as a copy of that of the release before.

    Args:
        differences: of each table, from the release before.
        before: folder of the release before.
        path: the new file.

    Raises:
        InconsistentDataset, OSError: see `write_sqlite`.
    """
    try:
        _copy(contents, differences, before, path)
    except (OSError, sqlite3.Error, _NotAlikeError, InconsistentDataset) as error:
        _log.info("SQLite is written anew: %s", error)
        path.unlink(missing_ok=True)
        write_sqlite(contents, path)


def _copy(
    contents: Mapping[str, TableContent],
    differences: Mapping[str, Difference],
    before: Path,
    path: Path,
) -> None:
    shutil.copyfile(before / DATABASE, path)
    if digest_of(path) != digests_in(before).get(DATABASE):
        raise _NotAlikeError("its checksum is another")
    with closing(connected_to(path)) as connection:
        _require_same_declarations(connection, contents)
        _change(connection, contents, differences)


def _require_same_declarations(
    connection: sqlite3.Connection, contents: Mapping[str, TableContent]
) -> None:
    empty = {
        name: replace(content, table=content.table.slice(0, 0))
        for name, content in contents.items()
    }
    with closing(connected_to(":memory:")) as declared:
        fill(declared, empty)
        if _declarations(declared) != _declarations(connection):
            raise _NotAlikeError("its tables are declared in another way")
    (pages,), (unused,) = (
        connection.execute(f"PRAGMA {name}").fetchone() for name in ("page_count", "freelist_count")
    )
    if unused * _MOST_UNUSED > pages:
        raise _NotAlikeError("too much of it is unused")


def _declarations(connection: sqlite3.Connection) -> list[tuple[str, str, str, str]]:
    return connection.execute(
        "SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY type, name"
    ).fetchall()


def _change(
    connection: sqlite3.Connection,
    contents: Mapping[str, TableContent],
    differences: Mapping[str, Difference],
) -> None:
    connection.execute("BEGIN")
    for name, content in contents.items():
        if differences[name]:
            gone, new = _put(connection, content, differences[name])
            if name == SEARCHED:
                change_search_index(connection, content.spec.name, gone, new)
    for table in ("_tables", "_columns"):
        connection.execute(f"DELETE FROM {ddl.quoted(table)}")
    describe(connection, contents)
    _exact_figures(connection, contents, differences)
    connection.execute("COMMIT")
    check_links(connection)


def _put(
    connection: sqlite3.Connection, content: TableContent, difference: Difference
) -> tuple[list[int], list[int]]:
    """Make a table that of the content; the rowids of rows that are gone, and of those put in."""
    table = ddl.quoted(content.spec.name)
    found = connection.execute(f"SELECT rowid FROM {table} ORDER BY rowid")
    rowids = np.fromiter(chain.from_iterable(found), np.int64)
    if len(rowids) != difference.before.num_rows:
        raise _NotAlikeError(f"{content.spec.name} has {len(rowids)} rows")
    gone = rowids[difference.removed].tolist()
    places = _places(np.delete(rowids, difference.removed).tolist(), difference.added.tolist())
    connection.executemany(f"DELETE FROM {table} WHERE rowid = ?", zip(gone, strict=True))
    some = _rows(content, difference.added)
    insert(connection, some, places, stored_columns(some))
    return gone, places


def _rows(content: TableContent, positions: Positions) -> TableContent:
    return replace(content, table=content.table.take(pa.array(positions)))


def _places(kept: Sequence[int], added: Sequence[int]) -> list[int]:
    """Rowids for rows at these positions among those that are kept.

    Rows are put near the one before them, and not too near to each other, so that both rows after
    them and rows between them find room later.

    Args:
        kept: rowids of the rows that stay, ascending.
        added: positions of the rows among all, ascending.

    Raises:
        _NotAlikeError: there is no room between two rows.
    """
    found: list[int] = []
    for first, count in _runs(added):
        below = first - len(found)  # rows that stay, and come before
        low = kept[below - 1] if below else 0
        step = ROWID_STEP
        if below < len(kept):
            room = kept[below] - low
            step = min(isqrt(room // count), room // (count + 1))
        if step < 1:
            raise _NotAlikeError("there is no room between two rows")
        found += range(low + step, low + count * step + 1, step)
    return found


def _runs(numbers: Sequence[int]) -> Iterator[tuple[int, int]]:
    """First and length of each run of numbers that follow each other."""
    for _, run in groupby(enumerate(numbers), lambda one: one[1] - one[0]):
        members = [number for _, number in run]
        yield members[0], len(members)


def _exact_figures(
    connection: sqlite3.Connection,
    contents: Mapping[str, TableContent],
    differences: Mapping[str, Difference],
) -> None:
    """Write them anew where there were some, or where rows that are put in have some."""
    were = connection.execute('DELETE FROM "_exact_figures"').rowcount
    put_in = {
        name: _rows(content, differences[name].added)
        for name, content in contents.items()
        if differences[name].added.size
    }
    if write_exact_figures(connection, put_in) or were:
        connection.execute('DELETE FROM "_exact_figures"')
        write_exact_figures(connection, contents)
