"""A published dataset, validated anew: what is found now against what was published."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from pipeline.model.dataset import Dataset
from pipeline.model.findings import by_topic, merged, topic_of
from pipeline.quality import validate
from schemas.base import Row, position_column
from schemas.catalog import tables
from schemas.quality import Finding, Review

CHECKED_HERE = frozenset({"row_sum", "column_total", "cross_table", "order"})
"""Kinds that the validation alone raises: of these, each published finding must be found again,
unless a person has resolved it, which makes it an `info`."""


@dataclass(frozen=True)
class Revalidation:
    """What a second validation says.

    Attributes:
        findings: all that are published, as they are, so that what a person resolved stays
            resolved; and those found besides.
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
    resolved = {line for one in published.of_type(Review) for line in one.settled.splitlines()}
    before = published.of_type(Finding)
    kept = [one for one in before if not _is_checked(one)]
    bare = _without_panels(published).with_rows(("findings", kept))
    now = check(bare).of_type(Finding)
    known, found = by_topic(before), by_topic(now)
    unresolved = [one for one in now if one.message not in resolved]
    new = [
        one for one in unresolved
        if not any(_is_same(one, other) for other in known.get(topic_of(one), ()))
    ]  # fmt: skip
    gone = [
        one for one in before
        if _is_checked(one) and one.severity != "info"
        and not any(_is_same(other, one) for other in found.get(topic_of(one), ()))
    ]  # fmt: skip
    return Revalidation(merged(list(before), new), merged(new), merged(gone))


def _is_checked(one: Finding) -> bool:
    """Does the validation raise it? Row numbers in broken order are found on the page alone."""
    model = tables().get(one.table_name or "")
    row_number = (
        model is not None and one.measure is not None and one.measure == position_column(model)
    )
    return one.kind in CHECKED_HERE and not (one.kind == "order" and row_number)


def _is_same(found: Finding, published: Finding) -> bool:
    """Is a published finding this one? A person's decision on it may be added to its words."""
    return published.message.startswith(found.message)


def _without_panels(dataset: Dataset) -> Dataset:
    """Panels are made after the validation."""
    none: tuple[Row, ...] = ()
    return dataset.with_rows(
        *((name, none) for name, model in tables().items() if model.table.kind == "panel")
    )
