"""The English names of a release, for sentences about it."""

from __future__ import annotations

import sqlite3
from contextlib import suppress

from pipeline.model.ddl import quoted
from pipeline.model.english_names import EnglishNames
from schemas.base import Row
from schemas.catalog import dimensions


def english_names(database: sqlite3.Connection) -> EnglishNames:
    """Of the entities of a release; none of a release that is older than English names."""
    rows: list[Row] = []
    for model in dimensions().values():
        columns = (model.table.key[0], "name", "name_en")
        with suppress(sqlite3.OperationalError):
            found = database.execute(
                f"SELECT {', '.join(map(quoted, columns))} FROM {quoted(model.table.name)}"
            )
            rows += [model.model_construct(**dict(zip(columns, row, strict=True))) for row in found]
    return EnglishNames(rows)
