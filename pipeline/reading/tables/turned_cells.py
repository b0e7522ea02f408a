"""Header cells of a grid whose words are turned by a quarter or askew, as narrow columns have them.

Their glyphs are laid level, so that such a cell is read like any other; the box of the cell stays.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from statistics import median

from pipeline.model.place import Box
from pipeline.reading.page.char import Char
from pipeline.reading.page.columns import columns_of
from pipeline.reading.page.geometry import within
from pipeline.reading.page.turned_headings import headings_in, holds_middle, slanted_runs
from pipeline.reading.tables.figure_texts import is_figure
from pipeline.reading.tables.part import PartCell
from pipeline.reading.tolerances import TOLERANCES

_LARGEST = 1.5
"""Turned glyphs larger than this, in sizes of the table's text, are a stamp or a watermark."""


def with_turned_words(cells: Sequence[PartCell], turned: Sequence[Char]) -> list[PartCell]:
    """The cells; those above the first figures that hold nothing else hold their turned words."""
    words = _words(cells, turned)
    if not words:
        return list(cells)
    figures = (c.row for c in cells if any(is_figure(line.text) for line in c.lines))
    first = min(figures, default=0)
    slanted = slanted_runs(words)
    in_runs = {id(c) for _, run in slanted for c in run}
    loose = [c for c in words if id(c) not in in_runs]

    def filled(cell: PartCell) -> PartCell:
        if cell.row + cell.row_span > first:
            return cell
        if cell.col_span > 1 and (laid := headings_in(cell.box, words, columns_of(cell.chars))):
            return replace(cell, chars=(*cell.chars, *laid))
        # The glyphs lie within the cell, each by its middle; words on a slant by their lower end.
        inside = [] if cell.lines else within(cell.box, loose)
        if not cell.lines:
            inside += [c for foot, run in slanted if holds_middle(cell.box, foot) for c in run]
        return replace(cell, chars=_level(cell.box, inside)) if inside else cell

    return [filled(cell) for cell in cells]


def turned_boxes(cells: Sequence[PartCell]) -> list[Box]:
    """Where turned words were read."""
    return [cell.box for cell in cells if any(char.turn != 0 for char in cell.chars)]


def _words(cells: Sequence[PartCell], turned: Sequence[Char]) -> list[Char]:
    sizes = [c.size for cell in cells for c in cell.chars]
    most = _LARGEST * median(sizes) if sizes else 0.0
    return [c for c in turned if c.light < TOLERANCES.pages.pale and c.size <= most]


def _level(box: Box, chars: Sequence[Char]) -> tuple[Char, ...]:
    return tuple(_laid(box, char, i) for i, char in enumerate(chars))


def _laid(box: Box, char: Char, place: int) -> Char:
    """The glyph as if the cell were turned until its words read to the right.

    Glyphs askew are taken in the order in which they are drawn.
    """
    if char.turn == 90:
        x0, top = box.bottom - char.bottom, char.x0 - box.x0
    elif char.turn == 270:
        x0, top = char.top - box.top, box.x1 - char.x1
    else:
        x0, top = place * char.size, 0.0
    along, across = char.bottom - char.top, char.x1 - char.x0
    if char.turn is None:
        along = across = char.size
    left, upper = box.x0 + x0, box.top + top
    return char._replace(x0=left, top=upper, x1=left + along, bottom=upper + across)
