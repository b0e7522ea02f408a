"""Files of decisions by hand."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from pipeline.decisions.lines import (
    CORRECTION_COLUMNS,
    REVIEW_COLUMNS,
    CorrectionLine,
    ReviewLine,
    read_corrections,
    read_reviews,
)
from tests.quality.handmade import ISSUE

SIGNED = {"reason": "misprint", "author": "李", "decided_on": "2030-06-01"}


def corrections(folder: Path, *rows: dict[str, str]) -> tuple[CorrectionLine, ...]:
    """Corrections of the handmade issue, through a file."""
    path = folder / "corrections.csv"
    path.write_bytes(csv_of(CORRECTION_COLUMNS, *rows).encode())
    return read_corrections(path)


def reviews(folder: Path, *rows: dict[str, str]) -> tuple[ReviewLine, ...]:
    """Reviews of the handmade issue, through a file."""
    path = folder / "reviews.csv"
    path.write_bytes(csv_of(REVIEW_COLUMNS, *rows).encode())
    return read_reviews(path)


def csv_of(columns: tuple[str, ...], *rows: dict[str, str]) -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, lineterminator="\n", restval="")
    writer.writeheader()
    writer.writerows({"issue_id": ISSUE, **SIGNED, **row} for row in rows)
    return out.getvalue()


def total_of(hospital: str, printed: str, corrected: str, **more: str) -> dict[str, str]:
    """A correction of the 小计 of a hospital."""
    return {"table_name": "bookings_by_hospital", "entity_id": hospital, "measure": "total",
            "printed": printed, "corrected": corrected, **more}  # fmt: skip
