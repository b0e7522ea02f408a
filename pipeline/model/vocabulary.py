"""The words and signs around printed figures: marks for missing, multiples, measure words.

Defined here and nowhere else. The reader asks what is a figure, the interpreter what it says;
both must know the same words.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

NUMBERS_AS_NAMES = frozenset({"12320", "12345"})
"""Hotlines that are called by their number: one alone is a name, or a line of it, not a figure."""

MISSING_SIGNS = frozenset({
    "/", "//", "\\", "-", "--", "---", "—", "——", "———", "–", "––", "−", "―", "──", "─", "~",
    "…", "……", "...", "......", ".", "·",
})  # fmt: skip
"""Signs that are printed in place of a figure that is missing."""

MISSING_WORDS = frozenset({
    "n/a", "na", "null", "none", "nil",
    "无", "暂无", "无数据", "暂无数据", "无上报", "未上报", "尚未上报", "未报", "未报送", "未上传",
    "未统计", "未接入", "未提供", "未开展", "未开通", "未采集", "缺", "缺失", "缺报", "漏报", "空",
    "空缺", "不详", "待报", "待上报", "待补", "不适用", "停报", "停机",
})  # fmt: skip
"""Words that are printed in place of a figure that is missing, in small letters."""

UNCERTAIN_SIGNS = frozenset({"*", "#", "一"})
"""Signs that mean a missing figure in one table and something else in another."""

TENS = {"十": 1, "拾": 1, "百": 2, "佰": 2, "千": 3, "仟": 3, "万": 4, "萬": 4, "亿": 8, "億": 8}
"""Powers of ten of the characters that multiples are made of."""

MULTIPLE = "(?:[十拾百佰千仟]?[万萬]?[亿億]|[十拾百佰千仟]?[万萬]|[十拾百佰千仟])"
"""A multiple as a regular expression: 千, 万, 百万, 十亿, 千亿, 万亿, 千万亿."""

MONEY_WORDS = ("元", "圆")
"""Words for yuan. A multiple may precede them: 千元, 亿元."""

COUNT_WORDS = (
    "人次", "人数", "人", "次", "条", "个", "件", "通", "份", "例", "张", "起", "家", "户", "台",
    "种", "类", "天", "项", "笔", "名", "位", "册", "宗", "组", "单",
)  # fmt: skip
"""Measure words that a count carries, wherever it is printed."""

OTHER_COUNT_WORDS = (
    "床", "本", "部", "套", "款", "所", "票", "篇", "页", "场", "处", "小时", "分钟", "分", "秒",
    "岁", "辆", "间", "支", "瓶",
)  # fmt: skip
"""Measure words that also begin other words (12345部门): in running text the clause ends there."""

TIME_WORDS = ("小时", "分钟", "秒")
"""Those of them that measure how long something takes: no count of it."""

DATE_WORDS = ("日", "月", "年", "号", "期")
"""Measure words in a table. Behind a number in running text they make a date or a name of it."""

OTHER_CITIES = (
    "苏州", "无锡", "常州", "镇江", "扬州", "泰州", "南通", "盐城", "淮安", "宿迁", "徐州",
    "连云港", "上海", "北京", "杭州", "合肥", "全省", "全国",
)  # fmt: skip
"""Places whose figures an issue may quote beside those of its own city."""

UNREADABLE = "\ufffd"
"""Replaces a glyph whose character no source knows."""

_UNREADABLE = re.compile(
    r"\(cid:\d{1,9}\)|[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ue000-\uf8ff"
    "\ufdd0-\ufdef\ufffe\uffff\U000f0000-\U0010ffff]"
)
"""Forms in which PDF libraries return such a glyph: its number in the font, a code point of
the private use area, a control character, half of a surrogate pair."""


def missing_mark(text: str) -> bool:
    """Is the text a mark for a missing figure? Empty text is not."""
    plain = "".join(unicodedata.normalize("NFKC", text).split()).lower()
    return plain in MISSING_SIGNS or plain in MISSING_WORDS


def exponent(multiple: str) -> int:
    """The power of ten of a multiple: 万 → 4, 千亿 → 11; 0 for the empty text."""
    return sum(TENS[character] for character in multiple)


def with_unreadable(text: str, *, aligned: bool = False) -> str:
    """The text with U+FFFD for each glyph that cannot be read.

    Args:
        aligned: keep the length: `(cid:11)` becomes eight times U+FFFD.
    """
    if not _UNREADABLE.search(text):
        return text
    return _UNREADABLE.sub(lambda m: UNREADABLE * (len(m.group()) if aligned else 1), text)


def any_of(words: Iterable[str]) -> str:
    """A regular expression for one of the words, the longest first."""
    return "|".join(re.escape(word) for word in sorted(words, key=lambda w: (-len(w), w)))
