"""The tables as Parquet: exact decimals, real dates, and a description in every column.

The same content gives the same bytes: rows in key order, one fixed codec and row group size, no
time of writing. (Another version of the Parquet library may write other bytes.)
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.publishing.errors import InconsistentDataset

if TYPE_CHECKING:
    from pipeline.publishing.content import TableContent

_ROW_GROUP = 65_536


def write_parquet(content: TableContent, path: Path) -> None:
    """Write one table; a table without rows has its columns all the same.

    Raises:
        InconsistentDataset: a column that may not be empty has no value.
    """
    import pyarrow.parquet as pq

    _refuse_nulls(content)
    pq.write_table(
        content.table, path, compression="zstd", compression_level=3, row_group_size=_ROW_GROUP,
        version="2.6", data_page_version="1.0", write_statistics=True,
    )  # fmt: skip


def _refuse_nulls(content: TableContent) -> None:
    for field, column in zip(content.fields, content.table.columns, strict=True):
        if not field.nullable and column.null_count:
            raise InconsistentDataset(
                f"{content.spec.name}.{field.name} may not be empty, but a row has no value."
            )
