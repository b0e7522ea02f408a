"""Fonts for drawing Chinese without a font file: a font every viewer has, or one made here.

`cid` is not embedded, so a PDF holds only codes of a standard character collection; it lacks
radicals, thin spaces and raised digits. `blocks` is embedded with its table of Unicode values,
has every character, and shows each as a box: made for machines, not for eyes. A path of a
TrueType file is embedded likewise.
"""

from __future__ import annotations

import io
from functools import cache
from pathlib import Path
from typing import NamedTuple

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.ttfonts import TTFont


class Faces(NamedTuple):
    """Names of the regular and the bold face, as registered for drawing."""

    regular: str
    bold: str


@cache
def faces(font: str) -> Faces:
    """The faces of `font`: "cid", "blocks" or the path of a TrueType file."""
    if font == "cid":
        pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
        return Faces("STSong-Light", "STSong-Light")
    if font == "blocks":
        for name in ("LabSong", "LabSong-Bold"):
            pdfmetrics.registerFont(TTFont(name, io.BytesIO(_blocks(name))))
        return Faces("LabSong", "LabSong-Bold")
    name = Path(font).stem
    pdfmetrics.registerFont(TTFont(name, font))
    return Faces(name, name)


def width(text: str, face: str, size: float) -> float:
    """Width of `text` in points."""
    return float(pdfmetrics.stringWidth(text, face, size))


def _blocks(name: str) -> bytes:
    """A TrueType font in which every character is a box of half or full width."""
    narrow = {*range(0x20, 0x7F), 0xA0, 0xB7, 0xB9, 0xB2, 0xB3, 0x2009, 0x2013}
    wide = {
        *range(0x4E00, 0x9FA6), *range(0x2E80, 0x2FD6), *range(0x3000, 0x3040),
        *range(0xFF01, 0xFF66), *range(0x2460, 0x2474), *range(0x2014, 0x2027), 0x203B,
    }  # fmt: skip
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder([".notdef", "blank", "half", "full"])
    glyph_of = dict.fromkeys(narrow, "half") | dict.fromkeys(wide, "full")
    glyph_of |= dict.fromkeys((32, 160, 8201), "blank") | {0x3000: ".notdef"}
    builder.setupCharacterMap(glyph_of)
    builder.setupGlyf({".notdef": _box(0), "blank": _box(0), "half": _box(400), "full": _box(900)})
    builder.setupHorizontalMetrics(
        {".notdef": (1000, 0), "blank": (300, 0), "half": (500, 50), "full": (1000, 50)}
    )
    builder.setupHorizontalHeader(ascent=880, descent=-120)
    builder.setupNameTable({"familyName": name, "styleName": "Regular", "psName": name})
    builder.setupOS2(sTypoAscender=880, sTypoDescender=-120, usWinAscent=880, usWinDescent=120)
    builder.setupPost()
    out = io.BytesIO()
    builder.save(out)
    return out.getvalue()


def _box(right: int) -> object:
    pen = TTGlyphPen(None)
    if right:
        corners = [(50, 0), (50, 700), (50 + right, 700), (50 + right, 0)]
        pen.moveTo(corners[0])
        for corner in corners[1:]:
            pen.lineTo(corner)
        pen.closePath()
    return pen.glyph()
