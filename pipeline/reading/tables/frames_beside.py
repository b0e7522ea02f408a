"""Frames side by side that hold the columns of one table, a group of them in each.

A table of its own begins with names, or with numbers beside names; a frame whose rows hold figures
only, at the heights of the rows to its left, goes on with them. The frames are put together to one
grid, their sides half-way between.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import replace

from pipeline.reading.page.columns import Columns
from pipeline.reading.page.geometry import Rule
from pipeline.reading.page.lines import lines_of
from pipeline.reading.tables.figure_texts import is_figure, is_mark
from pipeline.reading.tables.grid import Grid, grid_of
from pipeline.reading.tolerances import TOLERANCES

_T = TOLERANCES.grids


def joined_frames(grids: Sequence[Grid], text: Columns) -> list[Grid]:
    """The grids of a page, top to bottom; frames that go on beside each other are one."""
    if len(grids) < 2:
        return list(grids)
    rows: list[list[Grid]] = []
    for grid in sorted(grids, key=lambda g: (round(g.ys[-1]), g.xs[0])):
        if rows and _goes_on(rows[-1][-1], grid) and _holds_figures_only(grid, text):
            rows[-1].append(grid)
        else:
            rows.append([grid])
    found = [_joined(row) or row if len(row) > 1 else row for row in rows]
    return sorted((g for row in found for g in row), key=lambda g: (g.ys[0], g.xs[0]))


def _goes_on(left: Grid, right: Grid) -> bool:
    """Is `right` close beside `left`, with rows at the same heights?"""
    gap = right.xs[0] - left.xs[-1]
    if not 0 < gap <= _T.frame_gap * _row_height(right):
        return False
    if abs(left.ys[-1] - right.ys[-1]) > _T.snap:
        return False
    both = [y for y in right.ys if any(abs(y - other) <= _T.snap for other in left.ys)]
    fewest = min(len(left.ys), len(right.ys)) - _T.frame_header
    return len(both) >= max(fewest, _T.frame_rows)


def _row_height(grid: Grid) -> float:
    heights = sorted(b - a for a, b in zip(grid.ys, grid.ys[1:], strict=False))
    return heights[len(heights) // 2]


def _holds_figures_only(grid: Grid, text: Columns) -> bool:
    """Are there figures, or marks for missing ones, in each row of its first column that is last?

    Names would begin a table of its own.
    """
    box = grid.box._replace(x1=grid.xs[1])
    texts = [line.text for line in lines_of(text.taken(text.within(box)).chars)]
    first = next((i for i, x in enumerate(texts) if is_figure(x)), len(texts))
    rows = texts[first:]
    return len(rows) >= _T.frame_rows and all(is_figure(x) or is_mark(x) for x in rows)


def _joined(frames: Sequence[Grid]) -> list[Grid] | None:
    """One grid of the frames; each upright between two of them runs over its whole height."""
    top = min(g.ys[0] for g in frames)
    bottom = max(g.ys[-1] for g in frames)
    sides = [(a.xs[-1] + b.xs[0]) / 2 for a, b in itertools.pairwise(frames)]
    edges = [frames[0].xs[0], *sides, frames[-1].xs[-1]]
    rules = [Rule(False, x, top, bottom) for x in edges]
    for frame, left, right in zip(frames, edges, edges[1:], strict=False):
        first, last = frame.xs[0] + _T.snap, frame.xs[-1] - _T.snap
        rules += [r for r in frame.verticals if first < r.at < last]
        for rule in frame.flats:
            start = left if rule.start <= first else rule.start
            end = right if rule.end >= last else rule.end
            rules.append(Rule(True, rule.at, start, end))
    grid = grid_of(_at_one_height(rules))
    if grid is None:
        return None
    flats = tuple(r for frame in frames for r in frame.flats)
    return [replace(grid, flats=flats)]


def _at_one_height(rules: Sequence[Rule]) -> list[Rule]:
    """The rules, level ones that are nearly as high as another as high as that one."""
    out: list[Rule] = []
    heights: list[float] = []
    for rule in rules:
        if rule.horizontal:
            near = next((y for y in heights if abs(y - rule.at) <= _T.snap), None)
            if near is None:
                heights.append(rule.at)
            else:
                rule = rule._replace(at=near)
        out.append(rule)
    return out
