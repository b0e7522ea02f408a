"""Printed text made comparable: radicals, full width, white space, footnote marks, brackets.

Three forms of one text are used throughout:
- as printed: what is on the page;
- tidy: for people to read (NFKC, single spaces, none between Chinese characters);
- folded: for comparing (NFKC, no white space at all).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache

from pipeline.interpreting.text.traditional import simplified
from pipeline.model.vocabulary import with_unreadable
from pipeline.reading.page.radicals import without_radicals

# zero-width characters and soft hyphens print nothing
_INVISIBLE = dict.fromkeys((0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, 0x00AD), "")
_CJK = r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u303f“”‘’—…·]"
_CJK_GAP = re.compile(rf"(?<={_CJK})\s+|\s+(?={_CJK})")
_SUPERSCRIPT_DIGITS = "⁰¹²³⁴⁵⁶⁷⁸⁹"
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳❶❷❸❹❺❻❼❽❾❿⓪⑴-⒇➀-➓"
_ARROWS = "↑↓→←↗↘↔⇧⇩⬆⬇▲△▼▽"
"""Behind a figure they say how it changed, perhaps by how much; they are no part of it."""
_MARKS = re.compile(
    rf"(?:\s*(?:[{_ARROWS}]\s*\d[\d.]*\s*[%％]|[*＊#＃†‡※★☆{_ARROWS}{_CIRCLED}{_SUPERSCRIPT_DIGITS}]|[\[［【]\s*注?\s*\d{{1,2}}\s*[\]］】]|[(（]?注\s*\d{{0,2}}\s*[)）]?))+\s*$"
)
_MARKS_BEFORE = re.compile(rf"\s*[{_CIRCLED}]+\s*(?=[+-]?\d)")
_MARKS_MOST = 40
"""Characters at the end of a text among which footnote marks are looked for."""
_LISTED = re.compile(r"^\d{1,3}[.、)](?=[\u4e00-\u9fff])")
_CODED = re.compile(r"^[A-Z]{0,2}\d{6,22}[A-Z]?[-:]?(?=[\u4e00-\u9fff])")
"""A register's code of a place before its name (320102玄武区). Numbers that are names are shorter:
12320, 12345."""
_SUFFIXES_MOST = 8
"""Suffixes in brackets that a name may have."""
_BRACKETS = re.compile(r"[(\[{<〔【〈《](?P<inner>[^()\[\]{}<>〔〕【】〈〉《》]*)[)\]}>〕】〉》]")
_NUMERALS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0, "两": 2}


@lru_cache(maxsize=65536)
def radicals(text: str) -> str:
    """Radicals replaced by the characters that they mean, unreadable glyphs by U+FFFD.

    Invisible characters are gone.
    """
    return with_unreadable(without_radicals(text)).translate(_INVISIBLE)


@lru_cache(maxsize=65536)
def folded(text: str) -> str:
    """For comparing: simplified characters, NFKC, no white space."""
    return simplified("".join(unicodedata.normalize("NFKC", radicals(text)).split()))


@lru_cache(maxsize=65536)
def tidy(text: str) -> str:
    """For reading: NFKC, runs of white space as one space, none beside Chinese characters."""
    plain = unicodedata.normalize("NFKC", radicals(text))
    return _CJK_GAP.sub("", " ".join(plain.split()))


def without_marks(text: str) -> tuple[str, str]:
    """(text without footnote marks at its end, the marks): before NFKC turns ① into 1."""
    found = _MARKS.search(text.rstrip(), max(0, len(text.rstrip()) - _MARKS_MOST))
    if not found or not text[: found.start()].strip():
        return text, ""
    return text[: found.start()].rstrip(), "".join(found.group().split())


def without_marks_before(text: str) -> tuple[str, str]:
    """(a figure without circled marks in front of it, the marks)."""
    found = _MARKS_BEFORE.match(text)
    return (text[found.end() :], found.group().strip()) if found else (text, "")


@lru_cache(maxsize=65536)
def name_key(text: str) -> str:
    """A printed name for looking up: folded, without footnote marks, its number and its code."""
    if text.isdigit() and text.isascii():  # as most cells are that are looked up
        return text
    key = _LISTED.sub("", folded(without_marks(radicals(text))[0]))
    return _CODED.sub("", key).strip(":;,。")


def without_bracketed_suffix(key: str) -> str:
    """南京市儿童医院(含河西院区) → 南京市儿童医院; a name that is all bracket stays."""
    bare = key
    for _ in range(_SUFFIXES_MOST):
        if not bare.endswith((")", "]", "〕", "】")):
            break
        opening = max(bare.rfind(c) for c in "([〔【")
        if opening <= 0:
            break
        bare = bare[:opening]
    return bare


def without_bracketed(text: str, unwanted: Callable[[str], bool]) -> str:
    """Folded text without the brackets, and what is in them, of which `unwanted` is true."""
    return _BRACKETS.sub(lambda m: "" if unwanted(m["inner"]) else m.group(), folded(text))


def bracketed(text: str) -> list[str]:
    """What is in brackets of any kind, folded, in order."""
    return [m["inner"] for m in _BRACKETS.finditer(folded(text))]


def without_brackets(text: str) -> str:
    """Folded text with every bracketed part removed."""
    return _BRACKETS.sub("", folded(text))


def numeral(text: str) -> int | None:
    """An ordinal as a whole number: `12`, `十二`, `二十`, `〇三`; None where it is none."""
    key = folded(text)
    if key.isascii() and key.isdigit():
        return int(key)
    if not key or any(c not in _NUMERALS and c not in "十百" for c in key):
        return None
    if not set(key) & set("十百"):
        return int("".join(str(_NUMERALS[c]) for c in key))
    total, digit = 0, 0
    for c in key:
        if c in "十百":
            total += (digit or 1) * (10 if c == "十" else 100)
            digit = 0
        else:
            digit = _NUMERALS[c]
    return total + digit
