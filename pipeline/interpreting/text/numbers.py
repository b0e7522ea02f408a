"""Printed text → an exact number, a mark for "not reported", or a doubt. Never a guess.

A text that cannot be read as a number yields no value and a reason; it never becomes 0.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from typing import Literal

from pipeline.interpreting.text.annotated import read_annotated
from pipeline.interpreting.text.normalise import (
    folded,
    radicals,
    without_marks,
    without_marks_before,
)
from pipeline.interpreting.text.units import Unit, unit_of
from pipeline.model.message import Message
from pipeline.model.vocabulary import MULTIPLE, UNCERTAIN_SIGNS, exponent, missing_mark

Kind = Literal["number", "missing", "unreadable"]

_LONGEST = 80
"""Characters of a text that may be a number: what is longer is none."""
_PLAIN = re.compile(r"[+-]?\d+(?:\.\d+)?")
_GROUPED = re.compile(r"[+-]?[1-9]\d{0,2}(?:(?:,\d{3})+|(?:'\d{3})+)(?:\.\d+)?")
_GROUP_MARKS = re.compile(r"[,']")
_USUAL = re.compile(r"(?:0|[1-9][0-9]*|[1-9][0-9]{0,2}(?:,[0-9]{3})+)(?:\.[0-9]+)?")
"""A figure as nearly all are printed, about which nothing else is to be asked."""
_SAME = str.maketrans("−﹣，．’", "--,.'")
_SPACES = re.compile(r"\s+")
_LONG_RUN = 4
"""Digits from which a run is longer than a group of thousands."""
_THOUSAND_GAPS = re.compile(r"[+-]?[1-9]\d{0,2}(?:\s\d{3})+(?:\.\d+)?")
_WITH_UNIT = re.compile(r"(?P<number>[+-]?[\d,.'\s]*\d)\s*(?P<unit>[^\d\s,.+-][^\d,.+-]*)")


_MONEY_SIGN = re.compile(r"(?:¥|RMB|CNY|人民币)\s*(?=\d)")
_PART = re.compile(rf"(?P<number>[\d,.]+)(?P<multiple>{MULTIPLE})?")
_COMPOUND = re.compile(rf"[\d,.]+(?:{MULTIPLE}零?[\d,.]+)+(?:{MULTIPLE})?")
_CHANGE = re.compile(
    r"(?P<number>.*\d\S{0,3})\s*"
    r"\([^()\d]{0,8}[+-]?\d+(?:\.\d+)?\s*(?:%|‰|个百分点)\s*[^()\d]{0,4}\)"
)
"""A figure with its share or change in brackets behind it: 9314(↑3.2%)."""


@dataclass(frozen=True)
class Number:
    """What a printed text says as a number.

    Attributes:
        kind: a number, a mark for missing, or unreadable.
        value: the number as printed, before any unit; None unless `kind` is number.
        doubt: why value or kind are not certain, in words; '' where they are.
        unit: a unit printed with the number (12.3万, 28天, 57.38%); None where there is none.
        marks: footnote marks that were behind it.
    """

    kind: Kind
    value: Decimal | None = None
    doubt: str = ""
    unit: Unit | None = None
    marks: str = ""


@lru_cache(maxsize=65536)
def read_number(printed: str) -> Number:
    """One number. `11/12` and anything else that is not exactly one number is unreadable."""
    if len(printed) > _LONGEST:
        return Number("unreadable", doubt=Message("not_a_number", text=f"{printed[:20]}…"))
    if _USUAL.fullmatch(printed):
        return Number("number", Decimal(printed.replace(",", "")))
    bare, marks = without_marks(radicals(printed))
    figure, before = without_marks_before(bare)
    if before:
        return _marked_before(read_number(figure), before, marks)
    text = _SPACES.sub(" ", _narrow(bare)).strip()
    if not text or missing_mark(folded(text)):
        return Number("missing", marks=marks)
    if text in UNCERTAIN_SIGNS:
        return Number("missing", doubt=Message("mark_of_missing", text=printed))
    plain = _digits(text)
    if plain.kind != "unreadable":
        return Number(plain.kind, plain.value, plain.doubt, None, marks)
    if changed := _CHANGE.fullmatch(text):
        bracketed = read_number(changed["number"])
        return Number(
            bracketed.kind, bracketed.value, bracketed.doubt, bracketed.unit,
            bracketed.marks + marks,
        )  # fmt: skip
    if sign := _MONEY_SIGN.match(text):
        amount = read_number(text[sign.end() :])
        return Number(amount.kind, amount.value, amount.doubt, amount.unit or unit_of("元"), marks)
    found = _WITH_UNIT.fullmatch(text)
    unit = unit_of(found["unit"]) if found else None
    if found and unit:
        with_unit = _digits(found["number"])
        return Number(with_unit.kind, with_unit.value, with_unit.doubt, unit, marks)
    annotated = read_annotated(text)
    inner = read_number(annotated.figure) if annotated else None
    if annotated and inner and inner.kind == "number":
        return replace(inner, doubt=inner.doubt or annotated.doubt, marks=marks)
    return Number("unreadable", doubt=plain.doubt, marks=marks)


def read_compound(text: str) -> Number | None:
    """A number of several multiples (3亿5千万), in pieces and with a doubt; None for any other.

    Unreadable where a multiple is not smaller than the one before it.
    """
    parts = [(m["number"], m["multiple"]) for m in _PART.finditer(text)]
    if len(parts) < 2 or not _COMPOUND.fullmatch(text):
        return None
    total, last = Decimal(0), Decimal("Infinity")
    for printed, multiple in parts:
        number = _digits(printed)
        value = number.value * Decimal(10) ** exponent(multiple or "") if number.value else None
        if value is None or value >= last:
            return Number("unreadable", doubt=Message("not_one_number", text=text))
        total, last = total + value, Decimal(10) ** exponent(multiple or "")
    return Number("number", total, Message("taken_for", text=text, number=total))


@lru_cache(maxsize=16384)
def read_pair(printed: str) -> tuple[Number, Number]:
    """Two numbers in one text: `11/12` → 11 and 12.

    A single number is the first of the pair, with a doubt; a mark for missing is both.
    """
    if len(printed) > _LONGEST:
        return (read_number(printed),) * 2
    bare, marks = without_marks(radicals(printed))
    if not bare.strip() or missing_mark(folded(bare)):
        return (Number("missing", marks=marks),) * 2
    text = _narrow(bare).replace("⁄", "/").replace("∕", "/").strip()
    parts = re.split(r"\s*/\s*", text) if text.count("/") == 1 else [text]
    if len(parts) == 2:
        first, second = (read_number(part) for part in parts)
        if not all(part.strip() for part in parts):
            half = Message("one_of_two", text=printed)
            first, second = (replace(n, doubt=n.doubt or half) for n in (first, second))
        return _marked(first, marks), _marked(second, marks)
    single = read_number(printed)
    if single.kind == "number":
        doubt = single.doubt or Message("one_of_two", text=printed)
        missing = Number("missing", doubt=doubt, marks=marks)
        return Number("number", single.value, doubt, single.unit, marks), missing
    return single, single


def looks_numeric(printed: str) -> bool:
    """Is the text a number or a pair of numbers (not a mark for missing)?"""
    if read_number(printed).kind == "number":
        return True
    return any(n.kind == "number" for n in read_pair(printed)) and "/" in folded(printed)


def _digits(text: str) -> Number:
    if _PLAIN.fullmatch(text):
        value = Decimal(text)
        whole = text.lstrip("+-").split(".")[0]
        doubt = Message("zeros_in_front", text=text) if len(whole) > 1 and whole[0] == "0" else ""
        return Number("number", value, doubt)
    if _GROUPED.fullmatch(text):
        return Number("number", Decimal(_GROUP_MARKS.sub("", text)))
    if _THOUSAND_GAPS.fullmatch(text):
        return Number("number", Decimal(_SPACES.sub("", text)))
    if " " in text and any(c.isdigit() for c in text):
        return _with_spaces(text)
    return Number("unreadable", doubt=Message("not_a_number", text=text))


def _with_spaces(text: str) -> Number:
    """A stray white space inside a number: the digits are certain, that they are one is not.

    Two long runs of as many digits are rather a figure and its correction: neither is taken.
    """
    runs = text.split()
    if len(runs) == 2 and len(runs[0]) == len(runs[1]) >= _LONG_RUN and all(map(str.isdigit, runs)):
        return Number("unreadable", doubt=Message("perhaps_two_figures", text=text))
    joined = _SPACES.sub("", text)
    if _PLAIN.fullmatch(joined) or _GROUPED.fullmatch(joined):
        doubt = Message("space_inside", text=text, number=joined)
        return Number("number", Decimal(_GROUP_MARKS.sub("", joined)), doubt)
    return Number("unreadable", doubt=Message("not_a_number", text=text))


def _narrow(text: str) -> str:
    """NFKC character by character, white space kept as it is; the minus signs as `-`."""
    if text.isascii():
        return text
    out = "".join(_narrow_one(c) for c in text)
    return out.translate(_SAME)


def _narrow_one(char: str) -> str:
    # a circled or raised digit (category No) is a footnote mark, never part of a number
    if char.isspace() or unicodedata.category(char) == "No":
        return char
    return unicodedata.normalize("NFKC", char)


def _marked_before(number: Number, before: str, behind: str) -> Number:
    """A number with a mark in front, which may be a digit of it: the value has a doubt."""
    doubt = number.doubt or Message("mark_before", text=before)
    return Number(number.kind, number.value, doubt, number.unit, before + behind)


def _marked(number: Number, marks: str) -> Number:
    return Number(number.kind, number.value, number.doubt, number.unit, marks or number.marks)
