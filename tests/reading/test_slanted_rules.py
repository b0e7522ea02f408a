"""The circle of a seal, drawn as short lines, parts no column."""

from __future__ import annotations

import math

import pytest

from pipeline.reading.page.geometry import Rule
from pipeline.reading.tables.slanted_rules import without_slanted
from tests.reading.test_close_texts import NAMES, page_of, texts
from tests.reading.test_geometry import grid_rules, write


def circle(x: float, y: float, radius: float, lines: int = 72) -> list[Rule]:
    """The lines of a circle that are nearly level or upright, as the rules that they look like."""
    turn = 2 * math.pi / lines
    points = [
        (x + radius * math.cos(turn * i), y + radius * math.sin(turn * i)) for i in range(lines)
    ]
    out = []
    for (x0, y0), (x1, y1) in zip(points, [*points[1:], points[0]], strict=True):
        if abs(x1 - x0) < 2:
            out.append(Rule(False, (x0 + x1) / 2, min(y0, y1), max(y0, y1)))
        elif abs(y1 - y0) < 2:
            out.append(Rule(True, (y0 + y1) / 2, min(x0, x1), max(x0, x1)))
    return out


@pytest.mark.parametrize("x", [90.0, 104.0, 131.0])
def test_a_seal_over_a_table(x: float) -> None:
    rows = [[name, str(310 + i), str(52 + i)] for i, name in enumerate(NAMES)]
    chars = write("单位", 5, 5) + write("人次", 70, 5) + write("天数", 140, 5)
    for i, row in enumerate(rows):
        for left, text in zip((5, 80, 150), row, strict=True):
            chars += write(text, left, 25.0 + 20 * i)
    rules = grid_rules([0, 60, 130, 200], [0.0, 20, 40, 60, 80, 100])
    (part,) = page_of(chars, [*rules, *circle(x, 50, 45)])
    assert texts(part) == [["单位", "人次", "天数"], *rows]


def test_dashes_and_borders_cell_by_cell_stay() -> None:
    dashes = [Rule(True, 40.0, 10.0 + 4 * i, 12.0 + 4 * i) for i in range(40)]
    borders = [Rule(False, 40.0 + 0.04 * (i % 2), 8.0 * i, 8.0 * (i + 1)) for i in range(20)]
    assert without_slanted([*dashes, *borders]) == (*dashes, *borders)
