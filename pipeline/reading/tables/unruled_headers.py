"""Headers that no rule divides: which words form one header text, and which columns it covers.

Words of one header cell are set below each other with a common middle or edge: a header text. One
with others below it that are not aligned with it is a parent (门急诊信息 over 人次 and 收入); the
others are leaves, one for each column.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.reading.page.geometry import Rule
from pipeline.reading.page.lines import Line, Segment
from pipeline.reading.tables.header_groups import grouped
from pipeline.reading.tables.header_leaves import HeaderText, below_of, leaves_over, nearest
from pipeline.reading.tolerances import TOLERANCES

_T = TOLERANCES.headers


@dataclass(frozen=True)
class Heading:
    """A header text with the columns (first and last) that it covers, and its level."""

    header_text: HeaderText
    first: int
    last: int
    level: int


@dataclass(frozen=True)
class Header:
    """All header texts of a table.

    Attributes:
        headings: parents and leaves.
        depth: number of levels.
        sure: does each column have exactly one leaf?
    """

    headings: tuple[Heading, ...]
    depth: int
    sure: bool


def header_texts_of(lines: Sequence[Line]) -> list[HeaderText]:
    """Header texts, top to bottom; of more pieces than a header has, each is one."""
    found: list[list[Segment]] = []
    segments = [s for line in lines for s in line.segments]
    if len(segments) > _T.header_pieces:
        return [HeaderText((s,)) for s in segments]
    for segment in sorted(segments, key=lambda s: (s.box.top, s.box.x0)):
        home = next((part for part in reversed(found) if follows(part[-1], segment)), None)
        if home is None:
            found.append([segment])
        else:
            home.append(segment)
    return _without_joined_parents(_with_loose_lines([HeaderText(tuple(part)) for part in found]))


def _with_loose_lines(header_texts: Sequence[HeaderText]) -> list[HeaderText]:
    """The texts; those of which one alone is right below another, aligned with it, as one.

    So are the lines of a text in a font with much leading. A parent of one column would say the
    same.
    """
    out: list[HeaderText] = []
    for text in header_texts:
        over = [x for x in out if _is_loose(x.segments[-1], text.segments[0])]
        if len(over) == 1 and _is_next_line(text, over[0], header_texts):
            out[out.index(over[0])] = HeaderText((*over[0].segments, *text.segments))
        else:
            out.append(text)
    return out


def _is_next_line(text: HeaderText, above: HeaderText, others: Sequence[HeaderText]) -> bool:
    """Are `text` and the texts below it all that is below the one above?

    With an edge in common, not the middle, `text` may as well be the first of a parent's children;
    the next one has no text above it then.
    """
    below = sorted(below_of(above, others), key=lambda x: x.box.top)
    pairs = itertools.pairwise([above, *below])
    if not all(_is_loose(a.segments[-1], b.segments[0]) for a, b in pairs):
        return False
    return _are_centred(above.segments[-1], text.segments[0]) or not _orphan_beside(text, others)


def _is_loose(above: Segment, below: Segment) -> bool:
    a, b = above.box, below.box
    near = 0 <= b.top - a.bottom < _T.loose_line * above.size
    edge = min(abs(a.x0 - b.x0), abs(a.x1 - b.x1)) < _T.aligned
    return near and (edge or _are_centred(above, below))


def _are_centred(a: Segment, b: Segment) -> bool:
    return abs(a.box.x0 + a.box.x1 - b.box.x0 - b.box.x1) / 2 < _T.aligned


def _without_joined_parents(header_texts: Sequence[HeaderText]) -> list[HeaderText]:
    """The texts; where a parent is aligned with the text below it, both apart.

    It is at the height of another parent, the rest at that of the other's children, and beside it
    is a text at that height with no parent of its own: a text of one level would be higher up.
    """
    out: list[HeaderText] = []
    joined = _above_orphans(header_texts)
    for text in header_texts:
        rest = HeaderText(text.segments[1:])
        if text in joined or (
            len(text.segments) > 1
            and not _has_one_leading(text)
            and any(
                _is_level(text.segments[0].cy, parent.cy, text)
                and _are_level(rest, children[0])
                and _orphan_beside(rest, header_texts)
                for parent in header_texts
                if parent is not text and (children := below_of(parent, header_texts))
            )
        ):
            out += [HeaderText(text.segments[:1]), rest]
        else:
            out.append(text)
    return out


def _above_orphans(header_texts: Sequence[HeaderText]) -> list[HeaderText]:
    """Texts of two lines each that are parents with a text set to the same side below them.

    There are several, and beside each is a text at the height of its second line, where texts of
    one level are at the middle of both.
    """
    found = [x for x in header_texts if len(x.segments) == 2]
    for text in found:
        first, second = text.segments
        alike = [
            x for x in found
            if _is_level(x.segments[0].cy, first.cy, text)
            and _is_level(x.segments[1].cy, second.cy, text)
            and _orphan_beside(HeaderText(x.segments[1:]), header_texts)
        ]  # fmt: skip
        middle = (first.cy + second.cy) / 2
        centred = any(len(x.segments) == 1 and _is_level(x.cy, middle, text) for x in header_texts)
        if len(alike) > 1 and centred and second.cy - first.cy > 2 * _T.same_level * first.size:
            return alike
    return []


def _has_one_leading(text: HeaderText) -> bool:
    """Are there three lines or more, all as far apart? A parent is further from its child."""
    pitches = [b.cy - a.cy for a, b in itertools.pairwise(text.segments)]
    slack = _T.same_leading * text.segments[0].size
    return len(pitches) > 1 and max(pitches) - min(pitches) < slack


def _is_level(a: float, b: float, text: HeaderText) -> bool:
    return abs(a - b) < _T.same_level * text.segments[0].size


def _are_level(a: HeaderText, b: HeaderText) -> bool:
    """Are the middles of two texts at one height, or their first lines?"""
    return _is_level(a.cy, b.cy, a) or _is_level(a.box.top, b.box.top, a)


def _orphan_beside(text: HeaderText, others: Sequence[HeaderText]) -> bool:
    """Is the nearest text to the left or right, at its height, without a text above it?"""
    level = [x for x in others if _are_level(x, text)]
    left = [x for x in level if x.box.x1 <= text.box.x0]
    right = [x for x in level if x.box.x0 >= text.box.x1]
    near = [max(left, key=lambda x: x.cx)] if left else []
    near += [min(right, key=lambda x: x.cx)] if right else []
    return any(not any(x in below_of(y, others) for y in others if y is not x) for x in near)


def follows(above: Segment, below: Segment) -> bool:
    """Is `below` the next line of the header text whose line is `above`?"""
    a, b = above.box, below.box
    gap = b.top - a.bottom
    apart = min(abs(a.x0 + a.x1 - b.x0 - b.x1) / 2, abs(a.x0 - b.x0), abs(a.x1 - b.x1))
    overlap = min(a.x1, b.x1) - max(a.x0, b.x0)
    close = -_T.line_overlap * above.size < gap < _T.line_gap * above.size
    return close and overlap > 0 and apart < _T.aligned


def header_of(
    lines: Sequence[Line], columns: Sequence[tuple[float, float]], bars: Sequence[Rule] = ()
) -> Header:
    """Header texts with their columns.

    Args:
        lines: lines of the header.
        columns: left and right edge of what each column holds, left to right.
        bars: level rules within the header.
    """
    header_texts = header_texts_of(lines)
    leaves = leaves_over(header_texts, columns)
    homes = _homes(leaves, columns)
    column_of = {id(leaf): col for leaf, col in zip(leaves, homes, strict=True)}
    spans: dict[int, tuple[int, int]] = {id(s): (c, c) for s, c in zip(leaves, homes, strict=True)}
    parents = [s for s in header_texts if id(s) not in column_of]
    done: list[tuple[HeaderText, int, int]] = []
    for parent in sorted(parents, key=lambda s: -s.box.bottom):
        first, last = _span(parent, leaves, homes, columns, done)
        spans[id(parent)] = (first, last)
        done.append((parent, first, last))
    spans |= grouped(parents, spans, dict(zip(homes, leaves, strict=True)), columns, bars)
    levels = {id(s): _level(s, parents, spans) for s in header_texts}
    depth = max(levels.values(), default=-1) + 1
    headings = tuple(
        Heading(s, *spans[id(s)], levels[id(s)])
        for s in sorted(header_texts, key=lambda s: (levels[id(s)], s.cx))
    )
    sure = sorted(homes) == list(range(len(columns))) and not any(
        _reaches_over(leaf, col, columns) for leaf, col in zip(leaves, homes, strict=True)
    )
    return Header(headings, depth, sure)


def _reaches_over(leaf: HeaderText, home: int, columns: Sequence[tuple[float, float]]) -> bool:
    """Does the text lie over the middle of another column as well?"""
    middles = ((left + right) / 2 for i, (left, right) in enumerate(columns) if i != home)
    return any(leaf.box.x0 < middle < leaf.box.x1 for middle in middles)


def _homes(leaves: Sequence[HeaderText], columns: Sequence[tuple[float, float]]) -> list[int]:
    """Column of each leaf: one by one where the numbers agree, else in order and nearest."""
    if len(leaves) == len(columns):
        return list(range(len(columns)))
    return [nearest(leaf, columns) for leaf in leaves]


def _span(
    parent: HeaderText,
    leaves: Sequence[HeaderText],
    homes: Sequence[int],
    columns: Sequence[tuple[float, float]],
    done: Sequence[tuple[HeaderText, int, int]],
) -> tuple[int, int]:
    """Columns whose middle is below the parent, those of the leaves right below it at least."""
    edges = dict(enumerate(columns)) | {
        home: (min(leaf.box.x0, columns[home][0]), max(leaf.box.x1, columns[home][1]))
        for leaf, home in zip(leaves, homes, strict=True)
    }
    low = _children(parent, leaves, homes)
    touched = [
        home
        for leaf, home in zip(leaves, homes, strict=True)
        if home in low and min(leaf.box.x1, parent.box.x1) > max(leaf.box.x0, parent.box.x0)
    ] or [nearest(parent, columns)]
    for other, first, last in done:
        if other.box.top >= parent.box.bottom - _T.below and _over(parent, other):
            touched += range(first, last + 1)
    taken = {
        col
        for other, first, last in done
        if other.box.top < parent.box.bottom - _T.below
        for col in range(first, last + 1)
    }
    free = {col for col in low if col not in taken} | set(touched)
    below = [(a, b) for other, a, b in done if other.box.top >= parent.box.bottom - _T.below]
    best, least = (min(touched), max(touched)), float("inf")
    for first in range(min(free), min(touched) + 1):
        for last in range(max(touched), max(free) + 1):
            if not set(range(first, last + 1)) <= free or _cuts(first, last, below):
                continue
            off = abs(parent.cx - (edges[first][0] + edges[last][1]) / 2)
            cost = off + _T.parent_extra * (last - first + 1 - len(touched))
            if cost < least:
                best, least = (first, last), cost
    return best


def _cuts(first: int, last: int, spans: Sequence[tuple[int, int]]) -> bool:
    """Would columns `first` to `last` take only a part of those of a header text below?"""
    return any(a <= last and b >= first and not (first <= a and b <= last) for a, b in spans)


def _over(a: HeaderText, b: HeaderText) -> bool:
    return min(a.box.x1, b.box.x1) > max(a.box.x0, b.box.x0)


def _children(parent: HeaderText, leaves: Sequence[HeaderText], homes: Sequence[int]) -> list[int]:
    """Columns whose header text is below the parent, not beside it.

    Header texts without a parent are centred on the height of the whole header; those with one
    are centred on what is left of it, lower down.
    """
    top = min(s.box.top for s in (parent, *leaves))
    bottom = max(s.box.bottom for s in leaves)
    middle = (top + bottom) / 2 + _T.lower_half * parent.segments[0].size
    pairs = list(zip(leaves, homes, strict=True))
    below = [(x, home) for x, home in pairs if x.box.top >= parent.box.bottom - _T.below]
    lower = [home for x, home in below if (x.box.top + x.box.bottom) / 2 > middle]
    return lower or [home for _, home in below]


def _level(
    header_text: HeaderText, parents: Sequence[HeaderText], spans: dict[int, tuple[int, int]]
) -> int:
    """How many parents are above the text."""
    first, last = spans[id(header_text)]
    return sum(
        spans[id(p)][0] <= first
        and last <= spans[id(p)][1]
        and p is not header_text
        and p.box.bottom <= header_text.box.top + _T.below
        for p in parents
    )
