"""The published dataset as decisions see it: findings, and the figures of some issues.

Read from the SQLite file of the current release, so that looking costs a fraction of a second.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection
from itertools import chain
from pathlib import Path

from pipeline.dataset.connect import connected
from pipeline.model.dataset import Dataset
from pipeline.model.ddl import quoted
from schemas.base import Row, fields_of
from schemas.catalog import tables

_WHOLE = ("issues", "findings", "corrections", "reviews")
_KINDS = ("fact", "dimension")


def published(dataset: Path, issue_ids: Collection[str] = ()) -> Dataset:
    """Issues, names, findings and decisions of a release; facts and figures of some issues.

    Raises:
        UsageError: there is no dataset.
        InvalidDataset: it cannot be read.
    """
    wanted = {
        name: model
        for name, model in tables().items()
        if name in (*_WHOLE, "observations") or model.table.kind in _KINDS
    }
    with connected(dataset) as database:
        database.row_factory = sqlite3.Row
        rows = {name: _rows(database, model, issue_ids) for name, model in wanted.items()}
    return Dataset.of(chain.from_iterable(rows.values()))


def _rows(database: sqlite3.Connection, model: type[Row], issue_ids: Collection[str]) -> list[Row]:
    """The rows of a table; columns that an older release lacks are null."""
    name = model.table.name
    query = f"SELECT * FROM {quoted(name)}"
    values: tuple[str, ...] = ()
    there = {row["name"] for row in database.execute(f"PRAGMA table_info({quoted(name)})")}
    if not there:
        return []
    if name not in _WHOLE and "issue_id" in there:
        query += f" WHERE issue_id IN ({', '.join('?' * len(issue_ids))})"
        values = tuple(issue_ids)
    fields = [field.name for field in fields_of(model)]
    return [
        model.model_validate({f: row[f] if f in there else None for f in fields})
        for row in database.execute(query, values)
    ]
