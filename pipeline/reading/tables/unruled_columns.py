"""Columns that white space draws: the columns that figures and the names beside them fill."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipeline.reading.page.char import Char
from pipeline.reading.page.geometry import Rule
from pipeline.reading.page.lines import Line, Segment
from pipeline.reading.page.spread_words import is_ideograph
from pipeline.reading.tables.figure_texts import is_figure
from pipeline.reading.tables.header_leaves import leaves_of
from pipeline.reading.tables.touching_texts import odd_gap
from pipeline.reading.tables.unruled_headers import Header, header_texts_of
from pipeline.reading.tolerances import TOLERANCES

_T = TOLERANCES.unruled_tables

_DIGITS = frozenset("0123456789０１２３４５６７８９.,．，")

_BEYOND = 1e6
"""Points; further than anything on a page."""


@dataclass(frozen=True)
class Column:
    """A column: its left and right edge."""

    left: float
    right: float

    @property
    def middle(self) -> float:
        return (self.left + self.right) / 2

    def overlap(self, left: float, right: float) -> float:
        return min(self.right, right) - max(self.left, left)


def columns_of(rows: Sequence[Sequence[Line]]) -> tuple[list[Column], bool]:
    """Columns of rows (each a line of figures with its half lines); do all full rows agree?"""
    fields = [_merged([s for line in row for s in line.segments]) for row in rows]
    counts = Counter(len(row) for row in fields)
    usual = max(counts, key=lambda n: (counts[n], n))
    full = [row for row in fields if len(row) == usual]
    columns = _joined(f for row in full for f in row)
    sure = len(columns) == usual
    if not sure:
        columns = _by_votes(full)
    for row in rows:
        segments = [s for line in row for s in line.segments]
        for segment in segments:
            box = segment.box
            if any(s.overlap(box.x0, box.x1) > 0 for s in columns) or not is_figure(segment.text):
                continue
            if not _is_beside_free(segment, segments, columns):
                columns = sorted([*columns, Column(box.x0, box.x1)], key=lambda s: s.left)
    return columns, sure


def _is_beside_free(segment: Segment, row: Sequence[Segment], columns: Sequence[Column]) -> bool:
    """Is a text outside of the columns next to one that its row leaves free, set aside there?"""
    box = segment.box
    right = next((c for c in columns if c.left >= box.x1), None)
    if right is None or right.left - box.x1 > _T.set_aside * segment.size:
        return False
    return not any(right.overlap(s.box.x0, s.box.x1) > 0 for s in row)


def _merged(segments: Sequence[Segment]) -> list[Column]:
    return _joined(Column(s.box.x0, s.box.x1) for s in segments)


def _joined(columns: Iterable[Column]) -> list[Column]:
    """Columns that overlap, together."""
    out: list[Column] = []
    for column in sorted(columns, key=lambda s: s.left):
        if out and column.left < out[-1].right:
            out[-1] = Column(out[-1].left, max(out[-1].right, column.right))
        else:
            out.append(column)
    return out


def _by_votes(rows: Sequence[Sequence[Column]]) -> list[Column]:
    """Columns that most rows fill: gutters may be crossed by one row in ten."""
    left = min(row[0].left for row in rows)
    right = max(row[-1].right for row in rows)
    votes = [0] * (int(right - left) + 2)
    for row in rows:
        for column in row:
            for i in range(int(column.left - left), int(column.right - left) + 1):
                votes[i] += 1
    few = len(rows) // _T.crossed_gutter
    out: list[Column] = []
    begin: int | None = None
    for i, count in enumerate([*votes, 0]):
        if count > few and begin is None:
            begin = i
        elif count <= few and begin is not None:
            out.append(Column(left + begin, left + i))
            begin = None
    return out


def with_header_only(columns: list[Column], header: Sequence[Line]) -> list[Column]:
    """Add columns for header texts that have nothing below them in any row."""
    found = leaves_of(header_texts_of(header), [(c.left, c.right) for c in columns])
    leaves = [Column(s.box.x0, s.box.x1) for s in found]
    if len(leaves) <= len(columns):
        return columns
    out = list(columns)
    for leaf in _unmatched(leaves, columns):
        clear = not any(s.overlap(leaf.left, leaf.right) > -_T.header_clear for s in out)
        if clear and _wide_gap(out, leaf):
            out = sorted([*out, leaf], key=lambda s: s.left)
    return out


def _unmatched(leaves: Sequence[Column], columns: Sequence[Column]) -> list[Column]:
    """Header texts left over when each column has taken, in order, the one that fits it best."""
    far = float("inf")
    rows, cols = len(leaves), len(columns)
    # best[i][j]: least sum of distances when the first j columns took from the first i texts.
    best = [[0.0] + [far] * cols for _ in range(rows + 1)]
    for i in range(1, rows + 1):
        for j in range(1, min(i, cols) + 1):
            taken = best[i - 1][j - 1] + abs(leaves[i - 1].middle - columns[j - 1].middle)
            best[i][j] = min(best[i - 1][j], taken)
    left, j = [], cols
    for i in range(rows, 0, -1):
        if j and best[i][j] < best[i - 1][j]:
            j -= 1
        else:
            left.append(leaves[i - 1])
    return left


def _wide_gap(columns: Sequence[Column], text: Column) -> bool:
    """Is there room for a column of its own (not a header that straddles two columns)?"""
    left = max((s.right for s in columns if s.right <= text.left + _T.header_clear), default=None)
    right = min((s.left for s in columns if s.left >= text.right - _T.header_clear), default=None)
    if left is None or right is None:
        return True
    return right - left > _T.header_room * (text.right - text.left)


def zones(columns: Sequence[Column]) -> list[Column]:
    """Columns widened to the middle of the gutters between them."""
    edges = [
        columns[0].left - _BEYOND,
        *((a.right + b.left) / 2 for a, b in itertools.pairwise(columns)),
        columns[-1].right + _BEYOND,
    ]
    return [Column(a, b) for a, b in itertools.pairwise(edges)]


def with_headings(columns: Sequence[Column], header: Header) -> list[Column]:
    """Columns as wide as what they hold and what is above them, where that does not clash."""
    out = list(columns)
    if not header.sure:
        return out
    for heading in header.headings:
        col = heading.first
        if heading.last > col:
            continue
        left = max([out[col - 1].right] if col else [-_BEYOND])
        right = min([out[col + 1].left] if col + 1 < len(out) else [_BEYOND])
        box = heading.header_text.box
        out[col] = Column(
            min(out[col].left, max(box.x0, left)), max(out[col].right, min(box.x1, right))
        )
    return out


def cut_at_walls(lines: Sequence[Line], walls: Sequence[Rule]) -> list[Line]:
    """Lines whose segments end at the vertical rules at their height."""
    if not walls:
        return list(lines)
    out = []
    for line in lines:
        segments: list[Segment] = []
        here = [r.at for r in walls if r.start <= line.cy <= r.end]
        for segment in line.segments:
            groups: dict[int, list[Char]] = {}
            for char in segment.chars:
                groups.setdefault(sum(char.cx > wall for wall in here), []).append(char)
            segments += [
                Segment(tuple(part)) for part in groups.values() if any(c.text != " " for c in part)
            ]
        out.append(Line(tuple(segments)))
    return out


def cut_at_gutters(line: Line, columns: Sequence[Column]) -> Line:
    """Part texts that are so close that they look like one, where a gutter runs between."""
    gutters = [(a.right + b.left) / 2 for a, b in itertools.pairwise(columns)]
    out: list[Segment] = []
    for segment in line.segments:
        rest = sorted((c for c in segment.chars if c.text != " "), key=lambda c: c.x0)
        for gutter, (a, b) in zip(gutters, itertools.pairwise(columns), strict=True):
            cut = _gap_near(rest, gutter) or _figure_behind_name(rest, a, b, line)
            if cut:
                out.append(Segment(tuple(rest[:cut])))
                rest = rest[cut:]
        out.append(Segment(tuple(rest)) if len(rest) < len(segment.chars) else segment)
    return Line(tuple(out))


def parted_at_gutters(lines: Sequence[Line], columns: Sequence[Column]) -> list[Line]:
    """Header lines, parted where texts of neighbouring columns nearly touch.

    Header texts are often wider than the figures below them, so they part anywhere between the
    figures of two columns. A text over other header texts stays whole: it is their parent.
    """
    out = []
    for i, line in enumerate(lines):
        below = [s.box for other in lines[i + 1 :] for s in other.segments]
        segments: list[Segment] = []
        for segment in line.segments:
            box = segment.box
            children = sum(b.x0 < box.x1 and box.x0 < b.x1 for b in below)
            segments += [segment] if children > 1 else _at_gutters(segment, columns)
        out.append(Line(tuple(segments)))
    return out


def _at_gutters(segment: Segment, columns: Sequence[Column]) -> list[Segment]:
    rest = sorted((c for c in segment.chars if c.text != " "), key=lambda c: c.x0)
    out: list[Segment] = []
    for a, b in itertools.pairwise(columns):
        cut = _gap_between(rest, a, b)
        if cut:
            out.append(Segment(tuple(rest[:cut])))
            rest = rest[cut:]
    return [*out, Segment(tuple(rest))] if out else [segment]


def _gap_between(chars: Sequence[Char], a: Column, b: Column) -> int:
    """Index of the glyph after the widest gap between the figures of two columns; 0 for none."""
    if not chars or chars[0].x0 >= a.right or chars[-1].x1 <= b.left:
        return 0
    between = [
        (right.x0 - left.x1, i)
        for i, (left, right) in enumerate(itertools.pairwise(chars), 1)
        if right.x0 > a.right - _T.gutter_reach * right.size
        and left.x1 < b.left + _T.gutter_reach * left.size
        and not (_is_latin(left) and _is_latin(right))
    ]
    size = chars[0].size
    wide = [(gap, i) for gap, i in between if gap >= _T.gutter_gap * size]
    return max(wide)[1] if wide else odd_gap(chars, between, size)


def _is_latin(char: Char) -> bool:
    """Between two words of Latin letters there is a blank anyway."""
    return char.text.isascii() and char.text.isalpha()


def _figure_behind_name(chars: Sequence[Char], a: Column, b: Column, row: Line) -> int:
    """Index of the first digit of a figure of column `b` that a name of column `a` runs up to.

    It is set as the figures of its column are: within it, at one of its edges or in its middle. 0
    where the text is no name, or ends with the number of a note.
    """
    cut = len(chars)
    while cut and chars[cut - 1].text in _DIGITS:
        cut -= 1
    if not _T.name_before_figure <= cut < len(chars) or chars[0].x0 >= a.right:
        return 0
    if not all(is_ideograph(c) for c in chars[cut - _T.name_before_figure : cut]):
        return 0
    left, right, near = chars[cut].x0, chars[-1].x1, _T.gutter_reach * chars[0].size
    if left < b.left - _T.column_overlap or right > b.right + _T.column_overlap:
        return 0
    aside = min(left - b.left, b.right - right, abs(left + right - b.left - b.right) / 2)
    free = sum(b.overlap(s.box.x0, s.box.x1) > 0 for s in row.segments) < 2
    return cut if aside < near and free else 0


def _gap_near(chars: Sequence[Char], gutter: float) -> int:
    """Index of the glyph after the widest gap near the gutter; 0 where there is none.

    In a text with wide spacing a gap is wider than the others, or it is none.
    """
    gaps = sorted(b.x0 - a.x1 for a, b in itertools.pairwise(chars))
    spacing = max(0.0, gaps[len(gaps) // 2]) if gaps else 0.0
    best, at = 0.0, 0
    for i in range(1, len(chars)):
        left, right = chars[i - 1].x1, chars[i].x0
        size = chars[i].size
        reach = _T.gutter_reach * size
        if left - reach <= gutter <= right + reach and right - left > best:
            best, at = right - left, i
    return at if at and best - spacing >= _T.gutter_gap * chars[at].size else 0
