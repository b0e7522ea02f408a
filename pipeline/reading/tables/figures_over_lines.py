"""Figures over several lines of one cell: one that is broken, or several below each other."""

from __future__ import annotations

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
    if _is_one_figure(texts) or _fills_lines(texts, lines, width):
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


def _fills_lines(texts: Sequence[str], lines: Sequence[Line], width: float) -> bool:
    """Is it one figure with decimals, its lines as long as the cell has room for?

    Those before the last have as many digits, and there was no room for one more.
    """
    if not _DECIMAL.fullmatch("".join(texts)):
        return False
    *counts, rest = map(len, texts)
    if rest > counts[0] or min(counts) < max(counts):
        return False
    widest = max(line.box.width for line in lines)
    margins = 2 * _T.margin * lines[0].size
    return width - widest < widest / counts[0] + margins


def broken_figure(before: str, after: str) -> bool:
    """Do two lines of a cell hold one figure, broken where the cell was too narrow?"""
    return is_figure(before) and is_figure(after)
