"""The SQLite file of a large release, written by another process from its Parquet files.

`python -m pipeline.publishing.sqlite_apart FOLDER PARENT` writes it into the folder of a release. A
third of what a large release costs is this file, and nothing of the report needs it.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pyarrow.parquet as pq

from pipeline.model.layout import DATABASE, parquet_of
from pipeline.publishing.content import TableContent
from pipeline.publishing.sqlite import write_sqlite
from pipeline.settings import import_path
from schemas.base import fields_of
from schemas.catalog import tables

_MANY_ROWS = 100_000
"""Fewer rows are written in the time that another process takes to start."""


@contextmanager
def sqlite_beside(contents: Mapping[str, TableContent], folder: Path) -> Iterator[None]:
    """Write the SQLite file of a release while the caller writes what does not need it.

    It is whole where this is left.

    Args:
        contents: its tables, of which `folder` holds the Parquet files.

    Raises:
        InconsistentDataset: a row breaks a key, a link, a type or a bound.
        OSError: the file cannot be written.
    """
    path = folder / DATABASE
    if sum(content.count for content in contents.values()) < _MANY_ROWS:
        write_sqlite(contents, path)
        yield
        return
    process = subprocess.Popen(
        [sys.executable, "-P", "-m", __name__, str(folder.absolute()), str(os.getpid())],
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": import_path()},
    )  # fmt: skip
    try:
        yield
        if process.wait():  # This process finds the reason, or the other one was ended from outside
            path.unlink(missing_ok=True)
            write_sqlite(contents, path)
    finally:
        process.kill()
        process.wait()


def contents_in(folder: Path) -> dict[str, TableContent]:
    """The tables of a release as its Parquet files have them, without their rows."""
    return {
        name: TableContent(
            model.table, fields_of(model),
            pq.ParquetFile(folder / parquet_of(name)).read(use_threads=False), (),
        )
        for name, model in tables().items()
    }  # fmt: skip


def main() -> None:
    """Write the file; it dies with its parent."""
    from pipeline.reading.isolation.limits import die_with

    folder, parent = Path(sys.argv[1]), int(sys.argv[2])
    die_with(parent)
    write_sqlite(contents_in(folder), folder / DATABASE)


if __name__ == "__main__":
    main()
