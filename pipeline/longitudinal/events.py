"""The table `events`, and the findings about breaks.

`breaks_of` finds what changes in the tables. Events hold these, months without an issue, and
figures that a person corrected; findings hold these alone, for the others have findings already.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipeline.longitudinal.breaks import breaks_of
from pipeline.longitudinal.event_words import Worded, worded
from pipeline.longitudinal.months import covering_issues, months_between
from pipeline.model.dataset import Dataset
from pipeline.model.findings import finding
from pipeline.model.kept_results import taken
from schemas.base import fields_of
from schemas.catalog import dimensions, tables
from schemas.events import Event, EventKind
from schemas.issues import Issue
from schemas.quality import Finding, FindingKind, Observation

_FINDINGS: dict[EventKind, FindingKind] = {
    "column_starts": "series_break",
    "column_ends": "series_break",
    "unit_changes": "series_break",
    "entity_joins": "joined_table",
    "entity_leaves": "left_table",
    "merged": "left_table",
}


def with_events(dataset: Dataset) -> Dataset:
    """The dataset with its table `events` made anew."""
    found = [*breaks_of(dataset), *_missing_issues(dataset), *_corrected(dataset)]
    unique = {one.event.key(): one.event for one in found}
    return dataset.with_rows((Event.table.name, unique.values()))


def findings_of_breaks(dataset: Dataset) -> list[Finding]:
    """An info for every break, except where a row that is missing has a finding already."""
    missing = {
        (one.table_name, one.month, one.entity_id)
        for one in dataset.of_type(Finding)
        if one.kind == "missing_entity"
    }
    return [
        taken(_finding, (one,))
        for one in breaks_of(dataset)
        if ((event := one.event).table_name, event.month, event.entity_id) not in missing
    ]


def _finding(same: Sequence[Worded]) -> Finding:
    ((event, message),) = same
    return finding(
        _FINDINGS[event.kind], "info", message, issue_id=event.issue_id,
        table_name=event.table_name, month=event.month, entity_id=event.entity_id or None,
        entity=event.entity, measure=event.measure or None, expected=event.before,
        observed=event.after,
    )  # fmt: skip


def _missing_issues(dataset: Dataset) -> Iterator[Worded]:
    covered = covering_issues(dataset)
    if covered:
        for month in months_between(min(covered), max(covered)):
            if month not in covered:
                yield worded("issue_missing", Issue, month)


def _corrected(dataset: Dataset) -> Iterator[Worded]:
    names = {
        str(row.key()[0]): str(row["name"])
        for model in dimensions().values()
        for row in dataset.rows[model.table.name]
    }
    corrected = [o for o in dataset.of_type(Observation) if o.__dict__["status"] == "corrected"]
    for seen in corrected:
        model = tables().get(seen.table_name)
        if not model or not seen.month:
            continue
        for field in fields_of(model):
            if field.name == seen.measure:
                yield worded(
                    "corrected", model, seen.month, issue_id=seen.issue_id,
                    entity_id=seen.entity_id, entity=names.get(seen.entity_id), field=field,
                    before=seen.printed, after=None if seen.value is None else f"{seen.value:f}",
                )  # fmt: skip
