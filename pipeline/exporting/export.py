"""Export tables of a release into a folder, with a codebook."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.errors import FolderError, UsageError
from pipeline.exporting.cells import csv_line
from pipeline.exporting.codebook import HEAD, HEAD_ZH, codebook, values
from pipeline.files.atomic import replacing

if TYPE_CHECKING:
    from pipeline.dataset import OpenDataset

FORMATS = ("csv", "xlsx", "dta", "jsonl")
_BATCH = 10_000
_BOM = "\ufeff"


@dataclass(frozen=True)
class Exported:
    """What was written.

    Attributes:
        files: in the order of writing; the codebook is one, or a sheet of the workbook.
        notes: sentences about what the format could not take as it is.
    """

    files: tuple[Path, ...]
    notes: tuple[str, ...]


def export(
    dataset: OpenDataset,
    form: str,
    folder: Path,
    names: tuple[str, ...] = (),
    *,
    bom: bool = False,
) -> Exported:
    """Write tables in another format; files of the same names are replaced.

    Args:
        form: csv, xlsx, dta (Stata) or jsonl.
        folder: made where it is not there, with those above it.
        names: tables; all where none is given.
        bom: begin CSV with the mark by which Excel recognises UTF-8.

    Raises:
        UsageError: there is no such format or table, or a table does not fit into the format.
        FolderError: the folder cannot be written.
    """
    if form not in FORMATS:
        raise UsageError(f"There is no format {form!r}.", f"There are: {', '.join(FORMATS)}.")
    chosen = tuple(dict.fromkeys(names)) or dataset.tables
    for name in chosen:
        dataset.arrow(name)  # an unknown name is an error before anything is written
    _make(folder)
    writers: dict[str, Callable[[], Exported]] = {
        "csv": lambda: _csv(dataset, chosen, folder, bom),
        "jsonl": lambda: _jsonl(dataset, chosen, folder),
        "xlsx": lambda: _xlsx(dataset, chosen, folder),
        "dta": lambda: _stata(dataset, chosen, folder),
    }
    return writers[form]()


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise FolderError(
            f"The folder {folder} cannot be made: {error.strerror}.", "Name another with --to."
        ) from error


def rows_of(dataset: OpenDataset, name: str) -> Iterator[list[Any]]:
    """The rows of a table as Python's own values."""
    for batch in dataset.arrow(name).to_batches(max_chunksize=_BATCH):
        columns = [column.to_pylist() for column in batch.columns]
        yield from map(list, zip(*columns, strict=True))


def _csv(dataset: OpenDataset, names: tuple[str, ...], folder: Path, bom: bool) -> Exported:
    files = []
    for name in names:
        head = dataset.arrow(name).schema.names
        files.append(_write_csv(folder / f"{name}.csv", head, rows_of(dataset, name), bom))
    return Exported((*files, _codebook(names, folder, bom)), ())


def _codebook(names: tuple[str, ...], folder: Path, bom: bool) -> Path:
    entries = map(values, codebook(names))
    return _write_csv(folder / "codebook.csv", HEAD, entries, bom)


def _write_csv(path: Path, head: list[str], rows: Iterator[list[Any]], bom: bool) -> Path:
    with replacing(path) as file:
        file.write(((_BOM if bom else "") + csv_line(head)).encode())
        file.writelines(csv_line(row).encode() for row in rows)
    return path


def _jsonl(dataset: OpenDataset, names: tuple[str, ...], folder: Path) -> Exported:
    from pipeline.exporting.json_lines import write_json_lines

    files, notes = [], []
    for name in names:
        path = folder / f"{name}.jsonl"
        with replacing(path) as file:
            notes += write_json_lines(
                name, dataset.arrow(name).schema.names, rows_of(dataset, name), file
            )
        files.append(path)
    return Exported((*files, _codebook(names, folder, False)), tuple(notes))


def _xlsx(dataset: OpenDataset, names: tuple[str, ...], folder: Path) -> Exported:
    from pipeline.exporting.workbook import Sheet, write_workbook

    entries = codebook(names)
    labels = {(entry.table, entry.column): entry.label_zh for entry in entries}
    sheets = [Sheet("codebook", HEAD, HEAD_ZH, len(entries), map(values, entries))]
    for name in names:
        table = dataset.arrow(name)
        columns = table.schema.names
        chinese = [labels.get((name, column), column) for column in columns]
        sheets.append(Sheet(name, columns, chinese, table.num_rows, rows_of(dataset, name)))
    path = folder / "bulletins.xlsx"
    with replacing(path) as aside:
        notes = write_workbook(sheets, aside)
    return Exported((path,), notes)


def _stata(dataset: OpenDataset, names: tuple[str, ...], folder: Path) -> Exported:
    from pipeline.exporting.stata import write_stata

    files, notes = [], []
    for name in names:
        path = folder / f"{name}.dta"
        with replacing(path) as file:
            notes += write_stata(dataset, name, file)
        files.append(path)
    return Exported((*files, _codebook(names, folder, False)), tuple(notes))
