"""Where two texts touch, so that they look like one: their glyphs are set at another distance."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from itertools import chain

from pipeline.reading.page.char import Char
from pipeline.reading.tables.figure_texts import is_figure
from pipeline.reading.tables.grid import GridCell
from pipeline.reading.tolerances import TOLERANCES

_T = TOLERANCES.unruled_tables
_R = TOLERANCES.ruled_tables


def odd_gap(chars: Sequence[Char], between: Sequence[tuple[float, int]], size: float) -> int:
    """Index of the glyph after the only gap that differs from all others of the text; 0 for none.

    The glyphs of one text are set evenly; where two texts touch or nearly do, their distance is
    another one.

    Args:
        between: width and place of the gaps that come into question.
        size: font size, points.
    """
    gaps = sorted(right.x0 - left.x1 for left, right in itertools.pairwise(chars))
    if not gaps:
        return 0
    usual = gaps[len(gaps) // 2]
    if sum(abs(gap - usual) > _T.even_gap * size for gap in gaps) > len(gaps) // _T.even_texts:
        return 0
    odd = [i for gap, i in between if abs(gap - usual) > _T.even_gap * size]
    return odd[0] if len(odd) == 1 else 0


def parted_at_rule(chars: Sequence[Char], rules: Sequence[float]) -> list[list[Char]]:
    """The glyphs of a figure; of two figures that touch at a rule, those of each.

    Args:
        rules: x of the upright rules of the table.
    """
    if len(chars) <= _T.even_texts or not any(chars[0].cx < x < chars[-1].cx for x in rules):
        return [list(chars)]
    between = [
        (right.x0 - left.x1, i)
        for i, (left, right) in enumerate(itertools.pairwise(chars), 1)
        if any(left.x0 < x < right.x1 for x in rules)
    ]
    cut = odd_gap(chars, between, chars[0].size)
    pieces = [list(chars[:cut]), list(chars[cut:])] if cut else []
    figures = bool(pieces) and all(is_figure("".join(c.text for c in p)) for p in pieces)
    return pieces if figures else [list(chars)]


def adjoin_over_rule(ends: Sequence[tuple[GridCell, Sequence[Char]]]) -> set[GridCell]:
    """Cells of which a figure is followed by one beyond the rule as if they were one figure.

    In which order they were drawn says nothing: a figure may be drawn digit by digit, and one that
    is recognised in a picture has no order.

    Args:
        ends: cells and their figures, as far as these reach a side of their cell.
    """
    out: set[GridCell] = set()
    rows = itertools.groupby(sorted(ends, key=lambda end: end[0].row), lambda end: end[0].row)
    for (a, one), (b, other) in chain.from_iterable(itertools.permutations(r, 2) for _, r in rows):
        left, right = one[-1], other[0]
        gap = (right.x0 - left.x1) / left.size
        # Each is as far from the rule between them as glyphs of one figure are from each other.
        level = abs(left.cy - right.cy) < _R.same_height * left.size
        if a != b and level and -_R.overlap < gap < 2 * _R.touching:
            out |= {a, b}
    return out
