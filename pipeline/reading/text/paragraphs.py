"""Lines to paragraphs, in reading order, with the part that each plays by its looks."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from pipeline.model.place import Box
from pipeline.reading.model import Align, Paragraph, Role
from pipeline.reading.page.lines import Line
from pipeline.reading.page_content import PageContent
from pipeline.reading.text.reading_order import in_reading_order
from pipeline.reading.tolerances import TOLERANCES

_T = TOLERANCES.paragraphs

_ENDS = "。；;！!？?：:"
_RUNNING = 2
"""Wide lines of a page from which on it has running text."""
_PROSE, _PROSE_LINES = 15, 4
"""Characters of a line of prose, and how many such lines show the face of a page's text."""
_HEADING = 4
"""Characters of the heading of a section: 统计数据, 工作动态, 简讯."""
_BOLD_SHARE = 0.9
"""Of the characters of the usual size from which on it is the usual face."""


@dataclass(frozen=True)
class Measure:
    """The column of text that holds a line: left and right edge."""

    left: float
    right: float

    @property
    def middle(self) -> float:
        return (self.left + self.right) / 2


@dataclass
class Draft:
    """A paragraph while its lines are collected."""

    page: PageContent
    measure: Measure
    align: Align
    lines: list[Line]
    pages: list[PageContent] = field(default_factory=list)

    @property
    def last(self) -> Line:
        return self.lines[-1]

    @property
    def size(self) -> float:
        return self.lines[0].size

    @property
    def bold(self) -> bool:
        return self.lines[0].bold

    @property
    def bottom(self) -> float:
        return self.last.box.bottom

    @property
    def text(self) -> str:
        return "".join(line.text for line in self.lines)


def drafts_of(page: PageContent, lines: Sequence[Line]) -> list[Draft]:
    """Paragraphs of one stretch of lines (no table between them), in reading order."""
    out: list[Draft] = []
    for column in in_reading_order(lines, page.upright_width, [r.at for r in page.floors]):
        measure = _measure(column.lines, page, column.left, column.right)
        current: Draft | None = None
        following = (*column.lines[1:], None)
        for line, after in zip(column.lines, following, strict=True):
            align = _align(line, measure)
            if current is not None and (
                _goes_on(current, line, align) or _is_outdented(current, line, after)
            ):
                current.lines.append(line)
                current.pages.append(page)
                if align == "full" or (align == "left" and current.align == "center"):
                    current.align = align
                continue
            current = Draft(page, measure, align, [line], [page])
            out.append(current)
    return out


def _measure(
    lines: Sequence[Line], page: PageContent, left: float | None, right: float | None
) -> Measure:
    """Margins of the text: where most lines begin, and where the longest end."""
    if left is not None and right is not None:
        return Measure(left, right)
    own = _edge(page, [line.box for line in page.lines or lines])
    edge = min([own, *([_edge(page, [p.box for p in page.parts])] if page.parts else [])])
    if edge < own and _holds_text(page, own):
        edge = own  # a table is wider than the text
    return Measure(max(edge, 0.0), page.upright_width - max(edge, 0.0))


def _edge(page: PageContent, boxes: Sequence[Box]) -> float:
    """A page holds its text between equal margins unless it shows otherwise: the narrower one."""
    return min(min(b.x0 for b in boxes), page.upright_width - max(b.x1 for b in boxes))


def _holds_text(page: PageContent, edge: float) -> bool:
    """Are there lines of running text, from one of these margins nearly to the other?

    Lines of a centred caption are alike at both sides; a first line is indented.
    """
    wide = page.upright_width - 2 * edge
    near = [
        x
        for x in page.lines
        if x.box.x0 - edge < _T.centre_indent * x.size and len(x.segments) == 1
    ]
    running = [x for x in near if x.box.width > _T.wide_title * wide]
    firsts = [
        x
        for x in near
        if x.box.x0 - edge > _T.indent * x.size and x.box.width > _T.wide_first * wide
    ]
    return len(running) >= _RUNNING + (not firsts)


def _align(line: Line, measure: Measure) -> Align:
    box, size = line.box, line.size
    before, after = box.x0 - measure.left, measure.right - box.x1
    slack = max(_T.centre_slack * size, _T.centre_share * (before + after))
    if before > _T.centre_indent * size and abs(before - after) < slack:
        return "center"
    if before > _T.right_indent * size and after < _T.right_margin * size:
        return "right"
    return "full" if after < _T.full_margin * size else "left"


def _goes_on(draft: Draft, line: Line, align: Align) -> bool:
    """Does the line continue the paragraph?"""
    last, size = draft.last, draft.size
    gap = line.box.top - last.box.bottom
    if abs(line.size - size) > _T.same_size * size or gap > _T.line_gap * size or gap < -size:
        return False
    if line.bold != draft.bold and (align == "center" or draft.align == "center"):
        return False
    if align == "center" or draft.align == "center":
        return _wrapped_title(draft, line, align, gap)
    far_in = line.box.x0 - draft.measure.left > _T.right_line * size
    if draft.align == "right" or (align == "right" and far_in):
        return False
    indent = line.box.x0 - _left_edge(draft)
    if indent > _T.indent * size:
        return False
    return _is_full(draft, line) and len(last.segments) == 1


def _is_outdented(draft: Draft, line: Line, after: Line | None) -> bool:
    """Does the line begin where lines do after an indented first one, which ended early?

    The first line of a paragraph may end far from the margin: a figure or name was kept whole.

    Args:
        after: the next line; where it begins still further left, this one is a first line itself.
    """
    first, size = draft.last, draft.size
    inward = first.box.x0 - line.box.x0
    if len(draft.lines) > 1 or not _T.indent < inward / size < _T.centre_indent:
        return False
    if after is not None and line.box.x0 - after.box.x0 > _T.indent * size:
        return False
    if draft.text.rstrip().endswith((*_ENDS, "）", ")")) or _title_face(draft):
        return False
    near = -size < line.box.top - first.box.bottom < _T.line_gap * size
    alike = abs(line.size - size) < _T.same_size * size and line.bold == draft.bold
    whole = len(first.segments) == len(line.segments) == 1
    wide = first.box.width > _T.wide_first * (draft.measure.right - draft.measure.left)
    return near and alike and whole and wide


def _is_full(draft: Draft, after: Line) -> bool:
    """Had the first word of the line `after` no room behind the last line of the paragraph?"""
    room = draft.measure.right - draft.last.box.x1
    least = _T.last_margin * draft.size
    return room < max(least, _first_word(after) + _T.word_margin * draft.size)


def _first_word(line: Line) -> float:
    """Width of the figure or word of Latin letters with which a line begins; 0 where with none."""
    glyphs = list(
        itertools.takewhile(lambda c: c.text.isascii() and c.text != " ", line.segments[0].chars)
    )
    return glyphs[-1].x1 - glyphs[0].x0 if glyphs else 0.0


def _left_edge(draft: Draft) -> float:
    """Where lines of the paragraph begin after the first."""
    if len(draft.lines) > 1:
        return min(line.box.x0 for line in draft.lines[1:])
    return draft.measure.left if draft.align == "full" else draft.lines[0].box.x0


def _wrapped_title(draft: Draft, line: Line, align: Align, gap: float) -> bool:
    """A title over two lines: both centred, or the first as wide as the measure."""
    wide = draft.last.box.width > _T.wide_title * (draft.measure.right - draft.measure.left)
    ended = draft.text.rstrip()[-1:] in (*_ENDS, "）", ")")
    if heads_section(draft.text, line.text):
        return False
    if draft.align == "center":
        near = gap < (_T.wide_title_gap if wide else _T.title_gap) * draft.size
        return align == "center" and near and not ended
    return align == "center" and wide and not ended and _titled(draft)


def heads_section(text: str, below: str) -> bool:
    """Is a line the heading of a section (工作动态) and no part of the longer title below it?

    Nobody breaks a title behind its first word.
    """
    own = len("".join(text.split()))
    return own <= _HEADING and len(below) > 2 * own


def _title_face(draft: Draft) -> bool:
    sizes = Counter(round(line.size, 1) for line in draft.page.lines)
    usual = sizes.most_common(1)[0][0]
    return draft.size > _T.title_size * usual or (draft.bold and not _bold_prose(draft.page))


def _bold_prose(page: PageContent) -> bool:
    """Is all running text of the page in a heavy face (黑体)? Then no line stands out by it."""
    prose = [line.bold for line in page.lines if len(line.text) >= _PROSE]
    return len(prose) >= _PROSE_LINES and all(prose)


def joined_over_pages(before: Draft, after: Draft) -> bool:
    """Does a page break cut a paragraph between these two? If so `after` is put into `before`."""
    if before.page.leaf >= after.page.leaf or before.align not in ("full", "left"):
        return False
    if before.text.rstrip().endswith((*_ENDS, "）", ")")):
        return False
    alike = abs(before.size - after.size) < _T.same_size * before.size
    same = alike and after.align in ("full", "left")
    unfinished = _is_full(before, after.lines[0])
    flush = after.lines[0].box.x0 - after.measure.left < _T.indent * after.size
    if same and unfinished and flush and before.bold == after.bold and not _titled(before):
        before.lines += after.lines
        before.pages += after.pages
        return True
    return False


def _titled(draft: Draft) -> bool:
    return len(draft.lines) == 1 and _title_face(draft)


@dataclass(frozen=True)
class Face:
    """How most text of a document looks: its size in points, and whether it is bold."""

    size: float
    bold: bool


def usual_face(drafts: Sequence[Draft]) -> Face:
    """The size of most text, and whether text of that size is bold, as where all is in 黑体."""
    counts: Counter[float] = Counter()
    bold: Counter[float] = Counter()
    for draft in drafts:
        size, length = round(draft.size, 1), len(draft.text)
        counts[size] += length
        bold[size] += length * draft.bold
    size = counts.most_common(1)[0][0] if counts else 0.0
    return Face(size, bold[size] > _BOLD_SHARE * counts[size])


def paragraph(draft: Draft, usual: Face, role: Role | Literal[""] = "") -> Paragraph:
    """The finished paragraph; its role by its looks where none is given."""
    return Paragraph(
        role=role or _role(draft, usual),
        lines=tuple(
            page.text_line(line) for page, line in zip(draft.pages, draft.lines, strict=True)
        ),
        size=round(draft.size, 1),
        bold=draft.bold,
        align=draft.align,
    )


def _is_largest(draft: Draft) -> bool:
    """Is most text of the page smaller, as where a spreadsheet fits each sheet to its paper?"""
    sizes: Counter[float] = Counter()
    for line in draft.page.lines:
        sizes[round(line.size, 1)] += len(line.text)
    return draft.size > sizes.most_common(1)[0][0]


def _role(draft: Draft, usual: Face) -> Role:
    text = draft.text.strip()
    heavy = draft.bold and not usual.bold
    stands_out = draft.size > _T.title_size * usual.size or heavy or draft.align == "center"
    said = text.rstrip("”’」』）)").endswith(("。", "；", "，", "、"))
    short = len(draft.lines) <= _T.title_lines and not said
    small = draft.size < _T.small * usual.size and not (heavy and _is_largest(draft))
    return "title" if stands_out and short and not small else "body"
