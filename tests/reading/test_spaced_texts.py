"""Letter spacing, and texts spread over their cells: one figure stays one figure."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.model.place import Box
from pipeline.reading.page.char import Char
from pipeline.reading.page.columns import columns_of
from pipeline.reading.page.letter_spacing import without_letter_spacing
from pipeline.reading.page.lines import lines_of
from pipeline.reading.tables.part import PartCell
from pipeline.reading.tables.spread_cells import with_spread_texts
from pipeline.reading.tables.stray_rows import is_stray_row
from pipeline.reading.tables.unruled_table import part_from_lines
from tests.interpreting.paper import paragraph
from tests.lab.look import PageLook, Rules, TableLook
from tests.lab.samples import FEW_RULES, ONE, round_trip, sample, with_last_row
from tests.lab.sheets import Cell
from tests.reading.test_close_texts import texts
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
    assert without_letter_spacing(columns_of(chars)) == tuple(chars)


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


def _spread(name: str, right: float, y: float) -> list[Char]:
    """A name from 30 to `right`, its characters equally far apart; 12320 is one of them."""
    parts = re.findall("12320|.", name)
    gap = (right - 30 - sum(_width(part) for part in parts)) / (len(parts) - 1)
    chars: list[Char] = []
    x = 30.0
    for part in parts:
        chars += write(part, x, y)
        x += _width(part) + gap
    return chars


def _width(text: str) -> float:
    return sum(c.x1 - c.x0 for c in write(text, 0, 0))


@pytest.mark.parametrize("right", [100.0, 150.0])
@pytest.mark.parametrize("margin", [4.0, 8.0])
def test_figures_close_beside_spread_names(margin: float, right: float) -> None:
    rows = [
        ["玄武区", "1181756"],
        ["雨花台区", "204"],
        ["卫生12320网", "20220"],
        ["12320预约", "3"],
    ]
    chars: list[Char] = []
    for i, (name, figure) in enumerate(rows):
        chars += write(str(i + 1), 10, 20.0 * i) + _spread(name, right, 20.0 * i)
        chars += write(figure, right + margin + 5 * (7 - len(figure)), 20.0 * i)
        chars += write("77", right + 90, 20.0 * i)
    found = [["".join(t.split()) for t in row] for row in texts(part_from_lines(chars, page=1))]
    assert found == [[str(i + 1), *row, "77"] for i, row in enumerate(rows)]


def test_a_row_with_a_spread_name_that_no_table_took_is_reported() -> None:
    assert is_stray_row(paragraph("3 健 康 南 京 28853"))
    assert not is_stray_row(paragraph("健 康 南 京 的 3 项 工 作"))


@pytest.mark.parametrize(
    ("places", "expected"),
    [
        ({"江": 10, "宁": 40, "区": 70}, ["江宁区"]),
        ({"约": 10, "预": 70, "间": 115, "台": 155}, ["约", "预", "间", "台"]),
        ({"区": 10, "县": 30, "合": 70, "计": 90}, ["区县", "合计"]),
    ],
)
def test_characters_of_a_spread_word_are_equally_far_apart(
    places: dict[str, float], expected: list[str]
) -> None:
    chars = [c for text, x in places.items() for c in write(text, x, 10)]
    (line,) = lines_of(chars)
    assert [s.text.replace(" ", "") for s in line.segments] == expected
