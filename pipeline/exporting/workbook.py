"""Tables as sheets of one Excel workbook, within Excel's limits, with a word on what they cost.

A sheet holds 1,048,576 rows, a name 31 characters, a cell 32,767 characters, a number 15 digits:
https://support.microsoft.com/office/1672b34d-7043-467e-8e27-269d656771c3
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, BinaryIO

from pipeline.errors import UsageError
from pipeline.exporting.cells import exact_text, fits_a_double, safe_text
from pipeline.exporting.names import short_names

_MOST_ROWS = 1_048_576
_LONGEST_NAME = 31
_LONGEST_CELL = 32_767
_LONG = 10_000
_HEADS = 2
"""Rows above the figures: the names of the dataset, and Chinese."""
_NARROWEST, _WIDEST, _ROOM = 11, 40, 4
"""Characters: a date fits; room for the button of the filter. A Chinese one is as wide as two."""


@dataclass(frozen=True)
class Sheet:
    """A sheet to be written.

    Attributes:
        head: names of the columns, for the first row.
        labels: the same in Chinese, for the second.
        count: number of rows.
    """

    name: str
    head: list[str]
    labels: list[str]
    count: int
    rows: Iterator[list[Any]]


def write_workbook(sheets: list[Sheet], file: BinaryIO) -> tuple[str, ...]:
    """Write the sheets; returns a sentence for each thing that did not fit.

    Raises:
        UsageError: a table has more rows than a sheet.
    """
    from openpyxl import Workbook  # type: ignore[import-untyped]

    for sheet in sheets:
        if sheet.count > _MOST_ROWS - _HEADS:
            raise UsageError(
                f"{sheet.name} has {sheet.count:,} rows; a sheet of Excel holds {_MOST_ROWS:,}.",
                "Export it as csv, or choose other tables with --tables.",
            )
    names = short_names([sheet.name for sheet in sheets], _LONGEST_NAME)
    notes = [f"The sheet of {old} is called {new}." for old, new in names.items() if old != new]
    book = Workbook(write_only=True)
    for sheet in sheets:
        page = book.create_sheet(names[sheet.name])
        _lay_out(page, sheet)
        page.append(sheet.head)
        page.append(sheet.labels)
        cut: Counter[str] = Counter()
        as_text: Counter[str] = Counter()
        for row in sheet.rows:
            values = [_cell(n, v, cut, as_text) for n, v in zip(sheet.head, row, strict=True)]
            page.append([_shown(page, value) for value in values])
        notes += [
            f"{count} texts of {sheet.name}.{name} are cut at {_LONGEST_CELL:,} characters."
            for name, count in cut.items()
        ]
        notes += [
            f"{count} figures of {sheet.name}.{name} are text: Excel keeps 15 digits only."
            for name, count in as_text.items()
        ]
    book.save(file)
    return tuple(notes)


def _lay_out(page: Any, sheet: Sheet) -> None:
    """Columns as wide as their heads, at least, and a filter; before the first row is written."""
    from openpyxl.utils import get_column_letter  # type: ignore[import-untyped]

    letters = [get_column_letter(number) for number in range(1, len(sheet.head) + 1)]
    for letter, name, label in zip(letters, sheet.head, sheet.labels, strict=True):
        widest = max(len(name), 2 * len(label)) + _ROOM
        page.column_dimensions[letter].width = min(max(widest, _NARROWEST), _WIDEST)
    page.freeze_panes = f"A{_HEADS + 1}"
    page.auto_filter.ref = f"A{_HEADS}:{letters[-1]}{sheet.count + _HEADS}"


def _shown(page: Any, value: Any) -> Any:
    """A number of five digits or more with separators: a year has none, an amount has."""
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        return value
    if -_LONG < value < _LONG:
        return value
    from openpyxl.cell import WriteOnlyCell  # type: ignore[import-untyped]

    cell = WriteOnlyCell(page, value)
    cell.number_format = "#,##0" if value == int(value) else "#,##0.00##"
    return cell


def _cell(name: str, value: Any, cut: Counter[str], as_text: Counter[str]) -> Any:
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, int | Decimal):
        if fits_a_double(value):
            return value
        as_text[name] += 1
        return exact_text(Decimal(value))
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).replace(tzinfo=None)
    if not isinstance(value, str):
        return value
    shown = safe_text(value)
    if len(shown) > _LONGEST_CELL:
        cut[name] += 1
        return shown[: _LONGEST_CELL - 1] + "…"
    return shown
