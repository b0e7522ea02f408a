"""Figures over several lines of one cell: one that is broken, or several below each other."""

from __future__ import annotations

import itertools
import math
import re
import unicodedata
from collections.abc import Sequence

from pipeline.reading.page.lines import Line
from pipeline.reading.tables.figure_texts import is_figure
from pipeline.reading.tolerances import TOLERANCES

_T = TOLERANCES.cell_texts

_GROUPED = re.compile(r"[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?")
_DECIMAL = re.compile(r"\d+\.\d{1,2}")
_WHOLE = re.compile(rf"{_GROUPED.pattern}|\d+(?:\.\d+)?")


def holds_several_figures(lines: Sequence[Line], width: float = math.inf) -> bool:
    """Are there figures below each other? Most that are broken are so once.

    Args:
        width: of the cell, in points.
    """
    if len(lines) < _T.figure_lines:
        return False
    texts = [unicodedata.normalize("NFKC", line.text).strip() for line in lines]
    if _is_one_figure(texts) or (_DECIMAL.fullmatch("".join(texts)) and fills_lines(lines, width)):
        return False
    run = 0
    for line in lines:
        run = run + 1 if is_figure(line.text) else 0
        if run >= _T.figure_lines:
            return True
    return False


def _is_one_figure(texts: Sequence[str]) -> bool:
    """Is it one figure in groups of thousands, and not each line before the last a figure?"""
    return bool(_GROUPED.fullmatch("".join(texts))) and not all(map(_WHOLE.fullmatch, texts[:-1]))


def fills_lines(lines: Sequence[Line], width: float) -> bool:
    """Are the lines of a cell as long as it has room for, so that they are broken there?

    None before the last had room for the first glyph of the next one, nor the widest of them for
    one more.

    Args:
        width: of the cell, in points.
    """
    widest = max(line.box.width for line in lines)
    for line, below in itertools.pairwise(lines):
        first = below.segments[0].chars[0]
        if line.box.width + first.x1 - first.x0 <= widest:
            return False
    glyph = lines[0].segments[0].chars[0]
    return width - widest < glyph.x1 - glyph.x0 + 2 * _T.margin


def broken_figure(before: str, after: str) -> bool:
    """Do two lines of a cell hold one figure, broken where the cell was too narrow?"""
    return is_figure(before) and is_figure(after)
