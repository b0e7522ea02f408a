"""The checks without Great Expectations: the same sheets, rules, conditions and findings.

It only asks which rows fail, which is all that a measurement needs, in a fraction of the time.
The rules of structure (types, keys, nulls, links) are those of Great Expectations itself and are
left out: no fault in a figure breaks them. A test holds the answers against the real validation.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pipeline.model.dataset import Dataset
from pipeline.model.findings import merged
from pipeline.quality import Thresholds
from pipeline.quality.cells import cells_of
from pipeline.quality.checks import conditions
from pipeline.quality.engine import frame_of
from pipeline.quality.locate.suspects import located_findings, suspects_of
from pipeline.quality.rules import Rule, Suite
from pipeline.quality.sheets import Record
from pipeline.quality.validation import suites_of
from schemas.quality import Finding

_OWN = "bulletins."
_STRUCTURE = ("declared_types", "first_day_of_month", "known_row")


def quick_findings(dataset: Dataset, limits: Thresholds) -> list[Finding]:
    """The findings of a dataset, those of its checks included."""
    cells = cells_of(dataset)
    suspects = suspects_of(dataset, cells)
    found = [
        one
        for suite in suites_of(dataset, cells, limits, suspects)
        if suite.sheet.records
        for rule, record in _failures(suite)
        for one in rule.explain(record, cells)
    ]
    found += located_findings(suspects, found, cells)
    return merged(dataset.of_type(Finding), found)


def _failures(suite: Suite) -> Iterator[tuple[Rule, Record]]:
    frame = None
    for rule in suite.rules:
        metric = str(getattr(rule.expectation, "map_metric", ""))
        name = metric.removeprefix(_OWN)
        if not metric.startswith(_OWN) or name in _STRUCTURE:
            continue
        expectation: Any = rule.expectation
        frame = frame_of(suite.sheet) if frame is None else frame
        given = {
            key: getattr(expectation, key) for key in expectation.success_keys if key != "mostly"
        }
        answers = getattr(conditions, name)(frame[expectation.column_list], **given)
        for record, holds in zip(suite.sheet.records, answers, strict=True):
            if not holds:
                yield rule, record
