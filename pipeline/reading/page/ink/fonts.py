"""Glyphs that cannot be drawn here: neither the file nor this machine has their font.

A missing ink says nothing of them, so they stay as they were read.
"""

from __future__ import annotations

import ctypes
from collections.abc import Collection, Sequence
from typing import Any

import pypdfium2.raw as raw

from pipeline.reading.page.geometry import Char
from pipeline.reading.page.ink.drawing import Sheet
from pipeline.reading.page.ink.glyphs import DrawnGlyph, known_glyphs
from pipeline.reading.page.sources.pdfium_calls import address_of

_FLAT = 0.001
"""Points; ink that is not higher is none."""


def undrawable(sheet: Sheet, chars: Sequence[Char], wanted: Collection[int]) -> set[int]:
    """Those of the glyphs, by their places in the list, for which pdfium finds no shape.

    pdfium leaves a text object of one such glyph out of the page's text, so a glyph that it does
    not know is taken for one where there is such an object.
    """
    if not wanted:
        return set()
    texts = {address_of(item): item for item in sheet.texts() if not _embedded(item)}
    if not texts:
        return set()
    known = known_glyphs(sheet, chars, wanted)
    out = {i for i, g in known.items() if g.item in texts and _shapeless(g, texts[g.item])}
    if any(_is_flat(item) for item in texts.values()):
        out |= set(wanted) - set(known)
    return out


def _embedded(item: Any) -> bool:
    font = raw.FPDFTextObj_GetFont(item)
    return not font or raw.FPDFFont_GetIsEmbedded(font) == 1


def _shapeless(glyph: DrawnGlyph, item: Any) -> bool:
    """Has its font no outline for it?

    A code that pdfium does not find again in the font counts as one without.
    """
    font = raw.FPDFTextObj_GetFont(item)
    return not raw.FPDFFont_GetGlyphPath(font, glyph.code, glyph.char.size)


def _is_flat(item: Any) -> bool:
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    raw.FPDFPageObj_GetBounds(item, left, bottom, right, top)
    return top.value - bottom.value < _FLAT or right.value - left.value < _FLAT
