"""The figures of an issue as its page shows them, and what of them may change without the issue."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

from pipeline.model.row_digest import digest_of
from pipeline.report.index import Index
from pipeline.report.issue_figures import PLAIN, IssueFigures
from pipeline.report.parts import Part, Section, part, part_key
from schemas.issues import Issue
from schemas.quality import Finding, Observation


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
        layout: where the page shows them.
    """

    def __init__(self, index: Index, issue: Issue) -> None:
        figures = index.figures[issue.issue_id]
        self.seen, self.layout = figures.seen, figures.layout
        self._fixed = digest_of([figures.printed, shown_entities(index, figures)])
        self._changing = {n: self._figure(n, ()) for n in self.layout.marked}
        for address in index.cells_with_findings(figures.headings):
            number = figures.number(address)
            if number is not None:
                for n in (number, *self.layout.again.get(address, ())):
                    self._changing[n] = self._figure(n, index.of_cell[address])

    def _figure(self, number: int, about: Iterable[Finding]) -> Figure:
        seen = self.seen[number - 1]
        worst = (f.severity for f in about if f.issue_id in (None, seen.issue_id))
        mark = f"{seen.status} {next(worst, '')}".strip()
        return Figure(number, seen, mark, tuple([f.finding_id for f in about]))

    def of(self, numbers: Iterable[int]) -> list[Figure]:
        """Some of the figures."""
        changing, seen = self._changing, self.seen
        return [changing.get(n) or Figure(n, seen[n - 1], PLAIN, ()) for n in numbers]

    def part(
        self, about: Any, numbers: Sequence[int], content: Callable[[list[Figure]], Any]
    ) -> Part:
        """A part that shows some of the figures.

        Args:
            about: what tells it from other parts of the page that begin with the same figure, and
                what it shows that no figure says; of types that `digest_of` takes.
            numbers: their choice follows from `about`, the first one, and what the issue prints.
        """
        return part(self._made_from(about, numbers), lambda: content(self.of(numbers)))

    def section(
        self, about: Any, numbers: Sequence[int], parts: Callable[[], Iterable[Part]]
    ) -> Section:
        """A section whose parts show some of the figures; the arguments are as those of `part`."""
        return Section(part_key(("section", self._made_from(about, numbers))), parts)

    def _made_from(self, about: Any, numbers: Sequence[int]) -> Any:
        changing = [(n, one.mark, one.doubts) for n in numbers if (one := self._changing.get(n))]
        return self._fixed, about, numbers[0], changing


def shown_entities(index: Index, figures: IssueFigures) -> list[str]:
    """All that a page shows of the entities of some figures, beside the figures."""
    return sorted(map(index.shown_as, figures.entities))
