"""The geometry of a PDF's pages as pdfium finds it, in a sixth of the time of pdfplumber.

pdfium gives the glyphs of a page in the order of reading, without those that it takes for drawn
twice, and with ligatures taken apart. Here they are put back into drawing order, glyph by glyph.
Where a page holds something that pdfium does not say all about, the page says why it is unsure,
and the other source may know more (`pipeline.reading.page.sources.choose`).
"""

from __future__ import annotations

import math
from array import array
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pypdfium2

from pipeline.model.message import Message
from pipeline.model.place import Box
from pipeline.reading.page.geometry import PageGeometry
from pipeline.reading.page.sources import pdfium_calls as pdfium
from pipeline.reading.page.sources.display import Display, Matrix, displayed, moved, product
from pipeline.reading.page.sources.last_resort import install_last_resort, is_missing
from pipeline.reading.page.sources.pdfium_glyphs import (
    Drawn,
    Font,
    Glyphs,
    Linear,
    Style,
    Widths,
    drawn,
)
from pipeline.reading.page.sources.pdfium_paths import brightness, strokes_of
from pipeline.reading.page.sources.strokes import Found, decoded, face, is_bold

NO_UNICODE = Message("glyph_unknown")
TYPE_3 = Message("font_type_3")
VERTICAL = Message("vertical_writing")
COVERED = Message("picture_over_text")
LOST = Message("text_not_given")
SAME_PLACE = Message("figures_in_one_place")
"""Why a page is unsure."""

_DEEPEST = 24
"""Forms within forms; pdfium itself goes no deeper."""

_LONGEST = 16_000
"""pdfium cuts a string off at 32,767 bytes, which are half as many Chinese characters."""

_INVISIBLE = (3, 7)
"""Text rendering modes that draw nothing."""

_OUTLINED, _STROKED = 1, 2

_UPRIGHT = 0.001
"""Text is askew from this share of its matrix on."""


def pdfium_pages(path: Path) -> Iterator[PageGeometry]:
    """The pages of a PDF by pdfium, one at a time.

    Raises:
        pypdfium2.PdfiumError: the file, or one of its pages, cannot be opened.
    """
    install_last_resort()
    document = pypdfium2.PdfDocument(path)
    try:
        for index in range(len(document)):
            yield pdfium_page(document, index)
    finally:
        document.close()


def pdfium_page(document: Any, index: int) -> PageGeometry:
    """One page of an open document; `unsure` says what pdfium may not know about it.

    Raises:
        pypdfium2.PdfiumError: it cannot be loaded.
    """
    return _Page(document[index], index + 1).geometry()


class _Item(NamedTuple):
    """An object of the page: what it is, its address, the matrix of the forms around it."""

    kind: int
    address: int
    around: Matrix


class _Page:
    """The walk over one page."""

    def __init__(self, page: Any, number: int) -> None:
        self.page = page
        self.number = number
        self.display = _display(page)
        self.found = Found()
        self.unsure: dict[str, None] = {}
        self.fonts: dict[int, Font] = {}
        self.shown: list[Drawn] = []
        self.unseen: list[Drawn] = []

    def geometry(self) -> PageGeometry:
        items = list(_items(pdfium.address_of(self.page.raw), self.display.matrix))
        for item in items:
            if item.kind == pdfium.TEXT:
                _without_actual_text(item.address)
        text = self.page.get_textpage()
        try:
            self._walk(items, Glyphs(pdfium.address_of(text.raw)))
        finally:
            text.close()
        chars, hidden = self.found.seen(self.display.width, self.display.height)
        return PageGeometry(
            number=self.number,
            width=self.display.width,
            height=self.display.height,
            chars=tuple(chars),
            hidden=tuple(hidden),
            rules=tuple(self.found.rules),
            pictures=tuple(self.found.pictures),
            source="pdfium",
            unsure=tuple(self.unsure),
            opened=self.page,
        )

    def _walk(self, items: Sequence[_Item], glyphs: Glyphs) -> None:
        if glyphs.doubled:
            self.unsure[SAME_PLACE] = None
        styles = self._styles([i.address for i in items if i.kind == pdfium.TEXT], glyphs)
        paths = [(i.address, i.around) for i in items if i.kind == pdfium.PATH]
        strokes = strokes_of([path for path, _ in paths], [around for _, around in paths])
        for kind, address, around in items:
            if kind == pdfium.TEXT:
                self._text(address, styles.get(address), glyphs)
            elif kind == pdfium.PATH:
                for stroke in next(strokes):
                    self.found.draw(stroke)
            elif kind == pdfium.IMAGE:
                self._picture(_square(product(pdfium.object_matrix(address), around)), glyphs)
        self._draw(glyphs)

    def _draw(self, glyphs: Glyphs) -> None:
        """Take the glyphs of the text objects up to here."""
        self.found.chars += drawn(self.shown, glyphs, self.display.matrix)
        self.found.hidden += drawn(self.unseen, glyphs, self.display.matrix)
        self.shown, self.unseen = [], []

    def _styles(self, texts: Sequence[int], glyphs: Glyphs) -> dict[int, Style | None]:
        """The style of every text object with glyphs; most of a page have one of a few."""
        drawn = [address for address in texts if address in glyphs.of]
        known: dict[tuple[Any, ...], Style | None] = {}
        out: dict[int, Style | None] = {}
        matrices = pdfium.glyph_matrices(glyphs.page, [glyphs.of[x][0] for x in drawn])
        looks = zip(
            drawn, matrices, pdfium.font_sizes(drawn), map(pdfium.font_of, drawn),
            map(pdfium.render_mode, drawn), pdfium.fill_colors(drawn), strict=True,
        )  # fmt: skip
        for address, *look in looks:
            key = tuple(look)
            if key not in known:
                known[key] = self._style(address, *look)
            out[address] = known[key]
        return out

    def _picture(self, box: Box, glyphs: Glyphs) -> None:
        """pdfium does not say whether a picture has a mask that lets the text under it be seen."""
        self._draw(glyphs)
        if self.found.covered_by(box):
            self.unsure[COVERED] = None
        self.found.pictures.append(box)

    def _text(self, address: int, style: Style | None, glyphs: Glyphs) -> None:
        places = glyphs.of.get(address)
        if places is None:
            self._lost(address)
        elif style is not None:
            if len(places) > _LONGEST:
                self.unsure[LOST] = None
            if not (style.hidden or glyphs.errors.isdisjoint(places)):
                self.unsure[NO_UNICODE] = None
            if len(places) > 1 and self._runs_across(style, glyphs.origins, *places[:2]):
                self.unsure[VERTICAL] = None
            (self.unseen if style.hidden else self.shown).append(Drawn(style, places))

    def _lost(self, address: int) -> None:
        """Text that pdfium leaves out: blanks, what it takes for drawn twice, what has no ink.

        It finds no ink for some fonts that are not in the file and not on this machine either.
        """
        left, bottom, right, top = pdfium.object_bounds(address)
        font = self._font(pdfium.font_of(address))
        if (left < right and bottom < top) or not font.embedded:
            self.unsure[LOST] = None

    def _style(
        self, text: int, matrix: Linear, em: float, font: int, mode: int, fill: pdfium.Color | None
    ) -> Style | None:
        a, b, c, d = matrix
        p, q, r, s, _, _ = product((a, b, c, d, 0.0, 0.0), self.display.matrix)
        lying = face(em * p, em * q, em * r, em * s)
        if lying is None:
            return None
        known = self._font(font)
        if not known.name:
            self.unsure[TYPE_3] = None
        return Style(
            lying, known, abs(em) * math.hypot(a, b), mode == _STROKED or known.bold,
            brightness(pdfium.stroke_color(text) if mode == _OUTLINED else fill),
            mode in _INVISIBLE, _reach(em, matrix),
        )  # fmt: skip

    def _font(self, address: int) -> Font:
        font = self.fonts.get(address)
        if font is None:
            name = decoded(pdfium.font_name(address))
            embedded, missing = pdfium.is_embedded(address), is_missing(address)
            font = Font(name, embedded, missing, is_bold(name), Widths(address))
            self.fonts[address] = font
        return font

    def _runs_across(self, style: Style, origins: array[float], one: int, two: int) -> bool:
        """Is the second glyph above or below the first one?"""
        a, b = style.face.along
        p, q, r, s, _, _ = self.display.matrix
        x = origins[2 * two] - origins[2 * one]
        y = origins[2 * two + 1] - origins[2 * one + 1]
        x, y = p * x + r * y, q * x + s * y
        return abs(a * y - b * x) > abs(a * x + b * y)


def _items(page: int, matrix: Matrix) -> Iterator[_Item]:
    """All objects of a page in drawing order, with those of its forms in their place."""
    objects = pdfium.objects_on(page)
    yield from _flat(objects, matrix, _DEEPEST)


def _flat(objects: Sequence[int], matrix: Matrix, depth: int) -> Iterator[_Item]:
    for address, kind in zip(objects, map(pdfium.kind_of, objects), strict=True):
        if kind != pdfium.FORM:
            yield _Item(kind, address, matrix)
        elif depth:
            around = product(pdfium.object_matrix(address), matrix)
            yield from _flat(pdfium.objects_in(address), around, depth - 1)


def _reach(em: float, matrix: Linear) -> tuple[int, int, int] | None:
    a, b, c, d = matrix
    if abs(b) + abs(c) < _UPRIGHT * (abs(a) + abs(d)):
        return (2, 0, 1) if em * a > 0 else (0, 0, -1)
    if abs(a) + abs(d) < _UPRIGHT * (abs(b) + abs(c)):
        return (1, 1, 1) if em * b > 0 else (3, 1, -1)
    return None


def _without_actual_text(text: int) -> None:
    """Have pdfium give the glyphs themselves, not the text that is to be read in their stead."""
    for index in reversed(range(pdfium.count_marks(text))):
        mark = pdfium.get_mark(text, index)
        if pdfium.mark_value_kind(mark, b"ActualText"):
            pdfium.remove_mark(text, mark)


def _display(page: Any) -> Display:
    address = pdfium.address_of(page.raw)
    return displayed(pdfium.page_box(address), None, 90 * pdfium.page_turns(address))


def _square(matrix: Matrix) -> Box:
    """The unit square, which is a picture, under a matrix."""
    corners = [moved(matrix, x, y) for x in (0, 1) for y in (0, 1)]
    xs, ys = zip(*corners, strict=True)
    return Box(min(xs), min(ys), max(xs), max(ys))
