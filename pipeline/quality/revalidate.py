"""A published dataset, validated anew: what is found now against what was published."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from pipeline.dataset_model import Dataset
from pipeline.quality import validate
from pipeline.quality.findings import merged
from schemas.base import Row
from schemas.catalog import tables
from schemas.quality import Finding

CHECKED_HERE = frozenset({"row_sum", "column_total", "cross_table", "order"})
"""Kinds that the validation alone raises: of these, each published finding must be found again."""


@dataclass(frozen=True)
class Revalidation:
    """What a second validation says.

    Attributes:
        findings: all findings, worst first; those published are as published, so that what a
            person settled stays settled.
        new: found now, but not published.
        gone: published, but not found now.
    """

    findings: list[Finding]
    new: list[Finding]
    gone: list[Finding]


def revalidate(published: Dataset, check: Callable[[Dataset], Dataset] = validate) -> Revalidation:
    """Run all suites on the tables of a published dataset.

    Args:
        published: as loaded, with its findings.
        check: what adds the findings of the validation.
    """
    before = {one.finding_id: one for one in published.of_type(Finding)}
    kept = [one for one in before.values() if one.kind not in CHECKED_HERE]
    bare = _without_panels(published).with_rows(("findings", kept))
    now = {one.finding_id: one for one in check(bare).of_type(Finding)}
    return Revalidation(
        findings=merged(list({**now, **before}.values())),
        new=merged([one for name, one in now.items() if name not in before]),
        gone=merged([one for name, one in before.items() if name not in now]),
    )


def _without_panels(dataset: Dataset) -> Dataset:
    """Panels are made after the validation."""
    none: tuple[Row, ...] = ()
    return dataset.with_rows(
        *((name, none) for name, model in tables().items() if model.table.kind == "panel")
    )
