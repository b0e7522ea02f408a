"""Reviews: what people decided on findings, applied to the findings of a validated dataset."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from pipeline.decisions.figures import Figures, same_text
from pipeline.decisions.lines import ReviewLine
from pipeline.decisions.resolving import signed
from pipeline.model.dataset import Dataset
from pipeline.model.figure import PrintedFigure
from pipeline.model.findings import merged, reworded
from pipeline.model.message import Message
from schemas.quality import Finding, Observation, Review


@dataclass
class _Reviewed:
    """The findings after the reviews, and the figures on which somebody decided."""

    findings: list[Finding]
    reviews: list[Review] = field(default_factory=list)
    confirmed: dict[tuple[object, ...], ReviewLine] = field(default_factory=dict)
    figures: dict[tuple[object, ...], Observation] = field(default_factory=dict)


def apply_reviews(dataset: Dataset, reviews: Sequence[ReviewLine]) -> Dataset:
    """The dataset with people's decisions on its findings.

    A confirmation takes every finding about its figure out of `findings`, for as long as the cell
    prints the same text; their messages stay in `reviews`. An ignored finding becomes `info` and
    says by whom and why. A figure about which nothing is left to say is `reported` again. A
    decision that finds nothing changes nothing, and is kept with `applies` false.

    Raises:
        CorrectionError: two lines confirm one figure.
    """
    if not reviews:
        return dataset
    figures = Figures(dataset)
    made = _Reviewed(list(dataset.of_type(Finding)))
    for line in (*_only("confirm", reviews), *_only("ignore", reviews)):
        (_confirm if line.decision == "confirm" else _ignore)(line, made, figures)
    doubtful = {
        seen.key()
        for one in made.findings
        if one.severity != "info" and (seen := figures.named_by(one))
    }
    good = {key for key, seen in made.figures.items() if figures.is_as_read(seen)} - doubtful
    observations = [
        seen.model_copy(update={"status": "reported"})
        if seen.status == "flagged" and seen.key() in good
        else seen
        for seen in dataset.of_type(Observation)
    ]
    return dataset.with_rows(
        ("findings", merged(made.findings)),
        ("observations", observations),
        ("reviews", made.reviews),
    )


def confirmable(at: PrintedFigure, printed: str, figures: Figures) -> Observation | None:
    """The figure that can be confirmed: read without doubt, not corrected, and used in its row."""
    found = [seen for seen in figures.at(at) if same_text(printed, seen.printed)]
    if len(found) != 1 or found[0].status == "corrected" or not figures.is_as_read(found[0]):
        return None
    return found[0]


def finding_text(found: Finding, figures: Figures) -> str:
    """The printed text on which a decision about a finding rests.

    That of the figure that it names; else what was observed, which distinguishes what one issue
    has several of (unknown tables, say); else the page.
    """
    seen = figures.named_by(found)
    if seen is not None:
        return seen.printed
    return found.observed or (f"page {found.page}" if found.page else "")


def covered(line: ReviewLine, findings: Iterable[Finding], figures: Figures) -> list[Finding]:
    """The findings on which a review decides."""
    if line.decision == "confirm":
        seen = confirmable(line.at, line.printed, figures)
        return [] if seen is None else _about(seen, line, findings, figures)
    return [
        one
        for one in findings
        if one.kind == line.kind
        and PrintedFigure.of(one) == line.at
        and same_text(line.printed, finding_text(one, figures))
    ]


def _only(decision: str, reviews: Iterable[ReviewLine]) -> list[ReviewLine]:
    return [line for line in reviews if line.decision == decision]


def _about(
    seen: Observation, line: ReviewLine, findings: Iterable[Finding], figures: Figures
) -> list[Finding]:
    return [
        one
        for one in findings
        if line.kind in ("", one.kind)
        and one.measure in (None, seen.measure)
        and (named := figures.named_by(one)) is not None
        and named.key() == seen.key()
    ]


def _confirm(line: ReviewLine, made: _Reviewed, figures: Figures) -> None:
    seen = confirmable(line.at, line.printed, figures)
    gone = covered(line, made.findings, figures)
    ids = {one.finding_id for one in gone}
    made.findings = [one for one in made.findings if one.finding_id not in ids]
    if seen is not None:
        before = made.confirmed.setdefault((line.kind, *seen.key()), line)
        if before is not line:
            raise line.line.fault(f"line {before.line.number} confirms the same figure already.")
        made.figures[seen.key()] = seen
    at = line.at if seen is None else PrintedFigure.of(seen)
    made.reviews.append(_review(line, at, seen is not None, gone))


def _ignore(line: ReviewLine, made: _Reviewed, figures: Figures) -> None:
    ignored = covered(line, made.findings, figures)
    changed = {one.finding_id: _ignored(one, line) for one in ignored}
    made.findings = [changed.get(one.finding_id, one) for one in made.findings]
    named = [seen for one in ignored if (seen := figures.named_by(one)) is not None]
    made.figures.update({seen.key(): seen for seen in named})
    made.reviews.append(_review(line, line.at, bool(ignored), ignored))


def _ignored(found: Finding, line: ReviewLine) -> Finding:
    why = signed(line.reason, line.author, line.decided_on)
    return reworded(found, "info", Message("set_to_info", signed=why))


def _review(
    line: ReviewLine, at: PrintedFigure, applies: bool, resolved: Sequence[Finding]
) -> Review:
    return Review(
        decision=line.decision, kind=line.kind, issue_id=at.issue_id, table_name=at.figure.table,
        month=at.figure.month, entity_id=at.figure.entity_id, measure=at.figure.measure,
        printed=line.printed,
        reason=line.reason, author=line.author, decided_on=line.decided_on, applies=applies,
        settled="\n".join(one.message for one in resolved),
    )  # fmt: skip
