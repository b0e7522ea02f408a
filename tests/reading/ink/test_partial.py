"""Digits of which only a strip is seen are doubted; whole ones of any kind are not."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.reading.page.ink.doubted_digits import CUT
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


_MANY = b"\n".join(
    b"BT /F 12 Tf 60 %d Td (0123456789 8640) Tj ET" % (700 - 15 * i) for i in range(22)
)
_LAST = 700 - 15 * 21
"""The baseline of the last of many lines."""


def _drop(x: float, y: float, wide: float) -> bytes:
    """A drop of white with its middle there."""
    return _patch(x - wide / 2, y - wide / 2, wide, wide)


@pytest.mark.parametrize(
    ("drops", "doubted"),
    [
        (_drop(_LEFT + 3, _LAST + 4, 5), 1),
        (_drop(_LEFT + 3, _LAST + 4, 5) + _drop(_LEFT + 3, _LAST + 19, 5), 2),
        (_drop(_LEFT + 3, _LAST + 4, 0.8), 0),
        (_drop(_LEFT + 34, _LAST + 4, 5), 0),
        (b"", 0),
    ],
    ids=["the middle of an 8", "two alike", "a speck", "behind the figure", "none"],
)
def test_digits_that_lack_a_piece_are_doubted(drops: bytes, doubted: int, tmp_path: Path) -> None:
    page = geometry_of(drawn(tmp_path, _MANY + drops))
    assert len([spot for spot in page.spots if spot.reason == CUT]) == doubted


@pytest.mark.parametrize(
    ("patch", "doubted"),
    [
        (_patch(_LEFT - 1, _FOOT + 5.5, 29, 5), True),  # their tops are covered
        (_patch(_LEFT - 1, _FOOT - 1, 29, 4.5), True),  # their feet are
        (_drop(_LEFT + 7, _FOOT + 4, 5), True),
        (_drop(_LEFT + 7, _FOOT + 4, 0.8), False),
        (b"", False),
    ],
    ids=["the tops", "the feet", "a drop", "a speck", "none"],
)
def test_few_digits_show_that_one_lacks_a_piece(
    patch: bytes, doubted: bool, tmp_path: Path
) -> None:
    page = geometry_of(drawn(tmp_path, _LINES + patch))
    assert any(spot.reason == CUT for spot in page.spots) == doubted


@pytest.mark.parametrize("other", [b"80 Tz", b"120 Tz", b"0.5 w 1 Tr", b"3 Ts"])
def test_digits_of_another_face_lack_nothing(other: bytes, tmp_path: Path) -> None:
    line = b"\nBT /F 12 Tf %s 60 600 Td (0123456789 8640) Tj ET" % other
    page = geometry_of(drawn(tmp_path, _LINES + line))
    assert not [spot for spot in page.spots if spot.reason == CUT]
