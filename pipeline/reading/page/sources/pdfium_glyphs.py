"""The glyphs of pdfium's page of text, and where they lie on the page as displayed."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from functools import partial
from operator import add
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from pipeline.reading.page.char import Char
from pipeline.reading.page.columns import ASKEW, Columns, Mask, Numbers
from pipeline.reading.page.radicals import without_radicals
from pipeline.reading.page.sources import pdfium_calls as pdfium
from pipeline.reading.page.sources.display import Matrix
from pipeline.reading.page.sources.glyph_faces import Face
from pipeline.reading.page.sources.last_resort import LAST_DRAWN

_HYPHEN = 2
"""pdfium's code for a hyphen at the end of a line."""

_HALVES = (0xD800, 0xDFFF)
"""Codes of UTF-16 that are half a character (surrogates)."""

_EQUAL = 0.0001
"""Widths that differ by less (font sizes) are those of one glyph."""

_CODE_BITS = 21
_CODE_MASK = (1 << _CODE_BITS) - 1
"""Bits of a character's number in Unicode."""

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


Places = npt.NDArray[np.intp]

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


class Glyphs:
    """The glyphs of a text page.

    Attributes:
        page: address of the text page.
        codes, origins: of every glyph.
        numbers: the codes as an array, those that are none of Unicode cut off.
        objects: the text object of every glyph; 0 for what pdfium made up.
        texts: of every glyph; the characters of a ligature are the text of its first.
        errors: is a glyph without a character?
        doubled: are there figures that one glyph, or two in one place, may have drawn?
    """

    def __init__(self, page: int) -> None:
        count = pdfium.count_glyphs(page)
        self.page = page
        self.codes = pdfium.glyph_texts(page, count)
        self.numbers = np.array(self.codes, np.int64) & _CODE_MASK
        self.origins = np.array(pdfium.origins(page, count)).reshape(-1, 2)
        self.errors = np.array(pdfium.map_errors(page, count), np.bool_)
        self.objects = pdfium.glyph_objects(page, count)
        self.texts = [_texts.get(code) or _text(code) for code in self.codes]
        self.doubled = False
        self._join()

    def loose(self, places: Places) -> npt.NDArray[np.float32]:
        """Left, top, right, bottom of the advance and the ink together of some glyphs."""
        found = pdfium.loose_boxes(self.page, places.tolist())
        return np.array(found, np.float32).reshape(-1, 4)

    def of(self, texts: Sequence[int]) -> tuple[Places, Places]:
        """The places of the glyphs of text objects, in the order of these.

        Returns:
            For each glyph the number of its object, and its place.
        """
        number = {address: k for k, address in enumerate(texts)}
        numbers = np.array([number.get(address, -1) for address in self.objects], np.intp)
        places = np.argsort(numbers, kind="stable")
        places = places[np.searchsorted(numbers[places], 0) :]
        return numbers[places], places

    def _join(self) -> None:
        """Put the characters of a ligature, at one origin, together; drop what pdfium made up."""
        texts = self.texts
        blank = np.array([text == " " for text in texts], np.bool_)
        # A blank that pdfium made up has no size.
        blanks = np.flatnonzero(blank)
        loose = self.loose(blanks)
        for place in blanks[loose[:, 0] == loose[:, 2]].tolist():
            texts[place] = ""
        blank[:1] = False
        self._join_at_one_place(np.flatnonzero(~blank))
        if ((_HALVES[0] <= self.numbers) & (self.numbers <= _HALVES[1])).any():
            self.texts = [_whole(text) for text in texts]

    def _join_at_one_place(self, places: Places) -> None:
        """Join glyphs that follow one another, but for blanks, at one place."""
        objects = np.array(self.objects, np.uint64)[places]
        origins = self.origins[places]
        same = (objects[1:] == objects[:-1]) & (origins[1:] == origins[:-1]).all(axis=1)
        if not same.any():
            return
        texts, first = self.texts, int(places[0])
        for place, joined in zip(places[1:].tolist(), same.tolist(), strict=True):
            if joined and texts[first] != " ":
                texts[first], texts[place] = texts[first] + texts[place], ""
                self.doubled = self.doubled or texts[first].isdigit()
            else:
                first = place


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


class Drawn(NamedTuple):
    """Glyphs in drawing order.

    Attributes:
        columns: they themselves.
        number: of each, the number of its text object.
        invisible: is it drawn in a way that leaves no ink?
    """

    columns: Columns
    number: Places
    invisible: Mask


def drawn(
    styles: Sequence[Style], kind: Places, number: Places,
    places: Places, glyphs: Glyphs, display: Matrix,
) -> Drawn:  # fmt: skip
    """The glyphs that have a text, all reckoned at once.

    Args:
        kind, number, places: of each glyph, the number of its style and of its text object, and
            its place among the glyphs.
    """
    found = np.array([bool(text) for text in glyphs.texts], np.bool_)[places]
    kind, number, places = kind[found], number[found], places[found]
    faces = [(*s.face.along, s.face.x0, s.face.top, s.face.x1, s.face.bottom) for s in styles]
    a, b, left, top, right, bottom = np.array(faces).reshape(-1, 6)[kind].T
    x, y = glyphs.origins[places].T
    p, q, r, s, t, u = display
    x, y = p * x + r * y + t, q * x + s * y + u
    width = _widths(styles, kind, number, places, glyphs) if len(kind) else x
    along, across = a * width, b * width
    sides = np.array([
        x + left + np.minimum(along, 0.0), y + top + np.minimum(across, 0.0),
        x + right + np.maximum(along, 0.0), y + bottom + np.maximum(across, 0.0),
    ])  # fmt: skip
    invisible = np.array([style.hidden for style in styles], np.bool_)[kind]
    return Drawn(_columns(styles, kind, places, sides, glyphs), number, invisible)


def _columns(
    styles: Sequence[Style], kind: Places, places: Places,
    sides: Numbers, glyphs: Glyphs,
) -> Columns:  # fmt: skip
    boxed = _boxed(styles, kind, places, glyphs)
    looks = [
        (s.face.size, s.bold, s.face.turn, s.light, box) for box in (False, True) for s in styles
    ]
    texts = map(glyphs.texts.__getitem__, places.tolist())
    boxes = zip(texts, *(side.tolist() for side in sides), strict=True)
    of_each = map(looks.__getitem__, (kind + len(styles) * boxed).tolist())
    numbers = [(size, light, ASKEW if turn is None else turn) for size, _, turn, light, _ in looks]
    size, light, turn = np.array(numbers).reshape(-1, 3)[kind].T
    chars = tuple(map(_CHAR, map(add, boxes, of_each)))
    return Columns(chars, sides, size, light, turn.astype(np.int64))


_CHAR: Callable[[tuple[Any, ...]], Char] = partial(tuple.__new__, Char)
"""A glyph of its ten values; `Char._make` counts them, which takes as long as to make it."""


def _boxed(styles: Sequence[Style], kind: Places, places: Places, glyphs: Glyphs) -> Mask:
    """For each glyph, is it drawn as a box?"""
    missing = np.array([style.font.missing for style in styles], np.bool_)[kind]
    if not missing.any():
        return missing
    return np.asarray(missing & (glyphs.numbers[places] > LAST_DRAWN))


def _widths(
    styles: Sequence[Style], kind: Places, number: Places, at: Places, glyphs: Glyphs
) -> Numbers:
    """Advances of glyphs, in font sizes.

    pdfium gives them by character, of which a font may have several glyphs. The loose box is by
    glyph; it holds the advance and the ink, so it is the advance unless the ink reaches out.

    Args:
        kind, number, at: of each glyph, the number of its style and of its text object, and its
            place.
    """
    fonts = [style.font.widths for style in styles]
    characters = (kind << _CODE_BITS) + glyphs.numbers[at]
    distinct, of_each = np.unique(characters, return_inverse=True)
    known = zip((distinct >> _CODE_BITS).tolist(), (distinct & _CODE_MASK).tolist(), strict=True)
    width = np.array([fonts[k][code] for k, code in known])[of_each]
    edge, axis, sign = np.array([style.reach or (0, 0, 0) for style in styles])[kind].T
    em = np.array([style.em for style in styles])[kind]
    start = glyphs.origins[at, axis]
    # Where the next glyph of the text begins where this one ends, nothing else is to be asked.
    follows = (number[1:] == number[:-1]) & (at[1:] == at[:-1] + 1)
    step = sign[:-1] * (glyphs.origins[at[1:], axis[:-1]] - start[:-1]) / em[:-1] - width[:-1]
    unsure = sign != 0
    unsure[:-1] &= ~(follows & (np.abs(step) <= _ROUNDING))
    other = np.flatnonzero(unsure)
    boxes = glyphs.loose(at[other]).astype(np.float64)
    loose = width.copy()
    loose[other] = (
        sign[other] * (boxes[np.arange(len(other)), edge[other]] - start[other]) / em[other]
    )
    other = other[np.abs(loose[other] - width[other]) > _ROUNDING]
    if not len(other):
        return width
    joined = np.array([len(glyphs.texts[i]) > 1 for i in at[other].tolist()], np.bool_)
    whole = joined | (loose[other] < width[other])
    own, asked = other[whole], other[~whole]
    width[own] = np.maximum(loose[own], 0.0)
    # One of the glyphs of a style that are one character and equally wide is asked for all.
    wide = np.round(loose[asked] / _EQUAL)
    _, firsts, of_each = np.unique(
        characters[asked] + 1j * wide, return_index=True, return_inverse=True
    )
    one = asked[firsts]
    inks = np.array(pdfium.ink_boxes(glyphs.page, at[one].tolist())).reshape(-1, 4)
    ends = inks[np.arange(len(one)), edge[one]]
    ink = sign[one] * (ends - start[one]) / em[one]
    within = asked[(ink <= loose[one] - _ROUNDING)[of_each]]
    width[within] = loose[within]
    return width
