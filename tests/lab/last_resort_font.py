"""Makes the font of last resort: python -m tests.lab.last_resort_font OUT.

Latin characters have the outlines of the font that pdfium holds itself; whatever else is asked for
is one hollow box. The table that maps characters to glyphs is of the format that gives many
characters one glyph, so that the font is small.
"""

from __future__ import annotations

import ctypes
import io
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pypdfium2
import pypdfium2.raw as raw
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import newTable
from fontTools.ttLib.tables._c_m_a_p import CmapSubtable

from pipeline.reading.page.sources.last_resort import FAMILY, LAST_DRAWN

_EM = 1000
_ASCENT, _DESCENT = 880, -120
_OUTER = (60, -100, 940, 800)
_INNER = (130, -30, 870, 730)
_LAST = 0x10FFFF
_NONE, _BLANK, _BOX = ".notdef", "space", "box"
_BLANKS = (0x20, 0xA0, 0xAD, 0x3000)


def last_resort_font() -> bytes:
    """The font file (TrueType)."""
    document = pypdfium2.PdfDocument.new()
    latin = raw.FPDFText_LoadStandardFont(document, b"Helvetica")
    blank = TTGlyphPen(None).glyph()
    shapes = {_NONE: (blank, _EM), _BLANK: (blank, _EM // 4), _BOX: (_box(), _EM)}
    names = dict.fromkeys(range(0x20, _LAST + 1), _BOX) | dict.fromkeys(_BLANKS, _BLANK)
    for code in range(0x20, LAST_DRAWN + 1):
        path = raw.FPDFFont_GetGlyphPath(latin, code, float(_EM))
        if path and raw.FPDFGlyphPath_CountGlyphSegments(path) > 0:
            names[code] = f"u{code:04X}"
            shapes[names[code]] = (_outline(path), _width(latin, code))
    document.close()
    return _font(shapes, names)


def _box() -> Any:
    pen = TTGlyphPen(None)
    for (x0, y0, x1, y1), turned in ((_OUTER, False), (_INNER, True)):
        corners = [(x0, y0), (x0, y1), (x1, y1), (x1, y0)]
        start, *others = reversed(corners) if turned else corners
        pen.moveTo(start)
        for corner in others:
            pen.lineTo(corner)
        pen.closePath()
    return pen.glyph()


def _outline(path: Any) -> Any:
    target = TTGlyphPen(None)
    pen = Cu2QuPen(target, max_err=1.0)
    x, y = ctypes.c_float(), ctypes.c_float()
    controls: list[tuple[float, float]] = []
    opened = False
    for index in range(raw.FPDFGlyphPath_CountGlyphSegments(path)):
        segment = raw.FPDFGlyphPath_GetGlyphPathSegment(path, index)
        raw.FPDFPathSegment_GetPoint(segment, x, y)
        point = _EM * x.value, _EM * y.value  # They are in font sizes, whatever size is asked for.
        kind = raw.FPDFPathSegment_GetType(segment)
        if kind == raw.FPDF_SEGMENT_MOVETO:
            if opened:
                pen.closePath()
            pen.moveTo(point)
            opened = True
        elif kind == raw.FPDF_SEGMENT_LINETO:
            pen.lineTo(point)
        else:
            controls.append(point)
            if len(controls) == 3:
                pen.curveTo(*controls)
                controls = []
    pen.closePath()
    return target.glyph()


def _width(font: Any, code: int) -> int:
    width = ctypes.c_float()
    raw.FPDFFont_GetGlyphWidth(font, code, float(_EM), width)
    return round(width.value)


def _font(shapes: Mapping[str, tuple[Any, int]], names: Mapping[int, str]) -> bytes:
    builder = FontBuilder(_EM, isTTF=True)
    builder.setupGlyphOrder(list(shapes))
    builder.setupGlyf({name: shape for name, (shape, _) in shapes.items()})
    glyphs = builder.font["glyf"]
    builder.setupHorizontalMetrics(
        {name: (width, getattr(glyphs[name], "xMin", 0)) for name, (_, width) in shapes.items()}
    )
    builder.setupHorizontalHeader(ascent=_ASCENT, descent=_DESCENT)
    builder.font["cmap"] = _characters(names)
    builder.setupNameTable({"familyName": FAMILY, "styleName": "Regular"}, mac=False)
    builder.setupOS2()
    builder.setupPost(keepGlyphNames=False)
    builder.font["head"].created = builder.font["head"].modified = 0
    builder.font.recalcTimestamp = False
    out = io.BytesIO()
    builder.font.save(out)
    return out.getvalue()


def _characters(names: Mapping[int, str]) -> Any:
    many_to_one = CmapSubtable.newSubtable(13)
    many_to_one.platformID, many_to_one.platEncID, many_to_one.language = 3, 10, 0
    many_to_one.cmap = dict(names)
    table = newTable("cmap")
    table.tableVersion, table.tables = 0, [many_to_one]
    return table


def main(arguments: Iterable[str]) -> None:
    """Write the font to the file that is named."""
    (out,) = arguments
    Path(out).write_bytes(last_resort_font())


if __name__ == "__main__":
    main(sys.argv[1:])
