"""A finding where pages of a file may be missing, be there twice or be of another issue."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from pipeline.interpreting.collect import Collector
from pipeline.model.message import Message
from pipeline.reading.model import Reading
from schemas.issues import Issue

_OTHER_PAGES: Mapping[str, int] = {
    "pages_missing": 1, "begins_without_caption": 1, "begins_below_notes": 1,
    "begins_below_other": 1, "ends_without_total": 1, "ends_at_foot": 1, "comes_again": 1,
    "row_in_two_tables": 1, "order_numbers_missing": 1, "row_numbers_absent": 1,
    "entity_again": 3,
}  # fmt: skip
"""Findings of pages that are missing or of another issue, and how many of them say so: one name
that comes twice in a table is a misprint."""
_REPEATED = "page_repeated"


def report_page_count(reading: Reading, issue: Issue, out: Collector) -> None:
    """A finding where pages may be missing, be there twice or be of another issue.

    Args:
        out: with all other findings on the pages.
    """
    repeated = any(getattr(doubt.message, "code", "") == _REPEATED for doubt in reading.doubts)
    found = Counter(finding.message_code for finding in out.findings)
    if repeated or any(found[code] >= fewest for code, fewest in _OTHER_PAGES.items()):
        out.find(
            "low_confidence", "info",
            Message("pages_uncertain", count=issue.page_count),
            table=Issue.table.name, month=issue.month, measure="page_count",
            observed=str(issue.page_count),
        )  # fmt: skip
