"""Every multiple, mark and unreadable glyph at every place where a number is read."""

from collections.abc import Callable
from decimal import Decimal

import pytest

from pipeline.interpreting import interpret
from pipeline.interpreting.interpreted import InterpretedIssue
from pipeline.model.vocabulary import (
    MISSING_SIGNS,
    MISSING_WORDS,
    TENS,
    exponent,
    missing_mark,
    with_unreadable,
)
from pipeline.reading.model import Block
from pipeline.reading.tables.figure_texts import is_mark
from tests.interpreting.paper import REGISTRY, masthead, paragraph, reading, table

MULTIPLES = ("十", "百", "千", "仟", "万", "萬", "十万", "百万", "千万", "亿", "億", "十亿", "百亿",
             "千亿", "万亿", "十万亿", "百万亿", "千万亿")  # fmt: skip
MARKS = sorted(MISSING_SIGNS | MISSING_WORDS)
UNREADABLE = ("\ufffd", "(cid:11)", "\ue000", "\U000f0001", "\x01")

BOOKINGS = "2025年2月12320预约挂号服务统计"
HEADER = [["序号", "单位", "在线预约", "小计"]]
ROWS = [["1", "南京鼓楼医院", "3", "3"], ["2", "南京市第一医院", "4", "4"]]


def cell(printed: str) -> Block:
    return table(BOOKINGS, HEADER, [["1", "南京鼓楼医院", printed, "3"], ROWS[1]])


def total_row(printed: str) -> Block:
    return table(BOOKINGS, HEADER, [*ROWS, ["", "合计", printed, "7"]])


def inline_total(printed: str) -> Block:
    rows = [
        ["1", "南京卫生12320网", "3"],
        ["2", "我的南京客户端", "4"],
        ["", "", f"合计: {printed}"],
    ]
    return table("2025年2月线上预约情况统计", [["序号", "名称", "预约数量"]], rows)


def total_below(printed: str) -> list[Block]:
    rows = [["1", "南京卫生12320网", "3"], ["2", "我的南京客户端", "4"]]
    body = table("2025年2月线上预约情况统计", [["序号", "名称", "预约数量"]], rows)
    return [body, paragraph(f"合计：{printed}")]


def sentence(printed: str) -> Block:
    return paragraph(
        f"2025年2月，南京12320卫生热线共受理咨询电话21690个，其中咨询类{printed}个、"
        "医疗投诉1242个、电话预约8311个。"
    )


def label_table(printed: str) -> Block:
    rows = [
        ["受理咨询电话", "21690"],
        ["咨询类", printed],
        ["医疗投诉", "1242"],
        ["电话预约", "8311"],
    ]
    return table("2025年2月12320热线数据统计", [["项目", "数量"]], rows)


def note(printed: str) -> Block:
    return paragraph(f"（截止2025年2月，总预约挂号量为{printed}次）", role="note")


PLACES: dict[str, tuple[Callable[[str], Block | list[Block]], str, str]] = {
    "cell": (cell, "bookings_by_hospital", "online"),
    "total row": (total_row, "reported_totals", "online"),
    "inline total": (inline_total, "reported_totals", "bookings"),
    "total below": (total_below, "reported_totals", "bookings"),
    "sentence": (sentence, "hotline_monthly", "consultations"),
    "label table": (label_table, "hotline_monthly", "consultations"),
    "note": (note, "cumulative_totals", "bookings_cumulative"),
}


def understood(*blocks: Block) -> InterpretedIssue:
    return interpret(reading(*masthead(), *blocks), REGISTRY)


def figure(place: str, printed: str) -> tuple[Decimal | None, str, float]:
    """Value, status and confidence of the figure at a place."""
    draw, name, measure = PLACES[place]
    drawn = draw(printed)
    found = understood(*(drawn if isinstance(drawn, list) else [drawn]))
    seen = [o for o in found.observations if (o.table_name, o.measure) == (name, measure)]
    return seen[0].value, seen[0].status, seen[0].confidence


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("multiple", MULTIPLES)
def test_every_multiple_at_every_place(place: str, multiple: str) -> None:
    assert figure(place, f"2{multiple}")[0] == 2 * Decimal(10) ** exponent(multiple)


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("number", ["3亿5千万", "3亿零5百万"])
def test_several_multiples_are_one_number_or_none_that_is_believed(place: str, number: str) -> None:
    value, status, confidence = figure(place, number)
    assert value in (None, Decimal(350_000_000), Decimal(305_000_000))
    assert status == "flagged" and confidence < 1


@pytest.mark.parametrize("place", [p for p in PLACES if p not in ("inline total", "total below")])
@pytest.mark.parametrize("mark", MARKS)
def test_every_mark_at_every_place(place: str, mark: str) -> None:
    assert figure(place, mark)[:2] == (None, "missing")


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("glyph", UNREADABLE)
@pytest.mark.parametrize("printed", ["23{}1", "{}371", "237{}", "1,{}71"])
def test_a_number_with_an_unreadable_glyph_is_never_cut(
    place: str, glyph: str, printed: str
) -> None:
    value, status, confidence = figure(place, printed.format(glyph))
    assert (value, status) == (None, "flagged") and confidence <= 0.5


@pytest.mark.parametrize("printed", ["100-200", "100～200", "3·5", "1，234", "1，234，567"])
def test_a_number_beside_another_in_running_text_is_never_read_alone(printed: str) -> None:
    value, status, _ = figure("sentence", printed)
    assert status == "flagged"
    assert value in (None, Decimal(1234), Decimal(1234567))


@pytest.mark.parametrize("printed", ["3万多", "3万余", "3多万", "近3万", "约3万", "超过3万"])
def test_an_approximate_figure_is_doubtful(printed: str) -> None:
    assert figure("sentence", printed)[2] == 0.5


@pytest.mark.parametrize("multiple", MULTIPLES)
@pytest.mark.parametrize("where", ["caption", "caption in brackets", "note"])
def test_a_multiple_stated_for_counts_is_never_left_out_silently(multiple: str, where: str) -> None:
    caption = {"caption": f"{BOOKINGS}（单位：{multiple}次）", "note": BOOKINGS}.get(
        where, f"{BOOKINGS}（{multiple}次）"
    )
    notes = [f"单位：{multiple}次"] if where == "note" else []
    found = understood(table(caption, HEADER, [*ROWS, ["", "合计", "7", "7"]], notes=notes))
    own = [o for o in found.observations if o.measure in ("online", "total")]
    assert own and all(o.confidence == 0.5 for o in own)
    doubted = {(f.table_name, f.measure) for f in found.findings}
    assert {
        (name, measure)
        for name in ("bookings_by_hospital", "reported_totals")
        for measure in ("online", "total")
    } <= doubted


@pytest.mark.parametrize("multiple", MULTIPLES)
@pytest.mark.parametrize("header", ["在线预约（{}次）", "在线预约/{}次", "在线预约（{}）"])
def test_a_multiple_in_a_header_holds_for_its_column(multiple: str, header: str) -> None:
    body = table(BOOKINGS, [["序号", "单位", header.format(multiple), "小计"]], ROWS)
    seen = [o for o in understood(body).observations if o.measure == "online"]
    assert seen[0].value == 3 * Decimal(10) ** exponent(multiple)


@pytest.mark.parametrize("multiple", MULTIPLES)
@pytest.mark.parametrize("where", ["caption", "note", "header"])
def test_a_multiple_of_yuan(multiple: str, where: str) -> None:
    stated = f"（单位：{multiple}元）"
    caption = "2025年2月南京市卫生信息平台数据采集情况（区）"
    money = f"门急诊收入（{multiple}元）" if where == "header" else "门急诊收入"
    body = table(
        caption + (stated if where == "caption" else ""),
        [["接入单位", "定时数据上传量", money]],
        [["江宁区", "7", "2"], ["六合区", "8", "3"]],
        notes=[stated] if where == "note" else [],
    )
    seen = [o for o in understood(body).observations if o.measure == "outpatient_revenue_cny"]
    assert seen[0].value == 2 * Decimal(10) ** exponent(multiple)


@pytest.mark.parametrize("multiple", ["", *MULTIPLES[:8]])
def test_a_multiple_of_copies(multiple: str) -> None:
    found = understood(paragraph(f"本期共印2{multiple}份"))
    assert found.issue.print_run == 2 * 10 ** exponent(multiple)


@pytest.mark.parametrize("glyph", UNREADABLE)
def test_copies_with_an_unreadable_glyph(glyph: str) -> None:
    assert understood(paragraph(f"本期共印51{glyph}份")).issue.print_run is None


@pytest.mark.parametrize("glyph", UNREADABLE)
@pytest.mark.parametrize(
    ("printed", "number", "serial"),
    [("2025年第3期（总第15{}期）", 3, None), ("2025年第3期（总第{}57期）", 3, None)],
)
def test_a_serial_number_with_an_unreadable_glyph(
    glyph: str, printed: str, number: int, serial: int | None
) -> None:
    found = interpret(reading(*masthead(printed.format(glyph))), REGISTRY)
    assert (found.issue.issue_no, found.issue.serial_no) == (number, serial)
    assert any(f.kind == "low_confidence" and f.severity == "warning" for f in found.findings)


def test_reading_and_interpreting_know_the_same_marks() -> None:
    assert all(missing_mark(mark) and is_mark(mark) for mark in MARKS)


def test_the_exponent_of_every_character_counts() -> None:
    assert {c: exponent(c) for c in TENS} == TENS


def test_aligned_text_keeps_its_length() -> None:
    assert with_unreadable("5(cid:11)9", aligned=True) == "5" + "\ufffd" * 8 + "9"
    assert with_unreadable("5(cid:11)9") == "5\ufffd9"
