"""Words that say of which months a text speaks, without naming one."""

from __future__ import annotations

import pytest

from pipeline.interpreting.document.clause_scopes import scopes_of
from pipeline.interpreting.text.months import begins_with_month, ends_before


@pytest.mark.parametrize(
    "text", ["第一季度，共受理", "今年上半年共受理", "前三季度，", "今年以来，", "全年共受理"]
)
def test_a_sentence_that_begins_with_a_period(text: str) -> None:
    assert [s.role for s in scopes_of(text + "5个", [(len(text), len(text) + 2)])] == ["period"]


@pytest.mark.parametrize("text", ["2月，共受理", "共受理30个，上半年90个", "2025年2月，第一季度"])
def test_a_sentence_on_a_month(text: str) -> None:
    assert [s.role for s in scopes_of(text, [(3, 4)])] == [""]


@pytest.mark.parametrize(
    ("text", "begins"),
    [("2025年2月，共受理", True), ("据统计，2025年2月共受理", False), ("2月，共受理", False)],
)
def test_a_sentence_that_begins_with_its_month(text: str, begins: bool) -> None:
    assert begins_with_month(text) == begins


def test_a_note_that_counts_up_to_the_month_before() -> None:
    assert ends_before("（截止上月底，总预约挂号量为 5 次）")
    assert not ends_before("（截止2月，较上月增加 5 次）")
