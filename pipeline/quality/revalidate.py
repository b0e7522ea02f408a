"""A published dataset, validated anew: what is found now against what was published."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import NamedTuple

from pipeline.model.dataset import Dataset
from pipeline.model.figure import FigureKey
from pipeline.model.findings import merged
from pipeline.quality import validate
from schemas.base import Row
from schemas.catalog import tables
from schemas.quality import Finding, FindingKind, Review

CHECKED_HERE = frozenset({"row_sum", "column_total", "cross_table", "order"})
"""Kinds that the validation alone raises: of these, each published finding must be found again,
unless a person has settled it, which makes it an `info`."""


@dataclass(frozen=True)
class Revalidation:
    """What a second validation says.

    Attributes:
        findings: all that are published, as they are, so that what a person settled stays
            settled; and those found besides.
        new: found now, but not published.
        gone: published, but not found now.
    """

    findings: list[Finding]
    new: list[Finding]
    gone: list[Finding]


def revalidate(published: Dataset, check: Callable[[Dataset], Dataset] = validate) -> Revalidation:
    """Run all suites on the tables of a published dataset.

    Args:
        published: as loaded, with its findings; what people took out of them is in its reviews.
        check: what adds the findings of the validation.
    """
    settled = {line for one in published.of_type(Review) for line in one.settled.splitlines()}
    before = published.of_type(Finding)
    kept = [one for one in before if one.kind not in CHECKED_HERE]
    bare = _without_panels(published).with_rows(("findings", kept))
    now = check(bare).of_type(Finding)
    known, found = _by_subject(before), _by_subject(now)
    new = [
        one for one in now
        if one.message not in settled
        and not any(_is_same(one, other) for other in known[_Subject.of(one)])
    ]  # fmt: skip
    gone = [
        one for one in before
        if one.kind in CHECKED_HERE and one.severity != "info"
        and not any(_is_same(other, one) for other in found[_Subject.of(one)])
    ]  # fmt: skip
    return Revalidation(merged(list(before), new), merged(new), merged(gone))


class _Subject(NamedTuple):
    """What a finding is about."""

    kind: FindingKind
    issue_id: str | None
    figure: FigureKey

    @classmethod
    def of(cls, one: Finding) -> _Subject:
        return cls(one.kind, one.issue_id, FigureKey.of(one))


def _by_subject(findings: Iterable[Finding]) -> dict[_Subject, list[Finding]]:
    found: dict[_Subject, list[Finding]] = defaultdict(list)
    for one in findings:
        found[_Subject.of(one)].append(one)
    return found


def _is_same(found: Finding, published: Finding) -> bool:
    """Is a published finding this one? A person's decision on it may be added to its words."""
    return published.message.startswith(found.message)


def _without_panels(dataset: Dataset) -> Dataset:
    """Panels are made after the validation."""
    none: tuple[Row, ...] = ()
    return dataset.with_rows(
        *((name, none) for name, model in tables().items() if model.table.kind == "panel")
    )
