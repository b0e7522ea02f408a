"""Total rows: 合计, 总  计, or `合计: 19342` in one merged cell."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from pipeline.interpreting.text.normalise import folded, tidy, without_marks
from pipeline.interpreting.text.traditional import simplified
from pipeline.model.vocabulary import UNREADABLE
from schemas.base import PrintedTable
from schemas.catalog import tables

GENERAL = ("合计", "总计")
"""Labels of the total of a whole table."""
_OF_PAGE = re.compile(r"本页(?:小计|合计|累计)?|[过转]次页|[承接][前上]页")
"""Sums up what one page of a table holds, or all pages so far."""
_BEFORE = "上月|上年|去年|上年同期|去年同期|上年同月|去年同月|同期"
_COMPARISON = re.compile(
    rf"(?:全市|各区|各院|医院)?(?:平均[值数]?|[均中]值|中位数|最[大小高低]值|标准差)"
    rf"|[较比]?(?:{_BEFORE})?(?:[同环]比|占比|比例|比重|增[长减幅][率幅量]?)(?:增[长减幅][率幅]?)?"
    rf"|{_BEFORE}",
)
_LONGEST = 60
"""Characters of a total that count: a longer text is a sentence."""
_GROUP = 12
"""Characters of the name of a group before its total (市属及其他医院小计); no name ends so."""


@lru_cache(maxsize=65536)
def is_total_label(text: str) -> bool:
    """Does a text name a total row (with or without a figure behind)?"""
    if text.isascii():  # as most cells are, and no label is
        return False
    key = folded(without_marks(text)[0])
    whole = _pattern().fullmatch(key) or _OF_PAGE.fullmatch(key)
    return bool(whole) or total_with_figure(text) is not None


@lru_cache(maxsize=65536)
def is_comparison_label(text: str) -> bool:
    """Does a text name a row that is computed of the others or compares them (平均值, 环比)?"""
    return not text.isascii() and _COMPARISON.fullmatch(folded(without_marks(text)[0])) is not None


def is_general_total(text: str) -> bool:
    """Is it the total of the whole table rather than of a part (小计, 区级合计)?"""
    key = re.sub(r"[::].*$", "", folded(without_marks(text)[0])).strip(":")
    return key == "全市" or any(
        re.fullmatch(rf"(?:全市)?{label}(?:数|量)?", key)
        for label in (*GENERAL, "共计", "总数", "汇总")
    )


def is_total_of_page(text: str) -> bool:
    """Does a label name the sum of a page (本页合计, 过次页), which is never that of a table?"""
    return _OF_PAGE.match(folded(text)) is not None


@lru_cache(maxsize=65536)
def total_with_figure(text: str) -> str | None:
    """The figure behind the label, with its unit: 合计: 2千亿次 → 2千亿次; None without one.

    It is for `read_number` to say whether it is one number.
    """
    if len(text) > _LONGEST or text.isascii():
        return None
    found = _with_figure().fullmatch(simplified(tidy(text)))
    return found["figure"].rstrip(" 。;；,，)") if found else None


@cache
def _with_figure() -> re.Pattern[str]:
    digits = rf"[\d{UNREADABLE}][\d,.'’{UNREADABLE}]*"
    return re.compile(
        rf".{{0,4}}?(?:{_words()})(?:数|量)? ?[::]? ?为? ?"
        rf"(?P<figure>[+-]?{digits}(?:[^\d]{{1,3}}{digits})*[^\d]{{0,6}})"
    )


@cache
def _words() -> str:
    labels = {
        label
        for model in tables().values()
        if isinstance(model.table.source, PrintedTable)
        for label in model.table.source.totals
    }
    return "|".join(sorted((re.escape(folded(x)) for x in labels), key=len, reverse=True))


@cache
def _pattern() -> re.Pattern[str]:
    return re.compile(rf"(?:.{{0,{_GROUP}}}(?:{_words()})(?:数|量)?)[::]?")
