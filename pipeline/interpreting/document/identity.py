"""Whether an issue is what its number says: no supplement, draft or half, and of this bulletin."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from pipeline.interpreting.collect import Collector
from pipeline.interpreting.text.normalise import folded
from pipeline.model.message import Message
from schemas.issues import Issue

_REMARK = re.compile(
    r"[增特专副试]刊|号外|送审|征求意见|讨论稿|草[稿案]|样[张稿刊]|未定稿|补[充发遗刊]"
    r"|期[(\[〔【]?(?P<part>补|[上中下](?:半月|册|篇)?|[A-Z]|之[一二三四])(?:刊|版)?(?:[)\]〕】]|[总(]|$)"
)
"""What makes of a number another edition than the regular one."""
_LONGEST = 40
"""Characters of a line of a masthead that is no sentence."""
_PLACE = re.compile(r"(?:江苏省)?(?P<city>[\u4e00-\u9fff]{2,4}?)市")


def remarks_of(lines: Iterable[str]) -> tuple[str, ...]:
    """What lines of a masthead, folded, say beside the number that makes it another edition."""
    found = (_REMARK.search(line) for line in lines if len(line) < _LONGEST)
    return tuple(dict.fromkeys(m["part"] or m.group() for m in found if m))


def report_identity(issue: Issue, remarks: tuple[str, ...], city: str, out: Collector) -> None:
    """Findings where an issue may not be the regular one of its number and of this bulletin.

    Args:
        remarks: as of `remarks_of`.
        city: whose bulletin it should be.
    """
    for message, measure in _doubts(issue, remarks, city):
        out.find(
            "low_confidence", "warning", message,
            table=Issue.table.name, month=issue.month, measure=measure,
        )  # fmt: skip


def _doubts(
    issue: Issue, remarks: tuple[str, ...], city: str
) -> Iterator[tuple[Message, str | None]]:
    for remark in remarks:
        yield Message("masthead_remark", remark=remark), None
    title = folded(issue.title)
    if city in title and not re.match(rf"(?:《|本期)?{city}市?卫生", title):
        yield Message("title_of_another", title=issue.title), None
    place = _PLACE.match(folded(issue.publisher or ""))
    if place and not place["city"].endswith(city):
        yield Message("publisher_of_another", publisher=issue.publisher), "publisher"
