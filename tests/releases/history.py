"""Releases of a small dataset that differ in one respect."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

from pipeline.model.dataset import Dataset
from pipeline.publishing import publish
from pipeline.publishing.changes import write_changes
from pipeline.releases import Comparison, compare, load_pair, load_release
from pipeline.releases.inputs import Inputs
from schemas.base import Row
from tests.publishing import handmade

INPUTS = Inputs(
    issues={"2025-03": handmade.SHA},
    reader="1",
    validation="pandas-3",
    program="a" * 64,
    registry={"names.csv": "b" * 64},
    settings={"max_pages": 300},
)
Rows = dict[str, list[Row]]


def released(
    outputs: Path,
    change: Callable[[Rows], object] = lambda rows: None,
    inputs: Inputs | None = INPUTS,
    **of_inputs: Any,
) -> Path:
    """Publish the small dataset with its rows changed; returns the release's folder."""
    rows: Rows = {name: list(part) for name, part in handmade.dataset().rows.items()}
    change(rows)
    dataset = Dataset.of(row for part in rows.values() for row in part)
    reported = replace(inputs, **of_inputs) if inputs else None
    return publish(dataset, outputs, summary={}, inputs=reported).path


def compared(
    outputs: Path, change: Callable[[Rows], object] = lambda rows: None, **of_inputs: Any
) -> Comparison:
    """The small dataset against itself with its rows changed.

    What is the same in both may be left out when they are loaded.
    """
    before, after = released(outputs), released(outputs, change, **of_inputs)
    found = compare(load_release(before), load_release(after))
    assert compare(*load_pair(before, after)) == found
    if before != after:  # publishing knows where the two differ, and loads nothing else
        said = (after / "CHANGES.md").read_text("utf-8")
        assert said == write_changes(after, after.name, before).read_text("utf-8")
    return found


def update(rows: list[Row], matching: dict[str, Any], **values: Any) -> None:
    """Give the rows that match other values, in place."""
    for number, row in enumerate(rows):
        if all(getattr(row, name) == value for name, value in matching.items()):
            rows[number] = row.model_copy(update=values)


def without(rows: Iterable[Row], **matching: Any) -> list[Row]:
    """The rows that do not match."""
    return [
        row for row in rows if any(getattr(row, name) != value for name, value in matching.items())
    ]
