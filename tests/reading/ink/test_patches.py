"""A patch that begins where a figure ends may cover the rest of it; other shapes do not."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.reading.page.ink.doubted_digits import FAINT
from pipeline.reading.page.ink.patches import PATCH
from tests.reading.ink.drawn import content_of, drawn, figure, last_cell, table


def _box(x: float, y: float, wide: float, high: float, paint: bytes = b"1 g") -> bytes:
    return b"q %s %f %f %f %f re f Q\n" % (paint, x, y, wide, high)


# The figure 4125 stands from 210 to 236.7 on the baseline 634, in a cell from 200, 620 to 300, 660.
PATCHES = {
    "at its end": _box(236.9, 632, 6, 10),
    "at its end, wide": _box(236.5, 631, 30, 12),
    "at its beginning": _box(203, 632, 6.8, 10),
    "from the cell beside": _box(180, 632, 25, 10),
    "in a pale colour": _box(236.9, 632, 6, 10, b"0.9 g"),
    "with an outline of its own": b"q 1 g 1 G 236.9 632 30 10 re B Q\n",
}
OTHER_SHAPES = {
    "the ground of the next cell": _box(236.9, 620, 63, 40, b"0.9 g"),
    "a patch far from it": _box(250, 632, 6, 10),
    "a line below it": _box(236.9, 630, 30, 3.5),
    "a tall shape": _box(236.9, 621, 30, 30),
    "bars of a chart": b"".join(
        _box(201, 632 + 40 * k, wide, 10, b"0.9 g") for k, wide in enumerate((8.8, 40, 55, 70))
    ),
}


@pytest.mark.parametrize("patch", PATCHES)
def test_a_patch_beside_a_figure_is_a_doubt(patch: str, tmp_path: Path) -> None:
    assert last_cell(drawn(tmp_path, table() + PATCHES[patch])) == ("4125", PATCH)


@pytest.mark.parametrize("shape", OTHER_SHAPES)
def test_other_shapes_beside_a_figure_are_none(shape: str, tmp_path: Path) -> None:
    assert last_cell(drawn(tmp_path, OTHER_SHAPES[shape] + table())) == ("4125", "")


def test_a_figure_typed_over_a_patch_is_sure(tmp_path: Path) -> None:
    content = table(b"() Tj") + _box(209, 631, 29, 12) + figure(b"4125")
    assert last_cell(drawn(tmp_path, content)) == ("4125", "")


@pytest.mark.parametrize("patch", [_box(209, 631, 29, 12), _box(190, 631, 80, 12)])
def test_a_patch_in_a_blank_cell_is_a_doubt(patch: bytes, tmp_path: Path) -> None:
    content = table(b"() Tj") + figure(b"77", dy=-60) + patch
    assert last_cell(drawn(tmp_path, content)) == ("", PATCH)


def test_a_pale_digit_of_a_dark_figure_is_a_doubt(tmp_path: Path) -> None:
    pale = figure(b"4", b"/Light gs 0 g") + figure(b"125", dx=6.67)
    assert last_cell(drawn(tmp_path, table(b"() Tj") + pale)) == ("4125", FAINT)


def test_rows_of_which_nothing_was_read_are_a_doubt_of_the_table(tmp_path: Path) -> None:
    """Curves stand for the text of a row below the last one of which something is read."""
    row = (
        b"100 580 m 300 580 l S 100 620 m 100 580 l S 200 620 m 200 580 l S 300 620 m 300 580 l S\n"
    )
    curves = b"".join(
        b"1 w %d 594 m %d 604 %d 604 %d 594 c S\n" % (x, x, x + 6, x + 6)
        for x in (110, 118, 126, 210, 218, 226)
    )
    doubts = [
        str(doubt)
        for content in (table() + row, table() + row + curves)
        for part in content_of(drawn(tmp_path, content)).parts
        for doubt in part.doubts
    ]
    assert doubts == ["something is drawn in rows of the table of which nothing was read"]


@pytest.mark.parametrize(("behind", "reasons"), [(89, {PATCH}), (150, set())])
def test_a_patch_within_a_line_of_text_is_a_doubt_of_the_line(
    behind: int, reasons: set[str], tmp_path: Path
) -> None:
    """The text before the patch ends at 59; that behind it begins beside it, or far away."""
    words = b"BT /F 12 Tf 40 500 Td (Jan) Tj ET BT /F 12 Tf %d 500 Td (visits) Tj ET\n" % behind
    page = content_of(drawn(tmp_path, words + figure(b"77") + _box(62, 498, 24, 11)))
    assert {d.reason for line in page.lines for d in page.text_line(line).doubts} == reasons
