"""Letter spacing, and texts spread over their cells: one figure stays one figure."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.model.place import Box
from pipeline.reading.page.geometry import Char
from pipeline.reading.page.letter_spacing import without_letter_spacing
from pipeline.reading.tables.part import PartCell
from pipeline.reading.tables.spread_cells import with_spread_texts
from tests.lab.look import PageLook, Rules, TableLook
from tests.lab.samples import FEW_RULES, ONE, round_trip, sample, with_last_row
from tests.lab.sheets import Cell
from tests.reading.test_geometry import write


@pytest.mark.parametrize("rules", FEW_RULES)
@pytest.mark.parametrize("spacing", [0.15, 0.4])
def test_letter_spacing(spacing: float, rules: Rules, tmp_path: Path) -> None:
    sheet = replace(sample(ONE[:4], rows=10), weights=(3.4, 1.0, 1.0, 1.0))
    round_trip(sheet, tmp_path, TableLook(rules=rules, spacing=spacing, size=8))


@pytest.mark.parametrize("per_char", [True, False])
@pytest.mark.parametrize("rules", ["stroke", "cell_rect"])
def test_figures_spread_over_their_cells(rules: Rules, per_char: bool, tmp_path: Path) -> None:
    sheet = with_last_row(sample(), Cell("合计"), Cell("11/12"), Cell("—"))
    look = TableLook(rules=rules, names="spread", numbers="spread")
    round_trip(sheet, tmp_path, look, PageLook(per_char=per_char))


@pytest.mark.parametrize("figures", [("12 345", "67 890"), ("1 2", "3 4")])
def test_blanks_in_figures_are_no_letter_spacing(figures: tuple[str, ...]) -> None:
    chars: list[Char] = []
    for i, figure in enumerate(4 * figures):
        glyphs = write(figure.replace(" ", "  "), 0, 20.0 * i)
        chars += [c for c in glyphs if c.text != " "]
    assert without_letter_spacing(tuple(chars)) == tuple(chars)


@pytest.mark.parametrize(
    "pairs", [[("3", "5"), ("12", "44"), ("7", "8")], [("3", "5"), ("7", "8")]]
)
def test_two_figures_at_the_ends_of_a_cell_are_no_spread_text(pairs: list[tuple[str, str]]) -> None:
    """Neither where others of the column show it, nor where no text of the table is spread."""
    cells = []
    for i, (a, b) in enumerate(pairs):
        chars = (*write(a, 3, 20.0 * i), *write(b, 97 - 5 * len(b), 20.0 * i))
        cells.append(PartCell(i, 0, 1, 1, Box(0, 20.0 * i - 5, 100, 20.0 * i + 15), chars))
    assert with_spread_texts(cells) == cells
