"""Digits whose font says another character than it draws."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from pipeline.model.vocabulary import UNREADABLE
from pipeline.reading.page.char import Char
from pipeline.reading.page.columns import columns_of
from pipeline.reading.page.ink.codes import said_invisible, said_marks
from pipeline.reading.page.ink.doubted_digits import OTHER
from pipeline.reading.page.ink.faces import _known, _lying
from pipeline.reading.page.ink.inked import Inked
from pipeline.reading.page.ink.judge import LIES
from pipeline.reading.page.ink.shapes import drawn_as_others
from pipeline.reading.page.ink.unsaid_digits import drawn_as_digits
from pipeline.reading.page.ink.windows import COLS, ROWS, boxes_of
from tests.hostile_pdfs import stream
from tests.reading.ink.drawn import drawn, geometry_of

_SHIFTED = stream(
    b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap\n"
    b"1 begincodespacerange <00> <FF> endcodespacerange\n"
    b"2 beginbfrange <30> <38> <0031> <39> <39> <0030> endbfrange\nendcmap end end"
)
"""Says of each digit that it is the next one."""


_FIVE_AS_ZERO = stream(
    b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap\n"
    b"1 begincodespacerange <00> <FF> endcodespacerange\n"
    b"1 beginbfchar <35> <0030> endbfchar\nendcmap end end"
)

_ONE_AS_COMMA = stream(
    b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap\n"
    b"1 begincodespacerange <00> <FF> endcodespacerange\n"
    b"1 beginbfchar <31> <002C> endbfchar\nendcmap end end"
)

_PAGE = (
    b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 400 800] /Contents 4 0 R "
    b"/Resources << /Font << /F 9 0 R /G 20 0 R >> >> >>"
)


def _page(lying: bytes) -> bytes:
    """Ten lines of the ten digits, and one more in the font that lies."""
    lines = [b"BT /F 12 Tf %d %d Td (0123456789) Tj ET" % (60 + i, 700 - 20 * i) for i in range(10)]
    return b"\n".join([*lines, b"BT /G 12 Tf 60 400 Td (%s) Tj ET" % lying])


@pytest.mark.parametrize(("lying", "doubted"), [(b"11 11", True), (b"1", True), (b"", False)])
def test_digits_of_another_face_drawn_as_other_digits_are_doubted(
    lying: bytes, doubted: bool, tmp_path: Path
) -> None:
    """They are as far from the digits of the page as two faces are; known faces show them."""
    font = b"<< /Type /Font /Subtype /Type1 /BaseFont /Courier-Bold /ToUnicode 21 0 R >>"
    path = drawn(tmp_path, _page(lying), objects={3: _PAGE, 20: font, 21: _SHIFTED})
    spots = [spot for spot in geometry_of(path).spots if spot.reason == OTHER]
    assert bool(spots) == doubted


@pytest.mark.parametrize(("lying", "doubted"), [(b"44 44", 10 + 4), (b"4", 1), (b"", 0)])
def test_digits_drawn_as_other_digits_are_doubted(
    lying: bytes, doubted: int, tmp_path: Path
) -> None:
    font = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /ToUnicode 21 0 R >>"
    path = drawn(tmp_path, _page(lying), objects={3: _PAGE, 20: font, 21: _SHIFTED})
    page = geometry_of(path)
    said = "".join(c.text for c in page.chars if c.top > 380)
    assert said == lying.replace(b"4", b"5").decode()
    # Of a kind of which some lie none is certain; a single one may be the only one.
    assert len([s for s in page.spots if s.reason == OTHER]) == doubted


def test_two_faces_are_no_lie() -> None:
    rng = np.random.default_rng(1)
    shapes = rng.integers(0, 256, (2, 10, ROWS, COLS))
    windows = np.concatenate([shapes[face] for face in (0, 0, 0, 0, 1, 1, 1)]).astype(np.uint8)
    texts = [str(i % 10) for i in range(70)]
    assert drawn_as_others(windows, texts, np.ones(70, np.bool_)) == []


def test_a_point_too_narrow_for_a_digit_is_one_whatever_reaches_into_it() -> None:
    tall = np.full((2, ROWS, COLS), 255, np.uint8)
    tall[:, :, : COLS // 3] = tall[:, :, -(COLS // 3) :] = 0
    points = columns_of([Char(".", 0, 0, 2.5, 10, 10), Char(".", 5, 0, 10, 10, 10)])
    assert said_marks(tall, points, np.ones(2, np.bool_)) == [1]


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


@pytest.mark.parametrize("face", [b"Helvetica", b"Times-Italic", b"Courier-Bold"])
@pytest.mark.parametrize("lies", [True, False])
@pytest.mark.parametrize("turn", [b"0", b"90", b"180", b"270"])
def test_digits_that_all_lie_alike_are_doubted(
    face: bytes, lies: bool, turn: bytes, tmp_path: Path
) -> None:
    font = b"<< /Type /Font /Subtype /Type1 /BaseFont /%s %s >>" % (
        face,
        b"/ToUnicode 21 0 R" if lies else b"",
    )
    lines = [b"BT /G 12 Tf %d %d Td (0.123456789) Tj ET" % (60 + i, 700 - 20 * i) for i in range(4)]
    objects = {
        3: _PAGE.replace(b"/Contents", b"/Rotate " + turn + b" /Contents"),
        20: font,
        21: _SHIFTED,
    }
    page = geometry_of(drawn(tmp_path, b"\n".join(lines), objects=objects))
    doubted = [s for s in page.spots if s.reason == OTHER]
    assert len(doubted) >= 30 if lies else not doubted
    assert page.unreadable == (LIES if lies else "")
    assert UNREADABLE not in "".join(char.text for char in page.chars)


def test_two_digits_drawn_as_each_other_are_doubted() -> None:
    shapes = _known()[1]
    apart = 1 - np.einsum("ki,fdi->kfd", shapes, _known()).max(axis=1)
    kinds = np.array([0, 1, 2, 3, 4, 5, 8, 7, 6, 9])
    assert sorted(_lying(apart, kinds).tolist()) == [6, 8]
    assert _lying(apart, np.arange(10)).tolist() == []


@pytest.mark.parametrize("said", [_FIVE_AS_ZERO, _ONE_AS_COMMA])
def test_a_digit_that_is_said_to_be_another_character_throughout_is_found(
    said: bytes, tmp_path: Path
) -> None:
    font = b"<< /Type /Font /Subtype /Type1 /BaseFont /Times-Roman /ToUnicode 21 0 R >>"
    lines = [b"BT /G 12 Tf 60 %d Td (0123456789) Tj ET" % (700 - 20 * i) for i in range(10)]
    objects = {3: _PAGE, 20: font, 21: said}
    page = geometry_of(drawn(tmp_path, b"\n".join(lines), objects=objects))
    assert page.unreadable == LIES


def test_a_digit_said_to_be_a_mark_is_unreadable(tmp_path: Path) -> None:
    font = b"<< /Type /Font /Subtype /Type1 /BaseFont /Times-Roman /ToUnicode 21 0 R >>"
    content = b"BT /G 12 Tf 60 700 Td (2,714.5, 8,3) Tj ET BT /F 12 Tf 60 660 Td (2,714.5) Tj ET"
    page = geometry_of(drawn(tmp_path, content, objects={3: _PAGE, 20: font, 21: _ONE_AS_COMMA}))
    assert "".join(char.text for char in page.chars if char.text != " ") == (
        f"2,7{UNREADABLE}4.5,8,32,714.5"
    )


def _says(code: int, text: str) -> bytes:
    """A map of a font's codes that says of one of them that it is another character."""
    return stream(
        b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap\n"
        b"1 begincodespacerange <00> <FF> endcodespacerange\n"
        b"1 beginbfchar <%02X> <%04X> endbfchar\nendcmap end end" % (code, ord(text))
    )


@pytest.mark.parametrize("said", ["①", "一", "/", "次", "%", "）", "O"])
@pytest.mark.parametrize("figure", ["6127", "7612", "6712", "7"])
def test_a_digit_that_is_said_to_be_no_digit_is_unreadable(
    said: str, figure: str, tmp_path: Path
) -> None:
    font = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /ToUnicode 21 0 R >>"
    objects = {3: _PAGE, 20: font, 21: _says(ord("7"), said)}
    page = geometry_of(drawn(tmp_path, _page(figure.encode()), objects=objects))
    read = "".join(char.text for char in page.chars if char.top > 380)
    letter_alone = said == "O" and figure == "7"  # It may well be a letter.
    assert read == figure.replace("7", said if letter_alone else UNREADABLE)


@pytest.mark.parametrize("face", [b"Helvetica", b"Times-Roman", b"Courier", b"Courier-Bold"])
def test_signs_and_letters_beside_digits_are_what_they_say(face: bytes, tmp_path: Path) -> None:
    font = b"<< /Type /Font /Subtype /Type1 /BaseFont /%s >>" % face
    text = rb"3/12 100% \(7\) 1-2 3,4.5 A4 B5 I1 l1 O2O S5 No.12320 x@163.com *8 ~9 +1 |1| #0 $6"
    page = geometry_of(drawn(tmp_path, _page(text), objects={3: _PAGE, 20: font}))
    assert UNREADABLE not in "".join(char.text for char in page.chars)


def test_blocks_for_glyphs_that_a_font_lacks_are_drawn_as_nothing() -> None:
    chars = [
        Char(text, 8.0 * i, 0, 8.0 * i + 6, 12, 12) for i, text in enumerate("0123456789." * 3)
    ]
    windows = np.zeros((len(chars), ROWS, COLS), np.uint8)
    windows[:, 3:-4, 1:-1] = 255
    usable = np.ones(len(chars), np.bool_)
    assert drawn_as_digits(windows, columns_of(chars), usable) == []
