"""What is drawn through a figure, or into a cell, and is no text."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.reading.page.ink.doubted_digits import STRUCK
from pipeline.reading.page.ink.judge import CURVES, STRAY
from tests.hostile_pdfs import stream
from tests.reading.ink.drawn import content_of, drawn, last_cell, table

_SEAL = (
    b"q 0.8 0 0 RG 3 w 208 638 m 220 660 240 660 250 638 c 240 616 220 616 208 638 c S "
    b"0.8 0 0 rg 221 630 5 16 re f Q\n"
)
STROKES = {
    "a line": b"208 638 m 240 638 l S\n",
    "a thin rectangle": b"208 637.5 32 1 re f\n",
    "a red line": b"1 0 0 RG 208 638 m 240 638 l S\n",
    "a hair line": b"1 0 0 RG 0.4 w 208 637.5 m 240 637.5 l S\n",
    "a line near the foot": b"208 636 m 240 636 l S\n",
    "a line near the top": b"208 641.2 m 240 641.2 l S\n",
    "a slanting line": b"208 630 m 240 648 l S\n",
    "two curves": b"208 630 m 220 636 230 642 240 648 c 208 648 m 220 642 230 636 240 630 c S\n",
    "a seal": _SEAL,
    "a seal that multiplies": b"q /Multiply gs " + _SEAL + b" Q\n",
}


@pytest.mark.parametrize("stroke", STROKES)
@pytest.mark.parametrize("first", [True, False])
def test_a_stroke_through_a_figure_is_a_doubt(stroke: str, first: bool, tmp_path: Path) -> None:
    content = STROKES[stroke] + table() if first else table() + STROKES[stroke]
    text, doubt = last_cell(drawn(tmp_path, content))
    assert text == "4125"
    assert doubt in (STRUCK, STRAY)


def test_a_stroke_below_a_figure_is_none_through_it(tmp_path: Path) -> None:
    content = table() + b"208 631 m 240 631 l S\n"
    assert last_cell(drawn(tmp_path, content)) == ("4125", "")


_CURVES = b"212 634 m 214 646 l 220 640 226 648 230 634 c 222 638 l 224 630 l S\n"
_DIGIT = stream(
    bytes([0b11100011, 0b11011101, 0b11101011, 0b11011101, 0b11100011]),
    b"/Type /XObject /Subtype /Image /Width 8 /Height 5 /ColorSpace /DeviceGray "
    b"/BitsPerComponent 1",
)  # fmt: skip
DRAWN_FIGURES = {
    "curves": _CURVES,
    "filled curves": _CURVES.replace(b"S\n", b"f\n"),
    "an image": b"q 30 0 0 14 212 632 cm /I Do Q\n",
}


@pytest.mark.parametrize("way", DRAWN_FIGURES)
def test_ink_that_is_no_text_makes_its_cell_doubtful(way: str, tmp_path: Path) -> None:
    content = table(b"() Tj") + DRAWN_FIGURES[way]
    path = drawn(tmp_path, content, resources=b"/XObject << /I 20 0 R >>", objects={20: _DIGIT})
    assert last_cell(path) == ("", STRAY)


_HILL = bytes(255 - 6 * (20 - abs(20 - x)) for x in range(41))
_EVEN = bytes(230 for _ in range(41))


@pytest.mark.parametrize(("shades", "figure", "doubted"), [
    (_HILL, b"", True), (_HILL, b"(4125) Tj", False), (_EVEN, b"", False),
])  # fmt: skip
def test_a_soft_picture_in_an_empty_cell_is_a_doubt(
    shades: bytes, figure: bytes, doubted: bool, tmp_path: Path
) -> None:
    picture = stream(
        shades * 3, b"/Type /XObject /Subtype /Image /Width 41 /Height 3 /ColorSpace /DeviceGray "
        b"/BitsPerComponent 8",
    )  # fmt: skip
    content = b"q 60 0 0 12 215 632 cm /I Do Q\n" + table(figure)
    path = drawn(tmp_path, content, resources=b"/XObject << /I 20 0 R >>", objects={20: picture})
    assert (last_cell(path)[1] == STRAY) == doubted


@pytest.mark.parametrize(
    "shade",
    [b"0.9 g 200 620 100 40 re f\n", b"0.6 g 200 620 100 40 re f\n", b"0 g 196 616 108 2 re f\n"],
)
def test_shades_and_frames_of_a_table_are_no_strange_ink(shade: bytes, tmp_path: Path) -> None:
    assert last_cell(drawn(tmp_path, shade + table())) == ("4125", "")


def test_a_page_whose_text_is_drawn_as_curves_is_named_so(tmp_path: Path) -> None:
    curves = b"".join(
        b"q 1 0 0 1 %d %d cm %s Q\n" % (x, y, _CURVES) for x in range(-200, 160, 30)
        for y in range(-300, 100, 40)
    )  # fmt: skip
    content = content_of(drawn(tmp_path, curves))
    assert (content.kind, content.unread) == ("scan", CURVES)
