"""The result of a cross-check, as lines of the summary of a run."""

from __future__ import annotations

from pipeline.model.reasons import named
from pipeline.run.report import RunReport

_MANY = 10
"""If more files than this failed, the rest is only counted."""


def cross_check_lines(report: RunReport) -> list[tuple[str, str]]:
    """Lines for the summary of a run; none without `--cross-check`."""
    checked = report.cross_checked
    if checked is None:
        return []
    if not checked:
        return [("Cross-check", "every file was compared before; nothing to do")]
    done = [found for found in checked if not found.failure]
    failed = [found for found in checked if found.failure]
    tables = sum(found.tables for found in done)
    read = sum(found.tables_read for found in done)
    lines = [
        (
            "Cross-check",
            f"{_count(len(done), 'file')} compared: a second engine read {read:,} of "
            f"{_count(tables, 'table')}",
        ),
        (
            "",
            f"{sum(f.agreed for f in done):,} figures agree, "
            f"{sum(f.differing for f in done):,} differ, "
            f"{sum(f.apart for f in done):,} could not be compared",
        ),
    ]
    lines += [("", f"not compared: {named(f.failure, f.file_name)}") for f in failed[:_MANY]]
    if len(failed) > _MANY:
        lines.append(("", f"… and {len(failed) - _MANY} more that could not be compared"))
    return lines


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}" + ("" if number == 1 else "s")
