"""The glyphs of pdfium's page of text, and where they lie on the page as displayed."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from pipeline.reading.page.geometry import Char
from pipeline.reading.page.radicals import without_radicals
from pipeline.reading.page.sources import pdfium_calls as pdfium
from pipeline.reading.page.sources.display import Matrix
from pipeline.reading.page.sources.last_resort import LAST_DRAWN
from pipeline.reading.page.sources.strokes import Face

_HYPHEN = 2
"""pdfium's code for a hyphen at the end of a line."""

_HALVES = (0xD800, 0xDFFF)
"""Codes of UTF-16 that are half a character (surrogates)."""

_ROUNDING = 0.003
"""pdfium rounds widths to a thousandth of the font size; more than that."""


class Widths(dict[int, float]):
    """Advances of a font's characters, in font sizes; pdfium is asked once for each."""

    def __init__(self, font: int) -> None:
        super().__init__()
        self._font = font

    def __missing__(self, code: int) -> float:
        width = self[code] = pdfium.glyph_width(self._font, code) / 1000
        return width


class Font(NamedTuple):
    """A font of the page, with the advances of its characters.

    Attributes:
        missing: neither the file nor this machine has it.
    """

    name: str
    embedded: bool
    missing: bool
    bold: bool
    widths: Widths


Linear = tuple[float, float, float, float]


class Style(NamedTuple):
    """What all glyphs of a text object share.

    Attributes:
        em: length of a font size along the line.
        reach: which edge of a loose box lies in the direction of the text, which coordinate that
            is and its sign; None where the text is askew.
    """

    face: Face
    font: Font
    em: float
    bold: bool
    light: float
    hidden: bool
    reach: tuple[int, int, int] | None


class Drawn(NamedTuple):
    """A text object: its style, and the places of its glyphs."""

    style: Style
    places: Sequence[int]


class Glyphs:
    """The glyphs of a text page.

    Attributes:
        page: address of the text page.
        codes, origins, loose: of every glyph.
        texts: of every glyph; the characters of a ligature are the text of its first.
        errors: places of glyphs without a character.
        doubled: are there figures that one glyph, or two in one place, may have drawn?
        of: places of the glyphs of each text object.
    """

    def __init__(self, page: int) -> None:
        count = pdfium.count_glyphs(page)
        self.page = page
        self.codes = pdfium.glyph_texts(page, count)
        self.origins = pdfium.origins(page, count)
        self.loose = pdfium.loose_boxes(page, count)
        self.errors = {i for i, found in enumerate(pdfium.map_errors(page, count)) if found}
        self.of: dict[int, list[int]] = {}
        objects = pdfium.glyph_objects(page, count)
        for index, address in enumerate(objects):
            if address:
                self.of.setdefault(address, []).append(index)
        self.texts = [_texts.get(code) or _text(code) for code in self.codes]
        self.doubled = False
        self._join(objects)

    def _join(self, objects: Sequence[int]) -> None:
        """Put the characters of a ligature, at one origin, together; drop what pdfium made up."""
        origins, loose, texts = self.origins, self.loose, self.texts
        places = list(zip(origins[::2], origins[1::2], objects, strict=True))
        first = 0
        for index, text in enumerate(texts):
            if text == " ":
                # A blank that pdfium made up has no size.
                if loose[4 * index] == loose[4 * index + 2]:
                    texts[index] = ""
            elif index and places[index] == places[first] and texts[first] != " ":
                texts[first], texts[index] = texts[first] + text, ""
                self.doubled = self.doubled or texts[first].isdigit()
            else:
                first = index
        if any(_HALVES[0] <= code <= _HALVES[1] for code in self.codes):
            self.texts = [_whole(text) for text in texts]


_texts: dict[int, str] = {_HYPHEN: "-"}


def _text(code: int) -> str:
    text = _texts.get(code)
    if text is None:
        text = without_radicals(chr(code)) if code <= sys.maxunicode else "\ufffd"
        if not text.strip() or code == 0:
            text = " "
        _texts[code] = text
    return text


def _whole(text: str) -> str:
    """Text in which two halves of a character are one, and a lone half is unreadable."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def drawn(texts: Sequence[Drawn], glyphs: Glyphs, display: Matrix) -> list[Char]:
    """The glyphs of text objects in drawing order, all reckoned at once."""
    styles = list({id(text.style): text.style for text in texts}.values())
    number = {id(style): k for k, style in enumerate(styles)}
    found = [
        (k, index, text)
        for style, places in texts
        for k in (number[id(style)],)
        for index in places
        if (text := glyphs.texts[index])
    ]
    if not found:
        return []
    kinds, places, shown = zip(*found, strict=True)
    kind, at = np.array(kinds), np.array(places)
    faces = [(*s.face.along, s.face.x0, s.face.top, s.face.x1, s.face.bottom) for s in styles]
    a, b, left, top, right, bottom = np.array(faces)[kind].T
    x, y = np.array(glyphs.origins).reshape(-1, 2)[at].T
    p, q, r, s, t, u = display
    x, y = p * x + r * y + t, q * x + s * y + u
    width = _widths(styles, kind, at, glyphs)
    along, across = a * width, b * width
    boxes = (
        x + left + np.minimum(along, 0.0), y + top + np.minimum(across, 0.0),
        x + right + np.maximum(along, 0.0), y + bottom + np.maximum(across, 0.0),
    )  # fmt: skip
    looks = [(s.face.size, s.bold, s.face.turn, s.light) for s in styles]
    sizes, bolds, turns, lights = zip(*[looks[k] for k in kinds], strict=True)
    sides = (side.tolist() for side in boxes)
    boxed = _boxed(styles, kinds, places, glyphs)
    rows = zip(shown, *sides, sizes, bolds, turns, lights, boxed, strict=True)
    return list(map(Char._make, rows))


def _boxed(
    styles: Sequence[Style], kinds: Sequence[int], places: Sequence[int], glyphs: Glyphs
) -> Sequence[bool]:
    """For each glyph, is it drawn as a box?"""
    missing = [style.font.missing for style in styles]
    if not any(missing):
        return [False] * len(kinds)
    codes = glyphs.codes
    return [missing[k] and codes[i] > LAST_DRAWN for k, i in zip(kinds, places, strict=True)]


def _widths(styles: Sequence[Style], kind: Any, at: Any, glyphs: Glyphs) -> Any:
    """Advances of glyphs, in font sizes.

    pdfium gives them by character, of which a font may have several glyphs. The loose box is by
    glyph; it holds the advance and the ink, so it is the advance unless the ink reaches out.

    Args:
        kind, at: of each glyph, the number of its style, and its place.
    """
    fonts = [style.font.widths for style in styles]
    of_each = zip(kind.tolist(), at.tolist(), strict=True)
    width = np.array([fonts[k][glyphs.codes[i]] for k, i in of_each])
    edge, axis, sign = np.array([style.reach or (0, 0, 0) for style in styles])[kind].T
    em = np.array([style.em for style in styles])[kind]
    start = np.array(glyphs.origins)[2 * at + axis]
    loose = sign * (np.array(glyphs.loose)[4 * at + edge].astype(np.float64) - start) / em
    alike = (loose - width >= -_ROUNDING) & (loose - width <= _ROUNDING)
    other = np.flatnonzero((sign != 0) & ~alike)
    joined = np.array([len(glyphs.texts[i]) > 1 for i in at[other].tolist()], np.bool_)
    whole = joined | (loose[other] < width[other])
    own, asked = other[whole], other[~whole]
    width[own] = np.maximum(loose[own], 0.0)
    inks = np.array(pdfium.ink_boxes(glyphs.page, at[asked].tolist())).reshape(-1, 4)
    ends = inks[np.arange(len(asked)), edge[asked]]
    ink = sign[asked] * (ends - start[asked]) / em[asked]
    within = asked[ink <= loose[asked] - _ROUNDING]
    width[within] = loose[within]
    return width
