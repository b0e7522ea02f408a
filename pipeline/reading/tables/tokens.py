"""The glyphs of a table in tokens: what is never parted by a rule that it runs over."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np

from pipeline.model.vocabulary import UNREADABLE
from pipeline.reading.page.char import Char
from pipeline.reading.page.columns import Columns, Mask
from pipeline.reading.tolerances import TOLERANCES

_T = TOLERANCES.ruled_tables

_OVERLAP, _TOUCHING, _SAME_HEIGHT = -_T.overlap, _T.touching, _T.same_height
"""Asked of every glyph of a table."""

_OPENING, _CLOSING = "（([【《", "）)]】》"


def tokens_of(glyphs: Columns) -> list[list[Char]]:
    """Glyphs drawn one after the other without a gap: figures, and runs of words.

    A figure that is too wide for its cell is still one figure; cut at the rule, it would become
    two wrong ones. So is what is in brackets, with the word before them: a line of print never
    begins with a closing bracket, and a text that ends with one ends there.
    """
    texts, close, alike = glyphs.texts, *_beside(glyphs)
    out: list[list[Char]] = []
    closed = -1
    for i, (char, text) in enumerate(zip(glyphs.chars, texts, strict=True)):
        opens = text in _OPENING
        if opens:
            closed = max(closed, _closing(texts, close, i))
        ended = i == 0 or (i - 1 == closed and texts[i - 1] in _CLOSING)
        if not ended and close[i] and (alike[i] or (i <= closed and not opens)):
            out[-1].append(char)
        else:
            out.append([char])
    return out


def _beside(glyphs: Columns) -> tuple[list[bool], list[bool]]:
    """Is each glyph drawn right behind the one before, and are both of a figure, or neither?"""
    x0, top, x1, bottom = glyphs.sides
    gap, size, blank = x0[1:] - x1[:-1], glyphs.size[:-1], glyphs.codes == ord(" ")
    middle = (top + bottom) / 2
    close = (_OVERLAP * size < gap) & (gap < _TOUCHING * size) & ~blank[1:] & ~blank[:-1]
    close &= np.abs(middle[:-1] - middle[1:]) < _SAME_HEIGHT * size
    of_figures = {text for text in glyphs.distinct_texts if _is_part_of_figure(text)}
    figure = np.array([text in of_figures for text in glyphs.texts], np.bool_)
    _add_misread(figure, glyphs)
    return [False, *close.tolist()], [False, *(figure[1:] == figure[:-1]).tolist()]


def _add_misread(figure: Mask, glyphs: Columns) -> None:
    """Count unreadable glyphs and letters beside glyphs of figures as theirs: digits that lie."""
    misread = {text for text in glyphs.distinct_texts if text == UNREADABLE or _is_letter(text)}
    if not misread:
        return
    may_be = np.array([text in misread for text in glyphs.texts], np.bool_)
    beside = np.zeros_like(figure)
    beside[1:] |= figure[:-1]
    beside[:-1] |= figure[1:]
    figure |= may_be & beside


def _is_letter(text: str) -> bool:
    return text.isascii() and text.isalpha()


def _closing(texts: Sequence[str], close: Sequence[bool], opening: int) -> int:
    """Place of the bracket that closes the one at `opening`, drawn on without a gap; -1 if none."""
    wanted = _CLOSING[_OPENING.index(texts[opening])]
    for i in range(opening + 1, min(opening + 1 + _T.longest_bracket, len(texts))):
        if not close[i]:
            return -1
        if texts[i] == wanted:
            return i
    return -1


@cache
def _is_part_of_figure(text: str) -> bool:
    return text.isdigit() or text in ".,，．%％/／"
