"""The numbers of many glyphs as arrays, so that all of a page are reckoned at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import compress
from operator import itemgetter
from typing import Any

import numpy as np
import numpy.typing as npt

from pipeline.model.place import Box
from pipeline.reading.page.char import Char

Mask = npt.NDArray[np.bool_]
"""A yes or no for each glyph."""

Numbers = npt.NDArray[np.float64]

Codes = npt.NDArray[np.uint32]

_TEXT, _BOXED = Char._fields.index("text"), Char._fields.index("boxed")

ASKEW = -1
"""Stands for a turn of None."""


@dataclass(frozen=True, eq=False)
class Columns:
    """Some glyphs.

    Attributes:
        chars: the glyphs themselves.
        sides: four rows, x0, top, x1, bottom, with a column for each glyph.
        size, light: as in `Char`.
        turn: as in `Char`; `ASKEW` for None.
    """

    chars: tuple[Char, ...]
    sides: Numbers
    size: Numbers
    light: Numbers
    turn: npt.NDArray[np.int64]

    @cached_property
    def texts(self) -> list[str]:
        return list(map(itemgetter(_TEXT), self.chars))

    @cached_property
    def distinct_texts(self) -> frozenset[str]:
        return frozenset(self.texts)

    @cached_property
    def codes(self) -> Codes:
        """As `codes_of` has them."""
        return codes_of(self.texts)

    @cached_property
    def solid(self) -> Mask:
        """Is it more than a blank?"""
        blank = {text for text in self.distinct_texts if not text.strip()}
        if all(len(text) == 1 for text in blank):
            return ~self.among(blank)
        return np.array([text not in blank for text in self.texts], np.bool_)

    def among(self, characters: Iterable[str]) -> Mask:
        """Is each glyph one of a few characters? numpy's own `isin` takes ten times as long."""
        out = np.zeros(len(self.chars), np.bool_)
        for character in self.distinct_texts.intersection(characters):
            out |= self.codes == ord(character)
        return out

    @cached_property
    def boxed(self) -> Mask:
        """Is it drawn as a box?"""
        return np.fromiter(map(itemgetter(_BOXED), self.chars), np.bool_, len(self.chars))

    @cached_property
    def middles(self) -> Numbers:
        """Two rows, x and y."""
        return np.asarray((self.sides[:2] + self.sides[2:]) / 2)

    def within(self, box: Box) -> Mask:
        """Is the middle of each glyph in the box?"""
        x, y = self.middles
        inside: Mask = (box.x0 <= x) & (x <= box.x1) & (box.top <= y) & (y <= box.bottom)
        return inside

    def outside(self, boxes: Sequence[Box]) -> Mask:
        """Is the middle of each glyph in none of the boxes?"""
        out = np.ones(len(self.chars), np.bool_)
        for box in boxes:
            out &= ~self.within(box)
        return out

    def taken(self, kept: Mask) -> Columns:
        """Those of the glyphs that are kept."""
        if kept.all():
            return self
        return Columns(
            tuple(compress(self.chars, kept.tolist())), self.sides[:, kept], self.size[kept],
            self.light[kept], self.turn[kept],
        )  # fmt: skip


def joined(first: Columns, second: Columns) -> Columns:
    """The glyphs of both."""
    if not second.chars:
        return first
    return Columns(
        (*first.chars, *second.chars), np.concatenate([first.sides, second.sides], axis=1),
        np.concatenate([first.size, second.size]), np.concatenate([first.light, second.light]),
        np.concatenate([first.turn, second.turn]),
    )  # fmt: skip


def columns_of(chars: Sequence[Char]) -> Columns:
    columns: list[Sequence[Any]] = list(zip(*chars, strict=True)) if chars else [()] * 10
    _, x0, top, x1, bottom, size, _, turn, light, _ = columns
    turns = [ASKEW if one is None else one for one in turn]
    return Columns(
        tuple(chars), np.array([x0, top, x1, bottom], np.float64), np.array(size, np.float64),
        np.array(light, np.float64), np.array(turns, np.int64),
    )  # fmt: skip


ZERO = ord("0")
"""The code of the digit 0; the other digits follow it."""


def are_digits(codes: Codes) -> Mask:
    """Is each character one of the digits 0 to 9?"""
    found: Mask = (codes >= ZERO) & (codes <= ZERO + 9)
    return found


def codes_of(texts: Sequence[str]) -> Codes:
    """The character of each text, as a number in Unicode; 0 where it has none or several."""
    if not set(map(len, texts)) <= {1}:
        texts = [text if len(text) == 1 else "\0" for text in texts]
    return np.frombuffer("".join(texts).encode("utf-32-le", "surrogatepass"), np.uint32)


def percentile(numbers: npt.NDArray[Any], share: float) -> float:
    """The number below which lies this share of some, between two of them in proportion.

    For few numbers; numpy's own takes ten times as long.
    """
    in_order = np.sort(numbers)
    at = (len(in_order) - 1) * share
    below = int(at)
    low, high = float(in_order[below]), float(in_order[min(below + 1, len(in_order) - 1)])
    return low + (high - low) * (at - below)
