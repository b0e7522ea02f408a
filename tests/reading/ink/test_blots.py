"""Digits whose outlines run together are doubted; bold ones are not."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.reading.page.ink.doubted_digits import BLOT
from tests.reading.ink.drawn import drawn, geometry_of

_LINES = b"\n".join(
    b"BT /F 10 Tf 60 %d Td (0123456789 8640) Tj ET" % (700 - 20 * i) for i in range(4)
)


def _figure(width: float) -> bytes:
    return b"\nq BT /F 10 Tf 2 Tr %f w 60 600 Td (8640) Tj ET Q" % width


@pytest.mark.parametrize(("width", "doubted"), [(0.3, 0), (0.8, 0), (2.5, 3), (4.0, 3)])
def test_outlines_that_fill_a_digit_are_a_doubt(width: float, doubted: int, tmp_path: Path) -> None:
    """Three of them: a 4 may look full."""
    page = geometry_of(drawn(tmp_path, _LINES + _figure(width)))
    assert len([spot for spot in page.spots if spot.reason == BLOT]) == doubted


def test_a_page_of_nothing_else_has_a_font_of_its_own(tmp_path: Path) -> None:
    page = geometry_of(drawn(tmp_path, b"2 Tr 3 w\n" + _LINES))
    assert BLOT not in {spot.reason for spot in page.spots}
