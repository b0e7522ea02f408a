"""A scanned page as glyphs and rules, with a spot of doubt wherever a figure is not certain."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from statistics import median
from typing import Literal, cast

import cv2
import numpy as np

from pipeline.model.message import Message
from pipeline.model.place import Box
from pipeline.reading.page.char import Char
from pipeline.reading.page.geometry import PageGeometry, Rule, Spot, moved
from pipeline.reading.page.orientation import Turn
from pipeline.reading.scan.cell_lines import lines_of_cells
from pipeline.reading.scan.char_boxes import chars_of
from pipeline.reading.scan.confidence import DIFFERENT, MARK, of_page, of_unsure
from pipeline.reading.scan.crossing import CROSSED, is_crossed, large_ink
from pipeline.reading.scan.cut_off import CUT_OFF, cut_off, picture_of
from pipeline.reading.scan.detector import Pixels, lines_in
from pipeline.reading.scan.dotted_lines import dotted_lines
from pipeline.reading.scan.gates import is_poor, refusal, unsure
from pipeline.reading.scan.page_image import WORKING_DPI, Grey, PageImage
from pipeline.reading.scan.recogniser import PrintedLine, recognise
from pipeline.reading.scan.rules import ink_of, rules_of, without_rules
from pipeline.reading.scan.stroke_widths import has_bolder_digit
from pipeline.reading.scan.unread_ink import PALE, has_pale_ink, pale_share, unread_share
from pipeline.reading.scan.whole_letters import digits_in, whole_letters
from pipeline.reading.scan.witnesses import SURE, Reading, mixes_letters, weighed, with_ones
from pipeline.reading.tables.grid import Grid, grids_of

_FEWEST_FIGURES = 10
"""Below this number of figures a share says nothing."""

_FEWEST_DIFFERENT = 3
"""Nor does it below this number of figures that differ."""

_PAPER = round(0.15 * WORKING_DPI)
"""Rows of paper (pixels) that stay at each side of print in which lines are searched for."""

_BLANK = 235
"""Paper is as light as this, 0 to 255; the palest print is darker, the grain of a scan is not."""

_FIGURE = re.compile(r"[0-9０-９/／\-—–―－|lI丨丿〇oO]")


@dataclass(frozen=True)
class _Recognised:
    """A line of print on the picture, and what was read."""

    at: Pixels
    read: Reading
    in_table: bool
    is_figure: bool


def recognised(image: PageImage, page: PageGeometry) -> PageGeometry:
    """The page with the glyphs and rules of its picture, in points of the page as displayed.

    A page that cannot be read well is returned as it was, with the reason and the measure.
    """
    rules, mask = rules_of(image)
    clean = without_rules(image, mask | dotted_lines(ink_of(image.grey)))
    ink = ink_of(clean)
    usual = _usual_height(ink)
    lines = _lines(image, clean, ink, rules, usual)
    share = _disagreement(lines)
    read = [line.at for line in lines if line.read.line.text.strip()]
    grids = _grids(rules)
    unread = unread_share(ink, read, usual, tables=_tables(image, grids))
    if reason := refusal(share, unread):
        return replace(page, unread=reason, recognised=True)
    turn = Turn(-90 * image.quarter_turns % 360, page.width, page.height)
    chars = [c for line in lines for c in chars_of(line.read.line, line.at, ink, image, usual)]
    cut = cut_off(grids, rules, image, turn.forward(picture_of(page)))
    spots = [
        *(
            Spot(
                turn.back(image.box(*line.at)),
                why,
                other=line.read.otherwise,
                sure=sure,
                letters=line.read.letters,
            )
            for line, why, sure in _doubts(lines, share)
        ),
        *(Spot(turn.back(box), CUT_OFF, sure=DIFFERENT) for box in cut),
    ]
    return replace(
        page,
        chars=tuple(_displayed(char, turn) for char in _levelled(chars)),
        rules=tuple(_displayed_rule(rule, turn) for rule in rules),
        spots=tuple(spots),
        pictures=(),
        recognised=True,
        skew=image.skew,
        unsure=(
            *page.unsure,
            *unsure(unread, pale_share(clean, ink, usual)),
            *([CUT_OFF] if cut else ()),
        ),
    )


def _lines(
    image: PageImage, clean: Grey, ink: Grey, rules: Sequence[Rule], usual: float
) -> list[_Recognised]:
    """Every line of print, read: those in cells of grids, then those that the detector finds."""
    k = image.scale
    grids = _grids(rules)
    cells = [
        Pixels(*(round(v * k) for v in grid.cell_box(cell)))
        for grid in grids
        for cell in grid.cells
    ]
    found = lines_of_cells(cells, clean, ink, usual)
    inside = [at for cell in cells for at in found.lines[cell]]
    places = [*inside, *_outside(clean, ink, _tables(image, grids))]
    crops = [_crop(clean, at, usual) for at in places]
    first = recognise(crops, "first")
    asked = dict(_asked(first, crops, len(inside)))
    second = dict(zip(asked, recognise(list(asked.values()), "second"), strict=True))
    out = [
        _Recognised(cell, Reading(PrintedLine(()), doubt=PALE, sure=MARK), True, False)
        for cell, lines in found.lines.items()
        if not lines and has_pale_ink(clean, cell)
    ]
    large = large_ink(ink, usual)
    for i, (at, line) in enumerate(zip(places, first, strict=True)):
        inside_table = i < len(inside)
        line = line if inside_table else with_ones(line)
        read = weighed(
            line, second.get(i), at.of(ink),
            in_table=inside_table, usual=usual, faint=at.of(found.faint),
        )  # fmt: skip
        figure = _may_be_a_figure(line.text)
        if inside_table and figure and not read.doubt and is_crossed(large, at):
            read = replace(read, doubt=CROSSED, sure=DIFFERENT)
        if inside_table and figure and not read.doubt and has_bolder_digit(at.of(clean)):
            read = replace(read, doubt=Message("digit_bolder", text=line.text), sure=of_unsure(0))
        if inside_table and figure and not read.doubt and at in found.faded:
            read = replace(read, doubt=PALE, sure=DIFFERENT)
        out.append(_Recognised(at, read, inside_table, figure))
    return out


def _grids(rules: Sequence[Rule]) -> list[Grid]:
    return [grid for grid in grids_of(rules) if len(grid.cells) > 1]


def _tables(image: PageImage, grids: Sequence[Grid]) -> list[Pixels]:
    return [Pixels(*(round(v * image.scale) for v in grid.box)) for grid in grids]


def _outside(clean: Grey, ink: Grey, tables: Sequence[Pixels]) -> Iterator[Pixels]:
    """The lines of print outside of tables. Blank paper is not searched."""
    clean, ink = clean.copy(), ink.copy()
    for left, top, right, bottom in tables:
        clean[top:bottom, left:right] = 255
        ink[top:bottom, left:right] = 0
    even = cv2.blur(clean, (5, 5))
    busy = np.asarray(even.min(axis=1, keepdims=True) < _BLANK, np.uint8)
    rows = np.flatnonzero(cv2.dilate(busy, np.ones((2 * _PAPER + 1, 1), np.uint8)))
    if not len(rows):
        return
    found = (
        Pixels(at.left, int(rows[at.top]), at.right, int(rows[at.bottom - 1]) + 1)
        for at in lines_in(clean[rows])
    )
    yield from whole_letters(found, ink)


def _asked(
    first: Sequence[PrintedLine], crops: Sequence[Grey], inside: int
) -> Iterator[tuple[int, Grey]]:
    """What the second recogniser reads: cells that may hold a figure, and the figures of texts.

    Args:
        inside: so many lines, the first ones, are in cells.
    """
    for i, (line, crop) in enumerate(zip(first, crops, strict=True)):
        if i < inside or len(line.text) < 2:
            if _may_be_a_figure(line.text) or line.sure < SURE or mixes_letters(line.text):
                yield i, crop
        elif (piece := digits_in(line, crop)) is not None:
            yield i, piece


def _disagreement(lines: Sequence[_Recognised]) -> float:
    """Share of figures in tables on which the readings differ; 0 where they are too few to say.

    Lines of a text differ in much that is no figure, and its words are doubted in any case.
    """
    figures = [line for line in lines if line.is_figure and line.in_table]
    differing = sum(line.read.differs for line in figures)
    if len(figures) < _FEWEST_FIGURES or differing < _FEWEST_DIFFERENT:
        return 0.0
    return differing / len(figures)


def _doubts(lines: Sequence[_Recognised], share: float) -> Iterator[tuple[_Recognised, str, float]]:
    """The doubtful lines, why, and how often such a one is right.

    Words in tables of which only single letters are unsure are given without a reason.
    """
    poor = is_poor(share)
    page = of_page(share)
    for line in lines:
        if line.read.doubt:
            yield line, line.read.doubt, min(line.read.sure, page)
        elif poor and line.is_figure:
            why = Message("readings_differ_on_page", share=f"{share:.1%}")
            yield line, why, page
        elif line.in_table and line.read.letters:
            yield line, "", page


def _displayed(char: Char, turn: Turn) -> Char:
    """A glyph of the upright picture on the page as displayed."""
    box = turn.back(_box_of(char))
    return moved(char, box)._replace(turn=cast(Literal[0, 90, 180, 270], turn.degrees))


def _displayed_rule(rule: Rule, turn: Turn) -> Rule:
    flat = Box(rule.start, rule.at, rule.end, rule.at)
    box = turn.back(flat if rule.horizontal else Box(rule.at, rule.start, rule.at, rule.end))
    if box.width >= box.height:
        return Rule(True, box.top, box.x0, box.x1)
    return Rule(False, box.x0, box.top, box.bottom)


def _box_of(char: Char) -> Box:
    return Box(char.x0, char.top, char.x1, char.bottom)


def _usual_height(ink: Grey) -> float:
    """Height of most characters, pixels."""
    count, _, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    heights = [int(s[3]) for s in stats[1:count] if 10 <= s[3] <= 60 and s[2] <= 90]
    return float(median(heights)) if heights else 24.0


def _crop(clean: Grey, at: Pixels, usual: float) -> Grey:
    """The picture of a line with paper around it; a lone mark keeps the height of a line."""
    high = max(at.height, round(0.9 * usual))
    grow = (high - at.height) // 2
    pad = round(0.18 * high)
    top, bottom = at.top - grow - pad, at.bottom + grow + pad
    left, right = at.left - 2 * pad, at.right + 2 * pad
    out = np.full((bottom - top, right - left), 255, np.uint8)
    inner = clean[at.top : at.bottom, at.left : at.right]
    out[grow + pad : grow + pad + at.height, 2 * pad : 2 * pad + at.width] = inner
    return out


def _may_be_a_figure(text: str) -> bool:
    return not text or _FIGURE.search(text) is not None or len(text) == 1


def _levelled(chars: Sequence[Char]) -> list[Char]:
    """Sizes as printed: those near the page's usual size are it."""
    if not chars:
        return []
    usual = median(char.size for char in chars)
    return [
        char._replace(size=usual if abs(char.size - usual) < 0.15 * usual else round(char.size))
        for char in chars
    ]
