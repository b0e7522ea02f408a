"""What stands around a table, and how the page lies: one layout, one test."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import get_args

import pytest

from tests.lab import names, table
from tests.lab.compare import (
    everything,
    flat,
    read,
    read_body,
)
from tests.lab.drawing import draw_table
from tests.lab.flow import Flow
from tests.lab.look import Hidden, Order, Orientation, PageLook, Rules, TableLook, Watermark
from tests.lab.paper import Paper
from tests.lab.samples import (
    FEW_RULES,
    TWO,
    check,
    only,
    round_trip,
    sample,
)
from tests.lab.sheets import Cell
from tests.lab.single import AFTER, BEFORE


@pytest.mark.parametrize("orientation", get_args(Orientation))
@pytest.mark.parametrize("rules", ["stroke", "booktabs"])
def test_orientation(rules: Rules, orientation: Orientation, tmp_path: Path) -> None:
    page = PageLook(orientation=orientation)
    reading = round_trip(sample(rows=20), tmp_path, TableLook(rules=rules), page)
    size = (reading.pages[0].width, reading.pages[0].height)
    lies = orientation in ("landscape", "rotate90", "rotate270")
    assert (size[0] > size[1]) == lies


@pytest.mark.parametrize("kind", get_args(Watermark))
@pytest.mark.parametrize("first", [True, False])
@pytest.mark.parametrize("rules", ["stroke", "booktabs"])
def test_watermark(kind: Watermark, first: bool, rules: Rules, tmp_path: Path) -> None:
    page = PageLook(watermark="内部样刊", watermark_kind=kind, watermark_first=first)
    reading = round_trip(sample(rows=25), tmp_path, TableLook(rules=rules), page)
    assert not set("样刊") & set(everything(reading))


@pytest.mark.parametrize("kind", get_args(Hidden))
@pytest.mark.parametrize("rules", ["stroke", "none"])
def test_text_that_no_eye_sees(kind: Hidden, rules: Rules, tmp_path: Path) -> None:
    page = PageLook(hidden=(kind,))
    reading = round_trip(sample(rows=20), tmp_path, TableLook(rules=rules), page)
    assert "隐藏" not in everything(reading)
    assert "9876" not in everything(reading)


@pytest.mark.parametrize("rules", ["stroke", "booktabs"])
@pytest.mark.parametrize(
    "footer", ["— {n} —", "第{n}页 共{total}页", "{n}", "{n}/{total}", "· {n} ·"]
)
def test_furniture_belongs_to_nothing(footer: str, rules: Rules, tmp_path: Path) -> None:
    page = PageLook(running_header="内部资料　注意保存", footer=footer, footer_at="outer")
    drawing = table(sample(rows=45), TableLook(rules=rules), page, 300)
    reading = read(drawing.pdf, tmp_path)
    check(only(reading), drawing.sheet, drawing.spots)
    assert flat(BEFORE + AFTER) == flat("".join(p.text for p in reading.paragraphs))
    assert len(reading.furniture) == 2 * len(reading.pages)


@pytest.mark.parametrize("rules", FEW_RULES)
def test_caption_over_two_lines_and_notes(rules: Rules, tmp_path: Path) -> None:
    sheet = replace(
        sample(),
        caption=("2024年5月南京市卫生信息平台", "数据采集情况统计（医院）"),
        above=("（金额单位：千元）",),
        below=("（截止2024年5月，累计校验入库数据12.34亿条）",),
    )
    found = only(round_trip(sheet, tmp_path, TableLook(rules=rules)))
    assert flat(found.caption_text) == "".join(sheet.caption)
    assert [flat(p.text) for p in found.notes] == [*sheet.above, *sheet.below]


@pytest.mark.parametrize("rules", FEW_RULES)
def test_caption_on_the_page_before(rules: Rules, tmp_path: Path) -> None:
    flow = Flow(Paper(PageLook()))
    sheet = sample()
    flow.paragraph(BEFORE)
    flow.y = flow.bottom - 22
    flow.lines(sheet.caption, 13, "center")
    flow.new_page()
    spots = draw_table(flow, sheet, TableLook(rules=rules))
    found = only(read(flow.paper.save(), tmp_path))
    check(found, sheet, spots)
    assert flat(found.caption_text) == sheet.caption[0]


@pytest.mark.parametrize("rules", FEW_RULES)
def test_caption_at_the_left_margin(rules: Rules, tmp_path: Path) -> None:
    flow = Flow(Paper(PageLook()))
    sheet = sample()
    flow.paragraph(BEFORE)
    flow.space(12)
    flow.lines(sheet.caption, 13, "left")
    spots = draw_table(flow, sheet, TableLook(rules=rules))
    found = only(read(flow.paper.save(), tmp_path))
    check(found, sheet, spots)
    assert flat(found.caption_text) == sheet.caption[0]


@pytest.mark.parametrize("rules", ["stroke", "hlines", "booktabs"])
def test_a_table_right_below_a_paragraph(rules: Rules, tmp_path: Path) -> None:
    flow = Flow(Paper(PageLook()))
    sheet = replace(sample(), caption=())
    flow.paragraph(BEFORE)
    spots = draw_table(flow, sheet, TableLook(rules=rules))
    flow.paragraph(AFTER)
    reading = read(flow.paper.save(), tmp_path)
    check(only(reading), sheet, spots)
    assert flat(BEFORE) in everything(reading)
    assert flat(AFTER) in everything(reading)


@pytest.mark.parametrize("gap", [3, 12])
@pytest.mark.parametrize("rules", ["stroke", "cell_rect", "booktabs"])
def test_two_tables_without_caption_between(rules: Rules, gap: float, tmp_path: Path) -> None:
    flow = Flow(Paper(PageLook()))
    first = replace(sample(rows=4), caption=())
    second = replace(sample(TWO, rows=4), caption=())
    flow.paragraph(BEFORE)
    flow.space(10)
    spots = draw_table(flow, first, TableLook(rules=rules))
    flow.space(gap)
    more = draw_table(flow, second, TableLook(rules=rules))
    reading = read(flow.paper.save(), tmp_path)
    assert len(reading.tables) == 2
    check(reading.tables[0], first, spots)
    check(reading.tables[1], second, more)


@pytest.mark.parametrize("rules", FEW_RULES)
def test_two_tables_of_the_same_columns_stay_two(rules: Rules, tmp_path: Path) -> None:
    """The second begins a page, with a caption: it is no continuation of the first."""
    flow = Flow(Paper(PageLook()))
    first, second = sample(rows=6), replace(sample(rows=5), caption=("2024年5月各区数据统计",))
    for sheet in (first, second):
        flow.new_page()
        flow.lines(sheet.caption, 13, "center")
        draw_table(flow, sheet, TableLook(rules=rules))
    reading = read(flow.paper.save(), tmp_path)
    assert [flat(t.caption_text) for t in reading.tables] == [first.caption[0], second.caption[0]]
    check(reading.tables[0], first)
    check(reading.tables[1], second)


def test_lines_with_columns_of_blanks_are_no_table(tmp_path: Path) -> None:
    flow = Flow(Paper(PageLook()))
    flow.title("各区踊跃参加信息化技能竞赛")
    flow.paragraph(BEFORE)
    lines = [
        f"{name}　　{i * 37 + 100}人　　{i + 11}项" for i, name in enumerate(names.DISTRICTS[:4])
    ]
    for text in lines:
        flow.paragraph(text)
    flow.paragraph(AFTER)
    reading = read(flow.paper.save(), tmp_path)
    body = flat("".join(p.text for p in reading.paragraphs))
    assert flat(BEFORE + "".join(lines) + AFTER) in body
    assert not reading.tables


def test_two_columns_are_read_one_after_the_other(tmp_path: Path) -> None:
    flow = Flow(Paper(PageLook()))
    items = [
        (title, [p.replace("{", "").replace("}", "") for p in body])
        for title, body in names.ARTICLES
    ]
    flow.columns(items)
    flow.space(20)
    sheet = sample()
    flow.lines(sheet.caption, 13, "center")
    draw_table(flow, sheet, TableLook())
    reading = read(flow.paper.save(), tmp_path)
    assert flat("".join(p.text for p in reading.paragraphs)) == flat(
        "".join(title + "".join(body) for title, body in items)
    )
    assert [flat(p.text) for p in reading.paragraphs if p.role == "title"] == [t for t, _ in items]
    check(only(reading), sheet)


def test_radicals_are_the_characters_that_they_stand_for(tmp_path: Path) -> None:
    sheet = sample()
    rows = [*sheet.rows, (Cell("南京⼝腔医院"), Cell("⽆"), *[Cell("7")] * 3)]
    drawn = sheet.with_rows(rows)
    drawing = table(
        replace(drawn, caption=("2024年5⽉⼈⼯服务统计",)), page=PageLook(font="blocks")
    )
    found = only(read(drawing.pdf, tmp_path))
    assert found.caption_text == "2024年5月人工服务统计"
    assert read_body(found)[-1][:2] == ["南京口腔医院", "无"]


def test_paragraphs_and_titles_around_a_table(tmp_path: Path) -> None:
    flow = Flow(Paper(PageLook()))
    flow.title("全市卫生信息化专题培训班开班")
    flow.paragraph(BEFORE)
    flow.paragraph(AFTER)
    flow.title("市第一医院“刷脸就医”服务上线，覆盖挂号缴费取药全流程、首月受理逾万人次")
    flow.paragraph(BEFORE)
    reading = read(flow.paper.save(), tmp_path)
    roles = [(p.role, flat(p.text)) for p in reading.paragraphs]
    assert roles == [
        ("title", "全市卫生信息化专题培训班开班"),
        ("body", flat(BEFORE)),
        ("body", flat(AFTER)),
        ("title", "市第一医院“刷脸就医”服务上线，覆盖挂号缴费取药全流程、首月受理逾万人次"),
        ("body", flat(BEFORE)),
    ]


@pytest.mark.parametrize("order", get_args(Order))
@pytest.mark.parametrize("per_char", [True, False])
@pytest.mark.parametrize("rules", ["stroke", "none"])
def test_order_of_writing(rules: Rules, per_char: bool, order: Order, tmp_path: Path) -> None:
    page = PageLook(order=order, per_char=per_char)
    reading = round_trip(sample(TWO), tmp_path, TableLook(rules=rules), page)
    assert flat("".join(p.text for p in reading.paragraphs)) == flat(BEFORE + AFTER)


@pytest.mark.parametrize("font", ["cid", "blocks"])
@pytest.mark.parametrize("rules", ["stroke", "booktabs"])
def test_bold_by_writing_twice(rules: Rules, font: str, tmp_path: Path) -> None:
    page = PageLook(fake_bold=True, font=font)
    reading = round_trip(sample(TWO), tmp_path, TableLook(rules=rules), page)
    assert flat(only(reading).caption_text) == "2024年5月各单位数据统计"


@pytest.mark.parametrize("orientation", ["portrait", "rotate90", "sideways"])
@pytest.mark.parametrize("rules", ["stroke", "booktabs"])
def test_paper_around_the_visible_page(
    rules: Rules, orientation: Orientation, tmp_path: Path
) -> None:
    page = PageLook(bleed=30, orientation=orientation)
    reading = round_trip(sample(), tmp_path, TableLook(rules=rules), page)
    sides = sorted((round(reading.pages[0].width), round(reading.pages[0].height)))
    assert sides == [595, 842]
    assert "隐藏" not in everything(reading)


def test_lines_stretched_to_the_margin(tmp_path: Path) -> None:
    reading = round_trip(sample(), tmp_path, page=PageLook(justify=True))
    assert [flat(p.text) for p in reading.paragraphs] == [flat(BEFORE), flat(AFTER)]


@pytest.mark.parametrize("rules", ["stroke", "booktabs"])
def test_notes_below_at_either_margin(rules: Rules, tmp_path: Path) -> None:
    flow = Flow(Paper(PageLook()))
    sheet = sample()
    flow.paragraph(BEFORE)
    flow.lines(sheet.caption, 13, "center", bold=True)
    draw_table(flow, sheet, TableLook(rules=rules))
    flow.line("（截止2024年5月，总预约挂号量为37314248次）", 10, "right")
    flow.line("注：*为补报数据。", 10, "left")
    flow.space(14)
    flow.paragraph(AFTER)
    reading = read(flow.paper.save(), tmp_path)
    notes = [flat(p.text) for p in only(reading).notes]
    assert notes == ["（截止2024年5月，总预约挂号量为37314248次）", "注：*为补报数据。"]
    assert [flat(p.text) for p in reading.paragraphs] == [flat(BEFORE), flat(AFTER)]


@pytest.mark.parametrize("rules", ["hlines", "none", "stroke"])
def test_a_short_note_above_a_table_is_no_header(rules: Rules, tmp_path: Path) -> None:
    sheet = sample(rows=8)
    flow = Flow(Paper(PageLook()))
    flow.line("2025年2月统计", 13, "center", bold=True)
    flow.line("注：*为补报。", 9, "center")
    draw_table(flow, sheet, TableLook(rules=rules))
    found = only(read(flow.paper.save(), tmp_path))
    assert not any("补报" in c.text for c in found.cells)
