"""The glyphs of an open page as pdfium counts them: needed where a page is not as its source says.

That is where fields and annotations show text of their own, and where glyphs lie on each other.
"""

from __future__ import annotations

import ctypes
import math
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import pypdfium2.raw as raw

from pipeline.reading.page.char import Char
from pipeline.reading.page.ink.drawing import Sheet
from pipeline.reading.page.radicals import without_radicals
from pipeline.reading.page.sources.pdfium_calls import address_of, fill_color

_ABOVE, _BELOW = 0.8, 0.2
"""Height of a glyph's box over and under its baseline, in font sizes."""


_SAME = 0.5
"""A glyph of the page and one of pdfium are the same within this share of its size."""

_WHITE = 0.9
"""Brightness from which a colour is that of paper."""

_CLEAR = 10
"""Opacity (of 255) below which nothing is seen."""


@dataclass(frozen=True)
class DrawnGlyph:
    """A glyph and the address of the text object that draws it.

    Attributes:
        code: its character in Unicode, as pdfium finds it.
    """

    char: Char
    item: int
    code: int = 0


def glyphs_on(sheet: Sheet) -> list[DrawnGlyph]:
    """All glyphs of the page, those within forms included, in drawing order."""
    if sheet.glyphs is None:
        page = sheet.page.get_textpage()
        try:
            found = (_glyph(page, index, sheet) for index in range(page.count_chars()))
            sheet.glyphs = [glyph for glyph in found if glyph is not None]
        finally:
            page.close()
    glyphs: list[DrawnGlyph] = sheet.glyphs
    return glyphs


def objects_of(sheet: Sheet, chars: Sequence[Char], wanted: Collection[int]) -> dict[int, int]:
    """Addresses of the text objects of glyphs, by their place in the list.

    A glyph that pdfium does not know is left out.
    """
    return {index: glyph.item for index, glyph in known_glyphs(sheet, chars, wanted).items()}


def known_glyphs(
    sheet: Sheet, chars: Sequence[Char], wanted: Collection[int]
) -> dict[int, DrawnGlyph]:
    """Glyphs as pdfium finds them, by their place in the list, the nearest first.

    pdfium leaves a glyph out that lies on another one of the same text, as a shadow does. It must
    not be taken for that one.
    """
    by_text: dict[str, list[DrawnGlyph]] = {}
    for glyph in glyphs_on(sheet):
        by_text.setdefault(glyph.char.text, []).append(glyph)
    asked = {chars[index].text for index in wanted}
    along = {text: sorted(enumerate(by_text.get(text, ())), key=_across) for text in asked}
    near = sorted(
        (distance, index, k)
        for index in wanted
        for k, g in _around(along[chars[index].text], chars[index])
        if (distance := _distance(g.char, chars[index])) < _SAME * chars[index].size
    )
    out: dict[int, DrawnGlyph] = {}
    taken: set[tuple[str, int]] = set()
    for _, index, k in near:
        text = chars[index].text
        if index not in out and (text, k) not in taken:
            taken.add((text, k))
            out[index] = by_text[text][k]
    return out


_Numbered = tuple[int, DrawnGlyph]


def _across(glyph: _Numbered) -> float:
    return glyph[1].char.cx


def _around(along: Sequence[_Numbered], char: Char) -> Sequence[_Numbered]:
    """Of glyphs sorted from left to right those that are as far to the right as `char`."""
    reach = _SAME * char.size
    start = bisect_left(along, char.cx - reach, key=_across)
    return along[start : bisect_right(along, char.cx + reach, start, key=_across)]


def _distance(a: Char, b: Char) -> float:
    return abs(a.cx - b.cx) + abs(a.cy - b.cy)


def without_paint(sheet: Sheet, chars: Sequence[Char], wanted: Collection[int]) -> set[int]:
    """Those of the glyphs that are white, or drawn with a transparent colour."""
    texts = set(sheet.texts())
    out = {index for index in wanted if chars[index].light > _WHITE}
    for index, address in objects_of(sheet, chars, set(wanted) - out).items():
        if address in texts and _opacity(address) < _CLEAR:
            out.add(index)
    return out


def _opacity(item: int) -> int:
    """0 to 255."""
    color = fill_color(item)
    return color[3] if color else 255


def _glyph(page: Any, index: int, sheet: Sheet) -> DrawnGlyph | None:
    item = raw.FPDFText_GetTextObject(page, index)
    code = raw.FPDFText_GetUnicode(page, index)
    if not item or code in (0, 0xFFFE, 0xFFFF) or not chr(code).strip():
        return None
    matrix = raw.FS_MATRIX()
    loose = raw.FS_RECTF()
    x, y = ctypes.c_double(), ctypes.c_double()
    raw.FPDFText_GetMatrix(page, index, matrix)
    raw.FPDFText_GetLooseCharBox(page, index, loose)
    raw.FPDFText_GetCharOrigin(page, index, x, y)
    size = raw.FPDFText_GetFontSize(page, index) * math.hypot(matrix.c, matrix.d)
    left, base = sheet.on_page(x.value, y.value)
    corners = (sheet.on_page(loose.left, loose.top), sheet.on_page(loose.right, loose.bottom))
    (xa, ya), (xb, yb) = corners
    turn = _turn(matrix.a, matrix.b, sheet.rotation)
    if turn == 0:
        x0, top, x1, bottom = left, base - _ABOVE * size, max(xa, xb), base + _BELOW * size
    else:
        x0, top, x1, bottom = min(xa, xb), min(ya, yb), max(xa, xb), max(ya, yb)
    text = without_radicals(chr(code))
    char = Char(text, x0, top, x1, bottom, round(size, 2), turn=turn)
    return DrawnGlyph(char, address_of(item), code)


def _turn(a: float, b: float, rotation: int) -> Literal[0, 90, 180, 270] | None:
    angle = math.degrees(math.atan2(b, a)) - rotation
    nearest = round(angle / 90) * 90
    if abs(angle - nearest) > 1.2:
        return None
    return {0: 0, 90: 90, 180: 180, 270: 270}[nearest % 360]  # type: ignore[return-value]
