"""Rows that no rule parts: bands in which several cells hold a figure on each of n lines."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import replace

from pipeline.model.place import Box
from pipeline.reading.tables.figure_texts import is_figure
from pipeline.reading.tables.part import PartCell
from pipeline.reading.tolerances import TOLERANCES

_T = TOLERANCES.ruled_tables


def split_rows(count: int, cells: Sequence[PartCell]) -> tuple[int, list[PartCell]]:
    """How many rows there are, and the cells by row, where `count` bands lie between rules."""
    out: list[PartCell] = []
    offset = 0
    bands: dict[int, list[PartCell]] = {}
    for cell in cells:
        bands.setdefault(cell.row, []).append(cell)
    for row in range(count):
        band = bands.get(row, [])
        whole = all(c.row_span == 1 for c in band)
        anchors = _anchor_heights(band) if whole else []
        if len(anchors) < 2:
            out += [c.at(c.row + offset) for c in band]
            continue
        for cell in band:
            out += _cut_cell(cell, anchors, offset)
        offset += len(anchors) - 1
    return count + offset, out


def _anchor_heights(band: Sequence[PartCell]) -> list[float]:
    """Heights of the rows that a band without rules between them holds; [] for a single row.

    In a band of several rows all figures are at the same heights, and so are the words beside
    them. A figure that is wrapped in its cell is beside cells with one line in the middle.
    """
    if not any(len(cell.lines) > 1 for cell in band):
        return []
    filled = [[line.cy for line in cell.lines] for cell in band if cell.lines]
    figures = [
        [line.cy for line in cell.lines]
        for cell in band
        if cell.lines and all(is_figure(line.text) for line in cell.lines)
    ]
    heights = max(figures, key=len, default=[])
    if len(heights) < 2 or len(figures) < 2:
        return []

    def fits(lines: Sequence[float]) -> bool:
        return all(any(abs(y - h) < _T.row_height for h in heights) for y in lines)

    whole = sum(len(lines) == len(heights) and fits(lines) for lines in filled)
    many = len(heights) >= TOLERANCES.cell_texts.figure_lines
    needed = (_T.many_rows if many else _T.whole_rows) * len(filled)
    aligned = whole >= needed or (many and all(map(fits, filled)))
    return heights if aligned and all(map(fits, figures)) else []


def _cut_cell(cell: PartCell, anchors: Sequence[float], offset: int) -> list[PartCell]:
    edges = [
        cell.box.top,
        *((a + b) / 2 for a, b in itertools.pairwise(anchors)),
        cell.box.bottom,
    ]
    out = []
    for i, (top, bottom) in enumerate(itertools.pairwise(edges)):
        box = Box(cell.box.x0, top, cell.box.x1, bottom)
        chars = tuple(c for c in cell.chars if top <= c.cy < bottom)
        out.append(replace(cell, row=cell.row + offset + i, box=box, chars=chars))
    return out
