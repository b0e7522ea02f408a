"""Lines of print in a cell: a hairline at its edge is what is left of a rule, one in it a mark."""

from __future__ import annotations

import numpy as np
import pytest

from pipeline.reading.scan.cell_lines import lines_of_cell
from pipeline.reading.scan.detector import Pixels
from pipeline.reading.scan.unread_ink import has_pale_ink

CELL = Pixels(0, 0, 100, 44)


@pytest.mark.parametrize(("top", "lines"), [(5, 0), (37, 0), (21, 1)])
def test_a_hairline_is_a_mark_in_the_middle_of_a_cell_only(top: int, lines: int) -> None:
    ink = np.zeros((44, 100), np.uint8)
    ink[top : top + 2, 20:36] = 255
    assert len(list(lines_of_cell(ink, CELL, 16))) == lines
    assert has_pale_ink(np.asarray(255 - ink, np.uint8), CELL)


def test_figures_beside_such_a_hairline_are_read_without_it() -> None:
    ink = np.zeros((44, 100), np.uint8)
    ink[4:6, 2:18] = ink[14:30, 40:60] = 255
    assert [tuple(at) for at in lines_of_cell(ink, CELL, 16)] == [(40, 14, 60, 30)]
