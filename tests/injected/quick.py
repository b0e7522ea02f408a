"""The checks without Great Expectations: the same sheets, rules, conditions and findings.

It only asks which rows fail, which is all that a measurement needs, in a fraction of the time.
The rules of structure (types, keys, nulls, bounds, links) are left out: no fault in a figure breaks
them. A test holds the answers against the real validation.
"""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.model.dataset import Dataset
from pipeline.model.findings import merged
from pipeline.quality import Thresholds, declared
from pipeline.quality.cells import cells_of
from pipeline.quality.evaluate import answers_of
from pipeline.quality.expectation import EveryRow
from pipeline.quality.frames import frame_of
from pipeline.quality.locate.suspects import located_findings, suspects_of
from pipeline.quality.registry import equations
from pipeline.quality.rules import Rule, Suite
from pipeline.quality.sheets import Record
from pipeline.quality.suites import suites_of
from schemas.quality import Finding


def quick_findings(dataset: Dataset, limits: Thresholds) -> list[Finding]:
    """The findings of a dataset, those of its checks included."""
    cells = cells_of(dataset)
    suspects = suspects_of(dataset, cells, equations)
    found = [
        one
        for suite in suites_of(dataset, cells, limits, suspects)
        if suite.sheet.records
        for rule, record in _failures(suite)
        for one in rule.explain(record)
    ]
    found += located_findings(suspects, found, cells)
    return merged(dataset.of_type(Finding), found)


def _failures(suite: Suite) -> Iterator[tuple[Rule, Record]]:
    frame = None
    for rule in suite.rules:
        expectation = rule.expectation
        structural = type(expectation).__module__ == declared.__name__
        if structural or not isinstance(expectation, EveryRow):
            continue
        frame = frame_of(suite.sheet) if frame is None else frame
        answers = answers_of(expectation, frame)
        for record, good in zip(suite.sheet.records, answers, strict=True):
            if not good:
                yield rule, record
