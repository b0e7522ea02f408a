"""The text objects of a page as pdfium holds them: how their glyphs look, and what is not sure."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import compress
from typing import Any

import numpy as np
import numpy.typing as npt

from pipeline.model.message import Message
from pipeline.reading.page.sources import pdfium_calls as pdfium
from pipeline.reading.page.sources.display import Matrix, product
from pipeline.reading.page.sources.glyph_faces import decoded, face, is_bold
from pipeline.reading.page.sources.last_resort import is_missing
from pipeline.reading.page.sources.pdfium_glyphs import (
    Drawn,
    Font,
    Glyphs,
    Linear,
    Places,
    Style,
    Widths,
    drawn,
)
from pipeline.reading.page.sources.pdfium_paths import brightness

NO_UNICODE = Message("glyph_unknown")
TYPE_3 = Message("font_type_3")
VERTICAL = Message("vertical_writing")
LOST = Message("text_not_given")
SAME_PLACE = Message("figures_in_one_place")
"""Why the text of a page is unsure."""

_LONGEST = 16_000
"""pdfium cuts a string off at 32,767 bytes, which are half as many Chinese characters."""

_INVISIBLE = (3, 7)
"""Text rendering modes that draw nothing."""

_OUTLINED, _BOTH = 1, 2
"""Modes in which the outlines of glyphs are drawn: without filling them, or with it."""

_UPRIGHT = 0.001
"""Text is askew from this share of its matrix on."""

_UNSEEN = -1
"""Stands for the style of text whose matrix leaves nothing to be seen."""


class Texts:
    """The text objects of a page.

    Args:
        addresses: of all, in drawing order.
        glyphs: of the page.
        display: from the page's own space to the page as displayed.

    Attributes:
        unsure: why the text as a whole may not be known.
        outlined: addresses of the objects whose glyphs are filled and have an outline as well.
    """

    def __init__(self, addresses: Sequence[int], glyphs: Glyphs, display: Matrix) -> None:
        self._addresses = addresses
        self._glyphs = glyphs
        self._display = display
        self._fonts: dict[int, Font] = {}
        self.unsure: list[str] = [SAME_PLACE] if glyphs.doubled else []
        self._owners, self._places = glyphs.of(addresses)
        # Of the objects that have glyphs: their numbers, their first glyphs, how many they have.
        self._starts = np.flatnonzero(np.diff(self._owners, prepend=-1))
        self._numbers = self._owners[self._starts]
        self._counts = np.diff(self._starts, append=len(self._owners))
        self._styles, self._kinds = self._styled()

    def drawn(self) -> Drawn:
        """The glyphs in drawing order."""
        kinds = np.repeat(self._kinds, self._counts)
        kept = kinds != _UNSEEN
        return drawn(
            self._styles, kinds[kept], self._owners[kept], self._places[kept], self._glyphs,
            self._display,
        )  # fmt: skip

    def doubts(self) -> Iterator[tuple[int, str]]:
        """The first object of each kind that is not sure, by its number, and why it is not."""
        seen = self._kinds != _UNSEEN
        lost = next(filter(self._is_lost, self._without_glyphs()), None)
        if lost is not None:
            yield lost, LOST
        yield from self._first(seen & (self._counts > _LONGEST), LOST)
        hidden = np.array([*(style.hidden for style in self._styles), True], np.bool_)[self._kinds]
        errors = self._glyphs.errors[self._places]
        if errors.any():
            yield from self._first(
                ~hidden & np.logical_or.reduceat(errors, self._starts), NO_UNICODE
            )
        yield from self._first(seen & self._run_across(), VERTICAL)

    def _first(self, objects: npt.NDArray[np.bool_], why: str) -> Iterator[tuple[int, str]]:
        if objects.any():
            yield int(self._numbers[objects.argmax()]), why

    def _without_glyphs(self) -> list[int]:
        drawn = set(self._numbers.tolist())
        return [number for number in range(len(self._addresses)) if number not in drawn]

    def _is_lost(self, number: int) -> bool:
        """Text that pdfium leaves out: blanks, what it takes for drawn twice, what has no ink.

        It finds no ink for some fonts that are not in the file and not on this machine either.
        """
        address = self._addresses[number]
        left, bottom, right, top = pdfium.object_bounds(address)
        font = self._font(pdfium.font_of(address))
        return (left < right and bottom < top) or not font.embedded

    def _run_across(self) -> npt.NDArray[np.bool_]:
        """For each object, is its second glyph above or below its first one?"""
        if not len(self._kinds):
            return np.zeros(0, np.bool_)
        along = np.array([*(style.face.along for style in self._styles), (0.0, 0.0)])
        a, b = along[self._kinds].T
        second = np.minimum(self._counts - 1, 1)
        origins = self._glyphs.origins
        x, y = (
            origins[self._places[self._starts + second]] - origins[self._places[self._starts]]
        ).T
        p, q, r, s, _, _ = self._display
        x, y = p * x + r * y, q * x + s * y
        return np.asarray(np.abs(a * y - b * x) > np.abs(a * x + b * y))

    def _styled(self) -> tuple[list[Style], Places]:
        """The styles, and for each object with glyphs the number of its own; most share a few."""
        texts = [self._addresses[k] for k in self._numbers.tolist()]
        firsts = self._places[self._starts].tolist()
        modes = list(map(pdfium.render_mode, texts))
        self.outlined = [text for text, mode in zip(texts, modes, strict=True) if mode == _BOTH]
        looks = list(zip(
            pdfium.glyph_matrices(self._glyphs.page, firsts), pdfium.font_sizes(texts),
            map(pdfium.font_of, texts), modes, pdfium.fill_colors(texts),
            strict=True,
        ))  # fmt: skip
        numbers: dict[tuple[Any, ...], int] = {}
        styles: list[Style] = []
        for address, look in zip(texts, looks, strict=True):
            if look not in numbers:
                style = self._style(address, *look)
                numbers[look] = _UNSEEN if style is None else len(styles)
                styles += [style] if style else []
        return styles, np.array([numbers[look] for look in looks], np.intp)

    def _style(
        self, text: int, matrix: Linear, em: float, font: int, mode: int, fill: pdfium.Color | None
    ) -> Style | None:
        a, b, c, d = matrix
        p, q, r, s, _, _ = product((a, b, c, d, 0.0, 0.0), self._display)
        lying = face(em * p, em * q, em * r, em * s)
        if lying is None:
            return None
        known = self._font(font)
        if not known.name and TYPE_3 not in self.unsure:
            self.unsure.append(TYPE_3)
        return Style(
            lying, known, abs(em) * math.hypot(a, b), mode == _BOTH or known.bold,
            brightness(pdfium.stroke_color(text) if mode == _OUTLINED else fill),
            mode in _INVISIBLE, _reach(em, matrix),
        )  # fmt: skip

    def _font(self, address: int) -> Font:
        font = self._fonts.get(address)
        if font is None:
            name = decoded(pdfium.font_name(address))
            embedded, missing = pdfium.is_embedded(address), is_missing(address)
            font = Font(name, embedded, missing, is_bold(name), Widths(address))
            self._fonts[address] = font
        return font


def _reach(em: float, matrix: Linear) -> tuple[int, int, int] | None:
    a, b, c, d = matrix
    if abs(b) + abs(c) < _UPRIGHT * (abs(a) + abs(d)):
        return (2, 0, 1) if em * a > 0 else (0, 0, -1)
    if abs(a) + abs(d) < _UPRIGHT * (abs(b) + abs(c)):
        return (1, 1, 1) if em * b > 0 else (3, 1, -1)
    return None


def without_actual_text(texts: Sequence[int]) -> None:
    """Have pdfium give the glyphs themselves, not the text that is to be read in their stead.

    Before the page of text is made.
    """
    for text in compress(texts, map(pdfium.count_marks, texts)):
        for index in reversed(range(pdfium.count_marks(text))):
            mark = pdfium.get_mark(text, index)
            if pdfium.mark_value_kind(mark, b"ActualText"):
                pdfium.remove_mark(text, mark)
