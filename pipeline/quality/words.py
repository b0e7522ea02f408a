"""Numbers, months and cells in words, for the messages of findings."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from pipeline.model.message import Message
from pipeline.quality.cells import Cells, Naming

_MOST_NAMED = 8


def number(value: Any) -> str:
    """12,345 or 1,234.5; text and dates as they are."""
    if isinstance(value, Decimal):
        return f"{plain(value):,}" if value == value.to_integral() else f"{value.normalize():,f}"
    return f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else str(value)


def digits(value: Any) -> str | None:
    """The value for the columns `expected` and `observed`: no commas, no useless zeros."""
    if value is None:
        return None
    return str(plain(value)) if isinstance(value, Decimal) else str(value)


def plain(value: Decimal) -> int | Decimal:
    """The same number without useless zeros."""
    return int(value) if value == value.to_integral() else value.normalize()


def month(value: dt.date | None) -> str:
    """'2013-08'."""
    return Message("unknown_month") if value is None else f"{value:%Y-%m}"


def row(naming: Cells | Naming, entity_id: str | None, value: dt.date | None) -> str:
    """'南京市儿童医院 in 2013-08', or '2013-08' in a table of one row a month."""
    name = naming.name(entity_id)
    return Message("row_in", name=name, month=month(value)) if name else month(value)


def times(log: float) -> Message:
    """'10.3 times', for the logarithm of a factor; '0.097 times'."""
    factor = math.exp(log)
    return Message("times", factor=f"{factor:,.1f}" if factor >= 1 else f"{factor:.3f}")


def supposed(slip: str | None) -> str:
    """' (perhaps the digit 3 is doubled)', or nothing."""
    return Message("perhaps", slip=slip) if slip else ""


def sum_of(labels_and_values: Sequence[tuple[str, Any]]) -> str:
    """'电话预约 12 + 诊间预约 30'; long sums are cut."""
    named = [f"{label} {number(value)}" for label, value in labels_and_values]
    shown = named[:_MOST_NAMED] + (["…"] if len(named) > _MOST_NAMED else [])
    return " + ".join(shown)
