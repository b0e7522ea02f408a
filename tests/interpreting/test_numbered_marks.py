"""Numbers of notes behind names, in digits of the size of all others."""

from __future__ import annotations

import pytest

from pipeline.interpreting import interpret
from schemas.bookings import HospitalBookings
from tests.interpreting.paper import REGISTRY, masthead, paragraph, reading, table

_CAPTION = "2025年2月各医院预约挂号服务统计"
_NAMES = ("江苏省人民医院", "南京鼓楼医院", "南京市第一医院", "南京市儿童医院", "南京脑科医院")
_HEADER = ["医院", "网上预约", "诊间预约", "第三方", "合计"]


@pytest.mark.parametrize(
    ("marks", "notes", "taken"),
    [
        (("1", "", "2"), (), True),
        (("", "1", ""), ("1：该院数据含分院",), True),
        (("", "1", ""), (), False),
        (("3", "", "2"), (), False),
        (("", "2", ""), ("1：该院数据含分院",), False),
    ],
)
def test_numbers_that_count_or_that_notes_explain(
    marks: tuple[str, ...], notes: tuple[str, ...], taken: bool
) -> None:
    body = [
        [name + mark, "10", f"2{i}", "30", f"6{i}"]
        for i, (name, mark) in enumerate(zip(_NAMES, (*marks, "", ""), strict=True))
    ]
    printed = table(_CAPTION, [_HEADER], body)
    said = tuple(paragraph(note, role="note") for note in notes)
    printed = printed.model_copy(update={"notes": said})
    found = interpret(reading(*masthead(), printed), REGISTRY)
    assert len([r for r in found.rows if isinstance(r, HospitalBookings)]) == len(_NAMES)
    assert any(f.kind == "unknown_entity" for f in found.findings) is not taken
    told = [f.observed for f in found.findings if f.kind == "low_confidence" and f.observed]
    marked = [row[0] for row, mark in zip(body[:3], marks, strict=True) if mark]
    assert not taken or set(marked) <= set(told)
