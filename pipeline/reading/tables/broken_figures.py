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
from pipeline.reading.tables.figure_texts import is_figure
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
    """The lines; where figures are cut within, all go on in the lines below them.

    So they do where each of several fills its column, and what is below it is no row.
    """
    near = _Pairs(lines, [i for i in range(len(lines) - 1) if _is_near(lines, i)])
    if near.fill_columns():
        return near.joined()
    close = _Pairs(lines, [i for i in range(len(lines) - 1) if _is_close(lines, i)])
    cut = any(_is_cut(a.text) for found in close.pairs.values() for a, _ in found)
    return close.joined() if cut else lines


class _Pairs:
    """Figures of some lines, by the index of the line, each with what is right below it."""

    def __init__(self, lines: list[Line], rows: Sequence[int]) -> None:
        self.lines = lines
        two = {i: parted_figures(lines[i : i + 2]) for i in rows if _is_rest(lines[i + 1])}
        self.two = {i: (above, below) for i, (above, below) in two.items()}
        self.pairs = {i: found for i, (a, b) in self.two.items() if (found := _continued(a, b))}

    def joined(self) -> list[Line]:
        """The lines with each figure whole on the first of its two."""
        for i, found in self.pairs.items():
            rest = {id(a): b.chars for a, b in found}
            row, below = self.two[i]
            gone = {id(b) for _, b in found}
            whole = (Segment((*s.chars, *rest.get(id(s), ()))) for s in row.segments)
            self.lines[i] = Line(tuple(whole))
            self.lines[i + 1] = Line(tuple(s for s in below.segments if id(s) not in gone))
        return self.lines

    def fill_columns(self) -> bool:
        """Are several figures as wide as their columns let them be, with a shorter rest below?

        In rows of their own what is below a figure may be as long, and figures differ in length.
        """
        found = [pair for part in self.pairs.values() for pair in part]
        if len(self.pairs) < 2 or len(found) < _T.broken_figures:
            return False
        if any(len(a.text) < len(b.text) for a, b in found):
            return False
        if any(i + 1 in self.pairs for i in self.pairs):
            return False
        table = self.lines[min(self.pairs) : max(self.pairs) + 2]
        return all(
            _is_second_line(*self.two[i], part, table)
            and all(_is_full(a, b, self.two[i][0], table) for a, b in part)
            for i, part in self.pairs.items()
        )


def _is_full(above: Segment, below: Segment, row: Line, table: Sequence[Line]) -> bool:
    """Had the column of a figure or a word no room for the first glyph of the next line?"""
    width = above.box.width + below.chars[0].x1 - below.chars[0].x0
    others = [s for s in row.segments if s is not above]
    return not any(
        s.box.width >= width
        for line in table
        for s in line.segments
        if _overlap(above, s)
        and is_figure(s.text) == is_figure(above.text)
        and not any(_overlap(s, x) for x in others)
    )


def _is_near(lines: Sequence[Line], i: int) -> bool:
    """May the line below line `i` be the next one of some of its cells?"""
    row, below = lines[i : i + 2]
    if not 0 < len(below.segments) < len(row.segments):
        return False
    return below.cy - row.cy < _T.first_pitch * row.size


def _is_close(lines: Sequence[Line], i: int) -> bool:
    """Is the line below line `i` near to it, and further from what is below itself?"""
    row, below = lines[i : i + 2]
    if not row.segments or not below.segments:
        return False
    gap = below.cy - row.cy
    after = next(
        (x.cy for x in lines[i + 2 : i + 4] if any(is_figure(s.text) for s in x.segments)), None
    )
    apart = after is None or after - below.cy > gap + _T.even * row.size
    return gap < _T.next_line * row.size and apart


def _is_rest(line: Line) -> bool:
    """May the line hold the rests of figures: are there as many digits as a group of thousands?"""
    return any(is_rest(s.text) for s in line.segments)


def is_rest(text: str) -> bool:
    """May the text be the second line of a figure?"""
    return len(text) <= _REST and _HALF.fullmatch(text) is not None


def _continued(row: Line, below: Line) -> list[tuple[Segment, Segment]]:
    """Each figure of a line with that above it which it goes on with; none where one is alone."""
    halves = [b for b in below.segments if _HALF.fullmatch(b.text)]
    pairs = [(a, b) for b in halves for a in row.segments if _overlap(a, b) and _is_broken(a, b)]
    alone = len(pairs) != len(halves) or len({id(a) for a, _ in pairs}) < len(pairs)
    return [] if alone or any(len(b.text) > _REST for b in halves) else pairs


def _is_second_line(
    row: Line, below: Line, pairs: Sequence[tuple[Segment, Segment]], table: Sequence[Line]
) -> bool:
    """Does the line hold the rests of some figures of a row, and words that go on with others?

    Those end where there was no room for the next character.
    """
    figures = sum(is_figure(s.text) for s in row.segments)
    words = [s for s in below.segments if not any(s is b for _, b in pairs)]
    return len(pairs) < figures and all(
        any(_overlap(a, b) and _is_full(a, b, row, table) for a in row.segments) for b in words
    )


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
