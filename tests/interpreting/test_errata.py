"""What an issue says of the errors of earlier ones."""

from __future__ import annotations

import pytest

from tests.interpreting.paper import paragraph
from tests.interpreting.test_tables import findings, issue


@pytest.mark.parametrize(
    "text",
    ["更正：上期第3页南京鼓楼医院快速预约1266次应为1366次。",
     "勘误：2025年第1期医疗投诉应为1888个。",
     "上期医疗投诉应为1888个，特此更正。"],
)  # fmt: skip
def test_a_correction_of_an_earlier_issue_has_a_finding(text: str) -> None:
    found = issue(paragraph("启事", role="title"), paragraph(text))
    [erratum] = [f for f in findings(found, "low_confidence") if f.message_code == "erratum"]
    assert erratum.observed is not None and "应为" in erratum.observed


@pytest.mark.parametrize(
    "text",
    ["各单位应及时更正错误数据，上期通报的问题应为整改重点。", "2月，更正居民健康档案30份。"],
)
def test_an_article_on_corrections_corrects_no_issue(text: str) -> None:
    found = issue(paragraph("数据质量通报", role="title"), paragraph(text))
    assert not [f for f in findings(found, "low_confidence") if f.message_code == "erratum"]
