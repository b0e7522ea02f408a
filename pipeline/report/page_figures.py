"""The figures of an issue as its page shows them, and what of them may change without the issue."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

from pipeline.model.row_digest import digest_of
from pipeline.report.index import Index
from pipeline.report.issue_figures import IssueFigures
from pipeline.report.parts import Part, part
from schemas.issues import Issue
from schemas.quality import Observation

_PLAIN = "reported"
"""The status of a figure that nothing more is said of."""


class Figure(NamedTuple):
    """A figure of an issue.

    Attributes:
        number: of the figure on the page, from 1.
        mark: its status, and the severity of the worst finding about it.
        doubts: ids of the findings about it.
    """

    number: int
    seen: Observation
    mark: str
    doubts: tuple[str, ...]


class PageFigures:
    """The figures of an issue by their numbers, which follow the reading order from 1.

    Most of a page follows from what the issue prints, which is the same in every release. What
    findings say of it comes and goes, and concerns few figures.

    Attributes:
        seen: their observations.
    """

    def __init__(self, index: Index, issue: Issue) -> None:
        figures = index.figures[issue.issue_id]
        self.seen = figures.seen
        self._fixed = digest_of([figures.printed, shown_entities(index, figures)])
        self._changing: dict[int, Figure] = {}
        for number, (seen, address) in enumerate(zip(self.seen, figures.addresses, strict=True), 1):
            about = index.of_cell.get(address)
            mark: str = seen.__dict__["status"]
            if about:
                worst = (f.severity for f in about if f.issue_id in (None, seen.issue_id))
                mark = f"{mark} {next(worst, '')}".strip()
            if about or mark != _PLAIN:
                doubts = tuple([f.finding_id for f in about or ()])
                self._changing[number] = Figure(number, seen, mark, doubts)

    def of(self, numbers: Iterable[int]) -> list[Figure]:
        """Some of the figures."""
        changing, seen = self._changing, self.seen
        return [changing.get(n) or Figure(n, seen[n - 1], _PLAIN, ()) for n in numbers]

    def part(
        self, about: Any, numbers: Sequence[int], content: Callable[[list[Figure]], Any]
    ) -> Part:
        """A part that shows some of the figures.

        Args:
            about: what tells it from other parts of the page that begin with the same figure, and
                what it shows that no figure says; of types that `digest_of` takes.
            numbers: their choice follows from `about`, the first one, and what the issue prints.
        """
        changing = [(n, one.mark, one.doubts) for n in numbers if (one := self._changing.get(n))]
        made_from = self._fixed, about, numbers[0], changing
        return part(made_from, lambda: content(self.of(numbers)))


def shown_entities(index: Index, figures: IssueFigures) -> list[str]:
    """All that a page shows of the entities of some figures, beside the figures."""
    return sorted(map(index.shown_as, figures.entities))
