"""Figures over two lines in tables without rules."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from pipeline.reading.page.char import Char
from pipeline.reading.page.geometry import PageGeometry
from pipeline.reading.page.lines import lines_of
from pipeline.reading.page_content import read_page
from pipeline.reading.tables.broken_figures import with_whole_figures
from pipeline.reading.tables.cell_text import cell_text
from pipeline.reading.tables.figures_over_lines import holds_several_figures
from tests.lab.look import Rules, TableLook
from tests.lab.samples import TWO, only, round_trip, sample
from tests.lab.sheets import Cell
from tests.reading.test_geometry import grid_rules, write

NAMES = ("甲医院", "乙医院", "丙医院", "丁医院")


def texts(chars: Sequence[Char]) -> list[list[str]]:
    return [[s.text for s in line.segments] for line in with_whole_figures(lines_of(chars))]


def test_halves_above_and_below_the_others_of_their_row() -> None:
    chars: list[Char] = []
    for i, name in enumerate(NAMES):
        y = 20.0 + 30 * i
        chars += write(name, 10, y) + write(f"2{i}", 150, y)
        chars += write("1,234,", 80, y - 6) + write(f"56{i}", 85, y + 6)
        chars += write("77,321.", 200, y - 6) + write("06", 210, y + 6)
    assert texts(chars) == [
        [name, f"1,234,56{i}", f"2{i}", "77,321.06"] for i, name in enumerate(NAMES)
    ]


def test_a_region_beside_two_rows_is_no_row() -> None:
    """It is half-way between them; what is above and below it are two rows, not halves of one."""
    chars: list[Char] = []
    for i, name in enumerate(NAMES):
        y = 20.0 + 14 * i
        chars += write(f"{i + 1}", 60, y) + write(name, 80, y) + write(f"{58 + i}", 150, y)
    chars += write("区级", 10, 41)
    assert [row for row in texts(chars) if len(row) > 1] == [
        [f"{i + 1}", name, f"{58 + i}"] for i, name in enumerate(NAMES)
    ]


def test_second_lines_below_their_row() -> None:
    chars: list[Char] = []
    for i, name in enumerate(NAMES):
        y = 20.0 + 30 * i
        chars += write(name, 10, y) + write(f"2{i}", 150, y)
        chars += write("1,234,5", 80, y) + write(f"6{i}", 85, y + 12)
        chars += write("7,321.4", 200, y) + write("6", 210, y + 12)
    assert texts(chars) == [
        [name, f"1,234,56{i}", f"2{i}", "7,321.46"] for i, name in enumerate(NAMES)
    ]


LONG = ("江苏省中西医", "结合医院"), ("南京市妇幼保", "健院"), ("解放军第四五", "四医院")
"""Names over two lines."""


def broken(figures: Sequence[tuple[str, ...]]) -> list[Char]:
    """Rows of names over two lines; a figure, and whatever is right below it."""
    chars: list[Char] = []
    for i, (name, (figure, *rest)) in enumerate(zip(LONG, figures, strict=True)):
        y = 20.0 + 40 * i
        chars += write(name[0], 10, y) + write(name[1], 10, y + 12)
        chars += write(figure, 100, y) + write(f"2{i}", 170, y)
        for text in rest:
            chars += write(text, 100, y + 12)
    return chars


def test_figures_without_separators_that_fill_their_column() -> None:
    found = texts(broken([("4005495", "0"), ("3633121", "25"), ("2075496", "104")]))
    assert [row for row in found if len(row) > 1] == [
        ["江苏省中西医", "40054950", "20"],
        ["南京市妇幼保", "363312125", "21"],
        ["解放军第四五", "2075496104", "22"],
    ]


@pytest.mark.parametrize(
    "figures",
    [
        [("4005495", "0"), ("363312", "25"), ("2075496", "10")],  # one had room for more
        [("4005495", "0"), ("3633121",), ("2075496", "10")],  # too few to tell
        [("405", "1200"), ("363", "2525"), ("207", "1041")],  # what is below is longer
    ],
)
def test_figures_of_two_rows_stay_apart(figures: Sequence[tuple[str, ...]]) -> None:
    written = {text for row in figures for text in row}
    assert written <= {text for row in texts(broken(figures)) for text in row}


@pytest.mark.parametrize(("pitch", "first"), [(12.0, "1,23"), (12.0, "1,234"), (24.0, "1,23")])
def test_rows_that_are_evenly_apart_are_rows(pitch: float, first: str) -> None:
    chars: list[Char] = []
    for i in range(4):
        chars += write(first if not i else "12", 80, 20 + pitch * i) + write(
            "34", 150, 20 + pitch * i
        )
    assert texts(chars) == [[first, "34"], *[["12", "34"]] * 3]


def test_two_figures_below_each_other_stay_apart() -> None:
    chars: list[Char] = []
    for i, name in enumerate(NAMES):
        y = 20.0 + 30 * i
        chars += write(name, 10, y) + write("1,234", 80, y) + write("321.45", 80, y + 12)
    assert all(len(line) < 3 and "1,234321.45" not in line for line in texts(chars))


@pytest.mark.parametrize(
    ("parts", "several"),
    [
        (("20,0", "00,7", "48"), False),
        (("１０３，", "９５８．", "６６"), False),
        (("74,8", "05.4", "7"), False),
        (("103", "958", "66"), True),
        (("1,203", "958", "666"), True),
        (("20,0", "00,7", "4"), True),
    ],
)
def test_one_figure_over_three_lines(parts: Sequence[str], several: bool) -> None:
    lines = [line for i, text in enumerate(parts) for line in lines_of(write(text, 10, 12.0 * i))]
    assert holds_several_figures(lines) == several
    assert (cell_text(lines).text == "".join(parts)) != several


@pytest.mark.parametrize("top_aligned", [False, True])
@pytest.mark.parametrize("rules", ["none", "booktabs", "zebra", "hlines"])
def test_drawn_tables(rules: Rules, top_aligned: bool, tmp_path: Path) -> None:
    sheet = sample(TWO, rows=9)
    rows = [
        (row[0], Cell(f"{20_300_400 + 17 * r:,}"), *row[2:5], Cell(f"{123_400.25 + r:,.2f}"))
        for r, row in enumerate(sheet.rows[sheet.header_rows :])
    ]
    sheet = sheet.with_rows([*sheet.rows[: sheet.header_rows], *rows])
    look = TableLook(rules=rules, width=0.6, top_aligned=top_aligned)
    reading = round_trip(sheet, tmp_path, look)
    assert any(cell.doubt for cell in only(reading).cells)


@pytest.mark.parametrize(
    ("parts", "room", "several"),
    [
        (("2084", "90.4", "6"), 3.0, False),
        (("２０８４", "９０．４", "６"), 3.0, False),
        (("2084", "90.4", "6"), 20.0, True),
        (("2084", "904", "62.6"), 3.0, True),
        (("2084", "90.4", "66.2"), 3.0, True),
        (("2084", "9046", "6"), 3.0, True),
    ],
)
def test_one_figure_whose_lines_fill_the_cell(
    parts: Sequence[str], room: float, several: bool
) -> None:
    lines = [line for i, text in enumerate(parts) for line in lines_of(write(text, 10, 12.0 * i))]
    width = lines[0].box.width + 2 * room
    assert holds_several_figures(lines, width) == several
    found = cell_text(lines, width=width)
    assert (found.text == "".join(parts)) != several
    assert found.doubt


def _broken_cell(parts: Sequence[str], name: Sequence[str], width: float = 23.0) -> str:
    """The text of the figure of the first row, in cells just as wide as its lines, beside names."""
    xs, ys = [0.0, 80.0, 80.0 + width], [40.0 * i for i in range(5)]
    chars = [*write("医院", 10, 12), *write("数", 86, 12)]
    for i in range(3):
        for k, text in enumerate(name):
            chars += write(text, 6, ys[i + 1] + 20 - 6.0 * len(name) + 12 * k)
        for k, text in enumerate(parts):
            chars += write(text, 84, ys[i + 1] + 20 - 6.0 * len(parts) + 12 * k)
    geometry = PageGeometry(1, 200, 300, tuple(chars), rules=tuple(grid_rules(xs, ys)))
    (part,) = read_page(geometry).parts
    return part.row_texts(1)[1]


@pytest.mark.parametrize("name", [["南京市第一"], ["南京市第一", "医院"]])
@pytest.mark.parametrize(
    "parts", [("335", "706", "4"), ("335", "706", "412"), ("203", "357", "06")]
)
def test_a_whole_number_over_three_lines_beside_a_name(
    parts: Sequence[str], name: Sequence[str]
) -> None:
    assert _broken_cell(parts, name) == "".join(parts)


def test_figures_beside_as_many_texts_are_several() -> None:
    assert _broken_cell(("335", "706", "4"), ["门诊", "急诊", "住院"]) != "3357064"


def test_figures_with_room_beside_them_are_several() -> None:
    assert _broken_cell(("335", "706", "4"), ["南京市第一"], 50.0) != "3357064"
