"""Strokes of characters among the rules: outlines that a producer drew besides the glyphs.

A bold face is often made by drawing the outline of each glyph over it. Its straight pieces lie
inside the box of their glyph; a rule of a table is longer than a glyph, or is beside it.
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from pipeline.model.place import Box
from pipeline.reading.page.geometry import Char, Rule
from pipeline.reading.tolerances import TOLERANCES

_T = TOLERANCES.lines
_SQUARE = 16
"""Points a side of the squares in which glyphs are looked up."""


def without_glyph_strokes(rules: Sequence[Rule], chars: Sequence[Char]) -> tuple[Rule, ...]:
    """The rules that are not the strokes of a glyph."""
    largest = max((c.size for c in chars), default=0.0)
    if not any(r.end - r.start <= largest for r in rules):
        return tuple(rules)
    squares: dict[tuple[int, int], list[_Glyph]] = defaultdict(list)
    for char in chars:
        if char.text != " ":
            glyph = _Glyph(_around(char, _T.stroke_slack), _around(char, _T.tall_glyph))
            for square in _squares(glyph.upright):
                squares[square].append(glyph)
    return tuple(r for r in rules if r.end - r.start > largest or not _is_stroke(r, squares))


class _Glyph(NamedTuple):
    """Where the level strokes of a glyph lie, and its upright ones."""

    level: Box
    upright: Box


def _around(char: Char, above: float) -> Box:
    aside, above = _T.stroke_slack * char.size, above * char.size
    return Box(char.x0 - aside, char.top - above, char.x1 + aside, char.bottom + above)


def _squares(box: Box) -> Iterator[tuple[int, int]]:
    across = range(int(box.x0 // _SQUARE), int(box.x1 // _SQUARE) + 1)
    down = range(int(box.top // _SQUARE), int(box.bottom // _SQUARE) + 1)
    return itertools.product(across, down)


def _is_stroke(rule: Rule, squares: dict[tuple[int, int], list[_Glyph]]) -> bool:
    if rule.horizontal:
        box = Box(rule.start, rule.at, rule.end, rule.at)
    else:
        box = Box(rule.at, rule.start, rule.at, rule.end)
    near = squares.get((int(box.x0 // _SQUARE), int(box.top // _SQUARE)), ())
    if rule.horizontal:
        return any(_holds(glyph.level, box) for glyph in near)
    return any(_holds(glyph.upright, box) and _reaches(box, glyph.level) for glyph in near)


def _reaches(stroke: Box, glyph: Box) -> bool:
    """A dot of a dotted rule ends above the glyph; a piece of an outline is part of it or tiny."""
    tiny = stroke.height < _T.stroke_slack * glyph.height / 2
    return tiny or (stroke.top < glyph.bottom and stroke.bottom > glyph.top)


def _holds(box: Box, rule: Box) -> bool:
    wide = box.x0 <= rule.x0 and rule.x1 <= box.x1
    return wide and box.top <= rule.top and rule.bottom <= box.bottom
