"""Of what time, place or plan the figures of a sentence are, by the words ahead of them.

A sentence of statistics may also tell figures that are not the month's: 上月共受理电话 9 个,
苏州 12320 热线受理电话 8 个, 计划受理电话 7 个. Such words hold up to the end of their sentence, or
of the brackets in which they stand, or up to words that lead back to the month (本月, 2月, 实际).
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from pipeline.model.vocabulary import OTHER_CITIES, any_of

Role = Literal["", "change", "period", "other"]

SENTENCE_END = re.compile(r"[。；;！!？?]")
_STOP = re.compile(r"[。！!？?]")
_BRACKETS = re.compile(r"[（(][^（()）]*[)）]?")
_COUNTED = r"(?=[，,]|全|共|累|受|接|总|南京|12320)"
_PERIOD = (
    r"(?:\d{1,2}[-—–~至]\d{1,2}月份?|全年|上半年|季度).{0,30}?累计"
    r"|累计.{0,8}\d{1,2}[-—–~至]\d{1,2}月|(?:今年|年初)以来|年初至今"
    r"|(?:(?:(?:19|20)\d{2}|今)年)?(?:[上下]半年|(?:第?[一二三四1-4]|前[二三23两]|首|本)个?季度)"
    rf"|(?:(?:19|20)\d{{2}}年(?:度|全年)?|今年|全年){_COUNTED}"
)
_OTHER = (
    r"(?:上个?(?:月|季度|年|周|期)(?:份|同期)?|(?:去年|前[年月期])(?:\d{1,2}月份?)?)"
    r"|第[一二三四五]周|单日|当日|夜间|白天|节假日|(?:春节|国庆|五一|元旦)(?:期间|假期)"
    r"|计划(?!免疫|生育)|预计|预测|预期|力争|拟|目标(?:[为是：:]|(?=受理|接听))"
    r"|(?P<place>(?:医院|(?<![各市地社])区|县)(?=(?:热线)?(?:共|受理|接听|接到))"
    rf"|(?:{any_of(OTHER_CITIES)})市?(?=.{{0,4}}(?:12320|热线|受理|接听|总|累计|预约)))"
)
_FOR_GOOD = r"(?:更正|勘误|订正)[：:]|《[^》]{2,20}》"
_MONTH = r"(?:(?P<year>(?:19|20)\d{2})年)?(?<!\d)(?P<month>\d{1,2})月(?![-—–~至])"
_SCOPES = re.compile(
    rf"(?<![较比由从自与和同及])(?:(?P<period>{_PERIOD})|(?P<other>{_OTHER})|(?P<good>{_FOR_GOOD})"
    rf"|(?P<home>南京|[全我本]市)|(?P<back>[本当]月|实际|(?<![-—–~至\d上]){_MONTH}))"
)


_APART = 2
"""Characters from other words of time to those of a month that lead back; nearer, both are one."""
_Month = tuple[int | None, int]
"""Year, where one is printed, and month."""


@dataclass(frozen=True)
class Scope:
    """What a figure is of.

    Attributes:
        role: `period` of one that counts several months, `other` of one of another time or place,
            or of a plan; '' of the month's.
        words: the words that say so; '' of the month's.
    """

    role: Role = ""
    words: str = ""


@dataclass(frozen=True)
class _Turn:
    """From `start` to `end` of the text, figures are of `scope`.

    Attributes:
        for_good: whatever follows.
        place, home: do the words name another place, or the own one, which ends only that?
    """

    start: int
    end: int
    scope: Scope
    for_good: bool = False
    place: bool = False
    home: bool = False


def scopes_of(
    text: str, spans: Sequence[tuple[int, int]], own: dt.date | None = None
) -> list[Scope]:
    """The scope of each figure of a text.

    Args:
        spans: start and end of each figure, in order.
        own: the month of the text, from its heading; without it the first that the text names.
    """
    turns = list(_turns(text, own)) if spans else []
    return [_scope_at(start, turns) for start, _ in spans]


def _scope_at(at: int, turns: Sequence[_Turn]) -> Scope:
    last = _Turn(0, at, Scope())
    for turn in turns:
        if turn.start <= at <= turn.end and (last.place or not turn.home):
            last = turn
            if turn.for_good:
                break
    return last.scope


def _turns(text: str, month: dt.date | None) -> Iterator[_Turn]:
    """Where words of time, place or plan stand, and how far each may hold."""
    brackets = [m.span() for m in _BRACKETS.finditer(text) if m.start()]
    own: _Month | None = (month.year, month.month) if month else None
    ahead = -_APART
    for found in _SCOPES.finditer(text):
        around = next((b for b in brackets if b[0] < found.start() < b[1]), None)
        if found["back"] and (around or found.start() - ahead < _APART):
            continue
        stop = _STOP.search(text, found.end())
        end = around[1] if around else stop.start() if stop else len(text)
        own = own or (_named(found) if found["month"] else None)
        role = _role(found, own)
        ahead = -_APART if found["back"] or found["home"] else found.end()
        words = found.group().strip("：:") if role else ""
        kinds = (found[kind] is not None for kind in ("good", "place", "home"))
        yield _Turn(found.end(), end, Scope(role, words), *kinds)


def _role(found: re.Match[str], own: _Month | None) -> Role:
    """The role of what follows these words; `own`: the month of the text."""
    if found["period"]:
        return "period"
    if found["home"]:
        return ""
    if found["back"] and (own is None or not found["month"] or _same(_named(found), own)):
        return ""
    return "other"


def _named(found: re.Match[str]) -> _Month:
    return int(found["year"]) if found["year"] else None, int(found["month"])


def _same(one: _Month, other: _Month) -> bool:
    years = {year for year, _ in (one, other) if year}
    return len(years) < 2 and one[1] == other[1]
