"""Finds tables without a grid among the lines of a page."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

from pipeline.reading.page.geometry import Rule
from pipeline.reading.page.lines import Line, Segment, union
from pipeline.reading.tables.close_figures import parted_figures
from pipeline.reading.tables.figure_texts import has_unit, is_figure
from pipeline.reading.tables.row_groups import Stretch, with_joined_groups
from pipeline.reading.tables.row_headings import divides_rows
from pipeline.reading.tables.totals_apart import is_total_of
from pipeline.reading.tables.unruled_header_lines import heads_columns, start_of_header
from pipeline.reading.tables.unruled_rows import (
    first_of_row,
    half_line,
    is_anchor,
    is_section_heading,
    is_whole,
    pitch_of,
    whole_lines,
)
from pipeline.reading.tolerances import TOLERANCES

_T = TOLERANCES.unruled_tables


def unruled_stretches(lines: Sequence[Line], rules: Sequence[Rule] = ()) -> list[tuple[int, int]]:
    """Stretches of a page's lines that form tables without a grid: (first, last + 1) indices.

    A stretch starts with the header above the first row of figures and ends with the last line
    that is still in its columns.
    """
    lines = parted_figures(lines)
    out: list[Stretch] = []
    i, last_end = 0, 0
    while i < len(lines):
        if not is_anchor(lines[i]):
            i += 1
            continue
        figures, last = _whole_row(lines, i, rules)
        end = _end_of_run(lines, last, figures, rules)
        row = first_of_row(lines, i)
        pitch = pitch_of([line for line in lines[i:end] if is_anchor(line)])
        start = start_of_header(lines, row, figures, pitch, last_end, rules)
        if not last_end:
            start = _with_rest_of_row(lines, start, row, pitch)
        alone = start == 0 and len(figures.segments) >= _T.row_texts
        tabular = _tabular(lines[i:end]) and not _is_list(lines[start:row], lines[i:end])
        is_table = tabular or _begins_table(lines[start:row], figures) or alone
        out.append(Stretch(start, row, end, is_table))
        last_end = end if is_table else last_end
        i = end
    return [(x.start, x.end) for x in with_joined_groups(lines, out) if x.is_table]


def _with_rest_of_row(lines: Sequence[Line], start: int, row: int, pitch: float) -> int:
    """Where the rest of a row begins that the page break cut, above rows without a header.

    It is what stands above them: a few lines below the beginning of the names, no wider than
    they are.
    """
    above = lines[:start]
    if not above or len(above) > _T.rest_lines or row + 1 >= len(lines):
        return start
    texts = [[s for s in x.segments if not is_figure(s.text)] for x in lines[start : row + 1]]
    names = [found[0] for found in texts if found]
    if not names or any(len(line.segments) > 1 for line in lines[:row]):
        return start
    left, right = min(s.box.x0 for s in names), max(s.box.x1 for s in names)
    inside = all(
        abs(x.box.x0 - left) < _T.same_size
        and x.box.x1 <= right + _T.left_slack
        and abs(x.size - names[0].size) < _T.same_size
        for x in above
    )
    near = lines[start].box.top - above[-1].box.bottom < pitch - names[0].size
    return 0 if inside and near else start


def _tabular(lines: Sequence[Line]) -> bool:
    """Enough rows of figures for a table: two of three columns, or four of two."""
    anchors = [line for line in lines if is_anchor(line)]
    wide = [line for line in anchors if len(line.segments) >= _T.row_texts]
    return len(wide) >= _T.wide_rows or len(anchors) >= _T.narrow_rows


def _is_list(header: Sequence[Line], lines: Sequence[Line]) -> bool:
    """Are the lines those of a text, each figure with its unit and no header above?"""
    if sum(len(line.segments) for line in header) > 1:
        return False
    texts = [s.text for line in lines if is_anchor(line) for s in line.segments]
    return all(has_unit(text) for text in texts if is_figure(text))


def _begins_table(header: Sequence[Line], row: Line) -> bool:
    """A header and a single row below it, as at the foot of a page?"""
    texts = [s for line in header for s in line.segments]
    if len(row.segments) < _T.row_texts:
        return False
    apart = len(texts) >= len(row.segments) - 1
    return apart or any(heads_columns(line, row) for line in header)


def _whole_row(lines: Sequence[Line], first: int, rules: Sequence[Rule]) -> tuple[Line, int]:
    """The line that fills the most columns of the row that begins at `first`, and its last line.

    Between two rules, parts of figures too long for their cells are above and below that line.
    """
    line = lines[first]
    below = [r.at for r in rules if r.at > line.cy and r.end - r.start > line.box.width]
    band = [x for x in lines[first:] if below and x.cy < min(below)] or [line]
    whole = whole_lines(band)
    if band[-1].box.bottom - line.box.top > _T.band_lines * line.size or len(whole) > 1:
        return line, first
    return whole[0], first + len(band) - 1


def _end_of_run(lines: Sequence[Line], first: int, row: Line, rules: Sequence[Rule]) -> int:
    """Index behind the last line of the table whose first row `row` ends at line `first`."""
    anchors = [row]
    end = first + 1
    floors = [r.at for r in rules if r.end - r.start > _T.wide_rule * row.box.width]
    for i in range(first + 1, len(lines)):
        line = lines[i]
        pitch = pitch_of(anchors) if len(anchors) > 1 else _T.first_pitch * line.size
        gap = line.cy - lines[i - 1].cy
        if gap > _T.row_gap * pitch:
            if gap < _T.total_gap * pitch and is_total_of(line, anchors):
                end = i + 1
            break
        if _between_floors(line, lines, floors, row):
            end = i + 1
            if is_anchor(line) and is_whole(line, row):
                anchors.append(line)
        elif is_anchor(line):
            if _other_columns(anchors, line):
                break
            anchors.append(line)
            end = i + 1
        elif divides_rows(lines, i, anchors, floors):
            continue
        elif any(half_line(line, near) for near in lines[i - 1 : i + 3] if is_anchor(near)):
            end = i + 1 if is_anchor(lines[i - 1]) else end
        elif not _belongs(lines, i, first, anchors, pitch):
            break
        elif is_total(line):
            end = i + 1
    # Wrapped words below the last row of figures.
    while end < len(lines) and _wrapped(lines[end], lines[end - 1], anchors):
        end += 1
    leading = _leading(lines[first_of_row(lines, first) : end])
    while end < len(lines) and _goes_on(lines[end], lines[first:end], leading):
        end += 1
    return end


def _leading(lines: Sequence[Line]) -> float:
    """How far apart the lines of wrapped words of one column are at least; 0 where none are."""
    words = [s for line in lines if not is_anchor(line) for s in line.segments]
    segments = [s for line in lines for s in line.segments]
    least = _T.least_leading * lines[0].size
    gaps: list[float] = []
    for left, right in _strips(words):
        heights = sorted(s.cy for s in segments if s.box.x0 < right and left < s.box.x1)
        gaps += [b - a for a, b in itertools.pairwise(heights) if b - a > least]
    return min(gaps, default=0.0)


def _strips(words: Sequence[Segment]) -> list[tuple[float, float]]:
    """Left and right edges of the columns that words stand in."""
    out: list[tuple[float, float]] = []
    for word in sorted(words, key=lambda s: s.box.x0):
        if out and word.box.x0 < out[-1][1]:
            out[-1] = (out[-1][0], max(out[-1][1], word.box.x1))
        else:
            out.append((word.box.x0, word.box.x1))
    return out


def _goes_on(line: Line, table: Sequence[Line], leading: float) -> bool:
    """Is the line as near to the words above it as lines of one cell are?"""
    if len(line.segments) > 1 or is_section_heading(line):
        return False
    box = line.box
    above = [
        s for x in table for s in x.segments if s.box.x0 < box.x1 and box.x0 < s.box.x1
    ]  # fmt: skip
    if not above or is_figure(above[-1].text) or abs(above[-1].size - line.size) > _T.last_size:
        return False
    inside = (
        min(s.box.x0 for s in above) - _T.left_slack <= box.x0
        and box.x1 <= max(s.box.x1 for s in above) + _T.left_slack
    )
    return inside and line.cy - above[-1].cy <= _T.same_leading * leading


def _between_floors(line: Line, lines: Sequence[Line], floors: Sequence[float], row: Line) -> bool:
    """Is the line between two rules as far apart as those around a single row?"""
    above = max((y for y in floors if y < line.cy), default=None)
    below = min((y for y in floors if y > line.cy), default=None)
    if above is None or below is None or below - above > _T.band * row.size or above < row.cy:
        return False
    figures = any(above < x.cy < below and is_anchor(x) for x in lines)
    return figures and abs(line.size - row.size) <= _T.same_size


def _other_columns(anchors: Sequence[Line], line: Line) -> bool:
    """Is the line in other columns than the rows so far (another table)?"""
    if len(anchors) < _T.known_rows:
        return False
    box = union(a.box for a in anchors)
    return line.box.x1 < box.x0 or line.box.x0 > box.x1


def _belongs(
    lines: Sequence[Line], i: int, first: int, anchors: Sequence[Line], pitch: float
) -> bool:
    """May a line without figures be between two rows (a wrapped name, a total)?"""
    line = lines[i]
    if abs(line.size - anchors[-1].size) >= _T.same_size:
        return False
    if is_total(line):
        return True
    rows = lines[first_of_row(lines, first) : i]
    if len(line.segments) > 1 and not _over_words(line, rows):
        return False
    figures = [s.box for a in anchors for s in a.segments if is_figure(s.text)]
    table = union(x.box for x in rows)
    if line.box.x0 < table.x0 - _T.left_slack or any(
        b.x0 < s.box.x1 and s.box.x0 < b.x1 for b in figures for s in line.segments
    ):
        return False
    above = line.box.top - lines[i - 1].box.bottom
    below = lines[i + 1].box.top - line.box.bottom if i + 1 < len(lines) else above
    close = min(above, below) < _T.wrapped_close * line.size
    return close or above < _T.label_pitch * pitch - line.size


def _over_words(line: Line, rows: Sequence[Line]) -> bool:
    """Is each text of the line below words of the rows, as where two columns of names wrap?

    Args:
        rows: all their lines, also those above and below the figures.
    """
    words = [s.box for x in rows for s in x.segments if not is_figure(s.text)]
    return all(any(b.x0 < s.box.x1 and s.box.x0 < b.x1 for b in words) for s in line.segments)


def is_total(line: Line) -> bool:
    """Is the line a label with one figure, as a total over all columns ("合计: 19342")?"""
    return (
        re.fullmatch(r"[\u4e00-\u9fff]{1,6}[:：]?[\d０-９.,，．]+", "".join(line.text.split()))
        is not None
    )


def _wrapped(line: Line, above: Line, anchors: Sequence[Line]) -> bool:
    names = [
        a.segments[1 if is_figure(a.segments[0].text) else 0].box
        for a in anchors
        if len(a.segments) > 1
    ]
    if not names or len(line.segments) > 1 or is_figure(line.text):
        return False
    box = union(names)
    close = line.box.top - above.box.bottom < _T.last_gap * line.size
    short = line.box.width < _T.last_width * box.width
    inside = line.box.x0 >= box.x0 - _T.left_slack and line.box.x1 <= box.x1 + _T.left_slack
    return close and short and inside and abs(line.size - above.size) < _T.last_size
