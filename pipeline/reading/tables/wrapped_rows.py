"""Lines of a table without rules between rows, where words run over several of them, by row."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipeline.reading.page.lines import Line, Segment, union
from pipeline.reading.tables.figure_texts import is_figure, is_mark
from pipeline.reading.tables.row_headings import headings_in
from pipeline.reading.tables.unruled_columns import Column
from pipeline.reading.tables.unruled_rows import (
    is_anchor,
    is_labelled,
    whole_segments,
    without_overrun,
)
from pipeline.reading.tables.wrapped_words import owners_of
from pipeline.reading.tolerances import TOLERANCES

_T = TOLERANCES.wrapped_words

_OPENING = "（(［[【〔《“‘"
"""Brackets and quotes that no line ends with."""

_Piece = tuple[int, Segment]
"""A segment with the index of its line."""


@dataclass(frozen=True)
class WrappedRows:
    """The rows of a table's body.

    Attributes:
        rows: lines of each row, top to bottom; the line with its figures is one of them. A row
            that a page break cuts may have no figures.
        sure: no other rows fit the heights of the lines as well.
    """

    rows: tuple[tuple[Line, ...], ...]
    sure: bool


def wrapped_rows(lines: Sequence[Line], columns: Sequence[Column]) -> WrappedRows | None:
    """The rows; None where no words are wrapped, no rows where heights part them in no way."""
    anchors = [i for i, line in enumerate(lines) if is_anchor(line)]
    pieces = _wrapped(lines, columns, anchors)
    if not anchors or not pieces:
        return None
    heights = [_height(lines[i]) for i in anchors]
    homes: dict[int, list[tuple[_Piece, int | None]]] = {}
    sure = True
    for col, column in pieces.items():
        size = max(s.size for _, s in column)
        segments = [segment for _, segment in column]
        owners = owners_of([s.cy for s in segments], heights, size, _ends(segments))
        if owners is None:
            return WrappedRows((), sure=False)
        if not owners.sure and _begins_with_heading(segments, owners.rows):
            homes[col] = list(zip(column, (None, *owners.rows[1:]), strict=True))
            continue
        sure = sure and owners.sure
        homes[col] = list(zip(column, owners.rows, strict=True))
    return WrappedRows(_rows(lines, anchors, homes), sure)


def _begins_with_heading(column: Sequence[Segment], rows: Sequence[int | None]) -> bool:
    """Is the first line a heading of the rows below it, not the beginning of the first one's words?

    It is the only line without figures, and the words below it had room beside it or are set in.
    """
    if len(rows) < 2 or rows[0] is None or rows[0] != rows[1] or len(set(rows)) < len(rows) - 1:
        return False
    first, rest = column[0], column[1]
    lefts = [s.box.x0 for s in column[1:]]
    set_in = min(lefts) - first.box.x0 > _T.set_in * first.size
    if set_in and max(lefts) - min(lefts) < _T.same_left:
        return True
    room = max(s.box.x1 for s in column) - first.box.x1
    return _first_word(rest) + _T.blank * first.size < room


def _ends(column: Sequence[Segment]) -> list[bool]:
    """Has each line room beside it for the first word of the next one?

    Then a line break is none of its words: it ends them.
    """
    widest = max(s.box.width for s in column)
    return [
        a.box.width + _first_word(b) + _T.blank * a.size < widest
        for a, b in itertools.pairwise(column)
    ]


def _first_word(segment: Segment) -> float:
    """Width of what a line break does not part: an ideograph, or a word of other letters.

    An opening bracket stays with what is behind it.
    """
    glyphs = [c for c in segment.chars if c.text != " "]
    end = 1
    if glyphs[0].text in _OPENING and len(glyphs) > 1:
        end = 2
    while end < len(glyphs) and glyphs[0].text.isascii() and glyphs[end].text.isascii():
        if glyphs[end].x0 - glyphs[end - 1].x1 > _T.blank / 2 * glyphs[end].size:
            break
        end += 1
    return glyphs[end - 1].x1 - glyphs[0].x0


def first_wrapped(
    lines: Sequence[Line], first: int, columns: Sequence[Column], body: Sequence[Line]
) -> int:
    """Index of the first line of the body, given that line `first` is known to belong to it.

    Lines above it may hold the upper half of its words, or the rest of a row that a page break
    cut, and are then no header.
    """
    begin = first
    while begin and len(lines[begin - 1].segments) == 1 and not is_anchor(lines[begin - 1]):
        begin -= 1
    if begin == first:
        return first
    tried = [*lines[begin:first], *body]
    anchors = [i for i, line in enumerate(tried) if is_anchor(line)]
    column = _wrapped(tried, columns, anchors)
    for col, pieces in column.items():
        segments = [s for _, s in pieces]
        size = max(s.size for s in segments)
        found = owners_of([s.cy for s in segments], [_height(tried[i]) for i in anchors], size)
        above = sum(i < first - begin for i, _ in pieces)
        if found is None or not above:
            continue
        free = next(i for i, row in enumerate(found.rows) if row is not None)
        loose = segments[: min(free, above)]
        taken = _of_header(lines[:begin], columns[col], loose, size)
        return begin + pieces[taken][0]
    return first


def _of_header(
    header: Sequence[Line], column: Column, loose: Sequence[Segment], size: float
) -> int:
    """How many lines of words below the header's other texts are still of its text of the column.

    The text of a column is at the middle of the header, or its end is no lower than the others'.
    """
    segments = [s for line in header for s in line.segments]
    own = [s.cy for s in segments if _is_over(column, s)]
    others = [s.box for s in segments if not _is_over(column, s)]
    if not others:
        return 0
    box = union(others)
    middle = (box.top + box.bottom) / 2
    for taken in range(len(loose) + 1):
        text = [*own, *(s.cy for s in loose[:taken])]
        if text and abs((text[0] + text[-1]) / 2 - middle) < _T.slack * size:
            return taken
    return sum(s.cy < box.bottom for s in loose)


def _height(line: Line) -> float:
    """Height of the figures of a row, of those on one line if there are any."""
    figures = [s for s in whole_segments(line) if is_figure(s.text) or is_mark(s.text)]
    low = [s.cy for s in figures if s.box.height < 2 * s.size] or [s.cy for s in figures]
    return sum(low) / len(low) if low else line.cy


def _wrapped(
    lines: Sequence[Line], columns: Sequence[Column], anchors: Sequence[int]
) -> dict[int, list[_Piece]]:
    """By column the segments of those columns in which words stand on lines without figures."""
    every: dict[int, list[_Piece]] = defaultdict(list)
    loose: set[int] = set()
    headings = headings_in(lines)
    for i, line in enumerate(lines):
        if i in headings or is_labelled(line):
            continue
        for segment in whole_segments(line):
            over = _columns_of(segment, columns)
            if len(over) > 1:
                over = _columns_of(without_overrun(segment), columns)
            if len(over) != 1:
                continue
            every[over[0]].append((i, segment))
            if i not in anchors:
                loose.add(over[0])
    return {
        col: every[col]
        for col in sorted(loose)
        if sum(is_figure(s.text) for _, s in every[col]) * 2 < len(every[col])
    }


def _columns_of(segment: Segment, columns: Sequence[Column]) -> list[int]:
    return [c for c, column in enumerate(columns) if _is_over(column, segment)]


def _is_over(column: Column, segment: Segment) -> bool:
    return column.overlap(segment.box.x0, segment.box.x1) > 0


def _rows(
    lines: Sequence[Line],
    anchors: Sequence[int],
    homes: Mapping[int, Sequence[tuple[_Piece, int | None]]],
) -> tuple[tuple[Line, ...], ...]:
    """The rows: of figures with their words, and of what belongs to no row of figures."""
    moved = {id(segment) for column in homes.values() for (_, segment), _ in column}
    rows: dict[tuple[int, int], list[Line]] = {}
    for i, line in enumerate(lines):
        rest = tuple(s for s in line.segments if id(s) not in moved)
        if rest:
            rows[i, 1] = [Line(rest)]
    for column in homes.values():
        run = None
        for (i, segment), row in column:
            if row is None:
                run = (i, 0) if run is None else run
                rows.setdefault(run, []).append(Line((segment,)))
            else:
                run = None
                rows.setdefault((anchors[row], 1), []).append(Line((segment,)))
    return tuple(tuple(sorted(rows[k], key=lambda x: x.cy)) for k in sorted(rows))
