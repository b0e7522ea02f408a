"""Units in print (千元, 万条, 亿) and the exact factor to the unit of the dataset."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Literal

from pipeline.interpreting.text.normalise import bracketed, folded, without_brackets

Dimension = Literal["money", "count", "percent", "any"]

_FACTORS = {
    "": 0,
    "十": 1,
    "百": 2,
    "千": 3,
    "仟": 3,
    "万": 4,
    "萬": 4,
    "十万": 5,
    "百万": 6,
    "千万": 7,
    "亿": 8,
    "十亿": 9,
    "百亿": 10,
    "千亿": 11,
    "万亿": 12,
}
_COUNT_WORDS = (
    "人次|人数|人|次|条|个|件|通|份|例|张|起|家|户|台|种|类|天|日|月|年|项|笔|床|名|位|册|本|部|套|款|"
    "所|号|票|单|宗|组|篇|期|页|场|处|小时|分钟|分|秒|岁|辆|间|支|瓶"
)
_PREFIX = "|".join(sorted((f for f in _FACTORS if f), key=len, reverse=True))
_UNIT = re.compile(
    rf"(?:人民币|RMB|￥|¥)?(?P<prefix>{_PREFIX})?(?P<base>元|圆|{_COUNT_WORDS})?(?:人民币)?"
)
_STATED = re.compile(
    r"(?:单位|计量单位|金额单位|货币单位)(?:均)?(?:为|是)?[::]?(?P<list>[^,;。()]*)"
)
_IN_UNITS = re.compile(rf"以(?P<unit>(?:{_PREFIX})?元)(?:为单位|计|统计|表示)")
_MONEY_TAIL = re.compile(rf"(?P<unit>(?:{_PREFIX})?元)$")


@dataclass(frozen=True)
class Unit:
    """A unit in print.

    Attributes:
        printed: as it stands, folded (千元).
        dimension: money, count, percent; `any` for a bare multiple (万).
        factor: value in print × factor = value in yuan, in pieces.
    """

    printed: str
    dimension: Dimension
    factor: Decimal

    def fits(self, dimension: Dimension) -> bool:
        return "any" in (self.dimension, dimension) or self.dimension == dimension


def unit_of(text: str) -> Unit | None:
    """A text that is a unit and nothing else: 千元, 人次, 亿条, 万, %."""
    key = folded(text).removeprefix("单位:").removeprefix("单位")
    if key in ("%", "百分比", "‰"):
        return Unit(key, "percent", Decimal(1)) if key != "‰" else None
    found = _UNIT.fullmatch(key)
    if not found or not key or not (found["prefix"] or found["base"]):
        return None
    base = found["base"] or ""
    dimension: Dimension = "any" if not base else "money" if base in ("元", "圆") else "count"
    return Unit(key, dimension, Decimal(10) ** _FACTORS[found["prefix"] or ""])


def unit_of_header(text: str) -> Unit | None:
    """The unit that a header states: 收入（千元）, 收入:千元, 收入千元."""
    for inner in bracketed(text):
        for part in (inner, *re.split(r"[,、:/]|单位", inner)):
            unit = unit_of(part)
            if unit:
                return unit
    bare = without_brackets(text)
    tail = _MONEY_TAIL.search(bare)
    return unit_of(tail["unit"]) if tail else None


def units_stated(text: str) -> list[Unit]:
    """The units that a caption or note states: （单位：万元、人次）, 收入以千元为单位."""
    key = folded(text)
    found = [
        unit
        for stated in _STATED.finditer(key)
        for part in re.split(r"[、/和及]", stated["list"])
        if (unit := unit_of(part))
    ]
    found += [unit for m in _IN_UNITS.finditer(key) if (unit := unit_of(m["unit"]))]
    found += [
        unit for inner in bracketed(key) if (unit := unit_of(inner)) and unit.dimension == "money"
    ]
    return list(dict.fromkeys(found))


@lru_cache(maxsize=4096)
def without_unit(header: str) -> str:
    """Folded header text without its unit: 收入(千元) → 收入; other brackets stay."""
    key = folded(header)
    for inner in bracketed(key):
        if unit_of(inner) or inner.startswith("单位"):
            key = re.sub(r"[(\[〔【]" + re.escape(inner) + r"[)\]〕】]", "", key)
    key = re.sub(rf"[/:,、](?:{_PREFIX})?元$", "", key)
    shorter = _MONEY_TAIL.sub("", key)
    return (shorter if len(shorter) >= 2 else key).strip(":,、。.")
