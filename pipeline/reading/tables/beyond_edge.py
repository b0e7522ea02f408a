"""Figures that run out of their table: the glyphs beyond its edge belong to the last cell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from pipeline.model.message import Message
from pipeline.model.place import Box
from pipeline.reading.page.char import Char
from pipeline.reading.page.columns import Columns
from pipeline.reading.tables.part import Part, PartCell
from pipeline.reading.tolerances import TOLERANCES

_T = TOLERANCES.ruled_tables
_OF_FIGURES = frozenset("0123456789.,，．%％/／")
_OVER_RULE = Message("text_over_rule")


def with_figures_beyond(cells: Sequence[PartCell], glyphs: Columns, box: Box) -> list[PartCell]:
    """The cells, those at an edge with the rest of their figure beyond it, and a doubt.

    Args:
        glyphs: of the whole page.
        box: of the table.
    """
    reach = _T.beyond_edge * float(glyphs.size.max())
    wide = Box(box.x0 - reach, box.top, box.x1 + reach, box.bottom)
    beyond = glyphs.taken(glyphs.within(wide) & ~glyphs.within(box)).chars
    rest = [c for c in beyond if c.text in _OF_FIGURES]
    return [_whole(cell, rest, box) for cell in cells] if rest else list(cells)


def without_taken(glyphs: Columns, parts: Sequence[Part]) -> Columns:
    """The glyphs outside of tables, less those that cells hold beyond the edges of theirs."""
    over = ((c, p.box) for p in parts for c in p.cells if c.doubt == _OVER_RULE)
    taken = {id(c) for cell, box in over for c in cell.chars if not box.x0 <= c.cx <= box.x1}
    if not taken:
        return glyphs
    return glyphs.taken(np.array([id(c) not in taken for c in glyphs.chars], np.bool_))


def _whole(cell: PartCell, rest: Sequence[Char], box: Box) -> PartCell:
    glyphs = [c for c in cell.chars if c.text != " "]
    if not glyphs or (cell.box.x0 > box.x0 and cell.box.x1 < box.x1):
        return cell
    before, behind = list[Char](), list[Char]()
    for char in sorted(rest, key=lambda c: c.x0):
        if char.cx > box.x1 and _goes_on([*glyphs, *behind][-1], char):
            behind.append(char)
    for char in sorted(rest, key=lambda c: -c.x0):
        if char.cx < box.x0 and _goes_on(char, [*before[::-1], *glyphs][0]):
            before.append(char)
    if not before and not behind:
        return cell
    chars = (*before[::-1], *cell.chars, *behind)
    return replace(cell, chars=chars, doubt=cell.doubt or _OVER_RULE)


def _goes_on(a: Char, b: Char) -> bool:
    """Are two glyphs of figures beside each other, with no more than a blank between?"""
    level = abs(a.cy - b.cy) < _T.same_height * a.size and abs(a.size - b.size) < 1
    figures = a.text in _OF_FIGURES and b.text in _OF_FIGURES
    return level and figures and -_T.overlap < (b.x0 - a.x1) / a.size < _T.beyond_gap
