"""Scraps of a table that was not read are no article, and are reported."""

from __future__ import annotations

import pytest

from pipeline.interpreting.document.articles import find_articles
from pipeline.interpreting.document.header_lines import is_header_line
from pipeline.model.message import Message
from schemas.platform import DistrictPlatform
from tests.interpreting.paper import table
from tests.interpreting.test_tables import PLATFORM, issue
from tests.reading.test_geometry import paragraph


@pytest.mark.parametrize(
    "text",
    [
        "序号 名称 预约数量 序号 名称 预约数量",
        "实时 门急诊信息 出院信息实时数",
        "单位 定时数据 天数",
    ],
)
def test_a_line_of_header_texts(text: str) -> None:
    assert is_header_line(text)


@pytest.mark.parametrize(
    "text", ["医院 名称", "全市 医院 信息化 建设 座谈会 召开", "南京 卫生 热线", "一、统计数据", ""]
)
def test_titles_are_none(text: str) -> None:
    assert not is_header_line(text)


@pytest.mark.parametrize("body", ["信", "2 健康南京 29934 5 我的南京客 0", "南京"])
def test_a_few_words_below_a_title_are_no_article(body: str) -> None:
    blocks = [paragraph("预约 320网", role="title"), paragraph(body, y=20)]
    found = find_articles(blocks, (), ())
    assert not found.items and found.scraps == (0, 1)


@pytest.mark.parametrize(
    "body", ["详见附件。", "全市各级医疗机构信息部门负责同志共一百二十余人参加了本次培训班"]
)
def test_prose_is_one(body: str) -> None:
    blocks = [paragraph("培训班开班", role="title"), paragraph(body, y=20)]
    found = find_articles(blocks, (), ())
    assert [item.title for item in found.items] == ["培训班开班"] and not found.scraps


def test_a_piece_below_a_table_that_lies_down_may_be_the_rest_of_it() -> None:
    header = [["指标", "江宁区", "高淳区", "溧水区"]]
    first = table(
        PLATFORM, header, [["定时数据上传量", "1", "2", "3"], ["出院人次", "5", "6", "7"]]
    )
    rest = table("11", header, [["甲", "5", "9", "8"], ["乙", "1", "2", "3"]])
    found = issue(first, rest)
    below = str(Message("unknown_table_below"))
    assert DistrictPlatform.table.name in {
        f.table_name for f in found.findings if f.message == below
    }
