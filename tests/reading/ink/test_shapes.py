"""Digits whose font says another character than it draws."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from pipeline.model.vocabulary import UNREADABLE
from pipeline.reading.page.columns import columns_of
from pipeline.reading.page.geometry import Char
from pipeline.reading.page.ink.codes import said_invisible
from pipeline.reading.page.ink.inked import OTHER, Inked
from pipeline.reading.page.ink.shapes import drawn_as_others
from pipeline.reading.page.ink.windows import COLS, ROWS, boxes_of
from tests.hostile_pdfs import stream
from tests.reading.ink.drawn import drawn, geometry_of

_SHIFTED = stream(
    b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap\n"
    b"1 begincodespacerange <00> <FF> endcodespacerange\n"
    b"2 beginbfrange <30> <38> <0031> <39> <39> <0030> endbfrange\nendcmap end end"
)
"""Says of each digit that it is the next one."""


_PAGE = (
    b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 400 800] /Contents 4 0 R "
    b"/Resources << /Font << /F 9 0 R /G 20 0 R >> >> >>"
)


def _page(lying: bytes) -> bytes:
    """Ten lines of the ten digits, and one more in the font that lies."""
    lines = [b"BT /F 12 Tf %d %d Td (0123456789) Tj ET" % (60 + i, 700 - 20 * i) for i in range(10)]
    return b"\n".join([*lines, b"BT /G 12 Tf 60 400 Td (%s) Tj ET" % lying])


@pytest.mark.parametrize(("lying", "doubted"), [(b"44 44", True), (b"4", False), (b"", False)])
def test_digits_drawn_as_other_digits_are_doubted(
    lying: bytes, doubted: bool, tmp_path: Path
) -> None:
    font = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /ToUnicode 21 0 R >>"
    path = drawn(tmp_path, _page(lying), objects={3: _PAGE, 20: font, 21: _SHIFTED})
    page = geometry_of(path)
    said = "".join(c.text for c in page.chars if c.top > 380)
    assert said == lying.replace(b"4", b"5").decode()
    # Of a kind of which some lie none is certain.
    spots = [s for s in page.spots if s.reason == OTHER]
    assert len(spots) == (10 + len(said.replace(" ", "")) if doubted else 0)


def test_two_faces_are_no_lie() -> None:
    rng = np.random.default_rng(1)
    shapes = rng.integers(0, 256, (2, 10, ROWS, COLS))
    windows = np.concatenate([shapes[face] for face in (0, 0, 0, 0, 1, 1, 1)]).astype(np.uint8)
    texts = [str(i % 10) for i in range(70)]
    assert drawn_as_others(windows, texts, np.ones(70, np.bool_)) == []


def test_a_character_that_prints_nothing_is_not_what_is_drawn() -> None:
    nothing = "\u200b"
    chars = [
        Char(nothing, 0, 0, 5, 10, 10),
        Char(nothing, 5, 0, 5, 10, 10),
        Char("1", 5, 0, 9, 9, 9),
    ]
    assert said_invisible(columns_of(chars), np.array([True, True, True])) == [0]


def test_a_glyph_that_is_seen_but_prints_nothing_is_unreadable_beside_black_text() -> None:
    chars = [
        Char("1", 0, 0, 5, 10, 10, light=0.0),
        Char("\u200b", 5, 0, 10, 10, 10, light=0.0),
        Char("2", 10, 0, 15, 10, 10, light=0.0),
    ]
    glyphs = columns_of(chars)
    nothing = np.zeros(len(chars), np.bool_)
    inked = Inked(glyphs, boxes_of(glyphs), np.full(3, 255), nothing, (), frozenset())
    assert [char.text for char in inked.text.chars] == ["1", UNREADABLE, "2"]
