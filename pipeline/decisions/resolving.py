"""Findings that a correction resolves: left as `info`, with its author and reason."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from pipeline.decisions.figures import Figures
from pipeline.model.dataset import Dataset
from pipeline.model.findings import by_topic, merged, reworded
from pipeline.model.message import Message
from pipeline.quality.cells import TOTALS, Cells
from pipeline.quality.words import digits
from schemas.quality import Correction, Finding


def with_resolved(before: Dataset, after: Dataset) -> Dataset:
    """The corrected dataset, with the findings of the uncorrected one that are gone as `info`.

    Args:
        before: the dataset as printed, validated.
        after: the same with corrections, validated.
    """
    corrections = after.of_type(Correction)
    figures = Figures(after)
    resolved = [
        resolved_by(_closest(found, corrections), found, figures.cells)
        for found in _gone(before.of_type(Finding), after.of_type(Finding))
    ]
    findings = [_of_a_correction(found, figures) for found in after.of_type(Finding)]
    return after.with_rows(("findings", merged(findings, resolved)))


def _of_a_correction(found: Finding, figures: Figures) -> Finding:
    """What is found about a corrected figure is about the correction, not about the page."""
    seen = figures.named_by(found) if found.severity != "info" else None
    if seen is None or seen.status != "corrected":
        return found
    return reworded(found, found.severity, Message("figure_corrected", printed=seen.printed))


def resolved_by(corrections: Sequence[Correction], found: Finding, cells: Cells) -> Finding:
    """A finding as `info`, with the corrections that resolved it named in its message."""
    return reworded(found, "info", *(_sentence(one, cells) for one in corrections))


def signed(reason: str, author: str, decided_on: dt.date) -> Message:
    """“Ms Li, 2025-03-14: misprint.”, for the messages of findings on which a person decided."""
    date = decided_on.isoformat()
    return Message("signed", author=author, date=date, reason=reason.rstrip(".。"))


def _sentence(one: Correction, cells: Cells) -> Message:
    total = one.table_name == TOTALS
    name = "合计" if total else cells.name(one.entity_id)
    label = cells.label(one.entity_id if total else one.table_name, one.measure)
    now = Message("not_reported") if one.corrected is None else digits(one.corrected)
    what = f"{name} {label}" if name else label
    month = Message("of_month", month=f"{one.month:%Y-%m}") if one.month else ""
    return Message(
        "resolved_by", what=what, month=month, printed=one.printed, now=now,
        signed=signed(one.reason, one.author, one.decided_on),
    )  # fmt: skip


def _gone(before: Iterable[Finding], after: Iterable[Finding]) -> list[Finding]:
    """The findings that are gone: those of which there are now fewer of the same topic.

    One that is still there with other figures or words is not resolved. Where several share a
    topic, as many are resolved as there are fewer.
    """
    was, now = by_topic(sorted(before, key=_id)), by_topic(after)
    gone: list[Finding] = []
    for topic, found in was.items():
        left = {one.finding_id for one in now.get(topic, [])}
        known = {one.finding_id for one in found}
        changed = [one for one in found if one.finding_id not in left]
        fresh = sum(one not in known for one in left)
        gone += changed[fresh:]
    return gone


def _id(found: Finding) -> str:
    return found.finding_id


def _closest(found: Finding, corrections: Sequence[Correction]) -> list[Correction]:
    """The corrections that are closest to a finding: of its figure, row, column, month, series.

    The two datasets differ in nothing but the corrections, so some of them resolved it; where none
    is close, each may have.
    """
    closeness = {one.key(): _closeness(found, one) for one in corrections}
    best = max(closeness.values(), default=0)
    return [one for one in corrections if closeness[one.key()] == best]


def _closeness(found: Finding, one: Correction) -> int:
    table = one.entity_id if one.table_name == TOTALS else one.table_name
    entity = None if one.table_name == TOTALS else one.entity_id or None
    same_table = found.table_name in (table, one.table_name)
    same_month = found.month == one.month
    same_row = same_month and same_table and found.entity_id == entity
    same_column = same_table and found.measure == one.measure
    if same_row and same_column:
        return 5
    if same_row and found.entity_id is not None:
        return 4
    if same_month and same_table:
        return 3
    if same_column:
        return 2
    return int(same_month)
