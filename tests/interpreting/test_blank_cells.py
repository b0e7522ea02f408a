"""A blank of a scan may have lost its figure; where blanks mean that nothing is reported, not."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from pipeline.interpreting import interpret
from tests.interpreting.paper import REGISTRY, masthead, reading, table

CAPTION = "2025年2月南京市卫生信息平台数据采集情况（区）"
HEADER = [["接入单位", "定时数据上传量", "实时数据上传天数"]]
NAMES = ("江宁区", "六合区", "高淳区", "溧水区", "浦口区", "鼓楼区", "玄武区")


def blanks(days: Sequence[str], recognised: Sequence[int] = (1,)) -> list[str]:
    """The entities of which a finding says that their cell is blank."""
    body = [[name, str(100 + i), d] for i, (name, d) in enumerate(zip(NAMES, days, strict=True))]
    made = table(CAPTION, HEADER, body)
    found = interpret(reading(*masthead(), made, recognised=recognised), REGISTRY)
    return [f.entity_id or "" for f in found.findings if "blank" in str(f.message)]


def test_a_blank_where_others_have_a_mark_is_doubted() -> None:
    assert len(blanks(["28", "", "/", "28", "27", "26", "25"])) == 1


@pytest.mark.parametrize(
    "days",
    [
        ["28", "", "", "28", "27", "26", "25"],
        ["", "", "", "", "", "", ""],
        ["28", "/", "/", "28", "27", "26", "25"],
    ],
)
def test_blanks_that_mean_that_nothing_is_reported_are_not(days: Sequence[str]) -> None:
    assert blanks(days) == []


def test_a_blank_of_text_is_what_it_is() -> None:
    assert blanks(["28", "", "/", "28", "27", "26", "25"], recognised=()) == []
