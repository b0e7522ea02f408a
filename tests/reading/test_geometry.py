"""The small pure steps of reading, each on a few boxes drawn by hand."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from pipeline.model.message import Message
from pipeline.model.place import Box, Place
from pipeline.reading.model import Paragraph, Table, TextLine
from pipeline.reading.page.char import Char
from pipeline.reading.page.geometry import PageGeometry, Rule
from pipeline.reading.page.lines import lines_of
from pipeline.reading.page.orientation import Turn
from pipeline.reading.page.radicals import without_radicals
from pipeline.reading.page.sources.strokes import Found
from pipeline.reading.page_content import read_page, with_open_tables
from pipeline.reading.second_engine.doubtful_tables import Rows, compared
from pipeline.reading.tables.cell_text import cell_text
from pipeline.reading.tables.figure_texts import header_row_count, is_figure, is_mark
from pipeline.reading.tables.grid import grids_of
from pipeline.reading.tables.page_breaks import continues
from pipeline.reading.tables.part import Part, PartCell
from pipeline.reading.tables.rules import merge
from pipeline.reading.tables.stray_rows import is_stray_row, with_stray_rows
from pipeline.reading.tables.unruled_headers import header_of
from pipeline.reading.tables.unruled_table import part_from_lines
from pipeline.reading.text.captions import attach
from pipeline.reading.text.reading_order import in_reading_order
from pipeline.reading.tolerances import TOLERANCES


def write(
    text: str, x: float, y: float, size: float = 10, width: float | None = None
) -> list[Char]:
    """Glyphs of `text` from (x, y), Chinese as wide as high, the rest half as wide."""
    out = []
    for char in text:
        step = width or (size if ord(char) > 255 else size / 2)
        if char != " ":
            out.append(Char(char, x, y, x + step, y + size, size))
        x += step
    return out


def grid_rules(xs: list[float], ys: list[float]) -> list[Rule]:
    return [Rule(True, y, xs[0], xs[-1]) for y in ys] + [Rule(False, x, ys[0], ys[-1]) for x in xs]


def paragraph(text: str, page: int = 1, role: str = "body", y: float = 0) -> Paragraph:
    box = Box(0, y, 10.0 * len(text), y + 10)
    xs = tuple(float(v) for i in range(len(text)) for v in (10 * i, 10 * i + 10))
    line = TextLine(text=text, place=Place(page=page, box=box), xs=xs)
    return Paragraph(role=role, lines=(line,), size=10, bold=False, align="left")


def table(index: int = 0, page: int = 1) -> Table:
    place = Place(page=page, box=Box(0, 0, 1, 1))
    return Table(
        index=index, places=(place,), rows=1, cols=1, header_rows=0, cells=(), method="lines"
    )


@pytest.mark.parametrize(
    ("radical", "character"), [("⼾", "户"), ("⽉", "月"), ("⻔", "门"), ("⻓", "长"), ("㬵", "胶")]
)
def test_radicals_become_simplified_characters(radical: str, character: str) -> None:
    assert without_radicals(f"1{radical}2") == f"1{character}2"


def test_a_glyph_that_nobody_sees_stands_for_none_that_is_seen() -> None:
    seen = write("21713", 10, 10)
    white = [c._replace(light=1.0) for c in write("21713", 10, 10)]
    again = write("21713", 10.2, 10)
    shown, hidden = Found(chars=[*white, *seen, *again]).seen(100, 100)
    assert (shown, hidden) == (again, white)  # what is drawn last is on top


def test_the_dash_has_one_code() -> None:
    assert without_radicals("算力\u2015\u2015知识") == "算力\u2014\u2014知识"


@pytest.mark.parametrize(
    "text",
    ["0", "1,234", "１２", "11/12", "57.38%", "-5", "123*", "①23", "9'314", "9’314", "¥ 5.0"],
)
def test_figures(text: str) -> None:
    assert is_figure(text)


@pytest.mark.parametrize("text", ["", "12320在线预约", "/", "合计: 5", "第1期", "—"])
def test_no_figures(text: str) -> None:
    assert not is_figure(text)


def test_marks_for_missing_are_no_names() -> None:
    assert all(is_mark(mark) for mark in ("/", "—", "无", " - "))
    assert not is_mark("南京")


def test_a_wide_gap_parts_segments_and_a_narrow_one_does_not() -> None:
    chars = write("南京", 0, 0) + write("12320", 24, 0) + write("99", 80, 0)
    (line,) = lines_of(chars)
    assert [s.text for s in line.segments] == ["南京 12320", "99"]


def test_spaces_of_the_page_below_a_figure_do_not_part_it() -> None:
    below = [Char(" ", x, 0, x + 5, 10, 10) for x in (2.0, 7.0, 12.0, 17.0)]
    (line,) = lines_of(below + write("5695.4", 0, 0))
    assert line.text == "5695.4"


def test_a_thin_space_that_is_seen_parts_two_figures() -> None:
    space = [Char(" ", 5, 0, 6.5, 10, 10)]
    (line,) = lines_of(write("5", 0, 0) + space + write("6", 6.5, 0))
    assert line.text == "5 6"


def test_glyphs_of_two_heights_are_two_lines() -> None:
    assert [x.text for x in lines_of(write("上", 0, 0) + write("下", 0, 12))] == ["上", "下"]


def test_letters_spread_over_a_cell_are_one_name() -> None:
    (line,) = lines_of(
        write("江", 0, 0) + write("宁", 30, 0) + write("区", 60, 0) + write("5", 120, 0)
    )
    assert [s.text.replace(" ", "") for s in line.segments] == ["江宁区", "5"]


def test_a_raised_small_digit_is_a_mark_and_no_part_of_the_figure() -> None:
    found = cell_text(lines_of(write("135", 0, 0) + write("1", 15, -1, size=6)))
    assert (found.text, found.superscript) == ("135", "1")


def test_a_lowered_small_digit_is_a_mark_and_no_part_of_the_figure() -> None:
    found = cell_text(lines_of(write("135", 0, 0) + write("1", 15, 4, size=7)))
    assert (found.text, found.superscript) == ("135", "1")


def test_a_figure_with_a_smaller_digit_on_its_baseline_is_doubted() -> None:
    found = cell_text(lines_of(write("135", 0, 0) + write("1", 15, 2.4, size=7)))
    assert (found.text, found.superscript) == ("1351", "")
    assert found.doubt == Message("figure_of_two_sizes")


@pytest.mark.parametrize("number", ["㉑", "㊿", "㉒1"])
def test_a_number_in_a_circle_is_of_one_size_with_itself(number: str) -> None:
    found = cell_text(lines_of(write(number, 0, 0) + write(" ", 60, 0)))
    assert (found.text, found.doubt) == (number, "")


def test_a_figure_broken_over_two_lines_is_joined_and_doubted() -> None:
    found = cell_text(lines_of(write("1852", 0, 0) + write("60", 0, 12)))
    assert found.text == "185260"
    assert "broken" in found.doubt


def test_dashes_are_one_rule_and_borders_of_two_cells_too() -> None:
    dashes = [Rule(True, 5, x, x + 3) for x in range(0, 60, 6)]
    assert merge(dashes) == [Rule(True, 5, 0, 57)]
    assert len(merge([Rule(True, 5, 0, 50), Rule(True, 6.5, 0, 50)])) == 1


def test_a_grid_without_a_wall_between_two_fields_has_a_span() -> None:
    rules = [r for r in grid_rules([0, 50, 100], [0, 20, 40]) if r != Rule(False, 50, 0, 40)]
    (grid,) = grids_of([*rules, Rule(False, 50, 20, 40)])
    assert sorted((c.row, c.col, c.row_span, c.col_span) for c in grid.cells) == [
        (0, 0, 1, 2), (1, 0, 1, 1), (1, 1, 1, 1),
    ]  # fmt: skip


def test_two_grids_near_each_other_stay_two() -> None:
    upper, lower = grid_rules([0, 50, 100], [0, 20, 40]), grid_rules([0, 30, 100], [43, 63, 83])
    assert [g.box.top for g in grids_of(upper + lower)] == [0, 43]


def test_a_lone_rule_is_no_grid() -> None:
    assert grids_of([Rule(True, 5, 0, 100)]) == []


def test_a_parent_stands_over_the_leaves_below_it() -> None:
    lines = lines_of(
        write("门急诊", 70, 0)
        + write("单位", 0, 10)
        + write("人次", 55, 20)
        + write("收入", 105, 20)
    )
    header = header_of(lines, [(0, 20), (55, 75), (105, 125)])
    found = {h.header_text.segments[0].text: (h.first, h.last, h.level) for h in header.headings}
    assert found == {"门急诊": (1, 2, 0), "单位": (0, 0, 0), "人次": (1, 1, 1), "收入": (2, 2, 1)}
    assert header.sure


def test_columns_may_have_no_header_text_of_their_own() -> None:
    """A parent stands over one of them, with no leaf below it."""
    lines = lines_of(write("门急诊", 140, 10) + write("门急诊", 20, 20) + write("人次", 190, 20))
    header = header_of(lines, [(0, 20), (50, 70), (100, 120), (150, 170), (200, 220)])
    assert not header.sure
    assert sorted(h.header_text.segments[0].text for h in header.headings) == [
        "人次",
        "门急诊",
        "门急诊",
    ]


def test_a_table_of_white_space_keeps_header_rows_and_columns() -> None:
    chars = write("单位", 0, 0) + write("人次", 60, 0) + write("收入", 110, 0)
    for i, name in enumerate(("甲院", "乙院", "丙院")):
        y = 20.0 * (i + 1)
        chars += write(name, 0, y) + write(str(100 + i), 60, y) + write(f"{i}.5", 110, y)
    part = part_from_lines(chars, page=1)
    assert part is not None
    assert [part.row_texts(r) for r in range(part.rows)] == [
        ["单位", "人次", "收入"], ["甲院", "100", "0.5"], ["乙院", "101", "1.5"], ["丙院", "102", "2.5"],  # noqa: E501
    ]  # fmt: skip
    assert part.header_rows == 1


def test_words_alone_are_no_table() -> None:
    assert part_from_lines(write("单位", 0, 0) + write("人次", 60, 0), page=1) is None


def test_header_rows_end_with_the_first_figure() -> None:
    assert header_row_count([["单位", "人次"], ["甲院", "5"]]) == 1
    assert header_row_count([["甲院", "5"]]) == 0
    assert header_row_count([["单位", "电话"], ["甲院", "无"]]) == 1


def part(page: int, texts: list[list[str]], xs: tuple[float, ...] = (0, 50, 100)) -> Part:
    cells = tuple(
        PartCell(
            r,
            c,
            1,
            1,
            Box(xs[c], 10 * r, xs[c + 1], 10 * r + 10),
            tuple(write(t, xs[c], 10 * r, 8)),
        )
        for r, row in enumerate(texts)
        for c, t in enumerate(row)
    )
    return Part(page, Box(xs[0], 0, xs[-1], 10 * len(texts)), xs, len(texts), header_row_count(texts), cells, "lines")  # fmt: skip # noqa: E501


def test_a_part_continues_by_its_header_or_by_its_columns() -> None:
    first = part(1, [["单位", "人次"], ["甲院", "5"]])
    assert continues(first, part(2, [["单位", "人次"], ["乙院", "6"]]))
    assert continues(first, part(2, [["乙院", "6"]]))
    assert not continues(first, part(2, [["渠道", "数量"], ["乙院", "6"]]))
    assert not continues(first, part(2, [["乙院", "6"]], xs=(0, 20, 100)))
    assert not continues(first, part(3, [["乙院", "6"]])), "a page lies between"


def test_a_part_continues_the_header_of_the_first_part() -> None:
    head = [["单位", "人次"]]
    first = part(1, [*head, ["甲院", "5"]])
    second = part(2, [*head, ["院", ""], ["乙院", "6"]])
    third = part(3, [*head, ["院", ""], ["丙院", "7"]])
    assert continues(second, third, first)


def test_two_columns_are_read_one_after_the_other() -> None:
    chars = []
    for i in range(5):
        chars += write("左边的文字很长很长" + str(i), 20, 14.0 * i) + write(
            "右边的文字很长很长" + str(i), 320, 14.0 * i
        )
    left, right = in_reading_order(lines_of(chars), width=600)
    assert all(line.text.startswith("左") for line in left.lines)
    assert all(line.text.startswith("右") for line in right.lines)


def test_small_lines_below_two_columns_are_in_neither() -> None:
    chars = []
    for i in range(5):
        chars += write("左边的文字很长很长" + str(i), 20, 14.0 * i) + write(
            "右边的文字很长很长" + str(i), 320, 14.0 * i
        )
    for i, text in enumerate(("邮编：210003", "电话：025-1234567")):
        chars += [c._replace(size=8.0) for c in write(text, 20, 72 + 12.0 * i)]
    _, right, below = in_reading_order(lines_of(chars), width=600)
    assert all(line.text.startswith("右") for line in right.lines)
    assert [line.text[:2] for line in below.lines] == ["邮编", "电话"]


@pytest.mark.parametrize(("chars", "columns"), [(24, 2), (12, 1)])
def test_two_lines_are_columns_where_they_are_as_long_as_running_text(
    chars: int, columns: int
) -> None:
    drawn = [
        c
        for i in range(2)
        for c in write("左" * chars, 20, 14.0 * i) + write("右" * chars, 320, 14.0 * i)
    ]
    assert len(in_reading_order(lines_of(drawn), width=600)) == columns


@pytest.mark.parametrize(("lines", "columns"), [(6, 2), (3, 1)])
def test_lines_of_two_columns_need_not_be_level(lines: int, columns: int) -> None:
    """A title moves the lines of one column by less than a line."""
    drawn = [
        c
        for i in range(lines)
        for c in write("左" * 14, 20, 14.0 * i) + write("右" * 14, 320, 7 + 14.0 * i)
    ]
    assert len(in_reading_order(lines_of(drawn), width=600)) == columns


@pytest.mark.parametrize("degrees", [0, 90, 180, 270])
def test_a_turned_box_comes_back(degrees: int) -> None:
    turn, box = Turn(degrees, 600, 800), Box(10, 20, 30, 60)
    assert turn.back(turn.forward(box)) == box


def test_captions_and_notes_go_to_their_table() -> None:
    blocks: list[Paragraph | Table] = [paragraph("前文。"), paragraph("2025年2月统计", role="title"), paragraph("（单位：万元）"), table(),  # noqa: E501
              paragraph("（截止2025年2月，共5次）"), paragraph("注：* 补报。"), paragraph("后文。")]  # fmt: skip  # noqa: E501
    before, found, after = attach(blocks)
    assert isinstance(found, Table)
    assert found.caption_text == "2025年2月统计"
    assert [note.text for note in found.notes] == [
        "（单位：万元）",
        "（截止2025年2月，共5次）",
        "注：* 补报。",
    ]
    assert [before, after] == [blocks[0], blocks[-1]]


@pytest.mark.parametrize("unit", ["计量单位：人次", "统计单位: 人次", "填报单位：市卫生信息中心"])
def test_a_line_that_says_a_unit_is_no_caption(unit: str) -> None:
    found = attach([paragraph("2025年2月统计", role="title"), paragraph(unit), table()])[-1]
    assert isinstance(found, Table)
    assert found.caption_text == "2025年2月统计"


@pytest.mark.parametrize("mark", ["1：", "[2]:", "（注3）：", "注1："])
def test_a_line_with_the_mark_of_a_note_is_no_caption(mark: str) -> None:
    note = paragraph(f"{mark}该院数据含分院")
    found = attach([paragraph("2025年2月统计", role="title"), note, table()])[-1]
    assert isinstance(found, Table)
    assert found.caption_text == "2025年2月统计"
    assert [x.text for x in found.notes] == [note.text]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (("2025年2月统计（区）（单位：万", "元）"), "2025年2月统计（区）（单位：万元）"),
        (("附件（见下", "2025年2月统计（区）"), "2025年2月统计（区）"),
        (("2025年1月统计（区）", "元）"), "元）"),
    ],
)
def test_a_bracket_that_a_caption_only_closes_was_opened_in_the_line_above(
    lines: tuple[str, str], expected: str
) -> None:
    *_, found = attach([*(paragraph(line, role="title") for line in lines), table()])
    assert isinstance(found, Table)
    assert "".join(found.caption_text.split()) == expected


def test_the_number_of_copies_of_an_imprint_is_no_caption() -> None:
    copies = paragraph("本期共印 520 份")
    found = attach([copies, table()])
    assert isinstance(found[1], Table)
    assert found[0] is copies and not found[1].caption


def test_a_row_outside_of_a_table_is_reported_at_the_tables_beside_it() -> None:
    stray = paragraph("17 南京市胸科医院 1195 334 550")
    assert is_stray_row(stray)
    assert not is_stray_row(paragraph("电话：025-83626620"))
    blocks, doubts = with_stray_rows([table(0), stray, table(1)])
    assert [len(b.doubts) for b in blocks if isinstance(b, Table)] == [1, 1]
    assert len(doubts) == 1


def test_a_box_in_a_sentence_is_clear_of_its_neighbours() -> None:
    line = TextLine(
        text="共12次",
        place=Place(page=1, box=Box(0, 0, 30, 10)),
        xs=(0, 10, 10, 15, 15, 20, 20, 30),
    )
    box = line.clear_box_of(1, 3)
    assert 10 < box.x0 < 11 and 19 < box.x1 < 20
    spaced = TextLine(
        text="共 12 次", place=line.place, xs=(0, 10, 10, 14, 14, 19, 19, 24, 24, 28, 28, 38)
    )
    box = spaced.clear_box_of(2, 4)
    assert 10 < box.x0 < 14 and 24 < box.x1 < 28


def _open_page(rows: list[list[str]]) -> PageGeometry:
    chars = [
        c
        for r, row in enumerate(rows)
        for i, t in enumerate(row)
        for c in write(t, 20 + 90 * i, 30 + 20 * r)
    ]
    return PageGeometry(1, 400, 600, tuple(chars))


def test_a_second_opinion_never_costs_the_file() -> None:
    page = read_page(_open_page([["单位", "人次", "收入"], ["一", "10", "5"], ["二", "12", "6"]]))
    page = with_open_tables(page, page.lines)

    def fail(path: Path, pages: Sequence[int]) -> dict[int, Rows]:
        raise RuntimeError("what no list of exceptions names")

    assert compared(Path("x.pdf"), [page], fail) == [page]
    assert compared(Path("x.pdf"), [page], lambda path, pages: {}) == [page]


@pytest.mark.parametrize(("theirs", "doubted"), [("101", False), ("191", True)])
def test_a_second_reading_confirms_or_doubts(theirs: str, doubted: bool) -> None:
    rows = [
        ["单位", "人次", "收入"],
        ["第一医院", "101", "5.5"],
        ["第二医院", "102", "6.5"],
        ["第三医院", "103", "7.5"],
    ]
    page = read_page(_open_page(rows))
    page = with_open_tables(page, page.lines)

    def second(path: Path, pages: Sequence[int]) -> dict[int, Rows]:
        return {pages[0]: [["第一医院", theirs, "5.5"], *rows[2:]]}

    (found,) = compared(Path("x.pdf"), [page], second)
    doubts = {cell.text for part in found.parts for cell in part.cells if cell.doubt}
    assert doubts == ({"101"} if doubted else set())
    assert (found.parts[0].confidence == TOLERANCES.second_opinions.agreed) is not doubted


def test_a_short_first_line_does_not_hide_the_second_column() -> None:
    rows = [write("左" * 20, 0, 0) + write("二字", 215, 0)]
    rows += [write("左" * 20, 0, 15 * i) + write("右" * 20, 215, 15 * i) for i in range(1, 6)]
    lines = lines_of([c for row in rows for c in row])
    left, right = in_reading_order(lines, 500)
    assert (len(left.lines), len(right.lines)) == (6, 6)


def test_a_parent_that_touches_none_of_its_leaves_is_no_leaf() -> None:
    words = [
        ("一二", 100, 0), ("三四", 100, 15), ("名", 0, 15), ("五六", 104, 15),
        ("甲", 80, 30), ("乙", 150, 30),
    ]  # fmt: skip
    lines = lines_of([c for text, x, y in words if text != "三四" for c in write(text, x, y)])
    header = header_of(lines, [(0, 20), (70, 90), (140, 165)])
    assert header.sure and {(h.first, h.last) for h in header.headings} >= {(1, 1), (2, 2)}


def test_strokes_of_a_signature_are_no_rules_of_the_table() -> None:
    table = grid_rules([20, 100, 180, 260], [20, 40, 60, 80])
    strokes = [Rule(False, 130, 44, 53), Rule(True, 53, 130, 144), Rule(False, 144, 50, 66)]
    (plain,), (signed,) = grids_of(table), grids_of([*table, *strokes])
    assert (signed.xs, signed.ys, signed.cells) == (plain.xs, plain.ys, plain.cells)


def test_a_short_wall_from_rule_to_rule_is_one() -> None:
    table = [*grid_rules([20, 100], [20, 32, 44]), Rule(False, 60, 32, 44)]
    assert len(grids_of(table)[0].cells) == 3
