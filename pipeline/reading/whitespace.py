"""Tables that white space draws: columns and rows from where the figures stand.

Rows are anchored by lines that hold figures; columns are the strips that those figures and the
names beside them fill. Rules that exist help (as walls between columns, floors between rows) but
none is needed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from pipeline.reading.lines import Line, Segment, lines_of, resegmented, union
from pipeline.reading.model import Box
from pipeline.reading.parts import Part, PartCell, is_figure, is_mark, speaks_of_unit
from pipeline.reading.source import Char, Rule
from pipeline.reading.stacks import Header, follows, header_of, leaves_of, stacks_of

_HEADER_GAP = 0.6
"""A gap wider than this many font sizes parts two header texts, which stand closer than figures."""

_NEAR = 1.3
"""A line of words this many row pitches from a row of figures may still belong to the table."""


@dataclass(frozen=True)
class Strip:
    """A column: its left and right edge."""

    left: float
    right: float

    def overlap(self, left: float, right: float) -> float:
        return min(self.right, right) - max(self.left, left)


def is_anchor(line: Line) -> bool:
    """Does the line look like a row of a table: figures beside each other, or beside a name?"""
    figures = sum(is_figure(s.text) for s in line.segments)
    marks = sum(is_mark(s.text) for s in line.segments)
    told = figures >= 1 or marks >= 2
    return len(line.segments) >= 2 and told and figures + marks >= len(line.segments) / 2


def part_from_lines(
    chars: Sequence[Char],
    page: int,
    walls: Sequence[float] = (),
    floors: Sequence[float] = (),
    box: Box | None = None,
) -> Part | None:
    """The table that `chars` form; None where no two lines of figures stand below each other.

    Args:
        chars: all glyphs of the table, header included, nothing else.
        walls, floors: positions of vertical and horizontal rules inside.
        box: outline of the table, where rules draw it.
    """
    lines = _cut_at_walls(lines_of(chars), walls)
    anchors = [line for line in lines if is_anchor(line)]
    if not anchors:
        return None
    begin = _first_of_row(lines, lines.index(anchors[0]))
    groups = [[a, *(x for x in lines[begin:] if half_line(x, a))] for a in anchors]
    strips, sure = _strips(groups)
    if len(strips) < 2:
        return None
    box = box or union(line.box for line in lines)
    first = _first_of_row(lines, lines.index(anchors[0]))
    first = _end_of_header(lines, first, floors)
    header_edge = _lower_edge_of_header(lines[:first], lines[first], floors)
    lines[:first] = [resegmented(line, _HEADER_GAP) for line in lines[:first]]
    strips = _with_header_only(strips, lines[:first])
    lines = [_cut_at_gutters(line, strips) for line in lines]
    header = header_of(lines[:first], [(s.left, s.right) for s in strips])
    builder = _Builder(page, box, strips, floors, header)
    builder.header(header_edge)
    builder.body(lines[first:], header_edge)
    return Part(
        page=page, box=box, xs=builder.xs, rows=builder.rows, header_rows=header.depth,
        cells=tuple(builder.cells), method="rules" if floors or walls else "whitespace",
        confidence=0.95 if sure and (header.sure or not header.depth) else 0.6,
        doubts=tuple(_doubts(sure, header)),
    )  # fmt: skip


def _doubts(sure: bool, header: Header) -> list[str]:
    out = []
    if not sure:
        out.append("columns are told apart by white space alone and touch in places")
    if header.depth and not header.sure:
        out.append("not every column stands clearly under one header text")
    return out


def _cut_at_walls(lines: Sequence[Line], walls: Sequence[float]) -> list[Line]:
    """Lines whose segments end at vertical rules."""
    if not walls:
        return list(lines)
    out = []
    for line in lines:
        segments: list[Segment] = []
        for segment in line.segments:
            groups: dict[int, list[Char]] = {}
            for char in segment.chars:
                groups.setdefault(sum(char.cx > wall for wall in walls), []).append(char)
            segments += [
                Segment(tuple(part))
                for part in groups.values()
                if any(c.text != " " for c in part)
            ]
        out.append(Line(tuple(segments)))
    return out


def half_line(line: Line, row: Line) -> bool:
    """Is `line` a half of words wrapped around the height of `row`'s figures?

    Words over two lines stand half a line above and half a line below the figures beside them.
    """
    if line is row or is_anchor(line) or abs(line.cy - row.cy) >= 0.95 * row.size:
        return False
    if any(is_figure(s.text) for s in line.segments):
        return False
    return not any(
        s.box.x0 < r.box.x1 and r.box.x0 < s.box.x1 for s in line.segments for r in row.segments
    )


def _first_of_row(lines: Sequence[Line], anchor: int) -> int:
    """Index of the first line of the row whose figures stand on line `anchor`."""
    first = anchor
    while first and half_line(lines[first - 1], lines[anchor]):
        if _ends_header_text(lines, first - 1):
            break
        first -= 1
    return first


def _ends_header_text(lines: Sequence[Line], i: int) -> bool:
    """Is line `i` the last line of a wrapped header text, set close above the first row?"""
    above = [s for line in lines[max(0, i - 2) : i] for s in line.segments]
    return any(follows(a, s) for a in above for s in lines[i].segments)


def _strips(rows: Sequence[Sequence[Line]]) -> tuple[list[Strip], bool]:
    """Columns of rows (each a line of figures with its half lines); do all full rows agree?"""
    fields = [_merged([s for line in row for s in line.segments]) for row in rows]
    counts = Counter(len(row) for row in fields)
    usual = max(counts, key=lambda n: (counts[n], n))
    full = [row for row in fields if len(row) == usual]
    strips = _joined(f for row in full for f in row)
    sure = len(strips) == usual
    if not sure:
        strips = _by_votes(full)
    for row in rows:
        for segment in row[0].segments:
            box = segment.box
            if not any(s.overlap(box.x0, box.x1) > 0 for s in strips) and is_figure(segment.text):
                strips = sorted([*strips, Strip(box.x0, box.x1)], key=lambda s: s.left)
    return strips, sure


def _merged(segments: Sequence[Segment]) -> list[Strip]:
    return _joined(Strip(s.box.x0, s.box.x1) for s in segments)


def _joined(strips: Iterable[Strip]) -> list[Strip]:
    """Strips that overlap, together."""
    out: list[Strip] = []
    for strip in sorted(strips, key=lambda s: s.left):
        if out and strip.left < out[-1].right:
            out[-1] = Strip(out[-1].left, max(out[-1].right, strip.right))
        else:
            out.append(strip)
    return out


def _by_votes(rows: Sequence[Sequence[Strip]]) -> list[Strip]:
    """Strips that most rows fill: gutters may be crossed by one row in ten."""
    left = min(row[0].left for row in rows)
    right = max(row[-1].right for row in rows)
    votes = [0] * (int(right - left) + 2)
    for row in rows:
        for strip in row:
            for i in range(int(strip.left - left), int(strip.right - left) + 1):
                votes[i] += 1
    few = len(rows) // 10
    out: list[Strip] = []
    begin: int | None = None
    for i, count in enumerate([*votes, 0]):
        if count > few and begin is None:
            begin = i
        elif count <= few and begin is not None:
            out.append(Strip(left + begin, left + i))
            begin = None
    return out


def _with_header_only(strips: list[Strip], header: Sequence[Line]) -> list[Strip]:
    """Add columns for header texts that have nothing below them in any row."""
    leaves = leaves_of(stacks_of(header))
    if len(leaves) <= len(strips):
        return strips
    out = list(strips)
    for leaf in leaves:
        own = Strip(leaf.box.x0, leaf.box.x1)
        clear = not any(s.overlap(own.left, own.right) > -2 for s in strips)
        if clear and _wide_gap(out, own):
            out = sorted([*out, own], key=lambda s: s.left)
    return out


def _cut_at_gutters(line: Line, strips: Sequence[Strip]) -> Line:
    """Part texts that stand so close that they look like one, where a gutter runs between."""
    gutters = [(a.right + b.left) / 2 for a, b in zip(strips, strips[1:], strict=False)]
    out: list[Segment] = []
    for segment in line.segments:
        rest = sorted((c for c in segment.chars if c.text != " "), key=lambda c: c.x0)
        for gutter in gutters:
            cut = _gap_near(rest, gutter)
            if cut:
                out.append(Segment(tuple(rest[:cut])))
                rest = rest[cut:]
        out.append(Segment(tuple(rest)) if len(rest) < len(segment.chars) else segment)
    return Line(tuple(out))


def _gap_near(chars: Sequence[Char], gutter: float) -> int:
    """Index of the glyph after the widest gap near the gutter; 0 where there is none."""
    best, at = 0.0, 0
    for i in range(1, len(chars)):
        left, right = chars[i - 1].x1, chars[i].x0
        size = chars[i].size
        if left - 0.6 * size <= gutter <= right + 0.6 * size and right - left > best:
            best, at = right - left, i
    return at if at and best >= 0.25 * chars[at].size else 0


def _wide_gap(strips: Sequence[Strip], text: Strip) -> bool:
    """Is there room for a column of its own (not a header that straddles two columns)?"""
    left = max((s.right for s in strips if s.right <= text.left + 2), default=None)
    right = min((s.left for s in strips if s.left >= text.right - 2), default=None)
    if left is None or right is None:
        return True
    return right - left > 1.6 * (text.right - text.left)


def _zones(strips: Sequence[Strip]) -> list[Strip]:
    """Columns widened to the middle of the gutters between them."""
    edges = [
        strips[0].left - 1000,
        *((a.right + b.left) / 2 for a, b in zip(strips, strips[1:], strict=False)),
        strips[-1].right + 1000,
    ]
    return [Strip(a, b) for a, b in zip(edges, edges[1:], strict=False)]


def _end_of_header(lines: Sequence[Line], first: int, floors: Sequence[float]) -> int:
    """Index of the first line of the body, which may be the rest of a row cut by a page break."""
    below = [y for y in floors if first and y > lines[0].cy]
    end = first
    while end > 1 and len(lines[end - 1].segments) == 1:
        line, above = lines[end - 1], lines[end - 2]
        apart = line.box.top - above.box.bottom > 0.6 * line.size
        if not (line.cy > below[0] if below else apart):
            break
        end -= 1
    return end


def _lower_edge_of_header(
    header: Sequence[Line], body: Line, floors: Sequence[float]
) -> float:
    """Height at which the body begins: the last rule above its first line, else half-way."""
    above = max((line.box.bottom for line in header), default=None)
    if above is None:
        return body.box.top - 1
    between = [y for y in floors if header[0].box.top <= y <= body.box.top + 1]
    return max(between) if between else (above + body.box.top) / 2


def _with_headings(strips: Sequence[Strip], header: Header) -> list[Strip]:
    """Columns as wide as what they hold and what stands above them, where that does not clash."""
    out = list(strips)
    if not header.sure:
        return out
    for heading in header.headings:
        col = heading.first
        if heading.last > col:
            continue
        left = max([out[col - 1].right] if col else [-1e6])
        right = min([out[col + 1].left] if col + 1 < len(out) else [1e6])
        box = heading.stack.box
        out[col] = Strip(
            min(out[col].left, max(box.x0, left)), max(out[col].right, min(box.x1, right))
        )
    return out


class _Builder:
    """Puts lines into the cells of a part, header first."""

    def __init__(
        self,
        page: int,
        box: Box,
        strips: Sequence[Strip],
        floors: Sequence[float],
        header: Header,
    ) -> None:
        self.page = page
        self.box = box
        self.strips = strips
        self.floors = sorted(floors)
        self.texts = header
        self.zones = _zones(_with_headings(strips, header))
        self.rows = 0
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
                heading.stack.segments
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
            for col in range(len(self.strips)):
                if (row, col) not in covered:
                    box = Box(self.xs[col], top, self.xs[col + 1], lower)
                    self._add(row, col, 1, 1, box, ())
        self.rows = depth

    def _trimmed(self, box: Box, chars: Sequence[Char]) -> Box:
        """The part of the header's strip in which the text stands."""
        top = min((c.top for c in chars), default=box.top)
        bottom = max((c.bottom for c in chars), default=box.bottom)
        return Box(box.x0, top, box.x1, bottom)

    def body(self, lines: Sequence[Line], top: float) -> None:
        """One row an anchor; lines of words go to the row that they stand nearest to."""
        rows = self._rows_of(lines)
        middles = [union(line.box for line in row) for row in rows]
        edges = [top]
        for above, below in zip(middles, middles[1:], strict=False):
            edges.append(self._floor_between(above, below))
        edges.append(max(self.box.bottom, middles[-1].bottom))
        for row, start, end in zip(rows, edges, edges[1:], strict=False):
            self._row(row, start, end)

    def _rows_of(self, lines: Sequence[Line]) -> list[list[Line]]:
        """Lines by row: each line of figures with the words that belong to it."""
        anchors = [i for i, line in enumerate(lines) if is_anchor(line)]
        rows: dict[int, list[Line]] = {i: [lines[i]] for i in anchors}
        pitch = _pitch([lines[i] for i in anchors])
        owner = {i: i for i in anchors}
        loose = [i for i in range(len(lines)) if i not in owner]
        for i in loose:
            halves = [a for a in anchors if half_line(lines[i], lines[a])]
            if halves and self._same_band(lines[halves[0]], lines[i]):
                owner[i] = min(halves, key=lambda a: abs(lines[a].cy - lines[i].cy))
        for i in sorted(loose, key=lambda i: min(_gaps(lines, i))):
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
        above, below = _gaps(lines, i)
        ways = [(above, i - 1), (below, i + 1)]
        for gap, k in sorted(w for w in ways if w[1] in owner):
            label = self._is_label(line) and gap > 0.5 * line.size
            if gap < _NEAR * pitch - line.size and not label and self._same_band(lines[k], line):
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
        over = [i for i, s in enumerate(self.strips) if s.overlap(box.x0, box.x1) > 0.5]
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
                if any(is_figure(s.text) for s in content.get(first, [])) and is_figure(segment.text):
                    doubts[first] = "two figures stand in one column"
                content.setdefault(first, []).append(segment)
                if len(over) > 1:
                    spans[first] = max(spans.get(first, 1), over[-1] - first + 1)
                    if is_figure(segment.text):
                        doubts[first] = "the figure reaches over two columns"
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
        while col < len(self.strips):
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
        """Add a cell; its box is drawn in so far that it holds its own glyphs and no others."""
        self.cells.append(PartCell(row, col, rows, cols, box, tuple(chars), doubt))


def _gaps(lines: Sequence[Line], i: int) -> tuple[float, float]:
    """White space above and below a line, in points; large at the ends."""
    box = lines[i].box
    above = box.top - lines[i - 1].box.bottom if i else 1e6
    below = lines[i + 1].box.top - box.bottom if i + 1 < len(lines) else 1e6
    return above, below


def _pitch(anchors: Sequence[Line]) -> float:
    """Usual distance from row to row."""
    gaps = sorted(b.cy - a.cy for a, b in zip(anchors, anchors[1:], strict=False))
    return gaps[len(gaps) // 2] if gaps else 2 * anchors[0].size


def find_runs(lines: Sequence[Line], rules: Sequence[Rule] = ()) -> list[tuple[int, int]]:
    """Stretches of a page's lines that form tables without a grid: (first, last + 1) indices.

    A stretch starts with the header above the first row of figures and ends with the last line
    that still stands in its columns.
    """
    out: list[tuple[int, int]] = []
    i = 0
    while i < len(lines):
        if not is_anchor(lines[i]):
            i += 1
            continue
        end = _end_of_run(lines, i)
        row = _first_of_row(lines, i)
        pitch = _pitch([line for line in lines[i:end] if is_anchor(line)])
        start = _start_of_header(lines, row, lines[i], pitch, out[-1][1] if out else 0, rules)
        alone = start == 0 and len(lines[i].segments) >= 3
        if _tabular(lines[i:end]) or _begins_table(lines[start:row], lines[i]) or alone:
            out.append((start, end))
        i = end
    return out


def _tabular(lines: Sequence[Line]) -> bool:
    """Enough rows of figures for a table: two of three columns, or four of two."""
    anchors = [line for line in lines if is_anchor(line)]
    wide = [line for line in anchors if len(line.segments) >= 3]
    return len(wide) >= 2 or len(anchors) >= 4


def _begins_table(header: Sequence[Line], row: Line) -> bool:
    """A header and a single row below it, as at the foot of a page?"""
    texts = [s for line in header for s in line.segments]
    return len(row.segments) >= 3 and len(texts) >= len(row.segments) - 1


def _end_of_run(lines: Sequence[Line], first: int) -> int:
    anchors = [lines[first]]
    end = first + 1
    for i in range(first + 1, len(lines)):
        line = lines[i]
        pitch = _pitch(anchors) if len(anchors) > 1 else 2.6 * line.size
        if line.cy - lines[i - 1].cy > 2.2 * pitch:
            break
        if is_anchor(line):
            if _other_columns(anchors, line):
                break
            anchors.append(line)
            end = i + 1
        elif any(half_line(line, near) for near in lines[i - 1 : i + 3] if is_anchor(near)):
            end = i + 1 if is_anchor(lines[i - 1]) else end
        elif not _belongs(lines, i, first, anchors, pitch):
            break
        elif _is_total(line):
            end = i + 1
    # Wrapped words below the last row of figures.
    while end < len(lines) and _wrapped(lines[end], lines[end - 1], anchors):
        end += 1
    return end


def _other_columns(anchors: Sequence[Line], line: Line) -> bool:
    """Does the line stand in other columns than the rows so far (another table)?"""
    if len(anchors) < 3:
        return False
    box = union(a.box for a in anchors)
    return line.box.x1 < box.x0 or line.box.x0 > box.x1


def _belongs(
    lines: Sequence[Line], i: int, first: int, anchors: Sequence[Line], pitch: float
) -> bool:
    """May a line without figures stand between two rows (a wrapped name, a total)?"""
    line = lines[i]
    if len(line.segments) > 1 or abs(line.size - anchors[-1].size) >= 1:
        return False
    if _is_total(line):
        return True
    figures = [s.box for a in anchors for s in a.segments if is_figure(s.text)]
    table = union(x.box for x in lines[_first_of_row(lines, first) : i])
    if line.box.x0 < table.x0 - 3 or any(b.x0 < line.box.x1 and line.box.x0 < b.x1 for b in figures):
        return False
    above = line.box.top - lines[i - 1].box.bottom
    below = lines[i + 1].box.top - line.box.bottom if i + 1 < len(lines) else above
    return min(above, below) < 0.5 * line.size or above < 1.5 * pitch - line.size


def _is_total(line: Line) -> bool:
    text = "".join(line.text.split())
    return text.startswith(("合计", "总计", "共计", "小计")) and any(c.isdigit() for c in text)


def _wrapped(line: Line, above: Line, anchors: Sequence[Line]) -> bool:
    names = [a.segments[1 if is_figure(a.segments[0].text) else 0].box for a in anchors if len(a.segments) > 1]
    if not names or len(line.segments) > 1 or is_figure(line.text):
        return False
    box = union(names)
    close = line.box.top - above.box.bottom < 0.4 * line.size
    short = line.box.width < 0.6 * box.width
    inside = line.box.x0 >= box.x0 - 3 and line.box.x1 <= box.x1 + 3
    return close and short and inside and abs(line.size - above.size) < 0.5


def _start_of_header(
    lines: Sequence[Line], first: int, row: Line, pitch: float, least: int, rules: Sequence[Rule]
) -> int:
    """First line of the header above line `first`, where the row of figures `row` begins."""
    wide = [r for r in rules if r.end - r.start > 0.7 * row.box.width]
    above = [r.at for r in wide if r.at < row.box.top + 1]
    start, top = first, lines[first].box.top
    while start > least:
        line = lines[start - 1]
        ruled = any(line.cy < y < top + 1 for y in above)
        enclosed = any(y < line.cy for y in above)
        reach = (3.0 if ruled and enclosed else 1.4) * row.size
        if start == first:
            reach = max(reach, 1.2 * (pitch - row.size))
        near = top - line.box.bottom <= reach
        if not near or not _header_like(line, row):
            break
        start -= 1
        top = min(top, line.box.top)
    return start


def _header_like(line: Line, row: Line) -> bool:
    """Does a line look like part of the header of a table with this row?"""
    if any(is_figure(s.text) for s in line.segments) or abs(line.size - row.size) > 1.6:
        return False
    if len(line.segments) == 1 and speaks_of_unit(line.text):
        return False
    words = line.text.split()
    several = len(words) >= 2 and max(len(w) for w in words) <= 10
    return len(line.segments) >= 2 or several or line.box.width < 0.3 * row.box.width
