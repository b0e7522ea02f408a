"""Grids that a heading of rows parts, where no rule stands beside its text.

A table whose sides are open draws no upright rule in a row that is one cell (二、省属医院): its
rules above and below do not touch.
"""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.model.place import Box
from pipeline.reading.page.char import Char
from pipeline.reading.page.columns import Columns
from pipeline.reading.tables.figure_texts import is_figure
from pipeline.reading.tables.grid import Grid, grid_of
from pipeline.reading.tolerances import TOLERANCES

_T = TOLERANCES.ruled_tables


def joined_at_headings(grids: Sequence[Grid], glyphs: Columns) -> list[Grid]:
    """The grids of a page, each with those below it that only a heading of rows parts from it."""
    out: list[Grid] = []
    for grid in grids:
        joined = _joined(out[-1], grid, glyphs) if out else None
        out[-1:] = [joined] if joined else [*out[-1:], grid]
    return out


def _joined(upper: Grid, lower: Grid, glyphs: Columns) -> Grid | None:
    gap = lower.ys[0] - upper.ys[-1]
    if not 0 < gap <= _T.heading_row * (lower.ys[1] - lower.ys[0]) or not _same_columns(
        upper, lower
    ):
        return None
    between = _chars(glyphs, Box(upper.xs[0], upper.ys[-1], upper.xs[-1], lower.ys[0]))
    if not _is_heading(between) or not _begins_with_figures(lower, glyphs):
        return None
    return grid_of((*upper.verticals, *upper.flats, *lower.verticals, *lower.flats))


def _same_columns(upper: Grid, lower: Grid) -> bool:
    return len(upper.xs) == len(lower.xs) > _T.fewest_cuts and all(
        abs(a - b) < TOLERANCES.grids.reach for a, b in zip(upper.xs, lower.xs, strict=True)
    )


def _is_heading(chars: Sequence[Char]) -> bool:
    """One line of few letters that speaks of no month, as the caption of a next table does."""
    if not 0 < len(chars) <= _T.heading_letters or any(c.text in "年月" for c in chars):
        return False
    return max(c.cy for c in chars) - min(c.cy for c in chars) < min(c.size for c in chars) / 2


def _begins_with_figures(grid: Grid, glyphs: Columns) -> bool:
    """Are most cells of the first row figures: it is no header?"""
    texts = [
        "".join(c.text for c in _chars(glyphs, Box(left, grid.ys[0], right, grid.ys[1])))
        for left, right in zip(grid.xs, grid.xs[1:], strict=False)
    ]
    filled = [text for text in texts if text]
    return 2 * sum(map(is_figure, filled)) > len(filled)


def _chars(glyphs: Columns, box: Box) -> list[Char]:
    return [c for c in glyphs.taken(glyphs.within(box)).chars if c.text.strip()]
