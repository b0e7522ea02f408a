"""What form fields and annotations show, as far as they are shown.

A field is a part of the page. So is a text that an annotation puts into a cell or over a text of
the page. What else a stamp or a comment says is no text of the bulletin: it goes to the marks, and
a cell that is empty there is doubted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import pypdfium2.raw as raw

from pipeline.model.message import Message
from pipeline.model.place import Box
from pipeline.reading.page.char import Char
from pipeline.reading.page.geometry import PageGeometry, Spot, within
from pipeline.reading.page.ink.drawing import Sheet
from pipeline.reading.page.ink.glyphs import glyphs_on

COMMENT = Message("ink_comment")


def with_annotations(sheet: Sheet, page: PageGeometry) -> PageGeometry:
    """The page with the glyphs that its form fields and annotations show."""
    comments = _comments_on(sheet)
    before = Counter(_address(g.char) for g in glyphs_on(sheet))
    sheet.merge_annotations()
    added = []
    for glyph in glyphs_on(sheet):
        if before[_address(glyph.char)] > 0:
            before[_address(glyph.char)] -= 1
        else:
            added.append(glyph.char)
    aside = set[Char]()
    spots = list[Spot]()
    for box in comments if added else []:
        own = within(box, added)
        if not any(_in_cell(page, c) or _over_text(page, c) for c in own):
            aside.update(own)
            spots += [Spot(_box(c), COMMENT, empty_only=True) for c in own if c.text.isdigit()]
    return replace(
        page,
        chars=(*page.chars, *(c for c in added if c not in aside)),
        marks=(*page.marks, *(c for c in added if c in aside)),
        spots=(*page.spots, *spots),
    )


def _comments_on(sheet: Sheet) -> Sequence[Box]:
    """Where the annotations are that are no form fields, points from the top left."""
    out = []
    for index in range(raw.FPDFPage_GetAnnotCount(sheet.page)):
        annotation = raw.FPDFPage_GetAnnot(sheet.page, index)
        rect = raw.FS_RECTF()
        is_field = raw.FPDFAnnot_GetSubtype(annotation) == raw.FPDF_ANNOT_WIDGET
        if not is_field and raw.FPDFAnnot_GetRect(annotation, rect):
            corners = (rect.left, rect.top), (rect.right, rect.bottom)
            (xa, ya), (xb, yb) = (sheet.on_page(*corner) for corner in corners)
            out.append(Box(min(xa, xb), min(ya, yb), max(xa, xb), max(ya, yb)))
        raw.FPDFPage_CloseAnnot(annotation)
    return out


def _address(char: Char) -> tuple[str, int, int]:
    return char.text, round(char.x0 * 4), round(char.top * 4)


def _in_cell(page: PageGeometry, char: Char) -> bool:
    """Are there rules on all sides of the glyph, as those of a grid are?"""
    level = [r.at for r in page.rules if r.horizontal and r.start <= char.cx <= r.end]
    upright = [r.at for r in page.rules if not r.horizontal and r.start <= char.cy <= r.end]
    return _is_between(char.cy, level) and _is_between(char.cx, upright)


def _is_between(place: float, rules: Sequence[float]) -> bool:
    return any(at < place for at in rules) and any(at > place for at in rules)


def _over_text(page: PageGeometry, char: Char) -> bool:
    return any(c.text.strip() for c in within(_box(char), (*page.chars, *page.hidden)))


def _box(char: Char) -> Box:
    return Box(char.x0, char.top, char.x1, char.bottom)
