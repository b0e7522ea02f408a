"""A table as one JSON object a line: dates as text, amounts as numbers where they stay exact."""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from collections.abc import Iterable
from decimal import Decimal
from typing import Any, BinaryIO

from pipeline.exporting.cells import exact_text, fits_a_double, moment_text


def write_json_lines(
    table: str, head: list[str], rows: Iterable[list[Any]], file: BinaryIO
) -> list[str]:  # fmt: skip
    """Write the rows; returns a sentence for each column with numbers that became text."""
    as_text: Counter[str] = Counter()
    for row in rows:
        record = {name: _json(value) for name, value in zip(head, row, strict=True)}
        for name, value in zip(head, row, strict=True):
            as_text[name] += isinstance(value, Decimal) and isinstance(record[name], str)
        file.write((json.dumps(record, ensure_ascii=False) + "\n").encode())
    return [
        f"{count} figures of {table}.{name} are text, as they have more digits than a number holds."
        for name, count in as_text.items()
        if count
    ]


def _json(value: Any) -> Any:
    if isinstance(value, Decimal):
        if value == value.to_integral_value() and abs(value) < 2**53:
            return int(value)
        return float(value) if fits_a_double(value) else exact_text(value)
    if isinstance(value, dt.datetime):
        return moment_text(value)
    return value.isoformat() if isinstance(value, dt.date) else value
