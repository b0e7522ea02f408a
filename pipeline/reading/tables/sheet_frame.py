"""Column letters and row numbers that a spreadsheet prints around its cells."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import replace

from pipeline.reading.tables.figure_texts import is_figure
from pipeline.reading.tables.part import Part

_LETTERS = 26


def without_sheet_frame(part: Part) -> Part:
    """The part without a first row A, B, C… and the column of running numbers below its corner.

    Both must be there: letters alone may name the groups of a table, and numbers alone its rows.
    """
    if part.rows < 2 or part.cols < 3:
        return part
    corner, *letters = part.row_texts(0)
    if corner.strip() or not _are_letters(letters) or not _numbered(part):
        return part
    cells = tuple(c.at(c.row - 1, c.col - 1) for c in part.cells if c.row and c.col)
    return replace(part, rows=part.rows - 1, xs=part.xs[1:], cells=cells)


def _are_letters(texts: Sequence[str]) -> bool:
    """Are the texts the names of columns beside each other, from any column on?"""
    plain = [unicodedata.normalize("NFKC", text).strip() for text in texts]
    first = column_place(plain[0])
    return first >= 0 and all(column_place(text) == first + i for i, text in enumerate(plain))


def column_place(name: str) -> int:
    """Place of a column of a spreadsheet: A is 0, AA is 26; -1 for any other text."""
    if not name or len(name) > 2 or not all("A" <= c <= "Z" for c in name):
        return -1
    place = 0
    for char in name:
        place = place * _LETTERS + ord(char) - ord("A") + 1
    return place - 1


def _numbered(part: Part) -> bool:
    """Are the first texts of the rows their numbers, from any row on?

    Header rows that are printed again on a later page keep the numbers of the first.
    """
    rows = [part.row_texts(row) for row in range(1, part.rows)]
    if not all(first.strip().isdecimal() for first, *_ in rows):
        return False
    numbers = [int(first) for first, *_ in rows]
    header = 0
    while header < len(rows) and not any(map(is_figure, rows[header][1:])):
        header += 1
    return _run_on(numbers) or (
        _run_on(numbers[:header]) and _run_on(numbers[header:]) and sorted(numbers) == numbers
    )


def _run_on(numbers: Sequence[int]) -> bool:
    return all(number == numbers[0] + i for i, number in enumerate(numbers))
