"""One way of setting a table, one test: what comes back is what was drawn."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import get_args

import pytest

from tests.lab import names
from tests.lab.compare import (
    read,
    read_body,
)
from tests.lab.look import Orientation, PageLook, Rules, TableLook
from tests.lab.samples import (
    FEW_RULES,
    ONE,
    THREE,
    TWO,
    check,
    only,
    round_trip,
    sample,
    with_last_row,
)
from tests.lab.sheets import Align, Cell, Sheet, beside, header, transposed
from tests.lab.single import table


@pytest.mark.parametrize("paths", [ONE, TWO, THREE], ids=["one", "two", "three"])
@pytest.mark.parametrize("rules", get_args(Rules))
def test_rules_and_levels_of_header(
    rules: Rules, paths: tuple[tuple[str, ...], ...], tmp_path: Path
) -> None:
    round_trip(sample(paths), tmp_path, TableLook(rules=rules))


@pytest.mark.parametrize("rules", ["stroke", "booktabs", "none"])
def test_shaded_header(rules: Rules, tmp_path: Path) -> None:
    round_trip(sample(), tmp_path, TableLook(rules=rules, shade_header=True))


@pytest.mark.parametrize("repeat", [True, False])
@pytest.mark.parametrize("rules", FEW_RULES)
def test_over_three_pages(rules: Rules, repeat: bool, tmp_path: Path) -> None:
    look = TableLook(rules=rules, header_repeat=repeat, gap=14)
    reading = round_trip(sample(rows=45), tmp_path, look, top=150)
    assert [p.page for p in only(reading).places] == [1, 2, 3]


@pytest.mark.parametrize("top", [0, 560])
@pytest.mark.parametrize("heading", ["一、各区", "市属医院"])
def test_a_line_across_below_the_header_is_none_of_it(
    heading: str, top: float, tmp_path: Path
) -> None:
    plain = sample(TWO, rows=12)
    across = (Cell(heading, col_span=len(TWO)), *[None] * (len(TWO) - 1))
    rows = [*plain.rows[:2], across, *plain.rows[2:8], across, *plain.rows[8:]]
    round_trip(plain.with_rows(rows), tmp_path, TableLook(rules="stroke"), top=top)


@pytest.mark.parametrize("rules", FEW_RULES)
def test_a_numbered_heading_is_no_end_of_the_name_above(rules: Rules, tmp_path: Path) -> None:
    plain = sample(rows=12)
    width = len(plain.weights)
    across = (Cell("二、区属医院", col_span=width, align="left"), *[None] * (width - 1))
    rows = [*plain.rows[:7], across, *plain.rows[7:]]
    found = only(read(table(plain.with_rows(rows), TableLook(rules=rules)).pdf, tmp_path))
    (heading,) = (c for c in found.cells if "区属" in c.text)
    assert (heading.text, heading.row, found.rows) == ("二、区属医院", 7, len(rows))


def test_figures_broken_over_lines_between_rules(tmp_path: Path) -> None:
    """Their rests, above and below the line of the others, are no rows and no end of the table."""
    texts = [[name, "9314", f"12345678.{r}1", "77.5", f"8765432.{r}1"]
             for r, name in enumerate(names.HOSPITALS[:6])]  # fmt: skip
    rows = [sample().rows[0], *([Cell(text) for text in row] for row in texts)]
    sheet = replace(sample().with_rows(rows), weights=(3.0, 1.5, 0.8, 1.5, 0.8))
    look = TableLook(rules="hlines", size=10)
    assert read_body(only(read(table(sheet, look).pdf, tmp_path))) == texts


def test_header_texts_that_nearly_touch_between_rules(tmp_path: Path) -> None:
    """A line of them is one wide text, as a caption is; a caption is above the first rule."""
    paths = (("机构",), ("上传数据总量",), ("有实时数据天",), ("实时表单上传",), ("出院人次",))
    sheet = replace(sample(paths), weights=(140, 55.8, 55.8, 55.8, 163.6))
    round_trip(sheet, tmp_path, TableLook(rules="hlines", size=10, pad=2.75))


@pytest.mark.parametrize("wide", [62.0, 66.0, 70.0])
def test_the_last_line_of_a_header_between_rules_is_no_rest_of_a_row(
    wide: float, tmp_path: Path
) -> None:
    """Of all header texts only the last takes two lines."""
    sheet = replace(sample(THREE), weights=(471 - 6 * wide, *[wide] * 6))
    round_trip(sheet, tmp_path, TableLook(rules="hlines"))


@pytest.mark.parametrize("rules", ["none", "frame"])
def test_header_texts_above_others_on_a_wide_page(rules: Rules, tmp_path: Path) -> None:
    """In the middle of a header of three levels stand parents and texts of single columns alike."""
    look = TableLook(rules=rules, size=7)
    short = [
        (row[0], *(Cell(str(31 + r)) for _ in row[1:])) for r, row in enumerate(sample(THREE).rows)
    ]
    sheet = sample(THREE).with_rows([*sample(THREE).rows[:3], *short[3:]])
    round_trip(sheet, tmp_path, look, PageLook(orientation="landscape"))


def test_a_blank_column_moves_no_header_text_of_another(tmp_path: Path) -> None:
    paths = (("单位",), ("门急诊", "人次"), ("门急诊", "收入"), ("天数",), ("出院", "人次"),
             ("出院", "收入"), ("备注",))  # fmt: skip
    plain = sample(paths)
    rows = [row if r < 2 else (*row[:-1], Cell("")) for r, row in enumerate(plain.rows)]
    look = TableLook(rules="none", size=7)
    round_trip(plain.with_rows(rows), tmp_path, look, PageLook(orientation="landscape"))


@pytest.mark.parametrize("top", [0, 560])
def test_a_caption_within_the_frame(top: float, tmp_path: Path) -> None:
    """Also where the whole header, caption and all, stands again on the next page."""
    plain = sample(TWO, rows=12)
    (caption,) = plain.caption
    across = (Cell(caption, col_span=len(TWO)), *[None] * (len(TWO) - 1))
    framed = replace(plain.with_rows([across, *plain.rows]), header_rows=3, caption=())
    found = only(read(table(framed, TableLook(rules="stroke"), PageLook(), top).pdf, tmp_path))
    check(found, plain)
    assert found.caption_text == caption and not found.doubts


@pytest.mark.parametrize(
    ("rules", "repeat"),
    [
        ("stroke", True),
        ("stroke", False),
        ("hlines", True),
        ("hlines", False),
        ("booktabs", True),
        ("booktabs", False),
        ("none", True),
        ("none", False),
    ],
)
def test_a_row_is_cut_by_the_page_break(rules: Rules, repeat: bool, tmp_path: Path) -> None:
    sheet = replace(sample(rows=14), weights=(0.8, 1.0, 1.0, 1.0, 1.0))
    look = TableLook(rules=rules, split_row=True, header_repeat=repeat)
    reading = round_trip(sheet, tmp_path, look, top=420)
    assert any(len(cell.places) == 2 for cell in only(reading).cells)


@pytest.mark.parametrize("rules", FEW_RULES)
@pytest.mark.parametrize("weight", [0.9, 0.6])
def test_names_over_two_and_three_lines(rules: Rules, weight: float, tmp_path: Path) -> None:
    sheet = replace(sample(), weights=(weight, 1.0, 1.0, 1.0, 1.0))
    round_trip(sheet, tmp_path, TableLook(rules=rules))


@pytest.mark.parametrize("rules", FEW_RULES)
def test_names_over_lines_with_figures_at_the_top(rules: Rules, tmp_path: Path) -> None:
    sheet = replace(sample(), weights=(0.8, 1.0, 1.0, 1.0, 1.0))
    round_trip(sheet, tmp_path, TableLook(rules=rules, top_aligned=True))


@pytest.mark.parametrize("align", ["left", "center", "right", "decimal"])
@pytest.mark.parametrize("rules", FEW_RULES)
def test_alignment_of_figures(rules: Rules, align: Align, tmp_path: Path) -> None:
    round_trip(sample(number=align), tmp_path, TableLook(rules=rules))


@pytest.mark.parametrize("rules", ["stroke", "hlines", "none"])
def test_names_spread_over_their_cell(rules: Rules, tmp_path: Path) -> None:
    sheet = replace(sample(), weights=(1.2, 1.0, 1.0, 1.0, 1.0))
    head, body = sheet.rows[:1], sheet.rows[1:]
    named = [(Cell(d), *row[1:]) for d, row in zip(names.DISTRICTS, body, strict=False)]
    sheet = sheet.with_rows([*head, *named])
    round_trip(sheet, tmp_path, TableLook(rules=rules, names="spread"))


@pytest.mark.parametrize("rules", ["stroke", "thin_rect", "broken"])
def test_figures_touch_the_rules(rules: Rules, tmp_path: Path) -> None:
    sheet = replace(sample(TWO), weights=(4.0, 0.9, 0.9, 0.9, 0.9, 0.9))
    round_trip(sheet, tmp_path, TableLook(rules=rules, pad=0.3))


@pytest.mark.parametrize("rules", ["stroke", "cell_rect"])
def test_names_run_into_the_next_cell(rules: Rules, tmp_path: Path) -> None:
    sheet = replace(sample(), weights=(1.3, 1.5, 1.0, 1.0, 1.0))
    round_trip(sheet, tmp_path, TableLook(rules=rules, wrap=False))


@pytest.mark.parametrize("rules", FEW_RULES)
def test_empty_cells(rules: Rules, tmp_path: Path) -> None:
    sheet = sample(rows=12)
    rows = [
        tuple(Cell("") if r > 1 and c and (r * 3 + c) % 5 == 0 else x for c, x in enumerate(row))
        for r, row in enumerate(sheet.rows)
    ]
    round_trip(sheet.with_rows(rows), tmp_path, TableLook(rules=rules))


@pytest.mark.parametrize("rules", ["stroke", "booktabs", "none"])
@pytest.mark.parametrize("mark", ["/", "-", "—", "——", "无", "…", "－", "\\", "*", "未报"])
def test_marks_for_missing_are_kept_as_printed(mark: str, rules: Rules, tmp_path: Path) -> None:
    sheet = with_last_row(sample(rows=5), Cell("南京市中医院"), *[Cell(mark)] * 4)
    round_trip(sheet, tmp_path, TableLook(rules=rules))


@pytest.mark.parametrize("rules", FEW_RULES)
@pytest.mark.parametrize(
    "printed", ["1,234,567", "1，234，567", "1 234 567", "１２３４５６７", "12 34567", "1'234'567"]
)
def test_figures_stay_whole(printed: str, rules: Rules, tmp_path: Path) -> None:
    sheet = sample()
    rows = [
        (row[0], row[1], Cell(printed), *row[3:]) if r else row for r, row in enumerate(sheet.rows)
    ]
    round_trip(sheet.with_rows(rows), tmp_path, TableLook(rules=rules))


@pytest.mark.parametrize("blank", ["\u2009", "\u00a0"])
def test_thin_and_hard_blanks_inside_figures(blank: str, tmp_path: Path) -> None:
    sheet = sample()
    printed = f"1{blank}234{blank}567"
    rows = [
        (row[0], row[1], Cell(printed), *row[3:]) if r else row for r, row in enumerate(sheet.rows)
    ]
    round_trip(sheet.with_rows(rows), tmp_path, page=PageLook(font="blocks"))


@pytest.mark.parametrize("rules", FEW_RULES)
@pytest.mark.parametrize("mark", ["1", "2", "①", "*"])
@pytest.mark.parametrize("orientation", ["portrait", "rotate90", "sideways", "sideways_cw"])
def test_a_raised_mark_is_no_digit(
    mark: str, rules: Rules, orientation: Orientation, tmp_path: Path
) -> None:
    sheet = with_last_row(sample(), Cell("南京市中医院", mark=mark), Cell("4321", mark=mark))
    page = PageLook(orientation=orientation)
    found = only(round_trip(sheet, tmp_path, TableLook(rules=rules), page))
    marks = [cell.superscript for cell in found.cells if cell.row == found.rows - 1]
    assert marks == [mark, mark, "", "", ""]


@pytest.mark.parametrize("rise", [0.25, 0.33, 0.45])
@pytest.mark.parametrize("size", [0.5, 0.65, 0.83])
@pytest.mark.parametrize("rules", ["stroke", "none"])
def test_raised_digits_of_all_sizes(rules: Rules, size: float, rise: float, tmp_path: Path) -> None:
    sheet = with_last_row(sample(), Cell("南京市中医院", mark="2"), Cell("4321", mark="1"))
    look = TableLook(rules=rules, mark_size=size, mark_rise=rise)
    round_trip(sheet, tmp_path, look)


@pytest.mark.parametrize("mark", ["*", "①", "※"])
def test_a_mark_on_the_line_is_text(mark: str, tmp_path: Path) -> None:
    sheet = with_last_row(sample(), Cell(f"南京市中医院{mark}"), Cell(f"4321{mark}"))
    round_trip(sheet, tmp_path)


@pytest.mark.parametrize("rules", FEW_RULES)
def test_a_merged_total_row(rules: Rules, tmp_path: Path) -> None:
    sheet = sample()
    total = (Cell("合计: 19342", col_span=5, align="center"), *[None] * 4)
    sheet = sheet.with_rows([*sheet.rows, total])
    round_trip(sheet, tmp_path, TableLook(rules=rules))


@pytest.mark.parametrize("rules", FEW_RULES)
@pytest.mark.parametrize("groups", [2, 3])
def test_groups_of_columns_side_by_side(groups: int, rules: Rules, tmp_path: Path) -> None:
    paths = (("序号",), ("名称",), ("预约数量",))
    body = [(Cell(str(i)), Cell(f"第{i}渠道微信"), Cell(str(i * 977))) for i in range(1, 12)]
    sheet = Sheet(
        rows=(*(tuple(row) for row in header(paths)), *body),
        header_rows=1,
        weights=(0.6, 2.0, 1.2),
        aligns=("center", "center", "right"),
        caption=("2024年5月线上预约情况统计",),
    )
    round_trip(beside(sheet, groups), tmp_path, TableLook(rules=rules))


@pytest.mark.parametrize("rules", FEW_RULES)
def test_a_transposed_table(rules: Rules, tmp_path: Path) -> None:
    sheet = sample(rows=6)
    rows = [(Cell(d), *r[1:]) for d, r in zip(("单位", *names.DISTRICTS), sheet.rows, strict=False)]
    across = transposed(sheet.with_rows(rows))
    round_trip(across, tmp_path, TableLook(rules=rules), PageLook(orientation="landscape"))


@pytest.mark.parametrize("rules", ["stroke", "none"])
def test_blanks_around_the_text_of_cells(rules: Rules, tmp_path: Path) -> None:
    round_trip(sample(TWO), tmp_path, TableLook(rules=rules, blanks=3))


@pytest.mark.parametrize("rules", FEW_RULES)
def test_a_figure_over_two_lines_has_no_blank(rules: Rules, tmp_path: Path) -> None:
    sheet = with_last_row(sample(), Cell("南京市中医院"), Cell("185260\n332.09"))
    found = only(round_trip(sheet, tmp_path, TableLook(rules=rules)))
    assert read_body(found)[-1][1] == "185260332.09"
    assert [c.text for c in found.cells if "332.09" in c.text] == ["185260332.09"]
