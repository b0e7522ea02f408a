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
    if not need:
        return {}
    found: dict[int, Span] = {}
    edges = _Edges(leaves, columns)
    for run in _runs(need):
        upper = _dealt(_above(parents, lowest), run, edges)
        for part in [list(range(a, b + 1)) for _, (a, b) in upper] or [run]:
            dealt = _dealt(lowest, part, edges)
            inside, best = [p for p, _ in dealt], [span for _, span in dealt]
            as_they_are = [spans[id(p)] for p in inside]
            if dealt and (not need <= covered or _fit_better(inside, best, as_they_are, edges)):
                found |= {id(p): span for p, span in (*upper, *dealt)}
    return found


def _above(parents: Sequence[HeaderText], lowest: Sequence[HeaderText]) -> list[HeaderText]:
    """The parents of the level above the lowest one, left to right."""
    top = min(p.box.top for p in lowest)
    return _lowest([p for p in parents if p.box.bottom <= top + _T.below])


def _dealt(
    parents: Sequence[HeaderText], run: Sequence[int], edges: _Edges
) -> list[tuple[HeaderText, Span]]:
    """Those parents that are over the run, each with its columns; none where no way fits."""
    inside = [p for p in parents if edges.cuts[run[0]] < p.cx < edges.cuts[run[-1] + 1]]
    best = _best(inside, run, edges) if inside else None
    return list(zip(inside, best, strict=True)) if best else []


def _fit_better(
    parents: Sequence[HeaderText], new: Sequence[Span], old: Sequence[Span], edges: _Edges
) -> bool:
    """Are the parents set alike over the new spans, and not over the old ones?"""
    return _misfit(parents, new, edges) + _T.parent_extra < _misfit(parents, old, edges)


def _lowest(parents: Sequence[HeaderText]) -> list[HeaderText]:
    """The parents of the lowest level, left to right.

    Of some that begin, or have their middle, at one height one may have more lines than the others.
    """
    foot = max((p.box.bottom for p in parents), default=0.0)
    last = [p for p in parents if foot - p.box.bottom < p.segments[0].size / 2]
    found = [p for p in parents if any(_are_level(p, x) for x in last)]
    return sorted(found, key=lambda p: p.cx)


def _are_level(a: HeaderText, b: HeaderText) -> bool:
    near = a.segments[0].size / 2
    return any(
        abs(x) < near for x in (a.box.top - b.box.top, a.cy - b.cy, a.box.bottom - b.box.bottom)
    )


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


class _Edges:
    """Where columns end and begin: what they and their header texts fill, and half-way between."""

    def __init__(
        self, leaves: Mapping[int, HeaderText], columns: Sequence[tuple[float, float]]
    ) -> None:
        texts = {i: (leaf.box.x0, leaf.box.x1) for i, leaf in leaves.items()}
        pairs = [(column, texts.get(i, column)) for i, column in enumerate(columns)]
        self.filled = [(min(a[0], b[0]), max(a[1], b[1])) for a, b in pairs]
        between = [(a[1] + b[0]) / 2 for a, b in itertools.pairwise(self.filled)]
        self.cuts = [self.filled[0][0], *between, self.filled[-1][1]]
        self.middles = {i: leaf.cx for i, leaf in leaves.items()}
        self.texts = {i: "".join(s.text for s in leaf.segments) for i, leaf in leaves.items()}


def _runs(columns: set[int]) -> list[list[int]]:
    out: list[list[int]] = []
    for c in sorted(columns):
        if out and out[-1][-1] == c - 1:
            out[-1].append(c)
        else:
            out.append([c])
    return out


def _best(parents: Sequence[HeaderText], run: Sequence[int], edges: _Edges) -> list[Span] | None:
    """The columns of a run dealt out to its parents; None where no way has each over its own."""
    least, best = float("inf"), None
    for spans in _ways(len(parents), run):
        boxes = [(edges.cuts[a], edges.cuts[b + 1]) for a, b in spans]
        if not all(a < p.cx < b for p, (a, b) in zip(parents, boxes, strict=True)):
            continue
        cost = _misfit(parents, spans, edges)
        if cost < least:
            least, best = cost, spans
    return best


def _ways(count: int, run: Sequence[int]) -> Iterator[list[Span]]:
    for cuts in itertools.islice(itertools.combinations(run[1:], count - 1), _T.most_ways):
        starts = (run[0], *cuts)
        ends = (*(c - 1 for c in cuts), run[-1])
        yield list(zip(starts, ends, strict=True))


def _misfit(parents: Sequence[HeaderText], spans: Sequence[Span], edges: _Edges) -> float:
    """How far the parents are from being set alike over their columns, in points.

    In the middle of them all, or as far from the left or the right edge of each.
    """
    cuts = [(edges.cuts[a], edges.cuts[b + 1]) for a, b in spans]
    filled = [(edges.filled[a][0], edges.filled[b][1]) for a, b in spans]
    middle = sum(abs(p.cx - (a + b) / 2) for p, (a, b) in zip(parents, cuts, strict=True))
    over = [abs(p.cx - edges.middles.get(a, p.cx)) if a == b else None
            for p, (a, b) in zip(parents, spans, strict=True)]  # fmt: skip
    aside = min(_uneven(parents, boxes, over) for boxes in (cuts, filled))
    return min(middle, aside + _T.parent_extra) + _T.parent_extra * _oddness(spans, edges)


def _uneven(
    parents: Sequence[HeaderText],
    boxes: Sequence[tuple[float, float]],
    over: Sequence[float | None],
) -> float:
    """How unlike the distances of the parents to one side of their columns are, in points.

    Beside two wider ones, one that has a single column may be in the middle over its text instead,
    `over` off it.
    """
    left = [p.box.x0 - a for p, (a, _) in zip(parents, boxes, strict=True)]
    right = [b - p.box.x1 for p, (_, b) in zip(parents, boxes, strict=True)]
    costs = []
    for side in (left, right):
        wide = [x for x, off in zip(side, over, strict=True) if off is None]
        usual = median(wide if len(wide) > 1 else side)
        away = [(abs(x - usual), off) for x, off in zip(side, over, strict=True)]
        costs.append(sum(x if off is None or len(wide) < 2 else min(x, off) for x, off in away))
    return min(costs)


def _oddness(spans: Sequence[Span], edges: _Edges) -> int:
    """How unusual it were for the spans to be groups.

    Those of one table have as many columns each, more than one, and no two texts alike.
    """
    lengths = [b - a for a, b in spans]
    texts = [[edges.texts.get(c, str(c)) for c in range(a, b + 1)] for a, b in spans]
    twins = sum(len(set(x)) < len(x) for x in texts)
    return (len(set(lengths)) > 1) + lengths.count(0) + 2 * twins
