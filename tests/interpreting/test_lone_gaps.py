"""A figure with a gap among figures without one may lack a digit."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from pipeline.interpreting import interpret
from tests.interpreting.paper import REGISTRY, masthead, reading, table

_CAPTION = "2025年2月南京市卫生信息平台数据采集情况（区）"
_HEADER = [["接入单位", "定时数据上传量", "实时数据上传天数"]]
_NAMES = ("江宁区", "六合区", "高淳区", "溧水区", "浦口区", "鼓楼区", "玄武区")
_PLAIN = ["96001", "85002", "74,003", "63004", "52005"]


@pytest.mark.parametrize(
    ("figures", "doubted"),
    [
        ([*_PLAIN, "5 703", "31007"], ["5703"]),
        ([*_PLAIN, "5703", "31007"], []),
        (["96 001", "85 002", "74 003", "63 004", "52 005", "5 703", "31 007"], []),
        (["96001", "85 002", "740", "630", "520", "570", "310"], []),
    ],
    ids=["one of them", "none", "all", "too few to show it"],
)
def test_a_gap_among_figures_without_one_is_doubted(
    figures: Sequence[str], doubted: list[str]
) -> None:
    body = [[name, f, "28"] for name, f in zip(_NAMES, figures, strict=True)]
    found = interpret(reading(*masthead(), table(_CAPTION, _HEADER, body)), REGISTRY)
    seen = [o for o in found.observations if o.measure == "scheduled_records"]
    assert [str(o.value) for o in seen if o.confidence < 1] == doubted
    assert len([f for f in found.findings if f.measure == "scheduled_records"]) == len(doubted)
