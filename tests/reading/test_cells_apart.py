"""Cells that each have a frame of their own, with white space between them."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from pipeline.reading.page.geometry import Rule
from pipeline.reading.tables.grid import grids_of

XS = [(0.0, 50.0), (50.0, 110.0), (110.0, 150.0)]
YS = [(0.0, 20.0), (20.0, 45.0), (45.0, 65.0), (65.0, 85.0), (85.0, 105.0)]


def frames(gap: float, merged: Sequence[tuple[int, int]] = ()) -> list[Rule]:
    """Four sides for each cell, half of `gap` away from its neighbours; some over two columns."""
    out: list[Rule] = []
    for r, (top, bottom) in enumerate(YS):
        for c, (left, right) in enumerate(XS):
            if (r, c - 1) in merged:
                continue
            if (r, c) in merged:
                right = XS[c + 1][1]
            x0, x1, y0, y1 = left + gap / 2, right - gap / 2, top + gap / 2, bottom - gap / 2
            out += [Rule(True, y0, x0, x1), Rule(True, y1, x0, x1)]
            out += [Rule(False, x0, y0, y1), Rule(False, x1, y0, y1)]
    return out


@pytest.mark.parametrize("gap", [1.5, 2.25, 3.0, 4.0, 4.8])
def test_they_are_one_grid(gap: float) -> None:
    (grid,) = grids_of(frames(gap, merged=[(1, 0)]))
    assert (len(grid.xs), len(grid.ys)) == (len(XS) + 1, len(YS) + 1)
    assert [round(y) for y in grid.ys[1:-1]] == [20, 45, 65, 85]
    assert len(grid.cells) == len(XS) * len(YS) - 1
    assert [c.col_span for c in grid.cells if c.row == 1] == [2, 1]


def test_thin_rows_between_uprights_that_go_on_stay() -> None:
    """Rows without text that are as high as a gap: no cell ends there."""
    flats = [Rule(True, y, 0, 150) for y in (0, 20, 24, 44, 48, 68, 72, 92)]
    (grid,) = grids_of([*flats, *(Rule(False, x, 0, 92) for x in (0, 50, 150))])
    assert len(grid.ys) == len(flats)
