"""Corrections: figures that a person has overruled, put into the dataset before it is validated."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.decisions.figures import Figures, same_text, words_of
from pipeline.decisions.lines import CorrectionLine
from pipeline.decisions.new_values import rows_with
from pipeline.decisions.resolving import resolved_by
from pipeline.model.dataset import Dataset
from pipeline.quality.cells import TOTALS
from pipeline.safe_text import quoted
from schemas.issues import Issue
from schemas.quality import Correction, Finding, Observation

_HINT = "check the page, then write what it prints into the column printed, or remove the line."


@dataclass(frozen=True)
class _Change:
    """A correction and the figure that it overrules."""

    line: CorrectionLine
    seen: Observation

    @property
    def correction(self) -> Correction:
        seen, line = self.seen, self.line
        return Correction(
            issue_id=seen.issue_id, table_name=seen.table_name, entity_id=seen.entity_id,
            measure=seen.measure, month=seen.month, printed=seen.printed,
            corrected=line.corrected, reason=line.reason, author=line.author,
            decided_on=line.decided_on,
        )  # fmt: skip

    @property
    def observation(self) -> Observation:
        return self.seen.model_copy(update={
            "value": self.line.corrected, "value_printed": self.seen.value, "status": "corrected",
        })  # fmt: skip


def apply_corrections(dataset: Dataset, corrections: Sequence[CorrectionLine]) -> Dataset:
    """The dataset with the corrected values in its rows.

    An observation keeps its printed text and, in `value_printed`, the figure in print. What
    interpreting found doubtful about a corrected figure becomes `info`. Only what the current
    edition of an issue prints can be corrected.

    Raises:
        CorrectionError: a correction does not find the figure in print that it overrules.
    """
    if not corrections:
        return dataset
    figures = Figures(dataset)
    changes = [_Change(line, figure_of(line, figures)) for line in corrections]
    _refuse_twins(changes)
    changed = {change.seen.key(): change for change in changes}
    observations = [
        changed[seen.key()].observation if seen.key() in changed else seen
        for seen in dataset.of_type(Observation)
    ]
    return dataset.with_rows(
        ("observations", observations),
        ("corrections", [change.correction for change in changes]),
        ("findings", [_resolved(found, figures, changed) for found in dataset.of_type(Finding)]),
        *rows_with(dataset, figures, [(one.seen, one.line.corrected) for one in changes]),
    )


def figure_of(line: CorrectionLine, figures: Figures) -> Observation:
    """The figure that a correction overrules.

    Raises:
        CorrectionError: there is none, or it prints another text.
    """
    at, fault = line.at, line.line.fault
    if not any(issue.issue_id == at.issue_id for issue in figures.dataset.of_type(Issue)):
        raise fault(
            f"issue {at.issue_id} is not in the archive, so there is no figure to correct.",
            "Put the issue into the inbox or remove the line, then run again.",
        )
    found = figures.at(at)
    table, _, entity_id, measure = at.figure
    where = f"{table}, {entity_id or 'one row a month'}, {measure}"
    if not found:
        raise fault(f"issue {at.issue_id} prints no such figure ({where}).")
    same = [seen for seen in found if same_text(line.printed, seen.printed)]
    if not same:
        raise fault(*_other_text(line, found[0], figures))
    if len(same) > 1:
        months = " and ".join(f"{seen.month:%Y-%m}" for seen in same if seen.month)
        raise fault(f"issue {at.issue_id} prints it for {months} ({where}): name one in the "
                    "column month.")  # fmt: skip
    if figures.fact(same[0]) is None and table != TOTALS:
        raise fault(
            f"the figure in issue {at.issue_id} ({where}) feeds no row of the dataset, since "
            "the dataset uses another issue or row for it.",
            "Correct that one, or remove the line, then run again.",
        )
    return same[0]


def _other_text(line: CorrectionLine, seen: Observation, figures: Figures) -> tuple[str, str]:
    issues = {issue.source_sha256: issue for issue in figures.dataset.of_type(Issue)}
    file_name = issues[seen.source_sha256].source_file
    page = f"Page {seen.page} of {quoted(file_name)}: " if seen.page else ""
    return (
        f"{words_of(seen, figures.cells)} of issue {seen.issue_id} prints "
        f"{quoted(seen.printed)} now, not {quoted(line.printed)}.",
        page + (_HINT if page else _HINT.capitalize()),
    )


def _refuse_twins(changes: Sequence[_Change]) -> None:
    seen: dict[tuple[object, ...], CorrectionLine] = {}
    for change in changes:
        key = change.seen.key()
        if key in seen:
            raise change.line.line.fault(f"line {seen[key].line.number} corrects it already.")
        seen[key] = change.line


def _resolved(
    found: Finding, figures: Figures, changed: dict[tuple[object, ...], _Change]
) -> Finding:
    seen = figures.named_by(found)
    change = changed.get(seen.key()) if seen is not None else None
    if change is None:
        return found
    return resolved_by([change.correction], found, figures.cells)
