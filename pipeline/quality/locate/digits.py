"""Which mistake in writing may explain a figure: a digit too many, two transposed, a point moved.

Pure text and numbers. `slip_to` compares a printed figure with the value that sums demand of it;
`likely_slip` looks for a slip that leads to about what history lets one expect.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

_FIGURE = re.compile(r"\d[\d,，]*(?:\.\d+)?")
_NEAR = 0.35
"""Log distance within which a value counts as what history lets one expect, at the least: an
ordinary month of an ordinary series."""


@dataclass(frozen=True)
class Slip:
    """A value that may have been meant, in the unit of print, and what then went wrong.

    `value` is None where the digits do not show it: a missing digit can be any.
    """

    value: Decimal | None
    words: str


def slip_to(printed: Decimal | int, right: Decimal | int) -> str | None:
    """What went wrong, in words, if one slip leads from `right` to `printed`; else None."""
    found = (slip.words for slip in _slips(_plain(printed)) if slip.value == right)
    return (
        next(found, None)
        or _missing_digit(_plain(printed), _plain(right))
        or _magnitude(Decimal(printed), Decimal(right))
    )


def likely_slip(printed: str, value: Decimal | int, usual: float, scale: float) -> Slip | None:
    """The slip whose undoing brings a figure nearest to what is usual; None where none does.

    Args:
        printed: the cell's text.
        value, usual: the figure and what is usual, in the unit of the measure.
        scale: usual scatter of the figure's logarithm.
    """
    found = _FIGURE.findall(printed)
    if len(found) != 1 or usual <= 0 or not value:
        return None
    plain = found[0].replace(",", "").replace("，", "")
    if not Decimal(plain):
        return None
    unit = float(value) / float(plain)
    near = max(_NEAR, 2 * scale)
    for slips in _by_likelihood(plain):
        fitting = [(d, slip) for slip in slips if (d := _distance(slip, unit, usual)) <= near]
        if fitting:
            return min(fitting, key=lambda pair: pair[0])[1]
    return _lacking(plain, usual / unit, near)


def _by_likelihood(plain: str) -> Iterator[list[Slip]]:
    """Slips in groups, the likelier first; within a group the nearest value decides."""
    yield list(_points(plain))
    yield list(_doubled(plain))
    yield list(_zeros(plain))
    yield list(_transposed(plain))
    yield list(_superfluous(plain))
    yield list(_hundreds(plain))


def _slips(plain: str) -> Iterator[Slip]:
    for slips in _by_likelihood(plain):
        yield from slips


def _points(plain: str) -> Iterator[Slip]:
    """A decimal point moved, of a figure that has one."""
    if "." in plain:
        for places, words in (
            (-1, "the decimal point is one place too far right"),
            (1, "the decimal point is one place too far left"),
            (-2, "the decimal point is two places too far right"),
            (2, "the decimal point is two places too far left"),
        ):
            yield Slip(Decimal(plain).scaleb(places), words)


def _doubled(plain: str) -> Iterator[Slip]:
    whole, rest = _parts(plain)
    for i in range(len(whole) - 1):
        if whole[i] == whole[i + 1] and whole[i] != "0":
            yield Slip(
                Decimal(whole[:i] + whole[i + 1 :] + rest), f"the digit {whole[i]} is doubled"
            )


def _zeros(plain: str) -> Iterator[Slip]:
    if "." not in plain and plain.endswith("0") and len(plain) > 1:
        yield Slip(Decimal(plain[:-1]), "there is a 0 too many at its end")


def _transposed(plain: str) -> Iterator[Slip]:
    whole, rest = _parts(plain)
    for i in range(len(whole) - 1):
        left, right = whole[i], whole[i + 1]
        if left != right:
            swapped = whole[:i] + right + left + whole[i + 2 :] + rest
            yield Slip(Decimal(swapped), f"the digits {left} and {right} are transposed")


def _superfluous(plain: str) -> Iterator[Slip]:
    whole, rest = _parts(plain)
    for i in range(len(whole) if len(whole) > 1 else 0):
        yield Slip(Decimal(whole[:i] + whole[i + 1 :] + rest), f"the digit {whole[i]} is too many")


def _hundreds(plain: str) -> Iterator[Slip]:
    if "." not in plain:
        yield Slip(Decimal(plain) / 100, "it is a hundred times too large, as if a point were lost")
        yield Slip(Decimal(plain) * 100, "it is a hundred times too small")


def _lacking(plain: str, usual: float, near: float) -> Slip | None:
    """Could one digit more make the figure usual?"""
    whole, rest = _parts(plain)
    longer = (
        float(whole[:i] + digit + whole[i:] + rest)
        for i in range(len(whole) + 1) for digit in "0123456789"
    )  # fmt: skip
    fits = any(value and abs(math.log(value / usual)) <= near for value in longer)
    return Slip(None, "a digit is missing") if fits and usual > float(plain) * 2 else None


def _magnitude(printed: Decimal, right: Decimal) -> str | None:
    """Whole powers of ten that are no slip of a single character: a wrong unit."""
    for places in range(1, 5):
        if printed and printed == right.scaleb(places):
            return f"it is {10**places:,} times too large"
        if printed and right == printed.scaleb(places):
            return f"it is {10**places:,} times too small"
    return None


def _missing_digit(printed: str, right: str) -> str | None:
    for i, digit in enumerate(right):
        if digit.isdigit() and right[:i] + right[i + 1 :] == printed:
            return f"the digit {digit} is missing"
    return None


def _distance(slip: Slip, unit: float, usual: float) -> float:
    value = float(slip.value or 0) * unit
    return abs(math.log(value / usual)) if value > 0 else math.inf


def _parts(plain: str) -> tuple[str, str]:
    whole, point, rest = plain.partition(".")
    return whole, point + rest


def _plain(value: Decimal | int) -> str:
    number = Decimal(value)
    return f"{number.to_integral():f}" if number == number.to_integral() else f"{number:f}"
