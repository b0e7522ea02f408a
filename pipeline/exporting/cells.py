"""Single values as other programs take them."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from functools import lru_cache
from typing import Any

from pipeline.safe_text import for_spreadsheet

EXACT_DIGITS = 15
"""Every number of so many significant digits comes back unchanged from a double."""


@lru_cache(maxsize=100_000)
def safe_text(text: str) -> str:
    """As `for_spreadsheet`; a table repeats most of its texts, and each takes a while."""
    return for_spreadsheet(text)


def csv_line(values: list[Any]) -> str:
    """A line of CSV: numbers bare, text in quotation marks and never a formula, null empty."""
    return ",".join(map(_csv_field, values)) + "\r\n"


def exact_text(value: Decimal) -> str:
    """All digits of a decimal, without zeros at its end: 121380840.05, 137905000."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def moment_text(value: dt.datetime) -> str:
    """A time in UTC as in SQLite: 2025-03-09T08:30:00.000000Z."""
    return value.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def fits_a_double(value: int | Decimal) -> bool:
    """Is a number the same once a program has made it a double?"""
    digits = Decimal(value).normalize().as_tuple().digits
    return len(digits) <= EXACT_DIGITS


def _csv_field(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return exact_text(value)
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, dt.datetime):
        return moment_text(value)
    if isinstance(value, dt.date):
        return value.isoformat()
    text = value.hex() if isinstance(value, bytes) else safe_text(str(value))
    return '"' + text.replace('"', '""') + '"'
