"""A CSV file that people edit: read tolerantly, rejected with one sentence, appended safely.

A byte order mark and CRLF line ends, as spreadsheets write them, are accepted, and so are empty
lines, lines that begin with `#`, and additional columns.
"""

from __future__ import annotations

import csv
import fcntl
import io
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import CorrectionError, FolderError, UsageError
from pipeline.files.atomic import read_small, write_atomically
from pipeline.model.message import Message
from pipeline.safe_text import for_spreadsheet

_BOM = "\ufeff"
COMMENT = "#"
"""Begins a line that is a remark."""


@dataclass(frozen=True)
class Line:
    """One row of the file: its cells by column, stripped of blanks."""

    path: Path
    number: int
    cells: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")

    def fault(self, why: str, hint: str = "") -> CorrectionError:
        """The error that a fault in this row raises."""
        return CorrectionError(
            f"{self.path}, line {self.number}: {why}", hint or "Correct the line, then run again."
        )


@dataclass(frozen=True)
class Sheet:
    """The file in memory: its unchanged text, its columns and its rows."""

    text: str
    columns: tuple[str, ...]
    lines: tuple[Line, ...]


def read_sheet(path: Path, required: Sequence[str]) -> Sheet:
    """The rows of a file; none if it does not exist.

    Args:
        required: columns that it must have; it may have others.

    Raises:
        CorrectionError: it is not a CSV in UTF-8 with these columns.
        FolderError: it cannot be read.
    """
    text = _text_of(path)
    rows = list(_rows(path, text.removeprefix(_BOM)))
    if not rows:
        return Sheet(text, (), ())
    columns = tuple(cell.strip() for cell in rows[0][1])
    missing = [name for name in required if name not in columns]
    if missing:
        raise CorrectionError(
            f"{path} has no column {', '.join(missing)}.",
            f"Its first line must name the columns, parted by commas: {','.join(required)}.",
        )
    lines = tuple(_line(path, number, columns, cells) for number, cells in rows[1:])
    return Sheet(text, columns, lines)


def append_row(path: Path, columns: Sequence[str], cells: Mapping[str, str]) -> None:
    """Append one row; the bytes before it do not change. A new file gets all the columns.

    A new file begins with a byte order mark: without it a spreadsheet garbles Chinese.

    Raises:
        CorrectionError: the existing file is not such a CSV.
        FolderError: it cannot be written.
    """
    required = [name for name in columns if name in cells]
    with exclusive(path.parent):
        sheet = read_sheet(path, required)
        text, header = sheet.text, sheet.columns
        end = "\r\n" if "\r\n" in text else "\n"
        if not header:
            header = tuple(columns)
            text = (text or _BOM) + _joined(header, end)
        elif not text.endswith("\n"):
            text += end
        text += _joined([as_cell(cells.get(name, "")) for name in header], end, every=True)
        write_atomically(path.resolve(), text.encode("utf-8"), keep_mode=True)


def remove_row(path: Path, columns: Sequence[str], cells: Mapping[str, str]) -> None:
    """Remove the last row with these cells; all other bytes stay as they are.

    Raises:
        UsageError: there is no such row, or a person has written it over several lines.
        FolderError: the file cannot be written.
    """
    with exclusive(path.parent):
        sheet = read_sheet(path, ())
        known = [name for name in columns if name in sheet.columns]
        wanted = {name: cells.get(name, "").strip() for name in known}
        found = [line for line in sheet.lines if {name: line[name] for name in known} == wanted]
        lines = sheet.text.split("\n")
        if not found or not _is_one_line(lines[found[-1].number - 1], found[-1]):
            raise UsageError(Message("line_gone", path=path), Message("remove_in_file"))
        del lines[found[-1].number - 1]
        write_atomically(path.resolve(), "\n".join(lines).encode("utf-8"), keep_mode=True)


def _is_one_line(text: str, line: Line) -> bool:
    cells = next(csv.reader([text.rstrip("\r")]), [])
    return [text_of(cell.strip()) for cell in cells[: len(line.cells)]] == [*line.cells.values()]


def as_cell(text: str) -> str:
    """Text for a cell, such that no spreadsheet computes it; `text_of` gives it back."""
    cell = for_spreadsheet(text)
    return f"'{cell}" if text.startswith("'") and text_of(cell) != cell else cell


def text_of(cell: str) -> str:
    """The text of a cell, without the apostrophe that `as_cell` put in front."""
    bare = cell[1:]
    marked = cell.startswith("'") and for_spreadsheet(bare.lstrip("'")) != bare.lstrip("'")
    return bare if marked else cell


def _text_of(path: Path) -> str:
    try:
        content = read_small(path)
    except FileNotFoundError:
        return ""
    except OSError as error:
        raise FolderError(f"{path} cannot be read: {error.strerror}.") from error
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        raise CorrectionError(
            f"{path} is not in UTF-8; a spreadsheet has perhaps saved it in GBK.",
            "Save it as “CSV UTF-8”, then run again.",
        ) from None


def _rows(path: Path, text: str) -> Iterator[tuple[int, list[str]]]:
    """Number of the first line and cells of every row that is neither empty nor a comment."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    number = 1
    try:
        for row in reader:
            if any(cell.strip() for cell in row) and not row[0].lstrip().startswith(COMMENT):
                yield number, row
            number = reader.line_num + 1
    except csv.Error as error:
        raise CorrectionError(
            f"{path}, line {number}: this is not CSV ({error}).",
            "Correct the line, then run again.",
        ) from error


def _line(path: Path, number: int, columns: Sequence[str], row: Sequence[str]) -> Line:
    known = zip(columns, row, strict=False)
    line = Line(path, number, {name: text_of(cell.strip()) for name, cell in known})
    if any(cell.strip() for cell in row[len(columns) :]):
        raise line.fault("it has more cells than there are columns; put a text with a comma "
                         "into quotation marks.")  # fmt: skip
    return line


def _joined(cells: Sequence[str], end: str, every: bool = False) -> str:
    """One line; with `every` all cells are quoted, so that no other separator splits them."""
    made = io.StringIO()
    writer = (
        csv.writer(made, lineterminator=end, quoting=csv.QUOTE_ALL)
        if every
        else (csv.writer(made, lineterminator=end))
    )
    writer.writerow(cells)
    return made.getvalue()


@contextmanager
def exclusive(folder: Path, *, new_folder: bool = True, hint: str = "") -> Iterator[None]:
    """Lock a folder: of two processes that change files in it one waits, so that no row is lost.

    Args:
        new_folder: make the folder if it does not exist.
        hint: what a person can do if it cannot be used.

    Raises:
        FolderError: the folder cannot be used.
    """
    try:
        if new_folder:
            folder.mkdir(parents=True, exist_ok=True)
        handle = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
    except OSError as error:
        raise FolderError(f"The folder {folder} cannot be used: {error.strerror}.", hint) from error
    try:
        with suppress(OSError):  # A drive without locks.
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
