"""The findings of a published dataset on which nobody has decided, worst first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.decisions.figures import Figures
from pipeline.decisions.lines import CorrectionLine, ReviewLine
from pipeline.decisions.reviewing import covered
from pipeline.errors import UsageError
from pipeline.model.dataset import Dataset
from pipeline.model.findings import SEVERITIES
from pipeline.model.message import Message
from pipeline.model.place import Box, Place
from schemas.issues import Issue
from schemas.quality import Finding, Observation

_SHORTEST = 6


@dataclass(frozen=True)
class Spot:
    """A place in an original.

    Attributes:
        sha256, file_name: of the original.
    """

    sha256: str
    file_name: str
    page: int
    box: Box | None


@dataclass(frozen=True)
class OpenFinding:
    """A finding to be decided on.

    Attributes:
        short: the shortest beginning of its id that no other finding has.
        figure: the figure that is most likely wrong; None where it is about no figure.
        spot: its place on a page; None where it has none.
        decided: what has been decided since the dataset was made; '' while nothing has.
    """

    finding: Finding
    short: str
    figure: Observation | None
    spot: Spot | None
    decided: str = ""


def chosen(
    findings: Sequence[Finding],
    *,
    issue: str | None = None,
    kind: str | None = None,
    severity: str | None = None,
) -> list[Finding]:
    """Errors and warnings (or one severity), worst first, the newest month first among them."""
    wanted = [severity] if severity else ["error", "warning"]
    found = [
        one
        for one in findings
        if one.severity in wanted
        and issue in (None, one.issue_id)
        and kind in (None, one.kind)
    ]  # fmt: skip
    found.sort(key=lambda one: (one.table_name or "", one.kind, one.finding_id))
    found.sort(key=lambda one: str(one.month or ""), reverse=True)
    return sorted(found, key=lambda one: SEVERITIES.index(one.severity))


def opened(
    shown: Sequence[Finding],
    dataset: Dataset,
    corrections: Sequence[CorrectionLine] = (),
    reviews: Sequence[ReviewLine] = (),
) -> list[OpenFinding]:
    """Findings with their figures, places and what has been decided on them meanwhile.

    Args:
        shown: some findings of the dataset.
        dataset: with the figures of their issues.
    """
    figures = Figures(dataset)
    names = _short_names(dataset.of_type(Finding))
    issues = {issue.issue_id: issue for issue in dataset.of_type(Issue)}
    decided = _decided(shown, figures, corrections, reviews)
    found = []
    for one in shown:
        seen = figures.suspected_by(one)
        spot = _spot(one, seen, issues.get(one.issue_id or ""))
        ident = one.finding_id
        found.append(OpenFinding(one, names[ident], seen, spot, decided.get(ident, "")))
    return found


def finding_by(prefix: str, findings: Sequence[Finding]) -> Finding:
    """The one finding whose id begins so.

    Raises:
        UsageError: there is none, or there are several.
    """
    found = [one for one in findings if prefix and one.finding_id.startswith(prefix.lower())]
    if len(found) == 1:
        return found[0]
    if not found:
        raise UsageError(Message("no_finding", prefix=prefix), Message("see_review"))
    raise UsageError(f"{len(found)} findings have ids that begin with “{prefix}”.", "Give more.")


def _decided(
    shown: Sequence[Finding],
    figures: Figures,
    corrections: Sequence[CorrectionLine],
    reviews: Sequence[ReviewLine],
) -> dict[str, str]:
    """What a decision that no run has brought in yet does, by finding."""
    found: dict[str, str] = {}
    for line in reviews:
        what = "confirmed" if line.decision == "confirm" else "set aside"
        found.update({one.finding_id: what for one in covered(line, shown, figures)})
    corrected = {
        seen.key(): line.corrected
        for line in corrections
        for seen in figures.at(line.at)
        if seen.status != "corrected" or seen.value != line.corrected
    }
    for one in shown:
        seen = figures.suspected_by(one)
        if seen is not None and seen.key() in corrected:
            found[one.finding_id] = "corrected"
    return found


def _spot(found: Finding, seen: Observation | None, issue: Issue | None) -> Spot | None:
    at: Finding | Observation = found if seen is None or seen.page is None else seen
    if at.page is None or issue is None:
        return None
    place = Place.of(at)
    return Spot(issue.source_sha256, issue.source_file, at.page, place.box if place else None)


def _short_names(findings: Sequence[Finding]) -> dict[str, str]:
    ids = sorted(one.finding_id for one in findings)
    names = {}
    for before, ident, after in zip(["", *ids], ids, [*ids[1:], ""], strict=False):
        same = max(_shared(before, ident), _shared(ident, after))
        names[ident] = ident[: max(same + 1, _SHORTEST)]
    return names


def _shared(one: str, other: str) -> int:
    pairs = zip(one, other, strict=False)
    return next((i for i, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))
