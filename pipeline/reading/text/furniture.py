"""Running headers, footers and page numbers: lines that belong to the paper, not to the text."""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Sequence, Set

from pipeline.reading.page.lines import Line
from pipeline.reading.page_content import PageContent
from pipeline.reading.tables.figure_texts import is_figure, speaks_of_unit
from pipeline.reading.tables.unruled_rows import is_anchor
from pipeline.reading.tolerances import TOLERANCES

_T = TOLERANCES.furniture


_PAGE_NUMBER = re.compile(
    r"[-—–−~·.•|/\s]*(第?\d{1,4}页?)([,，/\s]*(共|of|/)?\d{1,4}页?)?[-—–−~·.•|\s]*|page\s*\d+.*",
    re.IGNORECASE,
)
_DASHED_NUMBER = re.compile(r"[-—–−·]+\s*\d{1,4}\s*[-—–−·]+")
"""It is a page number wherever the page ends: a lying page printed smaller ends half way down."""


def split_furniture(pages: Sequence[PageContent]) -> list[tuple[list[Line], list[Line]]]:
    """For each page: the lines of its text, and its furniture.

    Furniture is a page number at the edge, or an outermost line that comes again, but for its
    digits, at the same height of other pages.
    """
    outer = [[*_outer(page, True), *_outer(page, False)] for page in pages]
    repeated = _repeated(pages, outer)
    out = []
    for page, outermost in zip(pages, outer, strict=True):
        edges = {id(line) for line in outermost} - _rests(page, outermost, repeated)
        paper = [
            line
            for line in page.lines
            if id(line) in edges
            and (_is_number(line) or _key(page, line) in repeated)
            and not speaks_of_unit(line.text)
        ]
        kept = {id(line) for line in paper}
        out.append(([line for line in page.lines if id(line) not in kept], paper))
    return out


def _rests(
    page: PageContent, outermost: Sequence[Line], repeated: Set[tuple[str, int]]
) -> set[int]:
    """Of two numbers of one page that is none which alone does not come again at its place.

    It is what a page break left of a figure over two lines.
    """
    numbers = [line for line in outermost if _is_number(line)]
    again = [_key(page, line) in repeated for line in numbers]
    return {id(line) for line, same in zip(numbers, again, strict=True) if any(again) and not same}


def _is_number(line: Line) -> bool:
    return _PAGE_NUMBER.fullmatch(unicodedata.normalize("NFKC", line.text).strip()) is not None


def _is_dashed_number(line: Line) -> bool:
    text = unicodedata.normalize("NFKC", line.text).strip()
    return _DASHED_NUMBER.fullmatch(text) is not None


def _outer(page: PageContent, top: bool) -> list[Line]:
    """Lines in the margin, outside of everything else and apart from it; two at most."""
    height = page.upright_height
    lines = sorted(page.lines, key=lambda x: x.cy, reverse=not top)
    inners = [*lines[1 : _T.lines + 1], None]
    out: list[Line] = []
    for i, (line, inner) in enumerate(zip(lines[: _T.lines], inners, strict=False)):
        margin = line.cy < _T.margin * height if top else line.cy > (1 - _T.margin) * height
        beyond = all(
            line.cy < part.box.top if top else line.cy > part.box.bottom for part in page.parts
        )
        if not (margin or _is_dashed_number(line)) or not beyond:
            break
        if (
            top
            and inner is not None
            and (_heads_table(line, inner) or _tops_header(lines[i : i + _T.header_lines]))
        ):
            break
        if inner is not None and (_is_row_beside(line, inner) or _ends_figures(line, inner)):
            break
        if inner is None or _apart(line, inner) or (out and _apart(out[-1], line)):
            out.append(line)
    return out


def _is_row_beside(line: Line, inner: Line) -> bool:
    """Are both lines rows of figures of as many columns, up to one that is left blank?"""
    texts = len(line.segments)
    alike = texts >= _T.row_texts and abs(texts - len(inner.segments)) <= 1
    return alike and is_anchor(line) and is_anchor(inner)


def _ends_figures(line: Line, inner: Line) -> bool:
    """Is the line what is left of figures that a row of a table has over two lines?

    It is half a line below the middle of the row, or close below figures of it.
    """
    if _apart(line, inner) or not is_anchor(inner) or abs(line.size - inner.size) > _T.same_size:
        return False
    above = [s.box for s in inner.segments if is_figure(s.text)]
    return line.box.top < inner.box.bottom or all(
        is_figure(s.text) and any(b.x0 < s.box.x1 and s.box.x0 < b.x1 for b in above)
        for s in line.segments
    )


def _heads_table(line: Line, below: Line) -> bool:
    """Is the line the header of rows of figures right below it?"""
    near = below.box.top - line.box.bottom < _T.header_gap * line.size
    return near and is_anchor(below) and len(line.segments) >= max(2, len(below.segments) - 2)


def _tops_header(lines: Sequence[Line]) -> bool:
    """Is the first line the top of a header of several lines, which end in a row of figures?"""
    first = lines[0]
    for above, below in itertools.pairwise(lines):
        alike = abs(below.size - first.size) < _T.same_size
        if not alike or below.box.top - above.box.bottom > _T.header_line_gap * first.size:
            return False
        if is_anchor(below):
            return len(first.segments) >= 2 and len(below.segments) >= _T.row_texts
    return False


def _apart(a: Line, b: Line) -> bool:
    """Is there white space between two lines, as there is not between the lines of one text?"""
    gap = max(a.box.top, b.box.top) - min(a.box.bottom, b.box.bottom)
    return gap > _T.apart * min(a.size, b.size)


def _repeated(
    pages: Sequence[PageContent], outer: Sequence[Sequence[Line]]
) -> set[tuple[str, int]]:
    """Keys of outer lines that are on at least two pages and a third of all."""
    counts: dict[tuple[str, int], set[int]] = {}
    for page, outermost in zip(pages, outer, strict=True):
        for line in outermost:
            counts.setdefault(_key(page, line), set()).add(page.leaf)
    least = max(2, len(pages) // _T.pages)
    return {key for key, seen in counts.items() if len(seen) >= least}


def _key(page: PageContent, line: Line) -> tuple[str, int]:
    text = "".join(c for c in line.text if not c.isdigit() and not c.isspace())
    return text, round(line.cy / _T.height)
