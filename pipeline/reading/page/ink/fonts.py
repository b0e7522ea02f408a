"""Glyphs that cannot be drawn here: neither the file nor this machine has their font.

A box is drawn in place of most of them, which shows where they are, not what they are. Where
nothing is drawn, the missing ink says nothing of them, and they stay as they were read.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from pipeline.reading.page.char import Char
from pipeline.reading.page.ink.drawing import Sheet
from pipeline.reading.page.ink.glyphs import DrawnGlyph, known_glyphs
from pipeline.reading.page.sources import pdfium_calls as pdfium
from pipeline.reading.page.sources.last_resort import LAST_DRAWN, is_missing

_FLAT = 0.001
"""Points; ink that is not higher is none."""


def with_boxed(sheet: Sheet, chars: Sequence[Char]) -> tuple[Char, ...]:
    """The glyphs, with those for which a box is drawn known as such.

    For glyphs that do not come from pdfium, which knows it.
    """
    texts = {item for item in sheet.texts() if is_missing(pdfium.font_of(item))}
    if not texts:
        return tuple(chars)
    known = known_glyphs(sheet, chars, range(len(chars)))
    boxed = {i for i, g in known.items() if g.item in texts and g.code > LAST_DRAWN}
    return tuple(c._replace(boxed=True) if i in boxed else c for i, c in enumerate(chars))


def undrawable(sheet: Sheet, chars: Sequence[Char], wanted: Collection[int]) -> set[int]:
    """Those of the glyphs, by their places in the list, for which pdfium finds no shape.

    pdfium leaves a text object of one such glyph out of the page's text, so a glyph that it does
    not know is taken for one where there is such an object.
    """
    if not wanted:
        return set()
    texts = {item for item in sheet.texts() if not _embedded(item)}
    if not texts:
        return set()
    known = known_glyphs(sheet, chars, wanted)
    out = {i for i, g in known.items() if g.item in texts and _shapeless(g)}
    if any(map(_is_flat, texts)):
        out |= set(wanted) - set(known)
    return out


def _embedded(item: int) -> bool:
    font = pdfium.font_of(item)
    return not font or pdfium.is_embedded(font)


def _shapeless(glyph: DrawnGlyph) -> bool:
    """Has its font no outline for it?

    A code that pdfium does not find again in the font counts as one without.
    """
    return not pdfium.glyph_path(pdfium.font_of(glyph.item), glyph.code, glyph.char.size)


def _is_flat(item: int) -> bool:
    left, bottom, right, top = pdfium.object_bounds(item)
    return top - bottom < _FLAT or right - left < _FLAT
