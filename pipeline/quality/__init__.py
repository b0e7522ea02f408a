"""Is the dataset believable? Great Expectations suites from the schemas, findings from failures.

Importing this package is cheap; `validate` imports Great Expectations.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.model.free_memory import give_back
from pipeline.model.garbage_collection import without_collector
from pipeline.quality.thresholds import Thresholds

if TYPE_CHECKING:
    from pipeline.model.dataset import Dataset
    from pipeline.quality.locate.suspects import Suspects
    from pipeline.quality.validation import Settle

__all__ = ["Thresholds", "suspects", "validate"]


def suspects(dataset: Dataset) -> Suspects:
    """Every cell that is probably wrong, because several sums imply another figure."""
    with without_collector():
        from pipeline.quality.light_import import import_great_expectations

        import_great_expectations()
        from pipeline.quality.cells import cells_of
        from pipeline.quality.locate.suspects import suspects_of
        from pipeline.quality.registry import equations

        cells = cells_of(dataset)
        return suspects_of(dataset, cells, equations)


def validate(
    dataset: Dataset,
    docs: Path | None = None,
    limits: Thresholds | None = None,
    settle: Settle = lambda checked: checked,
    docs_before: Path | None = None,
) -> Dataset:
    """The dataset with a finding for everything that its own figures contradict.

    Every table is validated once, whole, and the relations across tables on prepared sheets.
    Findings that are there already stay. Figures with an error or a warning of their own get the
    status `flagged` in `observations`; no value is changed.

    Args:
        docs: folder for the Data Docs of the validation; None = none are made.
        limits: what counts as suspicious over time.
        settle: applies people's decisions to what was found; the Data Docs list what is left.
        docs_before: the Data Docs of an earlier release; pages that are the same are linked.

    Raises:
        CheckRaised: an expectation could not be evaluated, which is a fault of the program.
    """
    with without_collector():
        from pipeline.quality.light_import import import_great_expectations

        import_great_expectations()
        from pipeline.quality.validation import check

        settled = check(dataset, docs, limits or Thresholds(), settle, docs_before)
    give_back()
    return settled
