"""Lines into the cells of a table part, once its columns are known."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence

from pipeline.model.message import Message
from pipeline.model.place import Box
from pipeline.reading.page.char import Char
from pipeline.reading.page.lines import Line, Segment, union
from pipeline.reading.tables.figure_texts import is_figure
from pipeline.reading.tables.part import PartCell
from pipeline.reading.tables.row_headings import headings_in
from pipeline.reading.tables.unruled_columns import Column, with_headings, zones
from pipeline.reading.tables.unruled_headers import Header
from pipeline.reading.tables.unruled_rows import (
    bands_of,
    gaps,
    half_line,
    is_anchor,
    is_labelled,
    is_section_heading,
    pitch_of,
)
from pipeline.reading.tables.wrapped_rows import wrapped_rows
from pipeline.reading.tolerances import TOLERANCES

_T = TOLERANCES.unruled_tables
_SMALL = TOLERANCES.cell_texts.small_mark


class PartBuilder:
    """Puts lines into the cells of a part, header first."""

    def __init__(
        self,
        page: int,
        box: Box,
        columns: Sequence[Column],
        floors: Sequence[float],
        header: Header,
    ) -> None:
        self.page = page
        self.box = box
        self.columns = columns
        self.floors = sorted(floors)
        self.texts = header
        self.zones = zones(with_headings(columns, header))
        self.rows = 0
        self.sure = True
        self.cells: list[PartCell] = []
        self.xs = (box.x0, *(z.right for z in self.zones[:-1]), box.x1)

    def header(self, lower: float) -> None:
        """Cells of the header, parents above leaves."""
        depth = self.texts.depth
        top = self.box.top
        covered: set[tuple[int, int]] = set()
        texts: dict[tuple[int, int, int], list[Segment]] = {}
        for heading in self.texts.headings:
            texts.setdefault((heading.level, heading.first, heading.last), []).extend(
                heading.header_text.segments
            )
        for (level, first, last), segments in texts.items():
            parent = any(
                x.level > level and first <= x.first and x.last <= last for x in self.texts.headings
            )
            height = 1 if parent else depth - level
            box = Box(self.xs[first], top, self.xs[last + 1], lower)
            chars = tuple(c for s in segments for c in s.chars)
            self._add(level, first, height, last - first + 1, self._trimmed(box, chars), chars)
            covered |= {
                (r, c) for r in range(level, level + height) for c in range(first, last + 1)
            }
        for row in range(depth):
            for col in range(len(self.columns)):
                if (row, col) not in covered:
                    box = Box(self.xs[col], top, self.xs[col + 1], lower)
                    self._add(row, col, 1, 1, box, ())
        self.rows = depth

    def _trimmed(self, box: Box, chars: Sequence[Char]) -> Box:
        """The part of the header's column that holds the text."""
        top = min((c.top for c in chars), default=box.top)
        bottom = max((c.bottom for c in chars), default=box.bottom)
        return Box(box.x0, top, box.x1, bottom)

    def body(self, lines: Sequence[Line], top: float) -> None:
        """One row an anchor; lines of words go to the row that they are nearest to."""
        rows = bands_of(lines, self.floors) or self._by_height(lines) or self._rows_of(lines)
        middles = [union(line.box for line in row) for row in rows]
        edges = [top]
        for above, below in itertools.pairwise(middles):
            edges.append(self._floor_between(above, below))
        edges.append(max(self.box.bottom, middles[-1].bottom))
        for row, middle, start, end in zip(rows, middles, edges, edges[1:], strict=False):
            # Texts of a header may reach below the first row: its place is where its own are.
            inside = start < (middle.top + middle.bottom) / 2 < end
            self._row(row, *((start, end) if inside else (middle.top, middle.bottom)))

    def _by_height(self, lines: Sequence[Line]) -> list[list[Line]] | None:
        """Rows with words over several lines, by the heights of their figures."""
        found = wrapped_rows(lines, self.columns)
        if found is None:
            return None
        self.sure = self.sure and found.sure
        return [list(row) for row in found.rows] or None

    def _rows_of(self, lines: Sequence[Line]) -> list[list[Line]]:
        """Lines by row: each line of figures with the words that belong to it."""
        anchors = [i for i, line in enumerate(lines) if is_anchor(line)]
        rows: dict[int, list[Line]] = {i: [lines[i]] for i in anchors}
        pitch = pitch_of([lines[i] for i in anchors])
        owner = {i: i for i in anchors}
        loose = [i for i in range(len(lines)) if i not in owner]
        for i in loose:
            halves = [a for a in anchors if half_line(lines[i], lines[a])]
            if halves and self._same_band(lines[halves[0]], lines[i]):
                owner[i] = min(halves, key=lambda a: abs(lines[a].cy - lines[i].cy))
        owner.update((i, i) for i in headings_in(lines))
        for i in sorted(loose, key=lambda i: min(gaps(lines, i))):
            if i not in owner:
                owner[i] = self._row_for(lines, i, owner, pitch)
        for i in loose:
            rows.setdefault(owner[i], []).append(lines[i])
        return [sorted(rows[i], key=lambda x: x.cy) for i in sorted(rows)]

    def _row_for(
        self, lines: Sequence[Line], i: int, owner: Mapping[int, int], pitch: float
    ) -> int:
        """The row that words without figures go to: that of the nearer neighbour, or their own."""
        line = lines[i]
        if len(line.segments) > 1 or is_figure(line.text):
            return i
        if is_section_heading(line) or is_labelled(line):
            return i
        above, below = gaps(lines, i)
        if i == 0 and below > _T.cut_rest * line.size:
            return i  # the rest of a row that the page break cut
        ways = [(above, i - 1), (below, i + 1)]
        for gap, k in sorted(w for w in ways if w[1] in owner):
            label = self._is_label(line) and gap > _T.label_gap * line.size
            near = gap < _T.near_row * pitch - line.size
            if near and not label and self._same_band(lines[k], line):
                return owner[k]
        return i

    def _is_label(self, line: Line) -> bool:
        """Does the line stand outside of the column of names (a total: '合计: 19342')?"""
        return any(ch.isdigit() for ch in line.text) or len(self._columns(line.segments[0])) > 1

    def _same_band(self, a: Line, b: Line) -> bool:
        return not any(min(a.cy, b.cy) < y < max(a.cy, b.cy) for y in self.floors)

    def _floor_between(self, above: Box, below: Box) -> float:
        between = [y for y in self.floors if above.bottom - 2 <= y <= below.top + 2]
        return between[0] if between else (above.bottom + below.top) / 2

    def _columns(self, segment: Segment) -> list[int]:
        box = segment.box
        overlaps = [column.overlap(box.x0, box.x1) for column in self.columns]
        over = [i for i, overlap in enumerate(overlaps) if overlap > _T.column_overlap]
        if over:
            return over
        shares = [z.overlap(box.x0, box.x1) for z in self.zones]
        return [max(range(len(shares)), key=lambda i: shares[i])]

    def _row(self, lines: Sequence[Line], top: float, bottom: float) -> None:
        content: dict[int, list[Segment]] = {}
        spans: dict[int, int] = {}
        doubts: dict[int, str] = {}
        for line in lines:
            for segment in line.segments:
                over = self._columns(segment)
                first = over[0]
                held = content.get(first, [])
                before = [s for s in held if s.size >= _SMALL * segment.size]
                small = any(segment.size < _SMALL * s.size for s in held)
                if any(is_figure(s.text) for s in before) and is_figure(segment.text) and not small:
                    doubts[first] = Message("two_figures")
                content.setdefault(first, []).append(segment)
                if len(over) > 1:
                    spans[first] = max(spans.get(first, 1), over[-1] - first + 1)
                    if is_figure(segment.text):
                        doubts[first] = Message("figure_over_columns")
        self._place(content, spans, doubts, top, bottom)

    def _place(
        self,
        content: dict[int, list[Segment]],
        spans: dict[int, int],
        doubts: dict[int, str],
        top: float,
        bottom: float,
    ) -> None:
        col = 0
        while col < len(self.columns):
            span = spans.get(col, 1)
            # A text over columns that hold their own text spans nothing: it only runs wide.
            while span > 1 and any(col + k in content for k in range(1, span)):
                span -= 1
            box = Box(self.xs[col], top, self.xs[col + span], bottom)
            chars = tuple(c for s in content.get(col, []) for c in s.chars)
            self._add(self.rows, col, 1, span, box, chars, doubts.get(col, ""))
            col += span
        self.rows += 1

    def _add(
        self, row: int, col: int, rows: int, cols: int, box: Box,
        chars: Sequence[Char], doubt: str = "",
    ) -> None:  # fmt: skip
        self.cells.append(PartCell(row, col, rows, cols, box, tuple(chars), doubt))
