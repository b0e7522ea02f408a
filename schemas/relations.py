"""Relations that hold between the figures of the bulletin, as data.

They are printed by the bulletin itself (小计, 合计) or follow from the meaning of the figures (a
month has no more days than it has). A subclass of `Relation` is a kind of relation; how it is
checked, and the words for a broken one, are in the file of that kind in `pipeline/quality/checks/`.
A relation without such a file is an error at import, see `docs/adding-a-relation.md`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Severity = Literal["error", "warning", "info"]


@dataclass(frozen=True)
class Relation:
    """What every relation has.

    Attributes:
        severity: of the finding about a broken one.
    """

    severity: Severity = field(default="error", kw_only=True)

    @property
    def bounded(self) -> tuple[str, ...]:
        """Measures that this relation bounds from outside (the calendar, the number of forms).

        They move between fixed values, so their own history says nothing about them.
        """
        return ()


@dataclass(frozen=True)
class RowSum(Relation):
    """In every row `total` is the sum of those of `parts` that are not null."""

    total: str
    parts: tuple[str, ...]


@dataclass(frozen=True)
class ColumnTotal(Relation):
    """The printed total (`reported_totals`) of `measure` is the sum of its column."""

    measure: str


@dataclass(frozen=True)
class ChannelSum(Relation):
    """The channels of a month that feed one column of `target` add up to that column's sum.

    With `target_measures` of several columns, `channels.feeds` says which column a channel feeds.
    """

    measure: str
    target: str
    target_measures: tuple[str, ...]


@dataclass(frozen=True)
class DaysOfMonth(Relation):
    """`measure` counts days of the row's month: never more than the month has."""

    measure: str

    @property
    def bounded(self) -> tuple[str, ...]:
        return (self.measure,)


@dataclass(frozen=True)
class AtMost(Relation):
    """In every row `measure` is at most `bound`."""

    measure: str
    bound: str

    @property
    def bounded(self) -> tuple[str, ...]:
        return (self.measure, self.bound)


@dataclass(frozen=True)
class NeverFalls(Relation):
    """A cumulative figure: never smaller than in any month before."""

    measure: str


@dataclass(frozen=True)
class PrintedOrder(Relation):
    """Rows are printed in falling order of `measure`; a row out of order is doubtful.

    The bulletin sorts its table by this figure: out of place, the figure or its name is wrong.
    """

    measure: str
    severity: Severity = field(default="warning", kw_only=True)


@dataclass(frozen=True)
class PlausibleRatio(Relation):
    """`numerator` / `denominator` lies within the bounds; outside, one of the two is doubtful.

    Attributes:
        name, zh, en: of the ratio as a column of the views, where it is a figure of its own.
    """

    numerator: str
    denominator: str
    low: str
    high: str
    why: str
    name: str = field(default="", kw_only=True)
    zh: str = field(default="", kw_only=True)
    en: str = field(default="", kw_only=True)
    severity: Severity = field(default="info", kw_only=True)
