"""A row that numbers the columns below their headers: 甲 乙 1 2 3, (1) (2) (3), A B C.

Statistical forms print it so that notes may speak of a column by its number. It holds no figures.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import replace

from pipeline.reading.tables.part import Part

_STEMS = "甲乙丙丁戊"
_LEAST = 3
"""Columns that such a row numbers at least."""
_NUMBER = re.compile(r"[(（]?(\d{1,2})(?:=[\d+\-×÷*/()]+)?[)）]?")
"""A number, perhaps with how the column is computed: 5=3+4."""


def without_column_numbers(part: Part) -> Part:
    """The part without the row below (or last in) its header that numbers the columns."""
    for row in range(min(part.rows - 1, part.header_rows + 1)):
        spans = (c.row_span > 1 for c in part.cells if c.row <= row < c.row + c.row_span)
        if _number_columns(part.row_texts(row), below_header=row > 0) and not any(spans):
            cells = tuple(c.at(c.row - (c.row > row)) for c in part.cells if c.row != row)
            header = part.header_rows - (row < part.header_rows)
            return replace(part, rows=part.rows - 1, header_rows=header, cells=cells)
    return part


def _number_columns(texts: Sequence[str], below_header: bool) -> bool:
    plain = ["".join(unicodedata.normalize("NFKC", text).split()) for text in texts]
    stems = next((i for i, text in enumerate(plain) if text not in [*_STEMS]), len(plain))
    if len(plain) < _LEAST or "".join(plain[:stems]) != _STEMS[:stems]:
        return False
    if not stems and below_header and plain == [chr(ord("A") + i) for i in range(len(plain))]:
        return True
    found = [_NUMBER.fullmatch(text) for text in plain[stems:]]
    numbers = [int(m[1]) for m in found if m]
    if not numbers or len(numbers) < len(found) or not (stems or below_header):
        return False
    run_on = all(number == numbers[0] + i for i, number in enumerate(numbers))
    return run_on and (bool(stems) or numbers[0] == 1)
