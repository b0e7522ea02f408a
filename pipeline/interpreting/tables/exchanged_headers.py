"""Headers over each other's columns: a column of counts that prints amounts with fractions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from pipeline.interpreting.collect import Figure
from pipeline.interpreting.tables.doubts import About
from pipeline.interpreting.tables.measures import Measure
from pipeline.model.message import Message

_FEWEST = 3
"""Figures with fractions that make more than slips of a column of counts."""


class Fractions:
    """Counts, column by column, the figures of one table that are no whole numbers.

    The amounts of such a column stand under the header of counts; so the figures under the
    headers of amounts may be the counts, which look like amounts and are not.
    """

    def __init__(self) -> None:
        self._seen: Counter[Measure] = Counter()
        self._broken: Counter[Measure] = Counter()

    def see(self, measure: Measure, figure: Figure) -> None:
        """One figure of a measure."""
        if figure.value is None:
            return
        self._seen[measure] += 1
        self._broken[measure] += figure.value % measure.step != 0

    def report(self, about: About) -> None:
        """A doubt about each such column, and about the amounts that may have its header."""
        for count in self._counts():
            about.out.find(
                "low_confidence", "warning", Message("counts_with_fractions", label=count.zh),
                table=about.table, month=about.month, measure=count.name,
            )  # fmt: skip
            for amount in self._seen:
                if amount.dimension == "money" and set(amount.parents) & set(count.parents):
                    about.out.find(
                        "low_confidence", "warning",
                        Message("headers_exchanged", count=count.zh, amount=amount.zh),
                        table=about.table, month=about.month, measure=amount.name,
                    )  # fmt: skip

    def _counts(self) -> Iterator[Measure]:
        """The measures of counts whose figures are, most of them, no whole numbers."""
        for count, broken in self._broken.items():
            most = broken >= _FEWEST and 2 * broken >= self._seen[count]
            if count.dimension == "count" and most:
                yield count
