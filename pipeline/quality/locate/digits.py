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

from pipeline.model.message import Message

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
    words: Message


def slip_to(printed: Decimal | int, right: Decimal | int) -> Message | None:
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
        for places, code in (
            (-1, "slip_point_right"), (1, "slip_point_left"),
            (-2, "slip_point_right_2"), (2, "slip_point_left_2"),
        ):  # fmt: skip
            yield Slip(Decimal(plain).scaleb(places), Message(code))


def _doubled(plain: str) -> Iterator[Slip]:
    whole, rest = _parts(plain)
    for i in range(len(whole) - 1):
        if whole[i] == whole[i + 1] and whole[i] != "0":
            doubled = Message("slip_doubled", digit=whole[i])
            yield Slip(Decimal(whole[:i] + whole[i + 1 :] + rest), doubled)


def _zeros(plain: str) -> Iterator[Slip]:
    if "." not in plain and plain.endswith("0") and len(plain) > 1:
        yield Slip(Decimal(plain[:-1]), Message("slip_zero"))


def _transposed(plain: str) -> Iterator[Slip]:
    whole, rest = _parts(plain)
    for i in range(len(whole) - 1):
        left, right = whole[i], whole[i + 1]
        if left != right:
            swapped = whole[:i] + right + left + whole[i + 2 :] + rest
            yield Slip(Decimal(swapped), Message("slip_transposed", left=left, right=right))


def _superfluous(plain: str) -> Iterator[Slip]:
    whole, rest = _parts(plain)
    for i in range(len(whole) if len(whole) > 1 else 0):
        superfluous = Message("slip_superfluous", digit=whole[i])
        yield Slip(Decimal(whole[:i] + whole[i + 1 :] + rest), superfluous)


def _hundreds(plain: str) -> Iterator[Slip]:
    if "." not in plain:
        yield Slip(Decimal(plain) / 100, Message("slip_point_lost"))
        yield Slip(Decimal(plain) * 100, Message("slip_hundredth"))


def _lacking(plain: str, usual: float, near: float) -> Slip | None:
    """Could one digit more make the figure usual?"""
    whole, rest = _parts(plain)
    longer = (
        float(whole[:i] + digit + whole[i:] + rest)
        for i in range(len(whole) + 1) for digit in "0123456789"
    )  # fmt: skip
    fits = any(value and abs(math.log(value / usual)) <= near for value in longer)
    return Slip(None, Message("slip_digit_lost")) if fits and usual > float(plain) * 2 else None


def _magnitude(printed: Decimal, right: Decimal) -> Message | None:
    """Whole powers of ten that are no slip of a single character: a wrong unit."""
    for places in range(1, 5):
        if printed and printed == right.scaleb(places):
            return Message("slip_too_large", factor=f"{10**places:,}")
        if printed and right == printed.scaleb(places):
            return Message("slip_too_small", factor=f"{10**places:,}")
    return None


def _missing_digit(printed: str, right: str) -> Message | None:
    for i, digit in enumerate(right):
        if digit.isdigit() and right[:i] + right[i + 1 :] == printed:
            return Message("slip_missing", digit=digit)
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
