"""Tables whose first or last rows may be on a page that is missing."""

from __future__ import annotations

import pytest

from pipeline.interpreting import interpret
from pipeline.model.place import Box, Place
from pipeline.reading.model import Block, Table
from tests.interpreting.paper import REGISTRY, line, masthead, paragraph, reading, table

_HEADER = [["单位", "定时数据上传量", "实时数据上传天数", "门急诊人次", "出院人次"]]
_ROWS = [["南京市中医院", "91", "28", "81", "71"], ["南京市第一医院", "90", "27", "80", "70"]]
_CAPTION = "2025年2月南京市卫生信息平台数据采集情况（医院）"


_OF_DISTRICTS = "2025年2月南京市卫生信息平台数据采集情况（区）"
_REST = [["南京市口腔医院", "9", "8", "7", "6"]]
_NOTE = "（截止2025年2月，区及医院累计校验入库数据1.5亿条）"


def _platform(
    caption: str, page: int = 2, rows: list[list[str]] = _ROWS, notes: tuple[str, ...] = ()
) -> Table:
    return table(caption, _HEADER, rows, page=page, notes=notes)


@pytest.mark.parametrize(
    ("blocks", "doubted"),
    [
        ([_platform("")], True),
        ([_platform(_CAPTION)], False),
        ([paragraph("数据采集情况如下", page=2), _platform("")], False),
        ([_platform(_CAPTION), _platform("", 3, _REST)], False),
        ([_platform(_CAPTION, notes=(_NOTE,)), _platform("", 3, _REST)], True),
        ([_platform(_OF_DISTRICTS)], True),
    ],
    ids=[
        "alone",
        "with its caption",
        "below a text",
        "the rest of one that is there",
        "the rest of one that ended with its notes",
        "below the caption of another one",
    ],
)
def test_a_table_without_its_beginning_is_doubted(blocks: list[Block], doubted: bool) -> None:
    found = interpret(reading(*masthead(), *blocks, pages=3), REGISTRY)
    assert any(row.table.name == "platform_by_hospital" for row in found.rows)
    told = {f.table_name for f in found.findings if (f.message_code or "").startswith("begins_")}
    assert told == ({"platform_by_hospital", "reported_totals"} if doubted else set())


@pytest.mark.parametrize(
    ("bottom", "total", "doubted"),
    [(760.0, False, True), (760.0, True, False), (400.0, False, False)],
)
def test_a_table_without_its_end_is_doubted(bottom: float, total: bool, doubted: bool) -> None:
    rows = [["1", "南京鼓楼医院", "3", "3"], *([["", "合计", "3", "3"]] if total else [])]
    body = table("2025年2月12320预约挂号服务统计", [["序号", "单位", "在线预约", "小计"]], rows)
    place = Place(page=1, box=Box(50, 200, 550, bottom))
    body = body.model_copy(update={"places": (place,)})
    found = interpret(
        reading(*masthead(), body, paragraph("地址：南京", page=2), pages=2), REGISTRY
    )
    told = {f.table_name for f in found.findings if "last rows" in f.message}
    assert told == ({"bookings_by_hospital", "reported_totals"} if doubted else set())


@pytest.mark.parametrize(
    ("bottom", "other", "page", "imprint", "note", "doubted"),
    [
        (760.0, 765.0, 2, True, False, {"platform_by_hospital", "cumulative_totals"}),
        (760.0, 765.0, 2, True, True, {"platform_by_hospital"}),
        (600.0, 765.0, 2, True, False, set()),
        (760.0, 765.0, 3, False, True, {"platform_by_hospital"}),
        (760.0, 765.0, 3, True, True, set()),
        (760.0, 500.0, 2, True, False, set()),
    ],
    ids=[
        "full",
        "its note is there",
        "with room",
        "the file ends with it",
        "imprint elsewhere",
        "no other page is full",
    ],
)
def test_a_table_without_totals_that_fills_its_page_is_doubted(
    bottom: float, other: float, page: int, imprint: bool, note: bool, doubted: set[str]
) -> None:
    notes = [paragraph(_NOTE), paragraph("（截止2025年2月，总预约挂号量为23456789次）")]
    body = _platform(_CAPTION, page)
    body = body.model_copy(update={"places": (Place(page=page, box=Box(50, 100, 550, bottom)),)})
    low = table("2025年2月接诊情况", [["科室", "数量"]], [["内科", "3"]], page=1)
    low = low.model_copy(update={"places": (Place(page=1, box=Box(50, 100, 550, other)),)})
    end = [paragraph("地址：南京市紫竹林3号", "邮编：210003", "责任编辑：陈颖")] if imprint else []
    blocks = [*masthead(), *end, *(notes if note else ()), low, body]
    found = interpret(reading(*blocks, pages=3), REGISTRY)
    told = {f.table_name for f in found.findings if f.message_code == "ends_at_foot"}
    assert told == doubted


@pytest.mark.parametrize("numbers", [("— 2 —", "— 3 —"), ("— 2 —", "")])
def test_pages_that_are_numbered_on_lose_nothing_between(numbers: tuple[str, str]) -> None:
    places = [(page, Box(50, 100, 550, bottom)) for page, bottom in ((1, 765), (2, 760))]
    low, body = (
        table("2025年2月接诊情况", [["科室", "数量"]], [["内科", "3"]]),
        _platform(_CAPTION, 2),
    )
    blocks = [
        one.model_copy(update={"places": (Place(page=page, box=box),)})
        for one, (page, box) in zip((low, body), places, strict=True)
    ]
    document = reading(*masthead(), *blocks, pages=3)
    foot = tuple(line(text, 800, page) for page, text in enumerate(numbers, 2) if text)
    found = interpret(document.model_copy(update={"furniture": foot}), REGISTRY)
    told = [f for f in found.findings if f.message_code == "ends_at_foot"]
    assert bool(told) is (numbers[1] == "")
