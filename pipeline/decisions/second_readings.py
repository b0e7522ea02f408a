"""Of two readings of a figure on a scan, the one that sums prove.

Two recognisers read each figure. Where they differ, the reading of the first is taken, and the
finding about it holds that of the second. Where the sums name this one cell and ask for just what
the second one read, its reading is taken instead. The figure stays flagged, for people to compare
with the page. Where both read the same, nothing is changed: the publisher may have erred.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from pipeline.decisions.figures import Figures
from pipeline.decisions.new_values import rows_with
from pipeline.interpreting.tables.measures import figure_of, measures_of
from pipeline.interpreting.text.numbers import read_number, read_pair
from pipeline.interpreting.text.units import unit_of
from pipeline.model.dataset import Dataset
from pipeline.model.findings import merged, reworded
from pipeline.model.message import Message
from pipeline.quality import suspects
from pipeline.quality.arithmetic import Number
from pipeline.quality.cells import TOTALS
from pipeline.quality.locate.suspects import titles
from pipeline.quality.locate.wrong_cell import Suspect
from schemas.catalog import tables
from schemas.quality import Finding, Observation

Decided = Callable[[Observation], bool]
"""Has a person decided on a figure as it was read?"""


@dataclass(frozen=True)
class _Proof:
    """A figure, the finding that holds its second reading, and the sums that ask for it."""

    seen: Observation
    found: Finding
    suspect: Suspect

    @property
    def observation(self) -> Observation:
        new = {"value": self.suspect.mended, "printed": self.found.expected, "status": "flagged"}
        return Observation.model_validate(dict(self.seen) | new)

    @property
    def finding(self) -> Finding:
        taken = Message(
            "second_taken" if len(self.suspect.equations) == 1 else "second_taken_by_sums",
            value=self.found.expected, sums=titles(self.suspect.equations),
        )  # fmt: skip
        return reworded(self.found, self.found.severity, taken)


def with_proven_readings(dataset: Dataset, decided: Decided) -> Dataset:
    """The dataset with the second reading of a figure where the sums ask for it.

    Args:
        decided: such figures stay as they are.
    """
    if not any(_may_hold_second(found) for found in dataset.of_type(Finding)):
        return dataset
    figures = Figures(dataset)
    doubted = _second_readings(dataset, figures)
    proofs = [
        _Proof(seen, doubted[seen.key()], one)
        for one in suspects(dataset)
        for seen in _only(figures.cells.of(one.cell))
        if seen.key() in doubted and not decided(seen) and _feeds(seen, figures)
        and _says(doubted[seen.key()].expected or "", seen, one.mended)
    ]  # fmt: skip
    return _with(dataset, figures, proofs) if proofs else dataset


def _may_hold_second(found: Finding) -> bool:
    return found.kind == "low_confidence" and bool(found.expected) and bool(found.measure)


def _second_readings(dataset: Dataset, figures: Figures) -> dict[tuple[object, ...], Finding]:
    """The findings with a second reading, by the figure on a scan that they are about."""
    out = {}
    for found in dataset.of_type(Finding):
        seen = figures.named_by(found) if _may_hold_second(found) else None
        if seen and seen.method == "ocr" and found.observed == seen.printed:
            out[seen.key()] = found
    return out


def _only(seen: list[Observation]) -> list[Observation]:
    """The observation of a figure that is printed once."""
    return seen if len(seen) == 1 else []


def _feeds(seen: Observation, figures: Figures) -> bool:
    """Is the value in the row what was read, so that another one belongs there?"""
    if seen.value is not None:
        return figures.is_as_read(seen)
    return seen.table_name == TOTALS or figures.fact(seen) is not None


def _says(second: str, seen: Observation, value: Number) -> bool:
    """Is a printed text this value of the figure, without a doubt of its own?"""
    model = tables()[seen.entity_id if seen.table_name == TOTALS else seen.table_name]
    measure = next(m for m in measures_of(model) if m.name == seen.measure)
    pair = read_pair(second) if measure.part else (read_number(second),) * 2
    number = pair[measure.part == "second"]
    figure = figure_of(number, second, measure, unit_of(seen.unit_printed), None)
    return figure.value == value and not figure.doubt


def _with(dataset: Dataset, figures: Figures, proofs: list[_Proof]) -> Dataset:
    taken = {proof.seen.key(): proof.observation for proof in proofs}
    said = {proof.found.finding_id: proof.finding for proof in proofs}
    findings = [said.get(one.finding_id, one) for one in dataset.of_type(Finding)]
    return dataset.with_rows(
        ("observations", [taken.get(o.key(), o) for o in dataset.of_type(Observation)]),
        ("findings", merged(findings)),
        *rows_with(dataset, figures, [(p.seen, p.suspect.mended) for p in proofs]),
    )
