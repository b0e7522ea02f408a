"""A table that an issue prints as a sentence below its caption."""

from __future__ import annotations

import pytest

from schemas.bookings import ChannelBookings
from schemas.totals import ReportedTotal
from tests.interpreting.paper import paragraph
from tests.interpreting.test_tables import findings, issue, rows

CAPTION = "2025年2月线上预约情况统计"
SENTENCE = (
    "2025年2月，线上预约共13647人次，其中健康南京 7253 人次、"
    "我的南京客户端4401人次、12320快速预约1,993人次。"
)


def test_names_and_figures_of_a_sentence_are_rows() -> None:
    found = issue(paragraph(CAPTION, role="title"), paragraph(SENTENCE))
    assert [(r.channel_id, r.position, r.bookings) for r in rows(found, ChannelBookings)] == [
        ("jiankang-nanjing", 1, 7253),
        ("my-nanjing", 2, 4401),
        ("12320-quick", 3, 1993),
    ]
    assert [(r.measure, r.value) for r in rows(found, ReportedTotal)] == [("bookings", 13647)]
    (seen,) = [o for o in found.observations if o.printed == "4401"]
    assert seen.page == 1
    assert any("sentence" in f.message for f in findings(found, "low_confidence"))


@pytest.mark.parametrize(
    ("caption", "sentence"),
    [
        ("2025年2月工作动态", SENTENCE),  # no caption of a table
        (CAPTION, SENTENCE.replace("人次。", "人次，同比增长5%。")),
        (CAPTION, SENTENCE.replace("其中", "上月健康南京7000人次，其中")),
        (CAPTION, SENTENCE.replace("其中", "其中预约平台55人次、")),  # a name that nobody knows
        (CAPTION, "健康南京7253人次、我的南京客户端4401人次。"),
        (CAPTION, SENTENCE.replace("7253 人次", "0.7万人次")),
    ],
)
def test_other_sentences_stay_text(caption: str, sentence: str) -> None:
    found = issue(paragraph(caption, role="title"), paragraph(sentence))
    assert not rows(found, ChannelBookings)
