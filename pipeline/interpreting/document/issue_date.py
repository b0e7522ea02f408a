"""The date of an issue among the dates of its masthead."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence

from pipeline.interpreting.text.months import days_in

_LABEL = re.compile(
    r"(?:(?P<label>[\u4e00-\u9fff]{2,6})(?:日期|时间)?[::]|(?P<until>截[至止]到?))$"
)
_OF_ISSUE = ("出版", "编印", "印发", "印制", "印刷", "发布", "发行", "刊印", "编制", "签发", "主办")
_OF_ELSE = ("统计", "数据", "截至", "截止", "发放", "分发", "收稿", "送达", "打印", "下载", "报送")
_LONGEST = 10
"""Characters before a date among which its label is."""


def date_of_issue(lines: Sequence[str]) -> tuple[dt.date | None, tuple[dt.date, ...]]:
    """The date of an issue, and others that may be it: dates that are labelled alike.

    A date that is called that of publishing goes before one without a label; one that says up to
    when is counted, or when copies are handed out, is none of them.

    Args:
        lines: of the masthead, folded.
    """
    labelled: list[dt.date] = []
    plain: list[dt.date] = []
    for line in lines:
        for found in days_in(line):
            label = _label(line[max(0, found.start - _LONGEST) : found.start])
            if any(word in label for word in _OF_ELSE):
                continue
            is_own = any(word in label for word in _OF_ISSUE)
            (labelled if is_own else plain).append(found.day)
    dates = list(dict.fromkeys(labelled or plain))
    return (dates[0], tuple(dates[1:])) if dates else (None, ())


def _label(before: str) -> str:
    found = _LABEL.search(before)
    return (found["label"] or found["until"]) if found else ""
