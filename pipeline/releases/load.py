"""The part of a release's SQLite file that is compared.

The file itself says which tables and columns it has, so that a release made by an older or newer
program can be opened as well. Numbers are exact: see `pipeline.publishing.sqlite`.
"""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Iterable, Mapping
from decimal import Decimal
from pathlib import Path

from pipeline.dataset.connect import connected
from pipeline.errors import InvalidDataset
from pipeline.model.findings import TOPIC
from pipeline.releases.inputs import read_inputs
from pipeline.releases.model import Edition, Key, LoadedRelease, LoadedTable, Stored

_MONTH = "month"
_OBSERVATIONS = "observations"

_NOT_COMPARED = {"page", "received_at", "source_sha256", "source_file", "revision"}
"""Columns that are not compared: positions, times, and what the inputs show already."""

_FEEDING = (
    'EXISTS (SELECT 1 FROM "issues" AS i '
    "WHERE i.issue_id = t.issue_id AND i.source_sha256 = t.source_sha256)"
)
_FINDINGS = "findings"
_NEEDED = (_OBSERVATIONS, "source_files", "files")
_FINDING_KEY = (*TOPIC, "number")
"""Findings have no key that stays: those about the same are numbered."""

_COMPARED_OF_OBSERVATIONS = ("value", "printed", "unit")


def load_release(folder: Path, name: str = "") -> LoadedRelease:
    """Open a release.

    Args:
        folder: where it lies.
        name: its id; the name of the folder where not given.

    Raises:
        UsageError: there is no release in the folder.
        InvalidDataset: its SQLite file is damaged, or of a form that cannot be compared.
    """
    with connected(folder) as connection:
        tables = _tables(connection)
        editions = _editions(connection)
    if missing := [name for name in _NEEDED if name not in tables]:
        raise InvalidDataset(f"The release in {folder} has no table {missing[0]}.")
    observations = tables.pop(_OBSERVATIONS)
    return LoadedRelease(
        id=name or folder.resolve().name,
        path=folder,
        inputs=read_inputs(folder),
        tables=tables,
        observations=observations,
        editions=editions,
    )


def _tables(connection: sqlite3.Connection) -> dict[str, LoadedTable]:
    exact = _exact_figures(connection)
    kinds = connection.execute(
        'SELECT "table_name", "kind" FROM "_tables" WHERE "kind" NOT IN (\'panel\', \'derived\')'
    )
    return {name: _table(connection, name, kind, exact) for name, kind in kinds.fetchall()}


def _editions(connection: sqlite3.Connection) -> dict[str, Edition]:
    rows = connection.execute('SELECT "issue_id", "source_sha256", "revision" FROM "issues"')
    return {issue: Edition(sha256, revision) for issue, sha256, revision in rows}


def _table(
    connection: sqlite3.Connection,
    name: str,
    kind: str,
    exact: Mapping[tuple[str, str], Mapping[str, Decimal]],
) -> LoadedTable:
    declared = connection.execute(
        'SELECT "column_name", "type", "in_key" FROM "_columns" '
        'WHERE "table_name" = ? ORDER BY "position"',
        (name,),
    ).fetchall()
    key = tuple(column for column, _, in_key in declared if in_key)
    types = {column: kind for column, kind, in_key in declared if not in_key}
    columns = tuple(
        column
        for column, kind in types.items()
        if column not in _NOT_COMPARED and (kind != "REAL")
        if name != _OBSERVATIONS or column in _COMPARED_OF_OBSERVATIONS
    )
    monthly = kind == "fact" and _MONTH in key
    figures = tuple(
        c for c in columns if monthly and types[c] in ("INTEGER", "NUMERIC") and c != "position"
    )
    rows = _rows(connection, name, key, columns, exact)
    if name == _FINDINGS:
        compared = tuple(column for column in columns if column not in TOPIC)
        rows = _by_topic((*key, *columns), rows.values(), compared)
        key, columns = _FINDING_KEY, compared
    return LoadedTable(name, kind, key, columns, figures, rows)


def _rows(
    connection: sqlite3.Connection,
    table: str,
    key: tuple[str, ...],
    columns: tuple[str, ...],
    exact: Mapping[tuple[str, str], Mapping[str, Decimal]],
) -> dict[Key, tuple[Stored, ...]]:
    names = (*key, *columns)
    selected = ", ".join(f't."{_safe(name)}"' for name in names)
    where = f" WHERE {_FEEDING}" if table == _OBSERVATIONS else ""
    found = connection.execute(f'SELECT {selected} FROM "{_safe(table)}" AS t{where}')
    size = len(key)
    out: dict[Key, tuple[Stored, ...]] = {row[:size]: row for row in found}
    for (of_table, row_key), figures in exact.items():
        place = tuple(json.loads(row_key).get(name) for name in key) if of_table == table else None
        if place in out:
            out[place] = tuple(
                figures.get(name, value) for name, value in zip(names, out[place], strict=True)
            )
    return out


def _by_topic(
    names: tuple[str, ...], rows: Iterable[tuple[Stored, ...]], columns: tuple[str, ...]
) -> dict[Key, tuple[Stored, ...]]:
    """Findings by what they are about: their own id changes with a word of their message."""
    out: dict[Key, tuple[Stored, ...]] = {}
    counts: Counter[Key] = Counter()
    records = [dict(zip(names, row, strict=True)) for row in rows]
    for row in sorted(records, key=lambda row: str(row["message"])):
        place: Key = tuple(row[name] for name in TOPIC)
        counts[place] += 1
        numbered = (*place, counts[place])
        out[numbered] = (*numbered, *(row[name] for name in columns))
    return out


def _exact_figures(
    connection: sqlite3.Connection,
) -> dict[tuple[str, str], dict[str, Decimal]]:
    """Figures with more digits than a number of SQLite holds, by table and key."""
    found: dict[tuple[str, str], dict[str, Decimal]] = {}
    rows: Iterable[tuple[str, str, str, str]] = connection.execute(
        'SELECT "table_name", "row_key", "column_name", "value" FROM "_exact_figures"'
    )
    for table, key, column, value in rows:
        found.setdefault((table, key), {})[column] = Decimal(value)
    return found


def _safe(name: str) -> str:
    return name.replace('"', '""')
