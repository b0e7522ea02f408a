"""A person's decisions that stay: corrections of figures, and reviews of findings.

They live in two CSV files outside of the outputs, and every build applies them anew: corrections
before the validation, reviews after it. Before both, sums decide between two readings of a scan.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from pipeline.decisions.correcting import apply_corrections
from pipeline.decisions.figures import same_text
from pipeline.decisions.lines import CorrectionLine, ReviewLine, read_corrections, read_reviews
from pipeline.decisions.resolving import with_resolved
from pipeline.decisions.reviewing import apply_reviews
from pipeline.decisions.second_readings import with_proven_readings
from pipeline.model.dataset import Dataset
from pipeline.model.figure import PrintedFigure
from pipeline.settings import Settings
from schemas.quality import Observation

__all__ = ["Decisions", "apply_corrections", "apply_reviews", "load_decisions", "validated"]


class Validate(Protocol):
    """Validation of a dataset; with a folder, its report on what is left by `settle` goes there."""

    def __call__(
        self, dataset: Dataset, docs: Path | None, *, settle: Callable[[Dataset], Dataset] = ...
    ) -> Dataset: ...


@dataclass(frozen=True)
class Decisions:
    """What people have decided."""

    corrections: tuple[CorrectionLine, ...] = ()
    reviews: tuple[ReviewLine, ...] = ()

    def decide_on(self, seen: Observation) -> bool:
        """Has a person corrected or confirmed a figure as it was read?"""
        at = PrintedFigure.of(seen).of_any_month
        confirmed = [line for line in self.reviews if line.decision == "confirm"]
        lines: list[CorrectionLine | ReviewLine] = [*self.corrections, *confirmed]
        return any(
            line.at.of_any_month == at and same_text(line.printed, seen.printed) for line in lines
        )


def load_decisions(settings: Settings) -> Decisions:
    """The decisions in the files that the settings name.

    Raises:
        CorrectionError: one of them cannot be understood.
    """
    return Decisions(read_corrections(settings.corrections), read_reviews(settings.reviews))


def validated(
    dataset: Dataset, decisions: Decisions, validate: Validate, docs: Path | None
) -> Dataset:
    """The dataset with people's decisions in it, and what validation finds in it.

    Where there are corrections, the dataset as printed is validated too: findings that are
    gone afterwards are what the corrections resolve.

    Raises:
        CorrectionError: a correction no longer finds the figure that it overrules.
    """
    dataset = with_proven_readings(dataset, decisions.decide_on)
    corrected = apply_corrections(dataset, decisions.corrections)

    def settle(checked: Dataset) -> Dataset:
        if decisions.corrections:
            checked = with_resolved(validate(dataset, None), checked)
        return apply_reviews(checked, decisions.reviews)

    return validate(corrected, docs, settle=settle)
