"""A published dataset back in memory, row for row as it was published."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from pydantic import ValidationError

from pipeline.errors import InvalidDataset, UsageError
from pipeline.model.dataset import Dataset, R
from pipeline.model.layout import CHECKSUMS, parquet_of
from schemas.base import Row, fields_of
from schemas.catalog import tables

if TYPE_CHECKING:
    import pyarrow as pa

_HINT = "Publish it anew with bulletins run, or look into an undamaged release."


def load_dataset(folder: Path) -> Dataset:
    """Every table of a release, its panels included, read from Parquet: exact, with all types.

    A value that its column would refuse (a negative count that somebody wrote into a file) is
    kept as it is, for `pipeline.quality` to find.

    Args:
        folder: a release, or the link `dataset` that leads to one.

    Raises:
        UsageError: there is no dataset.
        InvalidDataset: a table is missing, unreadable, or has other columns than declared.
    """
    require_dataset(folder)
    loaded = {name: _rows(folder / parquet_of(name), model) for name, model in tables().items()}
    return Dataset(loaded)


def require_dataset(folder: Path) -> None:
    """Raises UsageError, with a sentence that says what is there instead of a dataset."""
    if not folder.exists():
        raise UsageError(f"There is no dataset at {folder}.", "Make one with bulletins run.")
    files = [CHECKSUMS, *(parquet_of(name) for name in tables())]
    if not folder.is_dir() or not any((folder / name).exists() for name in files):
        raise UsageError(
            f"{folder} is not a dataset: it holds no tables.",
            "Give the folder of a release, or that of the outputs with --outputs.",
        )


def _rows(path: Path, model: type[Row]) -> tuple[Row, ...]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        table = pq.read_table(path, memory_map=False)
    except FileNotFoundError as error:
        raise InvalidDataset(f"The dataset has no {path.name}.", _HINT) from error
    except (pa.ArrowInvalid, OSError) as error:
        raise InvalidDataset(f"{path.name} cannot be read as Parquet.", _HINT) from error
    declared = [field.name for field in fields_of(model)]
    if sorted(table.column_names) != sorted(declared):
        other = sorted(set(table.column_names) ^ set(declared))
        raise InvalidDataset(
            f"{path.name} has other columns than this version declares: {', '.join(other)}.",
            "It was made by another version; publish it anew with bulletins run.",
        )
    return tuple(rows_of(table, model))


def rows_of(table: pa.Table, model: type[R]) -> Iterator[R]:
    """The rows of a published table, typed; null where an older release lacks a column."""
    held = set(table.column_names)
    names = [field.name for field in fields_of(model)]
    columns = [table[name].to_pylist() if name in held else [None] * len(table) for name in names]
    for values in zip(*columns, strict=True):
        yield _row(model, dict(zip(names, values, strict=True)))


def _row(model: type[R], given: dict[str, Any]) -> R:
    try:
        return model.model_validate(given, strict=True)
    except ValidationError:
        return cast(R, model.model_construct(**given))
