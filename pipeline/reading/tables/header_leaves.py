"""Which texts of a header that no rule divides head a single column, which stand above others."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.model.place import Box
from pipeline.reading.lazy import lazy
from pipeline.reading.page.lines import Segment, union
from pipeline.reading.tolerances import TOLERANCES

_T = TOLERANCES.headers


@dataclass(frozen=True)
class HeaderText:
    """The lines of one header text."""

    segments: tuple[Segment, ...]

    @lazy
    def box(self) -> Box:
        return union(s.box for s in self.segments)

    @property
    def cx(self) -> float:
        return (self.box.x0 + self.box.x1) / 2

    @property
    def cy(self) -> float:
        return (self.box.top + self.box.bottom) / 2


def leaves_over(
    header_texts: Sequence[HeaderText], columns: Sequence[tuple[float, float]]
) -> list[HeaderText]:
    """Header texts that head one column each, left to right, where the columns are settled.

    Args:
        columns: left and right edge of what each column holds, left to right.
    """
    return _without_parents(leaves_of(header_texts, columns), columns)


def leaves_of(
    header_texts: Sequence[HeaderText], columns: Sequence[tuple[float, float]]
) -> list[HeaderText]:
    """Header texts with none below them, left to right; there may be more than columns."""
    leaves = _lowest(header_texts)
    excess = len(leaves) - len(columns)
    between = [
        i for i in range(1, len(leaves) - 1)
        if all(_is_lower(leaves[k], leaves[i]) for k in (i - 1, i + 1))
    ]  # fmt: skip
    if not 0 < excess <= len(between) <= _T.most_between:
        return leaves
    ways = [
        rest
        for gone in itertools.combinations(between, excess)
        if _head(rest := [x for i, x in enumerate(leaves) if i not in gone], columns)
    ]
    return ways[0] if len(ways) == 1 else leaves


def _is_lower(a: HeaderText, b: HeaderText) -> bool:
    return a.box.top >= b.box.bottom - _T.below


def _head(leaves: Sequence[HeaderText], columns: Sequence[tuple[float, float]]) -> bool:
    """Does each text stand over the column of its place, all of them alike?

    Figures are set to one side of their columns or in the middle; in the column beside their own
    they would end a whole column further away from the middle of the text than others do.
    """
    middles = [leaf.cx for leaf in leaves]
    ends = [
        (right - middle) / max(after - before, 1.0)
        for before, middle, after, (_, right) in zip(
            middles[:-2], middles[1:-1], middles[2:], columns[1:-1], strict=True
        )
    ]
    ends.append((columns[-1][1] - middles[-1]) / max(2 * (middles[-1] - middles[-2]), 1.0))
    usual = sorted(ends)[len(ends) // 2]
    return all(abs(end - usual) < _T.same_end for end in ends)


def _lowest(header_texts: Sequence[HeaderText]) -> list[HeaderText]:
    """Header texts with none below them, left to right."""
    if not header_texts:
        return []
    middle = (min(s.box.top for s in header_texts) + max(s.box.bottom for s in header_texts)) / 2
    return sorted(
        (
            s
            for s in header_texts
            if not below_of(s, header_texts) and not _bridges(s, header_texts, middle)
        ),
        key=lambda s: s.cx,
    )


def _bridges(header_text: HeaderText, header_texts: Sequence[HeaderText], middle: float) -> bool:
    """Is the text in the upper half, over the gap between two texts of the lower half?"""
    slack = _T.bridge * header_text.segments[0].size
    if header_text.cy > middle - slack:
        return False
    under = header_text.box.bottom - _T.below
    lower = [s for s in header_texts if s.cy > middle + slack and s.box.top >= under]
    return any(s.cx < header_text.cx for s in lower) and any(s.cx > header_text.cx for s in lower)


def below_of(header_text: HeaderText, header_texts: Sequence[HeaderText]) -> list[HeaderText]:
    """Header texts under this one."""
    out = []
    for other in header_texts:
        overlap = min(header_text.box.x1, other.box.x1) - max(header_text.box.x0, other.box.x0)
        if (
            other is not header_text
            and overlap > 0
            and other.box.top >= header_text.box.bottom - _T.below
        ):
            out.append(other)
    return out


def _without_parents(
    leaves: Sequence[HeaderText], columns: Sequence[tuple[float, float]]
) -> list[HeaderText]:
    """Where there are more leaves than columns: without those that have another one below."""
    out = list(leaves)
    for leaf in leaves:
        if len(out) > len(columns) and _has_lower_twin(leaf, out, columns):
            out.remove(leaf)
    return out


def _has_lower_twin(
    leaf: HeaderText, leaves: Sequence[HeaderText], columns: Sequence[tuple[float, float]]
) -> bool:
    """Is a text further down over the column nearest to this one?"""
    home = nearest(leaf, columns)
    lower = (x for x in leaves if x.box.top >= leaf.box.bottom - _T.below)
    return any(nearest(x, columns) == home for x in lower)


def nearest(leaf: HeaderText, columns: Sequence[tuple[float, float]]) -> int:
    def distance(i: int) -> float:
        left, right = columns[i]
        overlap = min(right, leaf.box.x1) - max(left, leaf.box.x0)
        return -overlap if overlap > 0 else abs(leaf.cx - (left + right) / 2)

    return min(range(len(columns)), key=distance)
