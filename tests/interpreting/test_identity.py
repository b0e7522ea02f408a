"""Supplements, drafts and other publications under a number of the bulletin have a finding."""

from __future__ import annotations

import pytest

from pipeline.interpreting import interpret
from pipeline.interpreting.interpreted import InterpretedIssue
from tests.interpreting.paper import REGISTRY, masthead, paragraph, reading

_CODES = {"masthead_remark", "title_of_another", "publisher_of_another"}


def _told(found: InterpretedIssue) -> list[str | None]:
    return [f.message_code for f in found.findings if f.message_code in _CODES]


@pytest.mark.parametrize(
    ("number", "remarked"),
    [
        ("2025年第3期（总第157期）", False),
        ("内部资料　2025年第3期（总第157期）", False),
        ("2025年第2-3期合刊（总第156-157期）", False),
        ("2025年第3期（更正版）（总第157期）", False),
        ("2025年第3期增刊（总第157期）", True),
        ("2025年第3期（专刊）（总第157期）", True),
        ("2025年第3期补（总第157期）", True),
        ("2025年第3期（上）（总第157期）", True),
        ("2025年第3期B（总第157期）", True),
        ("2025年第3期（总第157期）（征求意见稿）", True),
    ],
)
def test_a_number_with_a_remark_may_be_of_another_edition(number: str, remarked: bool) -> None:
    found = interpret(reading(*masthead(number)), REGISTRY)
    assert found.issue.issue_no_last == 3
    assert _told(found) == ["masthead_remark"] * remarked


@pytest.mark.parametrize(
    ("title", "publisher", "told"),
    [
        ("南京卫生信息化简报", "南京市卫生信息中心", []),
        ("南京市卫生健康信息化简报", "江苏省南京市卫生健康委", []),
        ("南京市江宁区卫生信息化简报", "江宁区卫生局", ["title_of_another"]),
        ("南京医保信息化简报", "南京市医疗保障局", ["title_of_another"]),
        ("南京卫生信息化简报", "苏州市卫生信息中心", ["publisher_of_another"]),
    ],
)
def test_another_publication_of_the_city_is_doubted(
    title: str, publisher: str, told: list[str]
) -> None:
    head = masthead()
    head[0] = paragraph(title, role="title", size=30)
    head[2] = paragraph(f"{publisher} 编印 2025年3月25日", role="title", size=14)
    assert _told(interpret(reading(*head), REGISTRY)) == told
