"""Figures over two lines in a row without rules.

In a narrow column a figure is broken into two lines. Both are centred on the height of the row,
half a line above and below the other figures, or the second is a line below them. It is no row of
its own.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.reading.page.lines import Line, Segment
from pipeline.reading.tables.close_figures import parted_figures
from pipeline.reading.tables.part import is_figure
from pipeline.reading.tolerances import TOLERANCES

_T = TOLERANCES.unruled_tables
_CUT = re.compile(r"[,，]\d{0,2}$|[.．]$")
_REST = 7
"""Characters of the second line of a figure, at most: a longer one is a figure of its own."""
_HALF = re.compile(r"[\d０-９.,，．/／]+")


def with_whole_figures(lines: Sequence[Line]) -> list[Line]:
    """The lines, the halves of such figures on the line of their row, each figure one segment."""
    out = list(lines)
    for i in range(1, len(out) - 1):
        above, row, below = out[i - 1 : i + 2]
        if not above.segments or not row.segments or not _has_halves(above, row, below):
            continue
        gap = row.cy - above.cy
        if gap < _T.half_line * row.size and abs(below.cy - row.cy - gap) < _T.even * row.size:
            out[i - 1 : i + 2] = _joined(*parted_figures((above, row, below)))
    out = _with_second_lines(out)
    return [line for line in out if line.segments]


def _has_halves(above: Line, row: Line, below: Line) -> bool:
    """May the lines around a row hold the halves of its figures?

    A text of a merged cell beside two rows is half-way between them, and is no row.
    """
    if any(is_figure(s.text) for s in row.segments):
        return True
    return all(_HALF.fullmatch(s.text) for line in (above, below) for s in line.segments)


def _with_second_lines(lines: list[Line]) -> list[Line]:
    """The lines; where figures are cut within, all go on in the lines below them."""
    close = [i for i in range(len(lines) - 1) if _is_close(lines, i)]
    two = {i: parted_figures(lines[i : i + 2]) for i in close if _is_rest(lines[i + 1])}
    pairs = {i: found for i, (row, below) in two.items() if (found := _continued(row, below))}
    if any(_is_cut(a.text) for found in pairs.values() for a, _ in found):
        for i, found in pairs.items():
            rest = {id(a): b.chars for a, b in found}
            row, below = two[i]
            gone = {id(b) for _, b in found}
            whole = (Segment((*s.chars, *rest.get(id(s), ()))) for s in row.segments)
            lines[i] = Line(tuple(whole))
            lines[i + 1] = Line(tuple(s for s in below.segments if id(s) not in gone))
    return lines


def _is_close(lines: Sequence[Line], i: int) -> bool:
    """Is the line below line `i` near to it, and further from what is below itself?"""
    row, below = lines[i : i + 2]
    if not row.segments or not below.segments:
        return False
    gap = below.cy - row.cy
    after = next((x.cy for x in lines[i + 2 : i + 4] if x.segments), None)
    apart = after is None or after - below.cy > gap + _T.even * row.size
    return gap < _T.next_line * row.size and apart


def _is_rest(line: Line) -> bool:
    """May the line hold the rests of figures: are there as many digits as a group of thousands?"""
    return any(len(s.text) <= _REST and _HALF.fullmatch(s.text) for s in line.segments)


def _continued(row: Line, below: Line) -> list[tuple[Segment, Segment]]:
    """Each figure of a line with that above it which it goes on with; none where one is alone."""
    halves = [b for b in below.segments if _HALF.fullmatch(b.text)]
    pairs = [(a, b) for b in halves for a in row.segments if _overlap(a, b) and _is_broken(a, b)]
    alone = len(pairs) != len(halves) or len({id(a) for a, _ in pairs}) < len(pairs)
    return [] if alone or any(len(b.text) > _REST for b in halves) else pairs


def _is_cut(text: str) -> bool:
    """Does a figure end within its thousands, or before its decimals?"""
    return _CUT.search(text) is not None


def _joined(above: Line, row: Line, below: Line) -> tuple[Line, Line, Line]:
    """The three lines, with the figures whose halves are on the first and the last in the row."""
    pairs = [
        (a, b)
        for a in above.segments
        for b in below.segments
        if _overlap(a, b) and _is_broken(a, b) and not any(_overlap(a, s) for s in row.segments)
    ]
    if not pairs or len({id(s) for pair in pairs for s in pair}) < 2 * len(pairs):
        return above, row, below
    gone = {id(s) for pair in pairs for s in pair}
    whole = [Segment((*a.chars, *b.chars)) for a, b in pairs]
    return (
        Line(tuple(s for s in above.segments if id(s) not in gone)),
        Line(tuple(sorted((*row.segments, *whole), key=lambda s: s.box.x0))),
        Line(tuple(s for s in below.segments if id(s) not in gone)),
    )


def _is_broken(a: Segment, b: Segment) -> bool:
    return bool(_HALF.fullmatch(a.text) and _HALF.fullmatch(b.text)) and is_figure(a.text + b.text)


def _overlap(a: Segment, b: Segment) -> bool:
    return a.box.x0 < b.box.x1 and b.box.x0 < a.box.x1
