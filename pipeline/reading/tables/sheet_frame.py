"""Column letters and row numbers that a spreadsheet prints around its cells."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import replace

from pipeline.reading.tables.part import Part

_LETTERS = 26


def without_sheet_frame(part: Part) -> Part:
    """The part without a first row A, B, C… and the column of running numbers below its corner.

    Both must be there: letters alone may name the groups of a table, and numbers alone its rows.
    """
    if part.rows < 2 or part.cols < 3:
        return part
    corner, *letters = part.row_texts(0)
    numbers = [part.row_texts(row)[0] for row in range(1, part.rows)]
    if corner.strip() or not _are_letters(letters) or not _run_on(numbers):
        return part
    cells = tuple(c.at(c.row - 1, c.col - 1) for c in part.cells if c.row and c.col)
    return replace(part, rows=part.rows - 1, xs=part.xs[1:], cells=cells)


def _are_letters(texts: Sequence[str]) -> bool:
    """Are the texts the names of columns beside each other, from any column on?"""
    plain = [unicodedata.normalize("NFKC", text).strip() for text in texts]
    first = _column(plain[0])
    return first >= 0 and all(_column(text) == first + i for i, text in enumerate(plain))


def _column(name: str) -> int:
    """Place of a column of a spreadsheet: A is 0, AA is 26; -1 for any other text."""
    if not name or len(name) > 2 or not all("A" <= c <= "Z" for c in name):
        return -1
    place = 0
    for char in name:
        place = place * _LETTERS + ord(char) - ord("A") + 1
    return place - 1


def _run_on(texts: Sequence[str]) -> bool:
    """Are the texts numbers of rows below each other, from any row on?"""
    if not all(text.strip().isdecimal() for text in texts):
        return False
    numbers = [int(text) for text in texts]
    return all(number == numbers[0] + i for i, number in enumerate(numbers))
