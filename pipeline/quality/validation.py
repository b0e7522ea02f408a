"""The validation of a whole dataset: suites, run, findings, flags."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from pipeline.model.dataset import Dataset
from pipeline.model.figure import FigureKey
from pipeline.model.findings import finding, merged
from pipeline.model.kept_results import as_before, taken
from pipeline.model.message import Message
from pipeline.quality.cells import Cells, cells_of, total_key
from pipeline.quality.engine import Checked, run_suites
from pipeline.quality.locate.suspects import located_findings, suspects_of
from pipeline.quality.registry import equations
from pipeline.quality.suites import suite_of, suites_of
from pipeline.quality.thresholds import Thresholds
from schemas.catalog import tables
from schemas.quality import Finding, Observation

Settle = Callable[[Dataset], Dataset]
"""What becomes of a checked dataset before it is published: people's decisions on its findings."""

_LAST = ("findings", "reviews")
"""Tables that the other checks, and the decisions on what they find, fill."""


def check(
    dataset: Dataset, docs: Path | None, limits: Thresholds, settle: Settle,
    docs_before: Path | None = None,
) -> Dataset:  # fmt: skip
    """See `pipeline.quality.validate`."""
    cells = cells_of(dataset)
    suspects = suspects_of(dataset, cells, equations)
    suites = suites_of(dataset, cells, limits, suspects)
    checked = list(run_suites([one for one in suites if one.sheet.name not in _LAST]))
    found = _explained(checked)
    found += located_findings(suspects, found, cells)
    findings = merged(dataset.of_type(Finding), _lost(dataset), found)
    flagged = dataset.with_rows(("findings", findings)).rows
    seen = tuple(_flagged(dataset, cells, findings))
    settled = settle(Dataset({**flagged, "observations": seen}))
    last = [suite_of(tables()[name], settled, cells, limits, suspects) for name in _LAST]
    checked_last = list(run_suites(last))
    if more := _explained(checked_last):
        settled = settled.with_rows(("findings", merged(settled.of_type(Finding), more)))
    if docs is not None:
        from pipeline.quality.data_docs.docs import write_docs

        now = {one.sheet.name: one for one in last}
        in_order = [now.get(one.sheet.name, one) for one in suites]
        write_docs(docs, in_order, [*checked, *checked_last], settled, cells, docs_before)
    return settled


def _explained(checked: Iterable[Checked]) -> list[Finding]:
    return [
        as_before(one.finding_id, one) for run in checked for rule, record in run.failures
        for one in rule.explain(record)
    ]  # fmt: skip


def _lost(dataset: Dataset) -> list[Finding]:
    """A fact table without rows passes every check; not so where figures for it were read."""
    empty = [name for name, model in tables().items() if model.table.kind == "fact"
             and not dataset.rows.get(name)]  # fmt: skip
    if not empty:
        return []
    read = {o.table_name for o in dataset.of_type(Observation) if o.value is not None}
    return [
        finding(
            "missing_table",
            "error",
            Message("table_lost", title=tables()[name].table.zh, table=name),
            table_name=name,
        )
        for name in empty
        if name in read
    ]


def _flagged(
    dataset: Dataset, cells: Cells, findings: Iterable[Finding]
) -> list[Observation]:  # fmt: skip
    doubtful = {
        id(seen)
        for one in findings
        if one.severity != "info" and one.measure and one.table_name
        for key in _cells_of(one)
        for seen in cells.of(key, one.issue_id)
        if seen.status == "reported"
    }
    return [
        taken(_as_flagged, (seen,)) if id(seen) in doubtful else seen
        for seen in dataset.of_type(Observation)
    ]


def _as_flagged(same: Sequence[Observation]) -> Observation:
    (seen,) = same
    return seen.model_copy(update={"status": "flagged"})


def _cells_of(one: Finding) -> list[FigureKey]:
    """The figure that a finding is about; without an entity also the printed total."""
    key = FigureKey.of(one)
    if key.entity_id:
        return [key]
    return [key, total_key(key.table, key.month, key.measure)]
