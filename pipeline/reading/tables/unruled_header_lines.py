"""Which lines above the first row of figures are the header of a table without a grid."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.reading.page.geometry import Rule
from pipeline.reading.page.lines import Line, resegmented
from pipeline.reading.tables.figure_texts import is_figure, speaks_of_unit
from pipeline.reading.tables.unruled_headers import follows
from pipeline.reading.tables.unruled_rows import is_name
from pipeline.reading.tolerances import TOLERANCES

_T = TOLERANCES.unruled_tables

_NOTE = re.compile(
    r"\s*(?:(?:备注|附注|注释?|说明)\s*\d*|[*＊※①-⑳]+|[\[［(（【〔](?:注\s*)?\d{1,2}[\]］)）】〕]|\d{1,2})\s*[:：]"
    r"|.*。\s*$"
)
"""A note, by its label or its mark (①：, [1]：), or a sentence: no text of a header ends as one."""

_REMARK = re.compile(
    r"\s*[（(](?:不(?:包)?[含括]|不计|[仅均已未另]|包[含括]|其中)[^（）()]{4,}[)）]\s*"
)
"""Says in brackets what the figures of a table hold, above it: （不包含12320电话预约）."""

_NUMBERED = re.compile(r"\s*(?:附|续)?[表图]\s*[\d一二三四五六七八九十]")
"""Begins the caption of a table, 表1."""

_DATED = re.compile(r".*(?:19|20)\d\d\s*年\s*\d{1,2}\s*月.*[表计况览据]\s*(?:[(（].*[)）])?\s*")
"""Names a month and what is said of it: the caption of a table, however short it is."""


def is_caption_or_note(text: str) -> bool:
    """Does the text begin as the caption of another table or as a note do, or end as a sentence?"""
    return any(x.match(text) for x in (_NOTE, _REMARK, _NUMBERED, _DATED)) or speaks_of_unit(text)


def start_of_header(
    lines: Sequence[Line], first: int, row: Line, pitch: float, least: int, rules: Sequence[Rule]
) -> int:
    """First line of the header above line `first`, where the row of figures `row` begins."""
    wide = [r for r in rules if r.end - r.start > _T.wide_rule * row.box.width]
    above = [r.at for r in wide if r.at < row.box.top + 1]
    above = _without_closing(above, lines, least)
    start, top = first, lines[first].box.top
    while start > least:
        line = lines[start - 1]
        ruled = any(line.cy < y < top + 1 for y in above)
        enclosed = any(y < line.cy for y in above)
        reach = (_T.header_reach_ruled if ruled and enclosed else _T.header_reach) * row.size
        if (
            start == first
            or (start == first - 1 and _is_in_step(lines[least:start], lines[start], row, pitch))
            or _is_rest_of_name(lines[least:start], lines[start], row)
        ):
            reach = max(reach, _T.header_pitch * (pitch - row.size))
        if start == first and _is_block_of_texts(lines[least:start], row):
            reach = max(reach, _T.row_gap * pitch - row.size)  # a blank row below the header
        if len(line.segments) > 1 and any(map(_is_tall, lines[start : start + 2])):
            reach = max(reach, _T.header_reach_ruled * row.size)
        bottom = _bottom_with_taller(lines, start - 1, least)
        near = top - bottom - _blank_bands(above, bottom, top) <= reach
        heads = is_header_like(line, row, _framed(line, above))
        heads = heads and not (start < first and _is_remark(lines, start - 1, least))
        if not near or not (
            heads or (start == first and _heads_rows(lines, start - 1, least, row))
        ):
            break
        start -= 1
        top = min(top, line.box.top)
    return start


def _is_in_step(above: Sequence[Line], line: Line, row: Line, pitch: float) -> bool:
    """Is a line of one text half-way between a header and the first row, no further than rows are?

    It heads the rows below it, or is the rest of a name that a page break cut.

    Args:
        above: the lines above it.
    """
    if len(line.segments) > 1 or not _is_block_of_texts(above, row):
        return False
    steps = row.cy - line.cy, line.cy - above[-1].cy
    near = _T.even_pitch * row.size
    return abs(steps[0] - steps[1]) < near and max(steps) < pitch + near


def _is_rest_of_name(above: Sequence[Line], line: Line, row: Line) -> bool:
    """Is the last line above `line` one text between a header and the beginning of a name?

    A page break cut the name of a row: its rest is below the header that is printed again, no
    wider than the name that begins below it.
    """
    if len(above) < 2 or len(above[-1].segments) > 1 or len(line.segments) > 1:
        return False
    rest, name = above[-1].box, line.box
    inside = name.x0 - _T.left_slack <= rest.x0 and rest.x1 <= name.x1 + _T.left_slack
    return inside and _is_block_of_texts(above[:-1], row)


def _is_tall(line: Line) -> bool:
    """Is it a line of headings on their side or on a slant, laid level as high as they are?

    They stand at the foot of cells that are higher, so that what is above them is further away.
    """
    return line.box.height > 2 * line.size


def _bottom_with_taller(lines: Sequence[Line], i: int, least: int) -> float:
    """How far down line `i` reaches, or a taller line of headings that it is beside."""
    line = lines[i]
    beside = (x for x in lines[max(least, i - 1) : i] if x.box.top < line.cy and _is_tall(x))
    return max([line.box.bottom, *(x.box.bottom for x in beside)])


def _is_remark(lines: Sequence[Line], i: int, least: int) -> bool:
    """Is line `i` a remark above the header, not what is left of a header text above it?"""
    if len(lines[i].segments) > 1 or not _REMARK.fullmatch(lines[i].text):
        return False
    remark = lines[i].segments[0]
    return i <= least or not any(follows(s, remark) for s in lines[i - 1].segments)


def _heads_rows(lines: Sequence[Line], i: int, least: int, row: Line) -> bool:
    """Is line `i` a heading of the rows below it (表一 市属医院), right below the header?"""
    if i <= least or len(lines[i].segments) > 1 or is_figure(lines[i].text):
        return False
    above = lines[i - 1]
    wide = len(above.segments) >= max(_T.row_texts, len(row.segments) / 2)
    near = lines[i].box.top - above.box.bottom <= _T.header_reach * row.size
    left = row.box.x0 - _T.set_left * row.size
    inside = left <= lines[i].box.x0 and lines[i].box.x1 <= row.box.x1
    return wide and near and inside and is_header_like(above, row, False)


def _is_block_of_texts(above: Sequence[Line], row: Line) -> bool:
    """Do the lines end with a block that has texts side by side, for half the columns or more?"""
    block = [above[-1]] if above else []
    for upper, lower in zip(reversed(above[:-1]), reversed(above), strict=False):
        if lower.box.top - upper.box.bottom > 0:
            break
        block.append(upper)
    counts = [len(line.segments) for line in block]
    wide = max(counts, default=0) >= _T.row_texts
    return wide and 2 * sum(counts) >= len(row.segments)


def _without_closing(floors: Sequence[float], lines: Sequence[Line], least: int) -> list[float]:
    """The rules above a header without those of the table above it, which line `least` follows.

    The rule that closes that table encloses nothing of this one: the caption is below it.
    """
    if not least or least >= len(lines):
        return list(floors)
    return [y for y in floors if y > lines[least].cy]


def _framed(line: Line, floors: Sequence[float]) -> bool:
    """Is the line in a band between two rules, as a header is? A caption is above the first."""
    over = max((y for y in floors if y < line.cy), default=None)
    under = min((y for y in floors if y > line.cy), default=None)
    return over is not None and under is not None and under - over <= _T.band * line.size


def _blank_bands(floors: Sequence[float], above: float, below: float) -> float:
    """Height of the rows between two heights that hold nothing.

    Where a page ends within a row, the next one has what is left of it, often blank, below its
    own header.
    """
    between = [y for y in floors if above < y < below + 1]
    return max(between) - min(between) if between else 0.0


def is_header_like(line: Line, row: Line, framed: bool = False) -> bool:
    """Does a line look like part of the header of a table with this row?

    `framed`: rules around it show that it is no caption, however wide it is.
    """
    if any(is_figure(s.text) and not is_name(s) for s in line.segments):
        return False
    if abs(line.size - row.size) > _T.header_size:
        return False
    if len(line.segments) == 1 and (speaks_of_unit(line.text) or _NOTE.match(line.text)):
        return False
    if _NUMBERED.match(line.text) or (len(line.segments) == 1 and _DATED.fullmatch(line.text)):
        return False
    texts = resegmented(line, TOLERANCES.lines.header_gap).segments
    narrow = line.box.width < _T.header_width * row.box.width
    return framed or len(texts) >= 2 or narrow or heads_columns(line, row)


def heads_columns(line: Line, row: Line) -> bool:
    """Are there texts that nearly touch, each over one text of the row, as no sentence is?"""
    chars = sorted((c for s in line.segments for c in s.chars if c.text != " "), key=lambda c: c.x0)
    pieces = [[chars[0].x0, chars[0].x1]]
    for char in chars[1:]:
        if char.x0 - pieces[-1][1] >= _T.gutter_gap * char.size:
            pieces.append([char.x0, char.x1])
        pieces[-1][1] = max(pieces[-1][1], char.x1)
    under = [
        [i for i, s in enumerate(row.segments) if s.box.x0 < right and left < s.box.x1]
        for left, right in pieces
    ]
    found = [columns[0] for columns in under if len(columns) == 1]
    return len(pieces) >= _T.row_texts and len(set(found)) == len(pieces)
