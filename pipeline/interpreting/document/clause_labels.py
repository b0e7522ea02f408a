"""What the figures of a sentence are figures of, by the words before them.

Most labels are right before their figure (咨询类 5019 个). Others are told once for several (投诉、
咨询分别为 3 个、5 个), before the figure of another month (咨询类由上月 3 个增至 5 个), or a clause
earlier (电话预约最多，为 5 个).
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from pipeline.interpreting.document.clause_scopes import SENTENCE_END, Role, scopes_of
from pipeline.model.vocabulary import COUNT_WORDS

BOUNDARY = '，,、；;。：:（）()！？!?“”"'
"""Marks between the clauses of a sentence."""
LONGEST = 120
"""Characters of a label that count: what is longer is no label."""

_LISTED = re.compile(r"(?P<names>.*?)(?:分别|依次)(?:[为是有达共]|达到|完成|受理|接听)?")
_JOINERS = re.compile(r"[、，,]|以及|[和与及]")
_BETWEEN = re.compile(r"[、，,]?(?:以及|[和与及])?")
_BEFORE = r"(?:上个?[月年期周]|去年|同期|前月|前期|原来)"
_FROM = re.compile(rf"(?P<name>.*?)[由从自](?:{_BEFORE}(?:同期)?)?(?:同期)?的?")
_MORE = "(?:增长|增加|减少|下降|上升|降低|提高|提升|多|少|增|减|降|升)"
_CHANGED = re.compile(
    rf"(?P<name>.*?)(?:(?:[较比]|与)(?:{_BEFORE}|.{{0,6}}同期).*|[同环]比.*{_MORE}了?|"
    rf"(?<=..)(?<!新){_MORE}了?)"
)
_TO = re.compile(rf"{_MORE}?(?:[至到为]|达到?)")
_ASIDE = re.compile(r"[（(][^（()）]*[)）](?:[为是有达共约]|[：:])?$")
_COPULA = re.compile(r"(?:[为是有达共约]|达到|约为|共有)?")
_RANKED = re.compile(r"(?:数量|数|量)?(?:最[多少高低]|居首|次之|第[一二三](?:位|名)?)$")
_RANKED_BEFORE = re.compile(r"^(?:其次|首先|最[多少高低]的?|再次|最后)[是为]")


@dataclass(frozen=True)
class ClauseLabel:
    """The words that name a figure.

    Attributes:
        text: the words, as they are; '' where there are none.
        role: `change` of a figure of another month or of the difference to it, `period` of one
            that counts several months (1-11月累计), `other` of one of another time or place (上月,
            苏州) or of a plan; '' of any other.
        scope: the words that say of which time, place or plan it is; '' of the month's.
    """

    text: str
    role: Role = ""
    scope: str = ""


def labels_of(
    text: str, spans: Sequence[tuple[int, int]], month: dt.date | None = None
) -> list[ClauseLabel]:
    """The label of each figure of a text.

    Args:
        spans: start and end of each figure with its unit, in order.
        month: that of the text, from its heading; without it the first that the text names.
    """
    if _stand_behind(text, spans):
        found = [ClauseLabel(_behind(text, end)) for _, end in spans]
    else:
        found = [ClauseLabel(_before(text, spans, i)) for i in range(len(spans))]
        found = list(_told_before(found))
        for index, names in _lists(text, spans):
            for at, name in enumerate(names, index):
                found[at] = ClauseLabel(name)
    return [
        replace(label, role=label.role or scope.role, scope=scope.words)
        for label, scope in zip(found, scopes_of(text, spans, month), strict=True)
    ]


def _stand_behind(text: str, spans: Sequence[tuple[int, int]]) -> bool:
    """Do most figures follow a mark, and words follow them: 3 个投诉、5 个咨询？"""
    gaps = [text[end:start] for (_, end), (start, _) in pairwise(spans)]
    behind = [bool(gap[1:]) and gap[0] not in BOUNDARY and gap[-1] in BOUNDARY for gap in gaps]
    last = _behind(text, spans[-1][1]) if spans else ""
    return bool(last) and 2 * sum(behind) > len(gaps) > 1


def _behind(text: str, end: int) -> str:
    """Text from a figure to the next mark."""
    rest = text[end : end + LONGEST]
    return rest[: next((i for i, c in enumerate(rest) if c in BOUNDARY), len(rest))]


def _before(text: str, spans: Sequence[tuple[int, int]], index: int) -> str:
    """The words before a figure, those before an aside in brackets: 咨询类（含网络）43 个."""
    start = spans[index][0]
    boundary = spans[index - 1][1] if index else 0
    aside = _ASIDE.search(text[max(0, start - LONGEST) : start])
    if aside:
        opening = start - len(aside.group())
        clear = max((end for _, end in spans[:index] if end <= opening), default=0)
        if opening > clear and text[opening - 1] not in BOUNDARY:
            return _own(text, clear, opening)
    return _own(text, boundary, start)


def _own(text: str, boundary: int, start: int) -> str:
    """Text from the last mark to the figure; the clause before where that says nothing."""
    end, nearest = start, ""
    while True:
        while end > boundary and text[end - 1] in BOUNDARY:
            end -= 1
        begin, first = end, max(boundary, end - LONGEST)
        while begin > first and text[begin - 1] not in BOUNDARY:
            begin -= 1
        label = text[begin:end] or nearest
        unit = label in COUNT_WORDS and text[begin - 1] in "（("
        if begin <= boundary or not (unit or _COPULA.fullmatch(label)):
            return _RANKED_BEFORE.sub("", _RANKED.sub("", label))
        end, nearest = begin, label


def _told_before(labels: Sequence[ClauseLabel]) -> Iterator[ClauseLabel]:
    """The second figure of 由上月 3 个增至 5 个 or 较上月增加 2 个，达 5 个 is the one named."""
    name = ""
    for label in labels:
        if name and _TO.fullmatch(label.text):
            yield ClauseLabel(name)
            name = ""
            continue
        told = _FROM.fullmatch(label.text) or _CHANGED.fullmatch(label.text)
        name = told["name"] if told else ""
        yield replace(label, role="change") if told else label


def _lists(text: str, spans: Sequence[tuple[int, int]]) -> Iterator[tuple[int, list[str]]]:
    """(index of the first figure, the names of all) of each 甲、乙分别为 1、2.

    Where there are not as many names as figures nothing is known of any: its name is all of them.
    """
    for index, (start, _) in enumerate(spans):
        before = text[spans[index - 1][1] if index else 0 : start][-LONGEST:]
        clause = SENTENCE_END.split(before)[-1]
        told = _LISTED.fullmatch(clause)
        if told is None:
            continue
        count = 1
        while index + count < len(spans) and _BETWEEN.fullmatch(
            text[spans[index + count - 1][1] : spans[index + count][0]]
        ):
            count += 1
        names = [name for name in _JOINERS.split(told["names"]) if name]
        if count > 1:
            yield index, names[-count:] if _as_many(told["names"], count) else [clause] * count


def _as_many(names: str, count: int) -> bool:
    """Are there so many names in the clause, or in its last part behind a comma?"""
    last = re.split("[，,：:]", names)[-1]
    return count in (len(_JOINERS.split(last)), len(_JOINERS.split(names)))
