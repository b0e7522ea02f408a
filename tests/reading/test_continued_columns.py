"""The rest of a table on the next page, where a column of regions or of numbers holds nothing."""

from __future__ import annotations

import pytest

from pipeline.model.place import Box
from pipeline.reading.page.char import Char
from pipeline.reading.tables.page_breaks import continuation
from pipeline.reading.tables.part import Part, PartCell
from pipeline.reading.tables.unruled_table import part_from_lines
from tests.reading.test_close_texts import texts
from tests.reading.test_geometry import write
from tests.reading.test_merged_regions import NAMES, figures


def first_part() -> Part:
    """Regions (of the first and the fourth row), names and three figures below a header."""
    chars = write("类别", 10, 10) + write("单位", 70, 10)
    for text, x in (("快速", 185), ("诊间", 235), ("小计", 285)):
        chars += write(text, x, 10)
    for i, name in enumerate(NAMES):
        y = 30.0 + 20 * i
        chars += write("区级" if i % 3 == 0 else "", 10, y) + write(name, 60, y) + figures(i, y)
    return _part(chars, 1)


def _part(chars: list[Char], page: int) -> Part:
    found = part_from_lines(chars, page=page)
    assert found is not None
    return found


def test_rows_without_a_region_are_in_the_columns_above() -> None:
    first = first_part()
    chars = [c for i in range(3) for c in write(NAMES[i], 60, 20.0 * i) + figures(i, 20.0 * i)]
    chars += write("合计", 75, 60) + figures(9, 60)
    rest = _part(chars, 2)
    assert (first.cols, rest.cols) == (5, 4)
    found = continuation(first, rest, first)
    assert found is not None and found.xs == first.xs
    assert texts(found)[0] == ["", NAMES[0], "310", "420", "530"]
    assert texts(found)[3] == ["", "合计", "319", "429", "539"]


@pytest.mark.parametrize(
    ("below", "shift", "joined"), [(20, 0, True), (70, 0, False), (20, 20, False)]
)
def test_a_total_alone_below_its_table_is_its_last_row(
    below: float, shift: float, joined: bool
) -> None:
    """In a frame of its own, near to the table and in its columns."""
    first = first_part()
    top = first.box.bottom + below
    label = write("合计", 15, top)
    row = _part(
        [*label, *(c._replace(x0=c.x0 + shift, x1=c.x1 + shift) for c in figures(9, top))], 1
    )
    assert row.rows == 1
    found = continuation(first, row, first)
    assert (found is not None) == joined
    if found is not None:
        assert texts(found) == [["合计", "", "319", "429", "539"]]


@pytest.mark.parametrize("shift", [-40, 40])
def test_figures_between_the_columns_above_are_those_of_another_table(shift: float) -> None:
    chars = []
    for i in range(3):
        chars += write(NAMES[i], 60, 20.0 * i)
        for right in (240 + shift / 2, 290 + shift / 2):
            chars += write("310", right - 15, 20.0 * i)
    assert continuation(first_part(), _part(chars, 2), first_part()) is None


def ruled(page: int, xs: list[float], rows: list[list[str]], header: int) -> Part:
    grid = [
        PartCell(r, c, 1, 1, _box(xs, r, c), tuple(write(text, xs[c] + 2, 20.0 * r + 4)))
        for r, row in enumerate(rows)
        for c, text in enumerate(row)
    ]
    box = Box(xs[0], 0, xs[-1], 20.0 * len(rows))
    return Part(page, box, tuple(xs), len(rows), header, tuple(grid), "lines")


def _box(xs: list[float], row: int, col: int) -> Box:
    return Box(xs[col], 20.0 * row, xs[col + 1], 20.0 * row + 20)


@pytest.mark.parametrize(("label", "joined"), [("合计", True), ("12", False)])
def test_a_row_of_totals_alone_has_the_columns_above(label: str, joined: bool) -> None:
    """Its label is over the column of numbers and that of names, as one cell."""
    rows = [["序号", "单位", "快速", "小计"], ["1", "甲医院", "5", "6"]]
    first = ruled(1, [0, 40, 140, 190, 240], rows, 1)
    rest = ruled(2, [0, 140, 190, 240], [[label, "5", "6"]], 0)
    found = continuation(first, rest, first)
    assert (found is not None) is joined
    if found is not None:
        assert [(c.col, c.col_span, c.text) for c in found.cells] == [
            (0, 2, "合计"), (2, 1, "5"), (3, 1, "6"),
        ]  # fmt: skip


@pytest.mark.parametrize(
    ("cut", "again"),
    [("实时数据表单", True), ("实时", True), ("实", False), ("实时数据天数", False)],
)
def test_a_header_printed_again_may_be_cut_off_in_one_cell(cut: str, again: bool) -> None:
    """What does not fit into its row on the next page is not drawn there."""
    header = ["单位", "上传量", "实时数据表单上传情况", "人次"]
    xs = [0.0, 50, 100, 210, 260]
    first = ruled(1, xs, [header, ["甲医院", "5", "6", "7"]], 1)
    others = [xs[0], *(x + 30 for x in xs[1:-1]), xs[-1] + 60]
    rest = ruled(2, others, [[*header[:2], cut, header[3]], ["乙医院", "8", "9", "1"]], 1)
    assert (continuation(first, rest, first) is not None) is again


def test_a_label_in_the_white_space_behind_names_is_in_their_column() -> None:
    """It makes a column of its own in the rest."""

    def body(names: tuple[str, ...]) -> list[Char]:
        return [
            c
            for i, name in enumerate(names)
            for c in write(name, 20, 20.0 + 20 * i) + figures(i, 20.0 + 20 * i)
        ]

    header = write("单位", 20, 0)
    for text, x in (("快速", 185), ("诊间", 235), ("小计", 285)):
        header += write(text, x, 0)
    first = _part(header + body(NAMES), 1)
    rest = _part(body(NAMES[:3]) + write("合计", 110, 80) + figures(9, 80), 2)
    found = continuation(first, rest, first)
    assert rest.cols == first.cols + 1 and found is not None
    assert texts(found)[3] == ["合计", "319", "429", "539"]
