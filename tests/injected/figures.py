"""Slips of the pen in one printed figure. Each answers None where it would change nothing."""

from __future__ import annotations

import re
from collections.abc import Callable
from random import Random

_FIGURE = re.compile(r"\d[\d,，]*(?:\.\d+)?")

Slip = Callable[[str, Random], str | None]


def slipped(printed: str, slip: Slip, chance: Random) -> str | None:
    """The printed text with its only figure slipped; commas and what stands around stay."""
    found = _FIGURE.findall(printed)
    if len(found) != 1:
        return None
    plain = found[0].replace(",", "").replace("，", "")
    wrong = slip(plain, chance)
    if wrong is None or _value(wrong) == _value(plain):
        return None
    return printed.replace(found[0], _grouped(wrong) if "," in found[0] else wrong)


def ten_times(plain: str, _: Random) -> str | None:
    return _shifted(plain, 1) if _value(plain) else None


def tenth(plain: str, _: Random) -> str | None:
    """The last digit lost; of an amount the point one place to the left."""
    return _shifted(plain, -1) if _value(plain) >= 10 else None


def point_moved(plain: str, chance: Random) -> str | None:
    """The decimal point one place aside, or lost."""
    if "." not in plain:
        return None
    lost = plain.replace(".", "")
    return chance.choice([_shifted(plain, 1), _shifted(plain, -1), lost.lstrip("0") or None])


def doubled(plain: str, chance: Random) -> str | None:
    whole, point, rest = plain.partition(".")
    at = chance.randrange(len(whole))
    return None if whole == "0" else whole[: at + 1] + whole[at] + whole[at + 1 :] + point + rest


def dropped(plain: str, chance: Random) -> str | None:
    whole, point, rest = plain.partition(".")
    at = chance.randrange(len(whole))
    left = whole[:at] + whole[at + 1 :]
    return None if not left or left[0] == "0" else left + point + rest


def transposed(plain: str, chance: Random) -> str | None:
    whole, point, rest = plain.partition(".")
    pairs = [i for i in range(len(whole) - 1) if whole[i] != whole[i + 1]]
    pairs = [i for i in pairs if i or whole[1] != "0"]
    if not pairs:
        return None
    at = chance.choice(pairs)
    return whole[:at] + whole[at + 1] + whole[at] + whole[at + 2 :] + point + rest


def other_digit(plain: str, chance: Random) -> str | None:
    """One digit, not the first of many, is another."""
    whole, point, rest = plain.partition(".")
    at = chance.randrange(min(1, len(whole) - 1), len(whole))
    digit = chance.choice([d for d in "123456789" if d != whole[at]])
    return whole[:at] + digit + whole[at + 1 :] + point + rest


def _shifted(plain: str, places: int) -> str | None:
    whole, point, rest = plain.partition(".")
    if not point:
        return plain + "0" * places if places > 0 else (plain[:places] or None)
    digits = whole + rest
    at = len(whole) + places
    if at <= 0:
        return None
    return (digits[:at].lstrip("0") or "0") + "." + (digits[at:] or "0")


def _grouped(plain: str) -> str:
    whole, point, rest = plain.partition(".")
    return f"{int(whole):,}{point}{rest}"


def _value(plain: str) -> float:
    return float(plain)
