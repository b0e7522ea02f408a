"""Texts spread over the width of their cells (分散对齐): the first glyph at the left edge, the last
at the right one, the same white space between all.

Such a figure looks like several figures side by side. What tells them apart is the table: texts of
any number of glyphs have the same margins.
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from operator import attrgetter

from pipeline.reading.page.char import Char
from pipeline.reading.tables.part import PartCell
from pipeline.reading.tolerances import TOLERANCES

_T = TOLERANCES.spread_cells
_LEFT = attrgetter("x0")
_LEAST = _T.least
"""Asked of every glyph of a table."""


@dataclass(frozen=True)
class _Text:
    """A line of glyphs in a cell.

    Attributes:
        left, right: its margins, points.
        least, most: white space between its glyphs, em.
        glyphs: how many.
    """

    left: float
    right: float
    least: float
    most: float
    glyphs: int

    @property
    def even(self) -> bool:
        return self.most - self.least <= _T.even

    def has_margins_of(self, other: _Text) -> bool:
        return abs(self.left - other.left) + abs(self.right - other.right) <= _T.ends


def with_spread_texts(cells: Sequence[PartCell]) -> list[PartCell]:
    """The cells, each glyph of a text that is spread reaching to the next one."""
    columns: dict[tuple[int, int], dict[int, _Text]] = defaultdict(dict)
    for place, cell in enumerate(cells):
        text = _measured(cell) if len(cell.chars) > 1 else None
        if text:
            columns[cell.col, cell.col_span][place] = text
    usual = _usual([text for column in columns.values() for text in column.values()])
    if usual is None:
        return list(cells)
    out = list(cells)
    for column in columns.values():
        if all(text.even and text.has_margins_of(usual) for text in column.values()):
            for place in column:
                out[place] = replace(out[place], chars=_closed(out[place].chars))
    return out


def _usual(texts: Sequence[_Text]) -> _Text | None:
    """A text with the margins of the table's spread texts; None where none are spread."""
    shown = [text for text in texts if text.glyphs > 2 and text.even]
    if len(shown) < _T.texts:
        return None
    shown.sort(key=lambda text: text.left)
    usual = shown[len(shown) // 2]
    alike = [text for text in shown if text.has_margins_of(usual)]
    lengths = {text.glyphs for text in alike}
    return usual if len(alike) >= _T.texts and len(lengths) > 1 else None


def _measured(cell: PartCell) -> _Text | None:
    """The text of a cell with one line that may be spread; None of any other."""
    if _is_close(cell.chars):  # Most texts of a table are.
        return None
    glyphs = sorted([c for c in cell.chars if c.text != " "], key=_LEFT)
    if len(glyphs) < 2 or glyphs[0].size <= 0:
        return None
    size = glyphs[0].size
    gaps = [(b.x0 - a.x1) / size for a, b in itertools.pairwise(glyphs)]
    if max(gaps) <= _T.least:
        return None
    if any(abs(c.cy - glyphs[0].cy) > _T.same_line * size for c in glyphs):
        return None
    return _Text(
        left=glyphs[0].x0 - cell.box.x0, right=cell.box.x1 - glyphs[-1].x1,
        least=min(gaps), most=max(gaps), glyphs=len(glyphs),
    )  # fmt: skip


def _is_close(chars: Sequence[Char]) -> bool:
    """Is each glyph drawn behind the one before, with little white space between them?"""
    _, left, _, right, _, size, *_ = chars[0]
    for text, x0, _, x1, _, _, _, _, _, _ in chars:
        if text == " " or x0 < left or x0 - right > _LEAST * size:
            return False
        left, right = x0, x1
    return True


def _closed(chars: Sequence[Char]) -> tuple[Char, ...]:
    """The glyphs of a line without white space between them."""
    glyphs = sorted([c for c in chars if c.text != " "], key=_LEFT)
    pairs = itertools.pairwise(glyphs)
    return (*(a._replace(x1=max(a.x1, b.x0)) for a, b in pairs), glyphs[-1])
