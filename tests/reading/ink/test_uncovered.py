"""Digits of which the font says that they are blanks, or nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.model.vocabulary import UNREADABLE, with_unreadable
from tests.hostile_pdfs import stream
from tests.reading.ink.drawn import drawn, geometry_of, last_cell, table

_PAGE = (
    b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 400 800] /Contents 4 0 R "
    b"/Resources << /Font << /F 9 0 R /G 20 0 R >> >> >>"
)
_FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /ToUnicode 21 0 R >>"


def _with_seven_said(code: bytes, figure: bytes, folder: Path) -> Path:
    """A figure in the last cell, in a font that says another code of 7."""
    said = stream(
        b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap\n"
        b"1 begincodespacerange <00> <FF> endcodespacerange\n"
        b"1 beginbfchar <37> <%s> endbfchar\nendcmap end end" % code
    )
    content = table(b"/G 12 Tf (" + figure + b") Tj")
    return drawn(folder, content, objects={3: _PAGE, 20: _FONT, 21: said})


@pytest.mark.parametrize("code", [b"0000", b"0020", b"00A0", b"3000", b"0009", b"200B"])
@pytest.mark.parametrize("figure", [b"4127", b"4725", b"7412", b"4177"])
def test_a_digit_said_to_be_a_blank_is_not_left_out_of_its_figure(
    code: bytes, figure: bytes, tmp_path: Path
) -> None:
    text, doubt = last_cell(_with_seven_said(code, figure, tmp_path))
    assert UNREADABLE in with_unreadable(text) or doubt


@pytest.mark.parametrize(
    "figure",
    [b"3 Tc (4125) Tj", b"( 41 25 ) Tj", b"(4125) Tj 40 0 Td (%) Tj", b"(4125)Tj 27 0 Td (a) Tj"],
)
def test_blanks_and_spaced_digits_hold_no_strange_ink(figure: bytes, tmp_path: Path) -> None:
    page = geometry_of(drawn(tmp_path, table(figure)))
    assert page.spots == ()
    assert UNREADABLE not in "".join(char.text for char in page.chars)


def test_a_line_below_a_blank_is_no_glyph(tmp_path: Path) -> None:
    line = b"q 1 w 205 632 m 290 632 l S Q\n"
    page = geometry_of(drawn(tmp_path, table(b"(41 25  ) Tj") + line))
    assert UNREADABLE not in "".join(char.text for char in page.chars)
