"""One page: what is table, what is text, what is neither."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipeline.model.message import Message
from pipeline.model.place import Box
from pipeline.model.valid import of_valid
from pipeline.reading.model import LineDoubt, PageKind, TextLine
from pipeline.reading.page.char import Char
from pipeline.reading.page.columns import Columns, columns_of, joined
from pipeline.reading.page.geometry import NOBODY, PageGeometry, Rule, Spot
from pipeline.reading.page.glyph_strokes import without_glyph_strokes
from pipeline.reading.page.letter_spacing import without_letter_spacing
from pipeline.reading.page.lines import Line, lines_of
from pipeline.reading.page.orientation import upright
from pipeline.reading.page.page_place import PagePlace
from pipeline.reading.page.sources.glyph_faces import BELOW
from pipeline.reading.page.turned_headings import with_level_headings, without_headings
from pipeline.reading.scan.scan_pages import is_picture
from pipeline.reading.scan.unproven import unproven
from pipeline.reading.tables.beyond_edge import without_taken
from pipeline.reading.tables.broken_figures import with_whole_figures
from pipeline.reading.tables.column_numbers import without_column_numbers
from pipeline.reading.tables.find_unruled import unruled_stretches
from pipeline.reading.tables.frames_beside import joined_frames
from pipeline.reading.tables.grid import Grid, grids_of
from pipeline.reading.tables.hundredths import part_with_hundredths
from pipeline.reading.tables.leaders import lines_without_leaders, part_without_leaders
from pipeline.reading.tables.open_headings import joined_at_headings
from pipeline.reading.tables.part import Part, doubted
from pipeline.reading.tables.ruled_table import part_from_grid
from pipeline.reading.tables.rules import level
from pipeline.reading.tables.sheets import tables_of_sheets
from pipeline.reading.tables.slanted_rules import without_slanted
from pipeline.reading.tables.turned_cells import turned_boxes
from pipeline.reading.tables.unread_rows import with_unread_rows
from pipeline.reading.tables.unruled_table import part_from_lines
from pipeline.reading.tolerances import TOLERANCES

_T = TOLERANCES.pages
_MARKS = TOLERANCES.cell_texts

_TEXT_LINE = set(TextLine.model_fields)

UNREADABLE = Message("no_reader")


@dataclass(frozen=True, kw_only=True)
class PageContent(PagePlace):
    """A page, upright, with its grid tables taken out of its lines.

    Attributes:
        kind: text, scan or blank.
        parts: tables, top to bottom.
        lines: text outside of tables, top to bottom.
        loose: the glyphs of these lines in the order in which they are drawn.
        floors: horizontal rules outside of grids.
        beside: text in another direction and watermarks.
        hidden: how many glyphs nobody sees.
        turned: how many glyphs of dark text run in another direction.
        spots: places whose text may be wrong.
        leaf: running number from 1 in the order of reading; of a sheet that shows several pages,
            each is a leaf, and `width` and `height` are those of the leaf.
        sheet: width and height of the sheet; None where the leaf is a whole page.
        recognised: its glyphs were recognised in a picture.
        unread: why the page could not be read; '' where it was.
        source, unsure: as in `PageGeometry`.
    """

    kind: PageKind
    parts: tuple[Part, ...]
    lines: tuple[Line, ...]
    loose: tuple[Char, ...]
    floors: tuple[Rule, ...]
    beside: tuple[Line, ...] = ()
    hidden: int = 0
    turned: int = 0
    spots: tuple[Spot, ...] = ()
    leaf: int = 1
    sheet: tuple[float, float] | None = None
    recognised: bool = False
    unread: str = ""
    source: str = ""
    unsure: tuple[str, ...] = ()

    def text_line(self, line: Line) -> TextLine:
        """A line with the edges of its characters, on the page as displayed."""
        text, xs = "", list[float]()
        for segment in line.segments:
            if text:
                xs += [xs[-1], segment.box.x0]
                text += " "
            text += segment.text
            xs += [edge for _, left, right in segment.spaced for edge in (left, right)]
        values = {
            "text": text, "place": self.place(line.box), "xs": self.along(xs, line.box),
            "sideways": self.turn.degrees in (90, 270),
            "doubts": (*self._line_doubts(xs, line.box), *_small_digits(line, xs)),
        }  # fmt: skip
        return of_valid(TextLine, _TEXT_LINE, values)

    def _line_doubts(self, xs: Sequence[float], box: Box) -> list[LineDoubt]:
        """Doubts of the characters of a line, whose left and right edges are `xs`, flattened."""
        out = []
        for spot in self.spots:
            if not spot.reason or spot.box.bottom < box.top or spot.box.top > box.bottom:
                continue
            hit = [
                i
                for i, (left, right) in enumerate(zip(xs[::2], xs[1::2], strict=True))
                if spot.box.x0 <= (left + right) / 2 <= spot.box.x1
            ]
            if hit and _shares_height(spot.box, box):
                out.append(LineDoubt(start=hit[0], end=hit[-1] + 1, reason=spot.reason))
        return out


def _small_digits(line: Line, xs: Sequence[float]) -> list[LineDoubt]:
    """Doubts of small digits above or below their line, which may be the numbers of notes.

    Args:
        xs: as in `_line_doubts`.
    """
    chars = [c for s in line.segments for c in s.chars if c.text != " "]
    size = max(c.size for c in chars)
    if min(c.size for c in chars) >= _MARKS.raised_size * size:
        return []
    base = next(c.bottom - BELOW * c.size for c in chars if c.size == size)
    middles = [
        c.cx
        for c in chars
        if c.text.isdigit()
        and c.size < _MARKS.raised_size * size
        and abs(c.bottom - BELOW * c.size - base) > _MARKS.lowered * size
    ]
    return [
        LineDoubt(start=i, end=i + 1, reason=Message("figure_of_two_sizes"))
        for i, (left, right) in enumerate(zip(xs[::2], xs[1::2], strict=True))
        if any(left < x < right for x in middles)
    ]


def _shares_height(spot: Box, line: Box) -> bool:
    shared = min(spot.bottom, line.bottom) - max(spot.top, line.top)
    return shared > 0.3 * min(spot.height, line.height)


def read_page(
    geometry: PageGeometry,
    leaf: int | None = None,
    corner: tuple[float, float] = (0.0, 0.0),
    sheet: tuple[float, float] | None = None,
) -> PageContent:
    """Divide a page into grid tables, lines and what belongs to neither.

    Args:
        geometry: of the page, or of a leaf of a sheet.
        leaf, sheet: see `PageContent`; the page is a leaf of its own where none is given.
        corner: where the leaf begins on the sheet, points from its left and from its top.
    """
    leaf = leaf or geometry.number
    page, turn = upright(geometry)
    page = replace(page, rules=without_slanted(without_glyph_strokes(page.rules, page.glyphs)))
    if not page.recognised:
        page = replace(page, chars=without_letter_spacing(page.glyphs))
    text, beside = _without_turned(page)
    flats = level(page.rules)
    grids, text = tables_of_sheets(grids_of(page.rules, flats), text)
    parts = _grid_tables(joined_at_headings(grids, text), text, beside, leaf)
    outside, beside = _outside(parts, text, beside)
    loose = outside.chars
    return PageContent(
        number=geometry.number,
        width=geometry.width,
        height=geometry.height,
        kind=_kind(geometry, text.chars),
        turn=turn,
        parts=tuple(_seen(p, page) for p in sorted(parts, key=lambda p: p.box.top)),
        lines=tuple(lines_of(loose)),
        loose=loose,
        floors=_floors(flats, parts),
        beside=tuple(lines_of(beside.chars)),
        hidden=len(geometry.hidden),
        turned=sum(c.turn != 0 and c.light < _T.pale and c.text != " " for c in beside.chars),
        spots=page.spots,
        leaf=leaf,
        left=corner[0],
        above=corner[1],
        sheet=sheet,
        recognised=page.recognised,
        skew=page.skew,
        unread=_unread(page),
        source=geometry.source,
        unsure=geometry.unsure,
    )


def _outside(parts: Sequence[Part], text: Columns, beside: Columns) -> tuple[Columns, Columns]:
    """Level text outside of the grids, headings on their side among it; and other text beside."""
    turned = [box for p in parts for box in turned_boxes(p.cells)] if beside.chars else []
    if turned:
        beside = beside.taken(beside.outside(turned))
    beside = without_headings(text, beside, [p.box for p in parts if p.method == "rules"])
    outside = without_taken(text.taken(text.outside([p.box for p in parts])), parts)
    return with_level_headings(outside, beside)


def _grid_tables(grids: Sequence[Grid], text: Columns, beside: Columns, leaf: int) -> list[Part]:
    """What the grids of a page draw; of tables in each other, the outer one."""
    parts: list[Part] = []
    for grid in joined_frames(grids, text):
        part = part_from_grid(grid, text, leaf, beside)
        if part is not None and not any(_inside(part.box, p.box) for p in parts):
            parts.append(part)
    return parts


def _unread(page: PageGeometry) -> str:
    """Why text of the page could not be read; '' where all was."""
    if page.unread:
        return page.unread
    if NOBODY in page.unsure:
        return UNREADABLE
    return "" if page.recognised else page.unreadable


def with_open_tables(page: PageContent, lines: Sequence[Line]) -> PageContent:
    """The page with tables that have no grid taken out of `lines` (its lines less furniture)."""
    parts = list(page.parts)
    rest: list[Line] = []
    for between in _between_parts(lines, page.parts):
        group = with_whole_figures(lines_without_leaders(between))
        used = 0
        for start, end in unruled_stretches(group, page.floors):
            taken = {id(c) for x in group[start:end] for s in x.segments for c in s.chars}
            chars = [c for c in page.loose if id(c) in taken]
            box = _outline(group[start:end])
            floors = [r.at for r in page.floors if _crosses(r, box)]
            rules = [r for r in page.floors if box.top <= r.at <= box.bottom]
            part = part_from_lines(chars, page.leaf, floors=floors, box=box, rules=rules)
            if part is None:
                continue
            rest += group[used:start]
            used = end
            parts.append(_seen(part, page))
        rest += group[used:]
    return replace(page, parts=tuple(sorted(parts, key=lambda p: p.box.top)), lines=tuple(rest))


def _seen(part: Part, page: PageGeometry | PageContent) -> Part:
    """The part with what is doubtful about its cells."""
    part = part_with_hundredths(part_without_leaders(without_column_numbers(part)))
    part = with_unread_rows(doubted(part, page.spots), page.spots)
    return unproven(part) if page.recognised else part


def _between_parts(lines: Sequence[Line], parts: Sequence[Part]) -> list[list[Line]]:
    """Lines in stretches that no table interrupts."""
    edges = sorted(p.box.top for p in parts)
    groups: dict[int, list[Line]] = {}
    for line in lines:
        groups.setdefault(sum(line.cy > y for y in edges), []).append(line)
    return [groups[k] for k in sorted(groups)]


def _outline(lines: Sequence[Line]) -> Box:
    return Box(
        min(x.box.x0 for x in lines) - _T.outline, min(x.box.top for x in lines) - _T.outline,
        max(x.box.x1 for x in lines) + _T.outline, max(x.box.bottom for x in lines) + _T.outline,
    )  # fmt: skip


def _crosses(rule: Rule, box: Box) -> bool:
    """Does the rule run over most of the width of the box, at its height?"""
    shared = min(rule.end, box.x1) - max(rule.start, box.x0)
    at_height = box.top - _T.rule_beside <= rule.at <= box.bottom + _T.rule_beside
    return at_height and shared >= _T.rule_width * box.width


def _floors(flats: Sequence[Rule], parts: Sequence[Part]) -> tuple[Rule, ...]:
    """The level rules of a page outside of its tables."""
    tables = [(p.box.top - _T.table_edge, p.box.bottom + _T.table_edge) for p in parts]
    loose = (r for r in flats if not any(top <= r.at <= bottom for top, bottom in tables))
    return tuple(sorted(loose, key=lambda r: r.at))


def _without_turned(page: PageGeometry) -> tuple[Columns, Columns]:
    """Glyphs that read to the right, and those that run in another direction, with watermarks."""
    glyphs = page.glyphs
    right = glyphs.turn == 0
    beside = glyphs.taken(~right)
    return glyphs.taken(right), joined(beside, columns_of(page.marks)) if page.marks else beside


def _kind(page: PageGeometry, chars: Sequence[Char]) -> PageKind:
    if page.unread or (not page.recognised and is_picture(page)):
        return "scan"
    return "text" if any(c.text != " " for c in chars) else "blank"


def _inside(outer: Box, inner: Box) -> bool:
    return (
        outer.x0 - _T.same_box <= inner.x0
        and outer.top - _T.same_box <= inner.top
        and outer.x1 + _T.same_box >= inner.x1
        and outer.bottom + _T.same_box >= inner.bottom
    )
