"""Rules to grids: which lines belong together, and which cells they close.

A grid is found from walls, not from corners: space is cut at every rule, and two neighbouring
fields with no wall between them are one cell. So spans come out by themselves, and a rule that
stops short of its neighbour does no harm.
"""

from __future__ import annotations

import itertools
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from pipeline.model.place import Box
from pipeline.reading.page.geometry import Rule
from pipeline.reading.tables.cells_apart import closed_up
from pipeline.reading.tables.open_sides import with_open_sides
from pipeline.reading.tables.round_corners import with_corners
from pipeline.reading.tables.rules import components, level, merge, without_strokes
from pipeline.reading.tolerances import TOLERANCES

_T = TOLERANCES.grids


class GridCell(NamedTuple):
    """A field closed by rules, in rows and columns of its grid."""

    row: int
    col: int
    row_span: int
    col_span: int


@dataclass(frozen=True)
class Grid:
    """Rules that touch each other, and the fields between them.

    Attributes:
        xs, ys: positions of the vertical and horizontal cuts, ascending.
        cells: fields; together they cover the grid without overlap.
        verticals, flats: its vertical and its horizontal rules, merged.
        torn: fields without walls that did not form a rectangle and were left single.
    """

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    cells: tuple[GridCell, ...]
    verticals: tuple[Rule, ...]
    flats: tuple[Rule, ...] = ()
    torn: bool = False

    @property
    def box(self) -> Box:
        return Box(self.xs[0], self.ys[0], self.xs[-1], self.ys[-1])

    def cell_box(self, cell: GridCell) -> Box:
        return Box(
            self.xs[cell.col], self.ys[cell.row],
            self.xs[cell.col + cell.col_span], self.ys[cell.row + cell.row_span],
        )  # fmt: skip


def grids_of(rules: Sequence[Rule], flats: Sequence[Rule] | None = None) -> list[Grid]:
    """All grids of a page, top to bottom. A lone rule is none; two parallel ones may be.

    Args:
        flats: the `level` rules among them, where they are known.
    """
    flats = level(rules) if flats is None else flats
    uprights = merge([r for r in rules if not r.horizontal], flats)
    flats, uprights = closed_up(*with_corners(flats, uprights))
    merged = without_strokes(flats, uprights) + without_strokes(uprights, flats)
    closed = map(_with_open_rows, _with_closing_rules(with_open_sides(components(merged))))
    found = [grid_of(part) for part in closed]
    return sorted((g for g in found if g), key=lambda g: (g.ys[0], g.xs[0]))


def _with_closing_rules(components: list[list[Rule]]) -> list[list[Rule]]:
    """Components with the lone horizontal rule that closes a last row without verticals."""
    lone = [part[0] for part in components if len(part) == 1 and part[0].horizontal]
    grids = [list(part) for part in components if len(part) > 1]
    for part in grids:
        flats = sorted((r for r in part if r.horizontal), key=lambda r: r.at)
        if len(flats) < 3:
            continue
        reach = _T.last_row * max(b.at - a.at for a, b in itertools.pairwise(flats))
        part += [r for r in lone if 0 < r.at - flats[-1].at <= reach and _same_extent(r, flats)]
    return grids


def _with_open_rows(part: list[Rule]) -> list[Rule]:
    """Rules with closing ones where all verticals end beyond the last or the first horizontal.

    A row that goes on on the next page is not closed by every program. Where its cells have no
    rule between them either, the sides of the table alone end there.
    """
    flats = [r for r in part if r.horizontal]
    uprights = [r for r in part if not r.horizontal]
    if len(flats) < 2 or len(uprights) < 2:
        return part
    left, right = min(r.start for r in flats), max(r.end for r in flats)
    last, first = max(r.at for r in flats), min(r.at for r in flats)
    sides = [r.at - left < _T.reach or right - r.at < _T.reach for r in uprights]
    below = _open_end([r.end for r in uprights], sides, last)
    above = _open_end([-r.start for r in uprights], sides, -first)
    heights = [y for y in (below, None if above is None else -above) if y is not None]
    return [*part, *(Rule(True, y, left, right) for y in heights)]


def _open_end(ends: Sequence[float], sides: Sequence[bool], edge: float) -> float | None:
    """Where the row behind the outermost horizontal ends; None where it closes the table.

    Args:
        ends: of the verticals.
        sides: which of them are sides of the table.
        edge: of the outermost horizontal, in the direction of the ends.
    """
    reaching = [(end, side) for end, side in zip(ends, sides, strict=True) if end > edge - _T.reach]
    beyond = [(end, side) for end, side in reaching if end > edge + _T.open_height]
    framed = len(beyond) == 2 and all(side for _, side in beyond)
    found = [end for end, _ in (beyond if framed else reaching)]
    if len(found) < (2 if framed else _T.open_row) or max(found) - min(found) >= _T.reach:
        return None
    height = sum(found) / len(found)
    return height if height - edge > _T.open_height else None


def _same_extent(rule: Rule, flats: Sequence[Rule]) -> bool:
    left, right = min(r.start for r in flats), max(r.end for r in flats)
    return abs(rule.start - left) < _T.reach and abs(rule.end - right) < _T.reach


def grid_of(rules: Sequence[Rule]) -> Grid | None:
    """The grid that rules draw; None where they close nothing."""
    flats = [r for r in rules if r.horizontal]
    uprights = [r for r in rules if not r.horizontal]
    if len(flats) < 2 or not uprights:
        return None
    left = min(r.start for r in flats)
    right = max(r.end for r in flats)
    top, bottom = min(r.at for r in flats), max(r.at for r in flats)
    xs = _cuts([r.at for r in uprights] + [left, right])
    ys = _cuts([r.at for r in flats])
    if len(xs) < 2 or len(ys) < 2:
        return None
    # An open side (no outer border) is closed where the horizontal rules end.
    walls = [*uprights, Rule(False, xs[0], top, bottom), Rule(False, xs[-1], top, bottom)]
    if (len(xs) - 1) * (len(ys) - 1) > _T.most_fields:
        return None
    cells, torn = _fields(xs, ys, flats, walls)
    return Grid(tuple(xs), tuple(ys), tuple(cells), tuple(uprights), tuple(flats), torn)


def _cuts(values: Sequence[float]) -> list[float]:
    out: list[float] = []
    for value in sorted(values):
        if not out or value - out[-1] > _T.snap:
            out.append(value)
    return out


def _fields(
    xs: Sequence[float], ys: Sequence[float], flats: Sequence[Rule], uprights: Sequence[Rule]
) -> tuple[list[GridCell], bool]:
    right_wall = list(zip(*_walls(uprights, xs, ys)[1:], strict=True))
    floor = _walls(flats, ys, xs)[1:]
    seen: set[tuple[int, int]] = set()
    cells: list[GridCell] = []
    torn = False
    for r in range(len(ys) - 1):
        right, below, above = right_wall[r], floor[r], floor[r - 1] if r else None
        for c in range(len(xs) - 1):
            if right[c] and below[c] and (not c or right[c - 1]) and (above is None or above[c]):
                cells.append(GridCell(r, c, 1, 1))  # closed on its four sides, as most are
                continue
            if (r, c) in seen:
                continue
            field = _flood(r, c, right_wall, floor, seen)
            seen |= field
            made, whole = _rectangle(field)
            torn = torn or not whole
            cells += made
    return cells, torn


def _walls(
    rules: Sequence[Rule], cuts: Sequence[float], stretches: Sequence[float]
) -> list[list[bool]]:
    """For every cut: is it a wall in each of the stretches across it?

    Args:
        rules: parallel to the cuts.
        cuts: positions, ascending.
        stretches: where the stretches begin and the last one ends, ascending.
    """
    widths = [b - a for a, b in itertools.pairwise(stretches)]
    partly = [[0.0] * len(widths) for _ in cuts]
    turns = [[0] * (len(widths) + 1) for _ in cuts]  # how many more rules cover a stretch whole
    for rule in rules:
        first = max(bisect_right(stretches, rule.start) - 1, 0)
        last = min(bisect_left(stretches, rule.end), len(widths)) - 1
        if last < first:
            continue
        begun = min(rule.end, stretches[first + 1]) - max(rule.start, stretches[first])
        for i in _cuts_at(rule, cuts):
            partly[i][first] += max(0.0, begun)
            if last > first:
                partly[i][last] += min(rule.end, stretches[last + 1]) - stretches[last]
                turns[i][first + 1] += 1
                turns[i][last] -= 1
    needed = [_T.wall * width for width in widths]
    return [
        [
            a + n * b >= c
            for a, n, b, c in zip(row, itertools.accumulate(more[:-1]), widths, needed, strict=True)
        ]
        for row, more in zip(partly, turns, strict=True)
    ]


def _cuts_at(rule: Rule, cuts: Sequence[float]) -> Iterator[int]:
    """Indices of the cuts that the rule draws."""
    i = max(bisect_left(cuts, rule.at - _T.snap) - 1, 0)
    while i < len(cuts) and cuts[i] <= rule.at + 2 * _T.snap:
        if abs(rule.at - cuts[i]) <= _T.snap:
            yield i
        i += 1


def _flood(
    row: int,
    col: int,
    right_wall: Sequence[Sequence[bool]],
    floor: Sequence[Sequence[bool]],
    seen: set[tuple[int, int]],
) -> set[tuple[int, int]]:
    rows, cols = len(floor), len(floor[0])
    field, queue = {(row, col)}, [(row, col)]
    while queue:
        r, c = queue.pop()
        ways = (
            (r, c + 1, c + 1 < cols and not right_wall[r][c]),
            (r, c - 1, c > 0 and not right_wall[r][c - 1]),
            (r + 1, c, r + 1 < rows and not floor[r][c]),
            (r - 1, c, r > 0 and not floor[r - 1][c]),
        )
        for nr, nc, open_ in ways:
            if open_ and (nr, nc) not in field and (nr, nc) not in seen:
                field.add((nr, nc))
                queue.append((nr, nc))
    return field


def _rectangle(field: set[tuple[int, int]]) -> tuple[list[GridCell], bool]:
    if len(field) == 1:
        ((row, col),) = field
        return [GridCell(row, col, 1, 1)], True
    top, left = min(r for r, _ in field), min(c for _, c in field)
    bottom, right = max(r for r, _ in field), max(c for _, c in field)
    height, width = bottom - top + 1, right - left + 1
    if len(field) == height * width:
        return [GridCell(top, left, height, width)], True
    return [GridCell(r, c, 1, 1) for r, c in sorted(field)], False
