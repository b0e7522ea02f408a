"""Pages as a source read them, judged by their ink.

What nobody sees is moved to the hidden glyphs; what fields and annotations show is added; places
where the ink and the text do not agree become spots, which put the figures there in doubt.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import pypdfium2

from pipeline.model.message import Message
from pipeline.model.place import Box
from pipeline.reading.page.char import Char
from pipeline.reading.page.geometry import PageGeometry, Spot
from pipeline.reading.page.ink.annotations import with_annotations
from pipeline.reading.page.ink.doubted_digits import CUT, doubted_digits
from pipeline.reading.page.ink.drawing import Drawing, Sheet, Sheets, drawing_of
from pipeline.reading.page.ink.fonts import with_boxed
from pipeline.reading.page.ink.inked import Inked
from pipeline.reading.page.ink.inking import inked
from pipeline.reading.page.ink.lone_strokes import lone_strokes
from pipeline.reading.page.ink.patches import patches_on
from pipeline.reading.page.ink.redactions import redactions_on
from pipeline.reading.page.ink.strays import pictured_in, strays_in, unread_in
from pipeline.reading.page.ink.uncovered import beside_digits
from pipeline.reading.tolerances import TOLERANCES

_FEW_GLYPHS = 12
"""A page with fewer glyphs may have its text drawn as curves."""

_SAME_SIZE = 1.5
"""The page that is drawn is the page that was read when their sizes agree within this (points)."""

_TABLE_RULES = 4
"""A page with as many rules may hold a table, though none of its figures was read."""

_MANY_STRAYS = 60
"""Places with unexplained ink on a page of few glyphs from which its text is drawn as curves."""

_LINE_END = 1.6
"""The next glyph of a line is at most so far away, in font sizes, from middle to middle."""

_LEVEL = 0.3
"""Glyphs of a line differ in height by less, in font sizes."""

_MANY_UNTRUE = 8
_UNTRUE = 0.04
"""A page of so many glyphs that are not what their text says, and with so large a share of its
digits, has a font that lies: its other glyphs may lie as well."""

UNDRAWN = Message("ink_undrawn")
FONTLESS = Message("ink_fontless")
STRAY = Message("ink_stray")
UNREAD = Message("ink_unread")
BESIDE = Message("ink_beside")
CURVES = Message("ink_curves")
LIES = Message("ink_lies")


def judged(path: Path, pages: Iterable[PageGeometry]) -> Iterator[PageGeometry]:
    """The pages of a file, each compared with what pdfium draws."""
    with Sheets(path) as sheets:
        for page in pages:
            yield replace(_judged(sheets, page), opened=None)


def _judged(sheets: Sheets, page: PageGeometry) -> PageGeometry:
    try:
        sheet = sheets.sheet(page)
        if not _worth_drawing(sheet, page):
            return page
        fits = abs(sheet.width - page.width) + abs(sheet.height - page.height) < _SAME_SIZE
        return judge(sheet, page) if fits and sheet.drawable else _undrawn(page)
    except pypdfium2.PdfiumError:
        return _undrawn(page)


def _undrawn(page: PageGeometry) -> PageGeometry:
    spot = Spot(Box(0, 0, page.width, page.height), UNDRAWN)
    return replace(page, spots=(*page.spots, spot)) if page.chars else page


def _worth_drawing(sheet: Sheet, page: PageGeometry) -> bool:
    table = len(page.rules) >= _TABLE_RULES
    return _has_figures(page) or table or sheet.annotated or _has_pale(page) or _may_be_curves(page)


def _has_figures(page: PageGeometry) -> bool:
    return any(c.text.isdigit() for c in (*page.chars, *page.hidden))


def _has_pale(page: PageGeometry) -> bool:
    """Has it text that may be a watermark, or be seen by nobody?"""
    return any(c.light >= TOLERANCES.pages.pale for c in page.chars)


def _may_be_curves(page: PageGeometry) -> bool:
    return len(page.chars) < _FEW_GLYPHS and not page.pictures


def judge(sheet: Sheet, page: PageGeometry) -> PageGeometry:
    """One page compared with its ink."""
    if sheet.annotated:
        page = replace(page, spots=(*page.spots, *redactions_on(sheet)))
        page = with_annotations(sheet, page)
    if sheet.annotated or page.source != "pdfium":
        page = replace(page, chars=with_boxed(sheet, page.chars))
    drawing = drawing_of(sheet)
    # What the source holds hidden is judged anew: white text may lie on a ground of any kind.
    tiny = tuple(c for c in page.hidden if c.size < 1)
    again = tuple(c for c in page.hidden if c.size >= 1)
    glyphs = inked(sheet, drawing, page.glyphs, again)
    strays = _strays(drawing, page, glyphs)
    digits = doubted_digits(glyphs, page.width, page.height)
    text = glyphs.text
    curves = _may_be_curves(page) and len(strays) > _MANY_STRAYS
    return replace(
        page,
        chars=text.chars,
        known=text,
        hidden=(*tiny, *glyphs.hidden),
        marks=(*page.marks, *glyphs.marks),
        spots=(*page.spots, *digits, *_cut_lines(page), *strays),
        unsure=(*page.unsure, FONTLESS) if glyphs.undrawn else page.unsure,
        unreadable=CURVES if curves else LIES if _lies(glyphs, strays) else "",
    )


def _lies(glyphs: Inked, strays: Iterable[Spot]) -> bool:
    """Does a font of the page say of its glyphs what they are not?"""
    if glyphs.lying:
        return True
    untrue = len(glyphs.untrue) + sum(spot.reason == BESIDE for spot in strays)
    if untrue < _MANY_UNTRUE:
        return False
    return untrue >= _UNTRUE * sum(text.isdigit() for text in glyphs.glyphs.texts)


def _strays(drawing: Drawing, page: PageGeometry, glyphs: Inked) -> list[Spot]:
    full, ground, scale = drawing.full, drawing.ground, drawing.scale
    unread = unread_in(full, ground, glyphs.boxes[glyphs.glyphs.solid], scale)
    beside = beside_digits(full, ground, glyphs.glyphs, glyphs.boxes, scale)
    strays = strays_in(drawing.coarse, page.rules) if drawing.coarse is not None else []
    lone = lone_strokes(page.rules, glyphs.text)
    found = (STRAY, strays), (STRAY, lone), (UNREAD, unread), (BESIDE, beside)
    spots = [Spot(box, reason) for reason, boxes in found for box in boxes]
    if drawing.coarse is not None and page.pictures:
        shown = pictured_in(drawing.coarse, page.pictures)
        spots += [Spot(box, STRAY, empty_only=True) for box in shown]
    return spots + patches_on(page.fills, page.rules, glyphs.text)


def _cut_lines(page: PageGeometry) -> list[Spot]:
    """The last glyphs of lines that go on beyond the side of the page."""
    beyond = [c for c in page.hidden if c.text.strip() and not 0 < c.cx < page.width]
    if not beyond:
        return []
    last = [
        c for c in page.chars if not _LINE_END * c.size < c.cx < page.width - _LINE_END * c.size
    ]
    return [
        Spot(Box(c.x0, c.top, c.x1, c.bottom), CUT)
        for c in last
        if any(_goes_on(c, gone) for gone in beyond)
    ]


def _goes_on(char: Char, gone: Char) -> bool:
    level = abs(char.cy - gone.cy) < _LEVEL * char.size
    return level and abs(char.cx - gone.cx) < _LINE_END * char.size
