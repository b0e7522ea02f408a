"""Characters of a recognised line lie on their ink, and only spaces that were read part them."""

from __future__ import annotations

import numpy as np
import pytest

pytest.importorskip("onnxruntime")

from pipeline.reading.page.lines import lines_of
from pipeline.reading.scan.char_boxes import chars_of
from pipeline.reading.scan.detector import Pixels
from pipeline.reading.scan.page_image import PageImage
from pipeline.reading.scan.recogniser import Glyph, PrintedLine

_HIGH, _WIDE = 15, 5
"""Pixels of a “1”: an em is 20 of them."""


def _read(text: str, lefts: list[int], spaced_at: int = 0) -> str:
    """The text of a line whose characters have their ink at these places."""
    ink = np.zeros((_HIGH, lefts[-1] + _WIDE), np.uint8)
    for left in lefts:
        ink[:, left : left + _WIDE] = 255
    glyphs = [
        Glyph(char, 0.99, (left + _WIDE / 2) / ink.shape[1])
        for char, left in zip(text, lefts, strict=True)
    ]
    if spaced_at:
        glyphs.insert(spaced_at, Glyph(" ", 0.99, glyphs[spaced_at].at))
    image = PageImage(ink, 0, 0.0, (float(ink.shape[1]), float(_HIGH)), 72)
    at = Pixels(0, 0, ink.shape[1], _HIGH)
    chars = list(chars_of(PrintedLine(tuple(glyphs)), at, ink, image, _HIGH))
    return " | ".join(line.text for line in lines_of(chars))


def test_ones_whose_ink_is_far_apart_are_one_figure() -> None:
    assert _read("1116", [0, 13, 26, 36]) == "1116"


def test_a_space_that_was_read_parts_two_figures() -> None:
    assert _read("1116", [0, 13, 26, 36], spaced_at=2) == "11 16"


def test_a_gap_as_wide_as_a_column_parts_two_figures() -> None:
    assert _read("1116", [0, 8, 40, 48]) == "11 16"


@pytest.mark.parametrize("text", ["日，新", "日：新", "日:新", "日“新", "日）新"])
def test_the_blank_half_of_a_chinese_mark_is_no_space(text: str) -> None:
    lefts = [0, 20, 30] if text[1] in "“" else [0, 8, 26]
    assert _read(text, lefts) == text


def test_a_wide_gap_behind_a_latin_mark_parts_two_figures() -> None:
    assert _read("1,6", [0, 8, 29]) == "1, 6"
