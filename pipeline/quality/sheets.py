"""What Great Expectations checks: every table of the dataset, and sheets prepared from it.

A sheet is plain records of Python values; only the engine makes frames of them. Relations
across rows or tables get a prepared sheet, whose rows put the two sides next to each other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

Record = dict[str, Any]


@dataclass(frozen=True)
class Sheet:
    """A frame to be: its name, the columns that identify a row, all columns, and the rows."""

    name: str
    key: tuple[str, ...]
    columns: tuple[str, ...]
    records: Sequence[Record]
