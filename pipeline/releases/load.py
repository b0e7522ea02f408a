"""The part of a release's SQLite file that is compared.

The file itself says which tables and columns it has, so that a release made by an older or newer
program can be opened as well. Numbers are exact: see `pipeline.publishing.sqlite`.
"""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from pipeline.dataset.connect import address_of, connected, database_of
from pipeline.errors import InvalidDataset
from pipeline.model.findings import TOPIC
from pipeline.releases.inputs import read_inputs
from pipeline.releases.model import Edition, Key, LoadedRelease, LoadedTable, Stored
from schemas.quality import Observation

_MONTH = "month"
_OBSERVATIONS = "observations"

_NOT_COMPARED = {"page", "received_at", "source_sha256", "source_file", "revision"}
"""Columns that are not compared: positions, times, and what the inputs show already."""

_FEEDING = (
    'EXISTS (SELECT 1 FROM "{schema}"."issues" AS i '
    "WHERE i.issue_id = {row}.issue_id AND i.source_sha256 = {row}.source_sha256)"
)
_FINDINGS = "findings"
_NEEDED = (_OBSERVATIONS, "source_files", "files")
_FINDING_KEY = (*TOPIC, "number")
"""Findings have no key that stays: those about the same are numbered."""

_KEY = Observation.table.key
_COMPARED_OF_OBSERVATIONS = ("value", "printed", "unit")
ALL_OF_OBSERVATIONS = (*_KEY, *_COMPARED_OF_OBSERVATIONS, "source_sha256")
"""Columns of which it depends whether an observation is the same in two releases."""


@dataclass(frozen=True)
class Extent:
    """Where two releases may differ; what is elsewhere is the same in both, and is not loaded.

    Attributes:
        issues: of which observations may differ, or which come from other files.
        months: by table, of which rows may differ, or observations of its figures, as ISO dates;
            of a table that is not named any. Rows without a month are always loaded.
    """

    issues: frozenset[str]
    months: Mapping[str, frozenset[str]] = field(default_factory=dict)


def load_pair(
    before: Path, after: Path, name: str = "", extent: Extent | None = None
) -> tuple[LoadedRelease, LoadedRelease]:
    """Open two releases to compare them.

    Observations that are the same in both, which are nearly all rows of a release, are left out.

    Args:
        before, after: where they lie.
        name: id of the later one; the name of its folder where not given.
        extent: where they differ, if it is known.

    Raises:
        UsageError, InvalidDataset: see `load_release`.
    """
    if extent is None:
        with _connected(before, after) as connection:
            issues = _issues_that_differ(connection)
        extent = None if issues is None else Extent(issues)
    return (
        load_release(before, against=after, extent=extent),
        load_release(after, name, against=before, extent=extent),
    )


def load_release(
    folder: Path, name: str = "", against: Path | None = None, extent: Extent | None = None
) -> LoadedRelease:
    """Open a release.

    Args:
        folder: where it lies.
        name: its id; the name of the folder where not given.
        against: folder of the release with which it is compared. Observations that are the same
            in both are then left out.
        extent: where the two differ, if it is known.

    Raises:
        UsageError: there is no release in the folder.
        InvalidDataset: its SQLite file is damaged, or of a form that cannot be compared.
    """
    with _connected(folder, against) as connection:
        tables = _tables(connection, extent)
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


@contextmanager
def _connected(folder: Path, against: Path | None) -> Iterator[sqlite3.Connection]:
    """A connection to a release, with the other one attached where there is one."""
    with connected(folder) as connection:
        if against is not None:
            connection.execute('ATTACH ? AS "other"', (address_of(database_of(against)),))
        yield connection


def _issues_that_differ(connection: sqlite3.Connection) -> frozenset[str] | None:
    """The issues of which the two releases do not have the same observations.

    Where each row of an issue is in the other release as well, and there are as many, none
    differs. None where the two cannot be compared by SQLite.
    """
    if not _are_comparable(connection):
        return None
    names = [name for name, _, _ in _declared(connection, "main", _OBSERVATIONS)]
    if not {*ALL_OF_OBSERVATIONS} <= {*names}:
        return None
    same = _same_row((*_KEY, *_COMPARED_OF_OBSERVATIONS))
    found = connection.execute(
        f"""WITH counted AS (
          SELECT "issue_id", 1 AS side, count(*) AS n FROM main."{_OBSERVATIONS}" GROUP BY 1
          UNION ALL
          SELECT "issue_id", 2, count(*) FROM other."{_OBSERVATIONS}" GROUP BY 1)
        SELECT "issue_id" FROM counted GROUP BY 1 HAVING count(*) < 2 OR min(n) < max(n)
        UNION SELECT "issue_id" FROM main."issues" AS i WHERE NOT EXISTS (
          SELECT 1 FROM other."issues" AS j
          WHERE j."issue_id" = i."issue_id" AND j."source_sha256" = i."source_sha256")
        UNION SELECT DISTINCT t."issue_id" FROM main."{_OBSERVATIONS}" AS t WHERE NOT EXISTS (
          SELECT 1 FROM other."{_OBSERVATIONS}" AS o WHERE {same})"""
    )
    return frozenset(issue for (issue,) in found)


def _tables(connection: sqlite3.Connection, extent: Extent | None) -> dict[str, LoadedTable]:
    exact = _exact_figures(connection)
    kinds = connection.execute(
        'SELECT "table_name", "kind" FROM "_tables" WHERE "kind" NOT IN (\'panel\', \'derived\')'
    )
    return {name: _table(connection, name, kind, exact, extent) for name, kind in kinds.fetchall()}


def _editions(connection: sqlite3.Connection) -> dict[str, Edition]:
    rows = connection.execute('SELECT "issue_id", "source_sha256", "revision" FROM "issues"')
    return {issue: Edition(sha256, revision) for issue, sha256, revision in rows}


def _table(
    connection: sqlite3.Connection,
    name: str,
    kind: str,
    exact: Mapping[tuple[str, str], Mapping[str, Decimal]],
    extent: Extent | None,
) -> LoadedTable:
    declared = _declared(connection, "main", name)
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
    rows = _rows(connection, name, key, columns, exact, extent)
    if name == _FINDINGS:
        compared = tuple(column for column in columns if column not in TOPIC)
        rows = _by_topic((*key, *columns), rows.values(), compared)
        key, columns = _FINDING_KEY, compared
    return LoadedTable(name, kind, key, columns, figures, rows)


def _declared(
    connection: sqlite3.Connection, schema: str, table: str
) -> list[tuple[str, str, int]]:
    """Name and type of every column of a table, and whether it is in the key."""
    return connection.execute(
        f'SELECT "column_name", "type", "in_key" FROM "{schema}"."_columns" '
        'WHERE "table_name" = ? ORDER BY "position"',
        (table,),
    ).fetchall()


def _rows(
    connection: sqlite3.Connection,
    table: str,
    key: tuple[str, ...],
    columns: tuple[str, ...],
    exact: Mapping[tuple[str, str], Mapping[str, Decimal]],
    extent: Extent | None,
) -> dict[Key, tuple[Stored, ...]]:
    names = (*key, *columns)
    selected = ", ".join(f't."{_safe(name)}"' for name in names)
    where, values = "", tuple[str, ...]()
    if table == _OBSERVATIONS:
        where, values = _compared(connection, names, extent)
    elif extent and table in extent.months and _MONTH in names:
        where = f' WHERE t."{_MONTH}" IS NULL OR t."{_MONTH}" IN (SELECT value FROM json_each(?))'
        values = (json.dumps(sorted(extent.months[table])),)
    found = connection.execute(f'SELECT {selected} FROM "{_safe(table)}" AS t{where}', values)
    size = len(key)
    out: dict[Key, tuple[Stored, ...]] = {row[:size]: row for row in found}
    for (of_table, row_key), figures in exact.items():
        place = tuple(json.loads(row_key).get(name) for name in key) if of_table == table else None
        if place in out:
            out[place] = tuple(
                figures.get(name, value) for name, value in zip(names, out[place], strict=True)
            )
    return out


def _compared(
    connection: sqlite3.Connection, names: Iterable[str], extent: Extent | None
) -> tuple[str, tuple[str, ...]]:
    """Which observations are loaded: those that feed the dataset and differ in the other release.

    All that feed it where there is no other, or where SQLite does not hold their exact values.
    """
    feeding = f" WHERE {_FEEDING.format(schema='main', row='t')}"
    if not _are_comparable(connection):
        return feeding, ()
    where = (
        f'{feeding} AND NOT EXISTS (SELECT 1 FROM "other"."{_OBSERVATIONS}" AS o '
        f"WHERE {_same_row(names)} AND {_FEEDING.format(schema='other', row='o')})"
    )
    if extent is None:
        return where, ()
    within = "t.issue_id IN (SELECT value FROM json_each(?))"
    return f"{where} AND {within}", (json.dumps(sorted(extent.issues)),)


def _same_row(names: Iterable[str]) -> str:
    return " AND ".join(f'o."{name}" IS t."{name}"' for name in (*names, "source_sha256"))


def _are_comparable(connection: sqlite3.Connection) -> bool:
    schemas = [name for _, name, _ in connection.execute("PRAGMA database_list")]
    if "other" not in schemas:
        return False
    ours, others = (_declared(connection, schema, _OBSERVATIONS) for schema in ("main", "other"))
    exact = 'SELECT 1 FROM "{}"."_exact_figures" WHERE "table_name" = ? LIMIT 1'
    return ours == others and not any(
        connection.execute(exact.format(schema), (_OBSERVATIONS,)).fetchone()
        for schema in ("main", "other")
    )


def _by_topic(
    names: tuple[str, ...], rows: Iterable[tuple[Stored, ...]], columns: tuple[str, ...]
) -> dict[Key, tuple[Stored, ...]]:
    """Findings by what they are about: their own id changes with a word of their message."""
    out: dict[Key, tuple[Stored, ...]] = {}
    counts: Counter[Key] = Counter()
    topic, compared = ([names.index(name) for name in wanted] for wanted in (TOPIC, columns))
    message = names.index("message")
    for row in sorted(rows, key=lambda row: str(row[message])):
        place: Key = tuple([row[at] for at in topic])
        counts[place] += 1
        numbered = (*place, counts[place])
        out[numbered] = (*numbered, *(row[at] for at in compared))
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
