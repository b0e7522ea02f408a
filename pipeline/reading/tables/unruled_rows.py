"""Rows that white space draws: lines of figures, and the words that belong to them."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

from pipeline.model.vocabulary import NUMBERS_AS_NAMES
from pipeline.reading.page.lines import Line, Segment
from pipeline.reading.tables.figure_texts import is_figure, is_mark
from pipeline.reading.tables.unruled_headers import follows
from pipeline.reading.tolerances import TOLERANCES

_T = TOLERANCES.unruled_tables
_MARK = TOLERANCES.cell_texts
_NUMBERED = re.compile(r"\s*[（(]?[一二三四五六七八九十]{1,2}[、.)）]")
"""How a heading of a section begins (二、区属医院)."""
_LABELLED = re.compile(r"[\u4e00-\u9fff]{1,6}[:：][\d０-９.,，．]+")


def is_section_heading(line: Line) -> bool:
    """Is the line a numbered heading, which has a row of its own?"""
    return len(line.segments) == 1 and begins_section(line.text)


def begins_section(text: str) -> bool:
    """Does the text begin as a numbered heading?"""
    return _NUMBERED.match(text) is not None


def is_labelled(line: Line) -> bool:
    """Is the line a label with a colon and one figure ("合计: 19342"), a row of its own?"""
    return _LABELLED.fullmatch("".join(line.text.split())) is not None


def is_anchor(line: Line) -> bool:
    """Does the line look like a row of a table: figures beside each other, or beside a name?"""
    figures = sum(is_figure(s.text) for s in whole_segments(line) if not is_name(s))
    marks = sum(is_mark(s.text) for s in line.segments)
    has_figures = figures >= 1 or marks >= 2
    count = len(whole_segments(line))
    return count >= 2 and has_figures and figures + marks >= count / 2


def is_name(segment: Segment) -> bool:
    """Is the text a number that is a name, as the first line of 12320网络渠道 is?"""
    return segment.text.strip() in NUMBERS_AS_NAMES


def whole_segments(line: Line) -> list[Segment]:
    """The segments of a line less small marks (a raised 1 beside a name or a figure)."""
    size = max(s.size for s in line.segments)
    return [
        s
        for s in line.segments
        if s.size >= _MARK.small_mark * size or len(s.text) > _MARK.mark_glyphs
    ]


def half_line(line: Line, row: Line) -> bool:
    """Is `line` a half of words wrapped around the height of `row`'s figures?

    Words over two lines are half a line above and half a line below the figures beside them.
    """
    if line is row or is_anchor(line) or is_section_heading(line) or is_labelled(line):
        return False
    if abs(line.cy - row.cy) >= _T.half_line * row.size:
        return False
    words = [s for s in whole_segments(line) if s.size >= _MARK.small_mark * row.size]
    if len(words) > 1 and any(is_figure(s.text) for s in words):
        return False
    return not _overlap([without_overrun(s) for s in words], row.segments)


def without_overrun(name: Segment) -> Segment:
    """A text without its last characters, which may reach over the first figure of its row."""
    seen = [c for c in name.chars if c.text != " "]
    kept = seen[: round(len(seen) * (1 - _T.overrun))]
    return Segment(tuple(kept)) if len(kept) >= _T.name_before_figure else name


def _overlap(a: Sequence[Segment], b: Sequence[Segment]) -> bool:
    return any(s.box.x0 < r.box.x1 and r.box.x0 < s.box.x1 for s in a for r in b)


def first_of_row(lines: Sequence[Line], anchor: int) -> int:
    """Index of the first line of the row whose figures are on line `anchor`."""
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


def pitch_of(anchors: Sequence[Line]) -> float:
    """Usual distance from row to row."""
    gaps = sorted(b.cy - a.cy for a, b in itertools.pairwise(anchors))
    return gaps[len(gaps) // 2] if gaps else 2 * anchors[0].size


def bands_of(lines: Sequence[Line], floors: Sequence[float]) -> list[list[Line]] | None:
    """Lines by the rules between them, where a rule is between every two rows; else None.

    Rules part rows, and not groups of rows, when no two of them are further apart than a few
    lines and no band between them holds two whole rows of figures one below the other.
    """
    bands: dict[int, list[Line]] = {}
    for line in lines:
        bands.setdefault(sum(y < line.cy for y in floors), []).append(line)
    if len(bands) < _T.fewest_bands or any(_holds_two_rows(band) for band in bands.values()):
        return None
    return [bands[k] for k in sorted(bands)]


def is_whole(line: Line, row: Line) -> bool:
    """Is the line as much a row as `row` is, not what is left of figures too long for their cells?

    Such rests are above and below the line of the others, in columns that it leaves free.
    """
    full = len(line.segments) >= _T.full_row * len(row.segments)
    return line is row or (full and _overlap(line.segments, row.segments))


def whole_lines(lines: Sequence[Line]) -> list[Line]:
    """The line that fills the most columns, and those that are rows as well; [] of none."""
    most = max(lines, key=lambda line: len(line.segments), default=None)
    return [line for line in lines if most and is_whole(line, most)]


def _holds_two_rows(band: Sequence[Line]) -> bool:
    whole = whole_lines([line for line in band if is_anchor(line)])
    if whole and any(is_labelled(line) for line in band):
        return True
    apart = max((b.cy - a.cy for a in whole for b in whole), default=0.0)
    height = max(x.box.bottom for x in band) - min(x.box.top for x in band)
    high = height > _T.band_lines * band[0].size and not _is_wrapped_name(band, whole)
    return apart > _T.rows_apart * band[0].size or high


def _is_wrapped_name(band: Sequence[Line], whole: Sequence[Line]) -> bool:
    """Is the band one row of figures, beside one or more names over many lines?"""
    if len(whole) != 1:
        return False
    words = [s for line in band if line not in whole for s in line.segments]
    return not _overlap(words, [s for s in whole[0].segments if is_figure(s.text)])


def gaps(lines: Sequence[Line], i: int) -> tuple[float, float]:
    """White space above and below a line, in points; large at the ends."""
    box = lines[i].box
    above = box.top - lines[i - 1].box.bottom if i else 1e6
    below = lines[i + 1].box.top - box.bottom if i + 1 < len(lines) else 1e6
    return above, below
