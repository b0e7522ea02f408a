"""Which columns each parent of a header covers, where its middle alone does not show it.

A parent may be set to the left or the right of its columns, and its text may lie over one of them
only. What shows its columns then is that every header text of the lower level has a parent: a text
below a short rule that ends with the group, or lower down than the texts that have none.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from statistics import median

from pipeline.reading.page.geometry import Rule
from pipeline.reading.tables.header_leaves import HeaderText
from pipeline.reading.tolerances import TOLERANCES

_T = TOLERANCES.headers

Span = tuple[int, int]
"""First and last column."""


def grouped(
    parents: Sequence[HeaderText],
    spans: Mapping[int, Span],
    leaves: Mapping[int, HeaderText],
    columns: Sequence[tuple[float, float]],
    bars: Sequence[Rule],
) -> dict[int, Span]:
    """The spans of the lowest parents, where a text that has a parent is under none of them.

    Args:
        parents: texts with others below them.
        spans: columns of each parent, by its id, as its middle shows them.
        leaves: the text of each column that has one.
        columns: left and right edge of what each column holds.
        bars: level rules within the header.

    Returns:
        The spans that are others.
    """
    lowest = _lowest(parents)
    if not lowest:
        return {}
    need = _under_bars(lowest, leaves, bars) or _second_lines(lowest, leaves)
    need = need or _lower_half(lowest, leaves)
    covered = {c for p in parents for c in range(spans[id(p)][0], spans[id(p)][1] + 1)}
    if not need or need <= covered:
        return {}
    found: dict[int, Span] = {}
    edges = _cuts(leaves, columns)
    for run in _runs(need):
        inside = [p for p in lowest if edges[run[0]] < p.cx < edges[run[-1] + 1]]
        best = _best(inside, run, edges) if inside else None
        if best is not None:
            found |= {id(p): span for p, span in zip(inside, best, strict=True)}
    return found


def _lowest(parents: Sequence[HeaderText]) -> list[HeaderText]:
    """The parents of the lowest level, left to right."""
    foot = max((p.box.bottom for p in parents), default=0.0)
    found = [p for p in parents if foot - p.box.bottom < p.segments[0].size / 2]
    return sorted(found, key=lambda p: p.cx)


def _under_bars(
    parents: Sequence[HeaderText], leaves: Mapping[int, HeaderText], bars: Sequence[Rule]
) -> set[int]:
    """Columns whose text is below a rule that is right below a parent and not over all columns."""
    foot = max(p.box.bottom for p in parents) - _T.below
    out: set[int] = set()
    for bar in bars:
        below = {c for c, x in leaves.items() if bar.start < x.cx < bar.end}
        over = any(bar.start < p.cx < bar.end for p in parents)
        if over and bar.at >= foot and len(below) < len(leaves):
            out |= {c for c in below if leaves[c].box.top >= bar.at - _T.below}
    return out


def _second_lines(parents: Sequence[HeaderText], leaves: Mapping[int, HeaderText]) -> set[int]:
    """Columns whose text begins below the parents, where the texts of all others begin with them.

    So are headers that are set at the top of their cells.
    """
    top = min(p.box.top for p in parents)
    foot = max(p.box.bottom for p in parents) - _T.below
    low = {c: x.box.top for c, x in leaves.items() if x.box.top >= foot}
    high = [x.box.top for c, x in leaves.items() if c not in low]
    if not low or not high or max(low.values()) - min(low.values()) > _T.below:
        return set()
    return set(low) if all(abs(y - top) < _T.below for y in high) else set()


def _lower_half(parents: Sequence[HeaderText], leaves: Mapping[int, HeaderText]) -> set[int]:
    """Columns whose text is lower down than the middle of the header, if not all are."""
    texts = (*parents, *leaves.values())
    top, bottom = min(x.box.top for x in texts), max(x.box.bottom for x in texts)
    middle = (top + bottom) / 2 + _T.lower_half * parents[0].segments[0].size
    foot = min(p.box.bottom for p in parents) - _T.below
    low = {c for c, x in leaves.items() if x.cy > middle and x.box.top >= foot}
    return low if len(low) < len(leaves) else set()


def _cuts(leaves: Mapping[int, HeaderText], columns: Sequence[tuple[float, float]]) -> list[float]:
    """Where columns end and begin: half-way between what they and their header texts fill."""
    texts = {i: (leaf.box.x0, leaf.box.x1) for i, leaf in leaves.items()}
    pairs = [(column, texts.get(i, column)) for i, column in enumerate(columns)]
    boxes = [(min(a[0], b[0]), max(a[1], b[1])) for a, b in pairs]
    between = [(a[1] + b[0]) / 2 for a, b in itertools.pairwise(boxes)]
    return [boxes[0][0], *between, boxes[-1][1]]


def _runs(columns: set[int]) -> list[list[int]]:
    out: list[list[int]] = []
    for c in sorted(columns):
        if out and out[-1][-1] == c - 1:
            out[-1].append(c)
        else:
            out.append([c])
    return out


def _best(
    parents: Sequence[HeaderText], run: Sequence[int], edges: Sequence[float]
) -> list[Span] | None:
    """The columns of a run dealt out to its parents; None where no way has each over its own."""
    least, best = float("inf"), None
    for spans in _ways(len(parents), run):
        boxes = [(edges[a], edges[b + 1]) for a, b in spans]
        if not all(a < p.cx < b for p, (a, b) in zip(parents, boxes, strict=True)):
            continue
        cost = _misfit(parents, boxes)
        if cost < least:
            least, best = cost, spans
    return best


def _ways(count: int, run: Sequence[int]) -> Iterator[list[Span]]:
    for cuts in itertools.islice(itertools.combinations(run[1:], count - 1), _T.most_ways):
        starts = (run[0], *cuts)
        ends = (*(c - 1 for c in cuts), run[-1])
        yield list(zip(starts, ends, strict=True))


def _misfit(parents: Sequence[HeaderText], boxes: Sequence[tuple[float, float]]) -> float:
    """How far the parents are from being set alike over their columns, in points.

    In the middle of them all, or as far from the left or the right edge of each.
    """
    middle = sum(abs(p.cx - (a + b) / 2) for p, (a, b) in zip(parents, boxes, strict=True))
    left = [p.box.x0 - a for p, (a, _) in zip(parents, boxes, strict=True)]
    right = [b - p.box.x1 for p, (_, b) in zip(parents, boxes, strict=True)]
    aside = min(sum(abs(x - median(side)) for x in side) for side in (left, right))
    return min(middle, aside + _T.parent_extra)
