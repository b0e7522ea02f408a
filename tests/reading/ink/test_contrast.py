"""Text counts by how much it differs from what lies below it, whatever drew that."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.reading.page.ink.doubted_digits import FAINT
from tests.hostile_pdfs import stream
from tests.reading.ink.drawn import content_of, drawn, figure, last_cell, patch, table

_RESOURCES = b"/XObject << /I 20 0 R >> /Shading << /S 21 0 R >>"
_IMAGE = stream(
    b"\x20\x20\x60", b"/Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceRGB "
    b"/BitsPerComponent 8",
)  # fmt: skip
_SHADING = (
    b"<< /ShadingType 2 /ColorSpace /DeviceRGB /Coords [205 0 295 0] /Function "
    b"<< /FunctionType 2 /Domain [0 1] /C0 [0.1 0.1 0.4] /C1 [0.2 0.2 0.5] /N 1 >> >>"
)
_OVER = b"q 205 622 90 36 re W n /S sh Q\n"

GROUNDS = {
    "white on a dark rectangle": (patch(b"0.2 g"), b"1 g"),
    "white on orange": (patch(b"1 0.6 0.2 rg"), b"1 g"),
    "white on middle grey": (patch(b"0.65 g"), b"1 g"),
    "white on an image": (b"q 90 0 0 36 205 622 cm /I Do Q\n", b"1 g"),
    "white on a shading": (_OVER, b"1 g"),
    "white on a polygon": (b"0 0 0.5 rg 205 622 m 295 622 l 295 658 l 205 658 l h f\n", b"1 g"),
    "yellow on red": (patch(b"0.6 0 0 rg"), b"1 0.9 0.2 rg"),
    "cream on navy": (patch(b"0 0 0.4 rg"), b"1 0.98 0.9 rg"),
    "as bright as its ground": (patch(b"0 0.5 0 rg"), b"0.98 0 0 rg"),
    "pale blue on white": (b"", b"0.74 0.84 0.93 rg"),
    "light grey on white": (b"", b"0.8 g"),
}


@pytest.mark.parametrize("ground", GROUNDS)
def test_text_that_is_seen_is_read(ground: str, tmp_path: Path) -> None:
    below, paint = GROUNDS[ground]
    content = table(b"() Tj") + below + figure(b"4125", paint)
    path = drawn(tmp_path, content, resources=_RESOURCES, objects={20: _IMAGE, 21: _SHADING})
    assert last_cell(path) == ("4125", "")


def test_a_figure_that_is_hardly_seen_is_doubted(tmp_path: Path) -> None:
    assert last_cell(drawn(tmp_path, table(b"(4125) Tj", b"0.93 g"))) == ("4125", FAINT)


@pytest.mark.parametrize(
    ("state", "first"),
    [(b"/Light gs 0 g", True), (b"/Light gs 0 g", False), (b"0.85 g", True)],
    ids=["clear, below", "clear, above", "grey, below"],
)
def test_a_light_watermark_neither_hides_nor_adds_figures(
    state: bytes, first: bool, tmp_path: Path
) -> None:
    marks = b"".join(
        b"q BT /F 12 Tf %s %d %d Td (office 10.12.3.41 2025) Tj ET Q\n" % (state, x, y)
        for x in (90, 235)
        for y in (632, 655, 670)
    )
    content = marks + table() if first else table() + marks
    path = drawn(tmp_path, content)
    assert last_cell(path) == ("4125", "")
    assert not content_of(path).lines


def test_a_strong_stamp_puts_the_figures_that_it_touches_in_doubt(tmp_path: Path) -> None:
    stamp = b"q BT /F 30 Tf 0.8 0 0 rg 202 630 Td (2025) Tj ET Q\n"
    text, doubt = last_cell(drawn(tmp_path, table() + stamp))
    assert text == "4125"
    assert doubt


def test_a_large_heading_over_a_pale_watermark_is_text(tmp_path: Path) -> None:
    mark = b"q BT /F 60 Tf 0.85 g 120 480 Td (office) Tj ET Q\n"
    heading = b"BT /F 18 Tf 0 g 130 495 Td (Heading) Tj ET\n"
    content = content_of(drawn(tmp_path, mark + table() + heading))
    assert ["".join(s.text for s in line.segments) for line in content.lines] == ["Heading"]


def test_a_large_heading_whose_glyphs_are_outlined_by_paths_is_text(tmp_path: Path) -> None:
    """So some producers print bold: text, and its outlines drawn over it as lines."""
    heading = b"BT /F 18 Tf 0 g 130 495 Td (HEADING) Tj ET\n"
    outlines = b"".join(b"0.8 w %d 496 m %d 508 l S\n" % (x, x) for x in range(131, 216, 3))
    content = content_of(drawn(tmp_path, table() + heading + outlines))
    assert ["".join(s.text for s in line.segments) for line in content.lines] == ["HEADING"]


def test_a_light_watermark_that_the_edge_of_the_page_cuts_is_no_text(tmp_path: Path) -> None:
    marks = b"".join(
        b"q BT /F 12 Tf /Light gs 0 g %d %d Td (office copy) Tj ET Q\n" % (x, y)
        for y in (120, 300, 480)
        for x in (-34, 60, 160, 260, 360)
    )
    assert not content_of(drawn(tmp_path, marks + table())).lines


_KNOWN = figure(b"00", b"0.9 0.9 1 rg", dx=5, dy=36)
"""A pale text across another: a mark, and so are others of its words."""


def test_a_figure_that_goes_on_in_pale_digits_like_those_of_a_mark_is_doubted(
    tmp_path: Path,
) -> None:
    pale = figure(b"00", b"0.9 0.9 1 rg", dx=26.9)
    assert last_cell(drawn(tmp_path, table(b"(4125) Tj") + _KNOWN + pale)) == ("4125", FAINT)


@pytest.mark.parametrize("moved", [(34, 0), (26.9, 3)], ids=["farther away", "higher"])
def test_a_pale_mark_near_a_figure_is_none_of_it(
    moved: tuple[float, float], tmp_path: Path
) -> None:
    pale = figure(b"00", b"0.9 0.9 1 rg", *moved)
    assert last_cell(drawn(tmp_path, table(b"(4125) Tj") + _KNOWN + pale)) == ("4125", "")
