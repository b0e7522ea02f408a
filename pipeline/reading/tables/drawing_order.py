"""Texts that look like one, parted by the order in which their glyphs are drawn."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence

from pipeline.reading.page.char import Char
from pipeline.reading.page.lines import Line, Segment
from pipeline.reading.tolerances import TOLERANCES

_T = TOLERANCES.headers


def parted_as_drawn(lines: Sequence[Line], chars: Sequence[Char]) -> list[Line]:
    """Header lines, parted where two cells are so near that their texts look like one.

    Most producers draw a table cell by cell: between two glyphs of one cell on one line nothing
    is drawn, between those of two cells lie the further lines of the cells.

    Args:
        chars: the glyphs of the table as they are drawn.
    """
    drawn = [c for c in chars if c.text != " "]
    place = {id(char): i for i, char in enumerate(drawn)}
    return [
        Line(tuple(x for s in line.segments for x in _cells(s, drawn, place))) for line in lines
    ]


def parted_as_drawn_apart(lines: Sequence[Line], chars: Sequence[Char]) -> list[Line]:
    """Lines of a body, parted where two texts are drawn one after the other with others between.

    Args:
        chars: the glyphs of the table as they are drawn.
    """
    drawn = [c for c in chars if c.text != " "]
    place = {id(char): i for i, char in enumerate(drawn)}
    return [Line(tuple(x for s in line.segments for x in _runs(s, place))) for line in lines]


def parted_if_printed_over(lines: Sequence[Line], chars: Sequence[Char]) -> list[Line]:
    """Lines, parted where a text is printed over the beginning of the next one.

    By their places alone their glyphs would be mixed (医9院12259).

    Args:
        chars: the glyphs of the table as they are drawn.
    """
    over = {id(s) for line in lines for s in line.segments if _overlaps(s)}
    if not over:
        return list(lines)
    place = {id(char): i for i, char in enumerate(chars)}
    return [
        Line(tuple(x for s in line.segments for x in (_texts(s, place) if id(s) in over else [s])))
        for line in lines
    ]


def _overlaps(segment: Segment) -> bool:
    least = _T.printed_over * segment.size
    return any(b.x0 < a.x1 - least for a, b in itertools.pairwise(segment.chars))


def _texts(segment: Segment, place: Mapping[int, int]) -> list[Segment]:
    seen = [c for c in segment.chars if c.text != " "]
    return _printed_over(sorted(seen, key=lambda c: place[id(c)])) or [segment]


def _runs(segment: Segment, place: Mapping[int, int]) -> list[Segment]:
    """A segment; its two texts where each is drawn in one go, and they are not in one."""
    seen = [c for c in segment.chars if c.text != " "]
    at = [place[id(c)] for c in seen]
    cuts = [i for i in range(1, len(at)) if at[i] != at[i - 1] + 1]
    if len(cuts) != 1 or seen[cuts[0]].x0 - seen[cuts[0] - 1].x1 < _T.cell_gap * seen[0].size:
        return [segment]
    return [Segment(tuple(seen[: cuts[0]])), Segment(tuple(seen[cuts[0] :]))]


def _cells(segment: Segment, drawn: Sequence[Char], place: Mapping[int, int]) -> list[Segment]:
    seen = [c for c in segment.chars if c.text != " "]
    over = _printed_over(sorted(seen, key=lambda c: place[id(c)]))
    if len(over) > 1:
        return over
    out = [seen[:1]]
    for a, b in itertools.pairwise(seen):
        i, k = place[id(a)], place[id(b)]
        apart = i + 1 < k and b.x0 - a.x1 > _T.cell_gap * a.size
        if apart and _is_of_cell(a, drawn[i + 1]) and _is_of_cell(b, drawn[k - 1]):
            out.append([])
        out[-1].append(b)
    return [Segment(tuple(part)) for part in out] if len(out) > 1 else [segment]


def _printed_over(drawn: Sequence[Char]) -> list[Segment]:
    """The texts of cells too narrow for them, each printed over the beginning of the next.

    As they are drawn, the next text begins left of where the one before ends. [] where a text
    is no text from left to right.
    """
    out = [[drawn[0]]]
    for a, b in itertools.pairwise(drawn):
        if b.x0 < a.x1 - _T.printed_over * a.size:
            out.append([])
        out[-1].append(b)
    lefts = [text[0].x0 for text in out]
    if lefts != sorted(lefts) or any(len(text) < _T.shortest for text in out):
        return []
    return [Segment(tuple(text)) for text in out]


def _is_of_cell(a: Char, b: Char) -> bool:
    """Is `b` on another line, no further away than the width of a cell?"""
    return abs(a.cy - b.cy) > _T.other_line * a.size and abs(a.cx - b.cx) < _T.cell_width * a.size
