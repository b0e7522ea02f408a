"""Texts of cells that read as figures, as marks for missing ones, or as notes of a unit."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from pipeline.model.vocabulary import (
    COUNT_WORDS,
    MONEY_WORDS,
    MULTIPLE,
    any_of,
    missing_mark,
)

_BESIDE = r"[\d.,，、·%‰'’¥/:\s()*#※①-⑳↑↓→←↗↘↔⇧⇩⬆⬇▲△▼▽+\-−]*"
_UNIT = rf"(?:{MULTIPLE})?(?:{any_of((*MONEY_WORDS, *COUNT_WORDS))})|{MULTIPLE}"
_MARKED = r"[\s()*#※↑↓]*\d?[\s()*#※]*"
_BARE = re.compile(rf"{_BESIDE}\d{_BESIDE}")
_FIGURE = re.compile(rf"{_BARE.pattern}(?:(?:{_UNIT}){_MARKED})?")


@lru_cache(maxsize=1 << 14)
def is_figure(text: str) -> bool:
    """Does the text read as a figure, not as a name? (also 11/12, 57.38%, ①23, －5, 3.5万元)"""
    flat = unicodedata.normalize("NFKC", text).strip()
    return bool(flat) and _FIGURE.fullmatch(flat) is not None


def has_unit(text: str) -> bool:
    """Is a figure printed with its unit (21690个)?"""
    return _BARE.fullmatch(unicodedata.normalize("NFKC", text).strip()) is None


def without_last_unit(text: str) -> str:
    """A header text without the unit at its end: 快约人次 → 快约, 收入（千元） → 收入."""
    flat = unicodedata.normalize("NFKC", text)
    cut = re.search(rf"\(?(?:{_UNIT})\)?$", flat)
    return text[: cut.start()] if cut and len(flat) == len(text) else text


def is_mark(text: str) -> bool:
    """Is the text a mark for a figure that is missing?"""
    return missing_mark(text) or text.strip() == "*"


def speaks_of_unit(text: str) -> bool:
    """Is the text a note of the unit of a table, "（单位：万元）"?"""
    return re.fullmatch(r"[（(]?[^（(：:]{0,6}单位\s*[:：].{1,12}", text.strip()) is not None


def header_row_count(part_rows: Sequence[Sequence[str]]) -> int:
    """How many first rows hold no figure; 1 for a table of words, 0 where figures come at once."""
    for i, texts in enumerate(part_rows):
        if any(is_figure(text) for text in texts):
            return i
    return min(1, len(part_rows))
