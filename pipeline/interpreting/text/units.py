"""Units in print (千元, 万条, 亿) and the exact factor to the unit of the dataset."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Literal

from pipeline.interpreting.text.normalise import (
    bracketed,
    folded,
    without_bracketed,
    without_brackets,
)
from pipeline.model.vocabulary import (
    COUNT_WORDS,
    DATE_WORDS,
    MONEY_WORDS,
    MULTIPLE,
    OTHER_COUNT_WORDS,
    TIME_WORDS,
    any_of,
    exponent,
)

Dimension = Literal["money", "count", "percent", "time", "any"]

_MONEY = any_of(MONEY_WORDS)
_COUNT = any_of((*COUNT_WORDS, *OTHER_COUNT_WORDS, *DATE_WORDS))
_UNIT = re.compile(
    rf"(?:人民币|RMB|￥|¥)?(?P<multiple>{MULTIPLE})?(?P<base>{_MONEY}|{_COUNT})?(?:人民币)?"
)
_MULTIPLE = re.compile(f"^{MULTIPLE}")
_STATED = re.compile(
    r"(?:单位|计量单位|金额单位|货币单位)(?:均)?(?:为|是)?[::]?(?P<list>[^,;。()]*)"
)
_IN_UNITS = re.compile(
    rf"以(?P<unit>(?:{MULTIPLE})?(?:{_MONEY}|{_COUNT})|{MULTIPLE})(?:为单位|计|统计|表示)"
)
_MONEY_TAIL = re.compile(rf"(?P<unit>(?:{MULTIPLE})?元)$")
_PARTED_TAIL = re.compile(r"[/:,、](?P<unit>[^/:,、()]{1,6})$")


@dataclass(frozen=True)
class Unit:
    """A unit in print.

    Attributes:
        printed: as it is, folded (千元).
        dimension: money, count, percent, time; `any` for a bare multiple (万).
        factor: value in print × factor = value in yuan, in pieces.
    """

    printed: str
    dimension: Dimension
    factor: Decimal

    def fits(self, dimension: Dimension) -> bool:
        return "any" in (self.dimension, dimension) or self.dimension == dimension


@lru_cache(maxsize=4096)
def unit_of(text: str) -> Unit | None:
    """A text that is a unit and nothing else: 千元, 人次, 亿条, 万, %."""
    key = folded(text).removeprefix("单位:").removeprefix("单位")
    if key in ("%", "百分比", "‰"):
        return Unit(key, "percent", Decimal(1)) if key != "‰" else None
    found = _UNIT.fullmatch(key)
    if not found or not key or not (found["multiple"] or found["base"]):
        return None
    base = found["base"] or ""
    return Unit(key, _dimension(base), Decimal(10) ** exponent(found["multiple"] or ""))


def _dimension(base: str) -> Dimension:
    if not base:
        return "any"
    if base in TIME_WORDS:
        return "time"
    return "money" if base in MONEY_WORDS else "count"


@lru_cache(maxsize=4096)
def unit_of_header(text: str) -> Unit | None:
    """The unit that a header states: 收入（千元）, 收入:千元, 收入千元, 上传量/万条."""
    for inner in bracketed(text):
        for part in (inner, *re.split(r"[,、:/]|单位", inner)):
            unit = unit_of(part)
            if unit:
                return unit
    bare = without_brackets(text)
    parted = _PARTED_TAIL.search(bare)
    unit = unit_of(parted["unit"]) if parted else None
    if unit and (unit.dimension == "money" or unit.factor != 1):
        return unit
    tail = _MONEY_TAIL.search(bare)
    return unit_of(tail["unit"]) if tail else None


def units_stated(text: str) -> list[Unit]:
    """The units that a caption or note states: （单位：万元、人次）, 收入以千元为单位, （万条）."""
    key = folded(text)
    found = [
        unit
        for stated in _STATED.finditer(key)
        for part in re.split(r"[、/和及]", stated["list"])
        if (unit := unit_of(part))
    ]
    found += [unit for m in _IN_UNITS.finditer(key) if (unit := unit_of(m["unit"]))]
    found += [
        unit
        for inner in bracketed(key)
        if (unit := unit_of(inner)) and (unit.dimension == "money" or unit.factor != 1)
    ]
    return list(dict.fromkeys(found))


def states_unit(text: str) -> bool:
    """Is the text a note of the unit of a table and nothing else, in brackets or not?"""
    key = folded(text)
    note = re.fullmatch(r"[(]?[^(:,。]{0,4}单位:[^:。]{1,16}", key) is not None
    return note and bool(units_stated(key))


@lru_cache(maxsize=4096)
def without_unit(header: str) -> str:
    """Folded header text without its unit: 收入(千元) → 收入; other brackets stay."""
    key = without_bracketed(header, lambda inner: inner.startswith("单位") or bool(unit_of(inner)))
    parted = _PARTED_TAIL.search(key)
    unit = unit_of(parted["unit"]) if parted else None
    if parted and unit and unit.dimension == "money":
        key = key[: parted.start()]
    elif parted and unit and unit.factor != 1:
        key = f"{key[: parted.start()]}/{_MULTIPLE.sub('', parted['unit'])}".rstrip("/")
    shorter = _MONEY_TAIL.sub("", key)
    return (shorter if len(shorter) >= 2 else key).strip(":,、。.")
