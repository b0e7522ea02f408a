"""The lines of print in the cells of a scanned table, and what is too pale to be in one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from pipeline.reading.scan.char_boxes import spans
from pipeline.reading.scan.detector import Pixels
from pipeline.reading.scan.faint_ink import faint_of, grown, has_faint_rest
from pipeline.reading.scan.page_image import Grey

_HAIRLINE, _EDGE = 2, 6
"""Ink no higher than this, and no further from the edge of its cell (pixels), is of a rule: it was
read as “-” in a blank cell. Print is further away; a cell that holds nothing else is doubted."""


@dataclass(frozen=True)
class CellLines:
    """The lines of cells.

    Attributes:
        lines: of each cell, top to bottom; none of a blank one.
        faded: those in whose cell there are faint strokes besides.
        faint: 255 where there is ink, or a stroke too pale to be ink.
    """

    lines: Mapping[Pixels, Sequence[Pixels]]
    faded: frozenset[Pixels]
    faint: Grey


def lines_of_cells(cells: Sequence[Pixels], clean: Grey, ink: Grey, usual: float) -> CellLines:
    """The lines of print in cells, each with the faint strokes that touch it.

    Args:
        clean: the picture without its rules, 0 (ink) to 255.
        ink: 255 where there is ink.
        usual: height of most characters, pixels.
    """
    faint = faint_of(clean)
    lines = {
        cell: [grown(line, cell, faint, usual) for line in lines_of_cell(ink, cell, usual)]
        for cell in cells
    }
    faded = (
        line
        for cell, found in lines.items()
        if has_faint_rest(faint, cell, found, usual)
        for line in found
    )
    return CellLines(lines, frozenset(faded), faint)


def lines_of_cell(ink: Grey, field: Pixels, usual: float) -> Iterator[Pixels]:
    """The lines of print inside a cell; what is left of a bent rule at its edge is none."""
    inset = 2
    left, top = field.left + inset, field.top + inset
    part = ink[top : field.bottom - inset, left : field.right - inset]
    if part.size == 0:
        return
    part = _without_specks(part)
    rows = np.flatnonzero(part.any(axis=1))
    for first, last in _joined(spans(rows), usual):
        if last - first <= _HAIRLINE and min(first, len(part) - last) <= _EDGE:
            continue
        columns = np.flatnonzero(part[first:last].any(axis=0))
        if len(columns):
            yield Pixels(
                left + int(columns[0]), top + first, left + int(columns[-1]) + 1, top + last
            )


def _without_specks(part: Grey) -> Grey:
    count, labels, stats, _ = cv2.connectedComponentsWithStats(part, connectivity=8)
    small = [i for i in range(1, count) if stats[i][4] <= 4]
    if not small:
        return part
    out = part.copy()
    out[np.isin(labels, small)] = 0
    return out


def _joined(spans: list[tuple[int, int]], usual: float) -> list[tuple[int, int]]:
    """Rows of ink that make one line: the strokes of 二 have white between them."""
    out: list[tuple[int, int]] = []
    for start, end in spans:
        if out and end - out[-1][0] <= 1.35 * usual:
            out[-1] = (out[-1][0], end)
        else:
            out.append((start, end))
    return out
