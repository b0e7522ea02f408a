"""A comparison as CSV: one line for every row or figure that differs."""

from __future__ import annotations

import csv
from typing import TextIO

from pipeline.releases.model import Comparison
from pipeline.safe_text import for_spreadsheet

COLUMNS = (
    "release_a", "release_b", "change", "table", "month", "entity_id", "entity", "measure",
    "before", "after", "reason", "issue_id",
)  # fmt: skip

LONGEST = 1000
"""Longer texts (the body of an article, the rows of a raw table) are cut: no cell holds them."""


def write_csv(comparison: Comparison, out: TextIO) -> None:
    """Write every change; cells show text from a PDF and never compute it."""
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\n")
    writer.writerow(COLUMNS)
    for change in comparison.changes:
        values = (
            comparison.release_a, comparison.release_b, change.change, change.table, change.month,
            change.entity_id, change.entity, change.measure, change.before, change.after,
            change.reason, change.issue_id,
        )  # fmt: skip
        writer.writerow([for_spreadsheet(_cut(value)) for value in values])


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"
