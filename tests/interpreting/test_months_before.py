"""Words that say of which months a text speaks, without naming one."""

from __future__ import annotations

import pytest

from pipeline.interpreting.text.months import begins_with_period, ends_before


@pytest.mark.parametrize(
    "text", ["第一季度，共受理", "今年上半年共受理", "前三季度，", "今年以来，", "全年共受理"]
)
def test_a_sentence_that_begins_with_a_period(text: str) -> None:
    assert begins_with_period(text)


@pytest.mark.parametrize("text", ["2月，共受理", "共受理30个，上半年90个", "2025年2月，第一季度"])
def test_a_sentence_on_a_month(text: str) -> None:
    assert not begins_with_period(text)


def test_a_note_that_counts_up_to_the_month_before() -> None:
    assert ends_before("（截止上月底，总预约挂号量为 5 次）")
    assert not ends_before("（截止2月，较上月增加 5 次）")
