"""Months and days as the bulletin prints them."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from pipeline.interpreting.text.normalise import folded, numeral
from pipeline.model.vocabulary import UNREADABLE

_Y = r"(?P<year>(?:19|20)\d{2}|[二一][〇零○一二三四五六七八九]{3})"
_M = r"(?P<month>1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])"
_LAST = rf"(?:月?份?[-—–~至到、和及](?:(?:19|20)\d{{2}}年)?{_M.replace('month', 'last')})?"
_YEAR_MONTH = re.compile(rf"{_Y}年度?{_M}{_LAST}月")
_DASHED = re.compile(
    r"(?<!\d)(?P<year>(?:19|20)\d{2})[-./](?P<month>1[0-2]|0?[1-9])(?![-./\d\ufffd])"
)
_MONTH_ONLY = re.compile(rf"(?<![\d年第{UNREADABLE}]){_M}{_LAST}月份?(?![\d日底中上下])")
_PERIOD = re.compile(
    r"全年|(?:19|20)\d{2}年度(?!\d{1,2}月)|[上下]半年|(?:第?[一二三四1-4]|前[二三23两]|首|上|本)个?季度|截[至止].{0,60}累计"
)
_YEAR_ALONE = re.compile(r"(?<!\d)(?:19|20)\d{2}年(?!第|[\d一二三四五六七八九十]{1,3}月)")
_MONTH_BEFORE = re.compile(r"截[止至]到?上个?月")
_DAY = re.compile(rf"{_Y}年{_M}月(?P<day>[0-3]?\d|[一二三]?十?[一二三四五六七八九十]?)[日号]")
_DASHED_DAY = re.compile(
    r"(?<!\d)(?P<year>20\d{2})[-./](?P<month>1[0-2]|0?[1-9])[-./](?P<day>[0-3]?\d)(?![\d\ufffd])"
)

_D = r"(?:[0-3]?\d|[一二三]?十?[一二三四五六七八九十])"
_ANY_YEAR = r"(?:(?:19|20)\d{2}年)?"
_DAYS = re.compile(
    rf"{_Y}年{_M}月{_D}[日号]?起?[-—–~至到、,和及与]+"
    rf"{_ANY_YEAR}(?:{_M.replace('month', 'last')}月)?{_D}[日号]"
    r"|(?<!\d)20\d{2}(?P<mark>[-./])\d{1,2}(?P=mark)\d{1,2}[-—–~至到]+"
    r"(?:20\d{2}(?P=mark))?(?:\d{1,2}(?P=mark))?\d{1,2}(?!\d)"
)
"""Two days as one date: the span that statistics count, or two days beside each other."""


@dataclass(frozen=True)
class DayInText:
    """A full date, and where it begins in the folded text."""

    day: dt.date
    start: int


@dataclass(frozen=True)
class MonthInText:
    """A month that a text names.

    Attributes:
        month: its first day; of a span of months the last one.
        first: first month of a span (2025年1-2月); the same as `month` where there is no span.
        start, end: where it is in the folded text.
        year_printed: is its year printed, not only its month?
    """

    month: dt.date
    first: dt.date
    start: int
    end: int
    year_printed: bool = True

    @property
    def is_span(self) -> bool:
        return self.first != self.month

    @property
    def is_period(self) -> bool:
        """Are they more months than a combined issue reports?"""
        return before(self.month, 2) >= self.first


def months_in(text: str, latest: dt.date | None = None) -> list[MonthInText]:
    """Every month that a text names, in order.

    Args:
        latest: with it, months without a year (12月) count as well: each is the latest such month
            that is not after it. A month with a printed year comes before them.
    """
    key = folded(text)
    found = [_month(m) for m in _YEAR_MONTH.finditer(key)]
    found = found or [_month(m) for m in _DASHED.finditer(key)]
    if not found and latest is not None:
        found = [_month(m, latest) for m in _MONTH_ONLY.finditer(key)]
    return [m for m in found if m is not None]


def month_in(text: str, latest: dt.date | None = None) -> MonthInText | None:
    """The first month that a text names; `latest` as in `months_in`."""
    return next(iter(months_in(text, latest)), None)


def names_a_period(text: str, latest: dt.date | None = None) -> bool:
    """Does a caption speak of several months as one: 全年, 上半年, 第四季度, 1-12月, 截至…累计?"""
    named = month_in(text, latest)
    return bool(_PERIOD.search(folded(text))) or (named is not None and named.is_period)


def names_a_year(text: str) -> bool:
    """Does a caption name a year, with no month behind it?"""
    return _YEAR_ALONE.search(folded(text)) is not None


def begins_with_month(text: str) -> bool:
    """Does a sentence begin with the month of which it speaks: 2025年2月，…?"""
    named = month_in(text)
    return named is not None and named.start == 0


def ends_before(text: str) -> bool:
    """Does a text say that it counts up to the end of the month before (截止上月底)?"""
    return bool(_MONTH_BEFORE.search(folded(text)))


def days_in(text: str) -> list[DayInText]:
    """The full dates in a text (2025年3月25日, 2025-03-25, 二〇二五年三月二十五日), in order.

    Days that are the ends of a span (2025年3月1日—31日), or that stand beside others of the same
    date (2025年3月1日、5日), are left out: which of them is meant is not said.
    """
    key = folded(text)
    spans = [span.span() for span in _DAYS.finditer(key)]
    out = []
    for pattern in (_DAY, _DASHED_DAY):
        for found in pattern.finditer(key):
            if any(start <= found.start() < end for start, end in spans):
                continue
            parts = [numeral(found[name]) for name in ("year", "month", "day")]
            try:
                out.append(DayInText(dt.date(*(part or 0 for part in parts)), found.start()))
            except ValueError:
                continue
    return sorted(out, key=lambda day: day.start)


def before(month: dt.date, count: int = 1) -> dt.date:
    """The month `count` months earlier (later where negative)."""
    index = month.year * 12 + month.month - 1 - count
    return dt.date(index // 12, index % 12 + 1, 1)


def _month(found: re.Match[str], latest: dt.date | None = None) -> MonthInText | None:
    groups = found.groupdict()
    first = numeral(groups["month"])
    last = numeral(groups["last"]) if groups.get("last") else first
    if not first or not last or not (1 <= first <= 12 and 1 <= last <= 12):
        return None
    year = numeral(groups["year"]) if groups.get("year") else None
    if latest is not None:
        year = latest.year - (last > latest.month)
    if not year:
        return None
    start_year = year if first <= last else year - 1
    return MonthInText(
        dt.date(year, last, 1),
        dt.date(start_year, first, 1),
        found.start(),
        found.end(),
        year_printed=latest is None,
    )
