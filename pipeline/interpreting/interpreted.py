"""What the interpretation of one PDF gives, for those who make none."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from pipeline.interpreting.names.entities import Resolved
from pipeline.reading.model import Cell
from schemas.base import Row
from schemas.issues import Issue
from schemas.quality import Finding, Observation, RawTable


@dataclass(frozen=True)
class InterpretedIssue:
    """All that one PDF says.

    Attributes:
        issue: its row; `source_file` and `revision` are set when the dataset is built.
        corrected: does the masthead call it a corrected edition?
        inferred: were year and number taken from the statistics, the masthead being a picture?
        expected: months that it should report: the one before it; two for a combined issue.
        rows: rows of all fact tables but `issues`.
        raw_tables, observations, findings: what belongs to it in these tables.
        names: every printed name in its tables and what it stands for.
        modified: when the PDF says that it was last changed, UTC; None where it does not.
        cells: for each observation, the cell that prints it, None in running text; empty where the
            interpretation was kept, for it is not stored.
    """

    issue: Issue
    corrected: bool
    inferred: bool
    expected: tuple[dt.date, ...]
    rows: tuple[Row, ...]
    raw_tables: tuple[RawTable, ...]
    observations: tuple[Observation, ...]
    findings: tuple[Finding, ...]
    names: tuple[Resolved, ...]
    modified: dt.datetime | None = None
    cells: tuple[Cell | None, ...] = field(default=(), compare=False, repr=False)

    @property
    def issue_id(self) -> str:
        return self.issue.issue_id

    @property
    def sha256(self) -> str:
        return self.issue.source_sha256
