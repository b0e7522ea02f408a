"""Digits of which only a strip is seen are doubted; whole ones of any kind are not."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.reading.page.ink.inked import CUT
from tests.reading.ink.drawn import drawn, geometry_of

_LINES = b"\n".join(
    b"BT /F 12 Tf 60 %d Td (0123456789 8640) Tj ET" % (700 - 20 * i) for i in range(4)
)
_LEFT, _FOOT = 130, 640
"""Where the figure 8640 of the last line begins, on its baseline."""


def _patch(left: float, low: float, wide: float, high: float, paint: bytes = b"1 g") -> bytes:
    return b"\nq %s %f %f %f %f re f Q" % (paint, left, low, wide, high)


@pytest.mark.parametrize(
    ("patch", "doubted"),
    [
        (_patch(_LEFT - 1, _FOOT - 2, 30, 8), 4),  # their tops are seen
        (_patch(_LEFT - 1, _FOOT + 2, 30, 8), 4),  # their feet are
        (_patch(_LEFT - 1, _FOOT - 2, 30, 8, b"0 g"), 4),
        (_patch(_LEFT + 23, _FOOT - 2, 8, 12), 1),  # the left of the last one is
        (_patch(_LEFT - 1, _FOOT - 4, 30, 4), 0),
        (_patch(_LEFT + 29, _FOOT - 2, 8, 12), 0),
        (b"", 0),
    ],
)
def test_strips_of_digits_are_doubted(patch: bytes, doubted: int, tmp_path: Path) -> None:
    page = geometry_of(drawn(tmp_path, _LINES + patch))
    assert len([spot for spot in page.spots if spot.reason == CUT]) == doubted
