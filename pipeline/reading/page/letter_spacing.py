"""Figures and words set with letter spacing: the white space behind a glyph is part of its advance.

A producer that knows the spacing of a text may write it as the glyphs' advance, or move each glyph
to its place. In the second case the glyphs look like texts of their own: 2 1 6 9 0.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from pipeline.reading.page.char import Char
from pipeline.reading.page.columns import Columns
from pipeline.reading.tolerances import TOLERANCES

_T = TOLERANCES.letter_spacing


def without_letter_spacing(glyphs: Columns) -> tuple[Char, ...]:
    """The glyphs as they are drawn, each that is spaced as the page's figures are up to the next.

    The glyphs of a figure count as spaced where all are equally far apart: blanks of thousands
    part only some of them, and columns are further apart.
    """
    chars = glyphs.chars
    spacing = _spacing_of(chars) if _may_be_spaced(glyphs) else 0.0
    if not spacing:
        return chars
    out = list(chars)
    for i, (a, b) in enumerate(itertools.pairwise(chars)):
        gap = (b.x0 - a.x1) / a.size if a.size else 0.0
        if abs(gap - spacing) <= _T.even * 2 and _beside(a, b):
            out[i] = a._replace(x1=b.x0)
    return tuple(out)


def _may_be_spaced(glyphs: Columns) -> bool:
    """Are any two digits as far apart as those of a spaced figure?"""
    digit = (glyphs.codes >= ord("0")) & (glyphs.codes <= ord("9"))
    x0, _, x1, _ = glyphs.sides
    size = glyphs.size[:-1]
    gap = x0[1:] - x1[:-1]
    near = (gap >= _WIDER * _T.least * size) & (gap <= _T.most * size / _WIDER)
    return bool((near & digit[1:] & digit[:-1]).any())


def _spacing_of(chars: Sequence[Char]) -> float:
    """White space between the digits of the page's spaced figures, in em; 0 where none are."""
    even: list[float] = []
    uneven = 0
    digits, least, most = _DIGITS, _T.least, _T.most
    before = 0.0
    for a, b in itertools.pairwise(chars):
        if a.text not in digits or b.text not in digits:
            before = 0.0
            continue
        gap = (b.x0 - a.x1) / a.size if a.size else 0.0
        if least <= gap <= most and _beside(a, b):
            if before and abs(gap - before) <= _T.even:
                even.append(gap)
            elif before:
                uneven += 1
            before = gap
        else:
            uneven += bool(before and abs(gap) < least)
            before = 0.0
    if len(even) < _T.triples:
        return 0.0
    usual = sorted(even)[len(even) // 2]
    alike = sum(abs(gap - usual) <= _T.even for gap in even)
    return usual if alike >= _T.share * (len(even) + uneven) else 0.0


def _beside(a: Char, b: Char) -> bool:
    """Do two glyphs stand on one line in one size?"""
    return abs(a.cy - b.cy) < _T.same_height * a.size and abs(a.size - b.size) < _T.same_size


_WIDER = 0.999
"""Bounds are a little wider where gaps are not yet reckoned in font sizes."""

_DIGITS = frozenset("0123456789")
