"""Whole numbers over three lines and more of a narrow cell (335 706 4), in a row that is one row.

Figures of several rows that no rule parts look the same: they are beside texts of as many lines.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from pipeline.reading.tables.cell_text import BROKEN
from pipeline.reading.tables.figures_over_lines import fills_lines
from pipeline.reading.tables.part import Part, PartCell
from pipeline.reading.tolerances import TOLERANCES

_T = TOLERANCES.cell_texts
_PIECES = re.compile(r"[\d.,，．/／%\s-]*")
_WHOLE_NUMBER = re.compile(r"\d+|\d{1,3}(?:,\d{3})+")


def with_broken_figures(part: Part) -> Part:
    """The part, each such number as one, in doubt."""
    narrow = [cell for cell in part.cells if len(cell.lines) >= _T.figure_lines and _is_one(cell)]
    if not narrow:
        return part
    rows: dict[int, list[PartCell]] = defaultdict(list)
    for cell in part.cells:
        if cell.row_span == 1 and cell.chars:
            rows[cell.row].append(cell)
    broken = {id(cell) for cell in narrow if _is_in_single_row(cell, rows[cell.row])}
    if not broken:
        return part
    cells = tuple(replace(c, doubt=BROKEN) if id(c) in broken else c for c in part.cells)
    return replace(part, cells=cells)


def _is_one(cell: PartCell) -> bool:
    """Do its lines make one whole number, each as long as the cell has room for?"""
    if cell.doubt or cell.row_span > 1:
        return False
    texts = [unicodedata.normalize("NFKC", line.text).strip() for line in cell.lines]
    return bool(_WHOLE_NUMBER.fullmatch("".join(texts))) and fills_lines(cell.lines, cell.box.width)


def _is_in_single_row(cell: PartCell, row: Sequence[PartCell]) -> bool:
    """Has a name in the row more or fewer lines, and none of its words those of the cell?"""
    words = [other for other in row if not _PIECES.fullmatch("".join(x.text for x in other.lines))]
    return any(len(other.lines) != len(cell.lines) for other in words) and not any(
        _is_beside(other, cell) for other in words
    )


def _is_beside(other: PartCell, cell: PartCell) -> bool:
    """Is each line of a cell at the height of one of another's?"""
    near = TOLERANCES.ruled_tables.same_height * cell.lines[0].size
    return len(other.lines) == len(cell.lines) and all(
        abs(a.cy - b.cy) < near for a, b in zip(other.lines, cell.lines, strict=True)
    )
