"""Names spread over their column (江　宁　区), with figures close beside them.

A spread name fills its column to the right edge, so that the next figure is no further from its
last character than its characters are from each other.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from pipeline.reading.page.char import Char
from pipeline.reading.page.spread_words import character_gap, is_ideograph, is_number_name
from pipeline.reading.tables.figure_texts import is_mark
from pipeline.reading.tolerances import TOLERANCES

_T = TOLERANCES.unruled_tables

_Piece = list[Char]


def with_spread_names(pieces: Sequence[_Piece]) -> list[_Piece]:
    """Pieces of a line, left to right, those that are the characters of one name together.

    A number may be within a name, or at one of its ends where it is one of those that are names.
    Its distance from the characters beside it is theirs from each other.
    """
    out: list[_Piece] = []
    for piece in pieces:
        if out and _is_character(piece) and (_is_character(out[-1]) or is_spread(out[-1])):
            out[-1] = [*out[-1], *piece]
        else:
            out.append(list(piece))
    at = 0
    while at < len(out):
        left = out[at - 1] if at and is_spread(out[at - 1]) else []
        right = out[at + 1] if at + 1 < len(out) and is_spread(out[at + 1]) else []
        before = bool(left) and _goes_on(left, out[at], left)
        after = bool(right) and _goes_on(out[at], right, right)
        if before and after and _is_number(out[at]):
            out[at - 1 : at + 2] = [[*left, *out[at], *right]]
        elif after and is_number_name(out[at]):
            out[at : at + 2] = [[*out[at], *right]]
        elif before and is_number_name(out[at]):
            out[at - 1 : at + 1] = [[*left, *out[at]]]
        else:
            at += 1
    return out


def is_spread(piece: Sequence[Char]) -> bool:
    """Does the piece hold a name whose characters are set apart?"""
    glyphs = [c for c in piece if c.text != " "]
    return len(glyphs) > 1 and any(
        is_ideograph(a) and is_ideograph(b) and b.x0 - a.x1 >= _T.figures_apart_exact * a.size
        for a, b in itertools.pairwise(glyphs)
    )


def _is_character(piece: Sequence[Char]) -> bool:
    glyphs = [c for c in piece if c.text != " "]
    return len(glyphs) == 1 and is_ideograph(glyphs[0]) and not is_mark(glyphs[0].text)


def _is_number(piece: Sequence[Char]) -> bool:
    return all(c.text.isdecimal() for c in piece if c.text != " ")


def _goes_on(left: Sequence[Char], right: Sequence[Char], name: Sequence[Char]) -> bool:
    """Is the white space between two pieces that between the characters of the name?"""
    gap = character_gap(name)
    a = [c for c in left if c.text != " "][-1]
    b = next(c for c in right if c.text != " ")
    return gap is not None and abs(b.x0 - a.x1 - gap) <= _T.even_gap * a.size
