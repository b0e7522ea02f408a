"""A glyph that nobody sees is not read, whatever hides it; what is seen is read."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.reading.page.ink.doubted_digits import CUT, HIDDEN
from tests.hostile_pdfs import stream
from tests.reading.ink.drawn import (
    FIGURE,
    YS,
    content_of,
    drawn,
    figure,
    geometry_of,
    last_cell,
    patch,
    table,
)

_IMAGE = stream(
    b"\xff\xff\xff", b"/Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceRGB "
    b"/BitsPerComponent 8",
)  # fmt: skip
_COVER = b"/XObject << /I 20 0 R >>"
_LAYER = b"/Properties << /L 21 0 R >>"
_GROUP = b"<< /Type /OCG /Name (old) >>"
_OFF = b"/OCProperties << /OCGs [21 0 R] /D << /BaseState /ON /OFF [21 0 R] >> >>"

HIDDEN_WAYS = {
    "under a patch": table() + patch(),
    "under a polygon": table() + b"1 g 205 622 m 295 622 l 295 658 l 205 658 l h f\n",
    "transparent": table(b"(4125) Tj", b"/Clear gs 0 g"),
    "rendering mode 3": table(b"3 Tr (4125) Tj"),
    "rendering mode 7": table(b"7 Tr (4125) Tj"),
    "white on white": table(b"(4125) Tj", b"1 g"),
    "nearly white": table(b"(4125) Tj", b"0.99 g"),
    "white of four colours": table(b"(4125) Tj", b"0 0 0 0 k"),
    "clipped away": b"q 0 0 400 600 re W n " + figure(b"4125") + b"Q " + table(b"() Tj"),
    "under an image": table() + b"q 90 0 0 36 205 622 cm /I Do Q\n",
    "in a layer that is off": table(b"() Tj") + b"/OC /L BDC " + figure(b"4125") + b"EMC\n",
}


def _drawn(tmp_path: Path, content: bytes) -> Path:
    objects = {20: _IMAGE, 21: _GROUP}
    return drawn(tmp_path, content, resources=_COVER + _LAYER, objects=objects, catalog=_OFF)


@pytest.mark.parametrize("way", HIDDEN_WAYS)
def test_what_nobody_sees_is_not_read_and_its_empty_cell_is_doubted(
    way: str, tmp_path: Path
) -> None:
    assert last_cell(_drawn(tmp_path, HIDDEN_WAYS[way])) == ("", HIDDEN)


@pytest.mark.parametrize("way", HIDDEN_WAYS)
def test_a_figure_printed_over_a_hidden_one_is_read_without_doubt(way: str, tmp_path: Path) -> None:
    content = HIDDEN_WAYS[way] + figure(b"7308", dx=1, dy=0.5)
    assert last_cell(_drawn(tmp_path, content)) == ("7308", "")


@pytest.mark.parametrize("paint", [b"/Clear gs 0 g", b"1 g"])
def test_unpainted_digits_behind_a_figure_are_no_part_of_it(paint: bytes, tmp_path: Path) -> None:
    content = table(b"(4125) Tj " + paint + b" (00) Tj")
    assert last_cell(_drawn(tmp_path, content)) == ("4125", "")


def test_white_text_over_a_rule_is_not_read(tmp_path: Path) -> None:
    """It leaves a mark, for it covers the rule; but nobody can read it."""
    content = table() + figure(b"9876", b"1 g", dy=YS[0] - FIGURE[1] - 4)
    page = geometry_of(drawn(tmp_path, content))
    assert "9876" not in "".join(c.text for c in page.chars)
    assert "9876" in "".join(c.text for c in page.hidden)


def test_a_figure_that_goes_on_under_a_patch_is_doubted(tmp_path: Path) -> None:
    content = table() + patch(left=223)
    assert last_cell(_drawn(tmp_path, content)) == ("41", CUT)


def test_a_figure_that_runs_out_of_the_page_is_doubted(tmp_path: Path) -> None:
    page = geometry_of(drawn(tmp_path, table() + figure(b"4125", dx=168)))
    assert [spot.reason for spot in page.spots if spot.box.x1 > 400] == [CUT]


def test_a_grid_in_which_nothing_is_seen_but_blanks_is_no_table(tmp_path: Path) -> None:
    page = drawn(tmp_path, table(b"( ) Tj").replace(b"0 g", b"1 g") + figure(b"  "))
    assert content_of(page).parts == ()
