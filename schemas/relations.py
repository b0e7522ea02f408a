"""Relations that hold between the figures of the bulletin, as data.

Each is checked by `pipeline.quality`, which turns a broken one into a finding of the kind and
severity that stand here. They are stated by the bulletin itself (小计, 合计) or follow from the
meaning of the figures (a month has no more days than it has).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning", "info"]


@dataclass(frozen=True)
class RowSum:
    """In every row `total` is the sum of those of `parts` that are not null."""

    total: str
    parts: tuple[str, ...]
    severity: Severity = "error"


@dataclass(frozen=True)
class ColumnTotal:
    """The printed total (`reported_totals`) of `measure` is the sum of its column."""

    measure: str
    severity: Severity = "error"


@dataclass(frozen=True)
class ChannelSum:
    """The channels of a month that feed one column of `target` add up to that column's sum.

    With `target_measures` of several columns, which column a channel feeds is told by
    `channels.feeds`.
    """

    measure: str
    target: str
    target_measures: tuple[str, ...]
    severity: Severity = "error"


@dataclass(frozen=True)
class DaysOfMonth:
    """`measure` counts days of the row's month: never more than the month has."""

    measure: str
    severity: Severity = "error"


@dataclass(frozen=True)
class AtMost:
    """In every row `measure` is at most `bound`."""

    measure: str
    bound: str
    severity: Severity = "error"


@dataclass(frozen=True)
class NeverFalls:
    """A cumulative figure: never smaller than in any month before."""

    measure: str
    severity: Severity = "error"


@dataclass(frozen=True)
class PrintedOrder:
    """Rows are printed in falling order of `measure`; a row out of order is doubtful.

    The bulletin sorts its table by this figure: out of place, the figure or its name is wrong.
    """

    measure: str
    severity: Severity = "warning"


@dataclass(frozen=True)
class PlausibleRatio:
    """`numerator` / `denominator` lies within the bounds; outside, one of the two is doubtful."""

    numerator: str
    denominator: str
    low: str
    high: str
    why: str
    severity: Severity = "info"


Relation = (
    RowSum
    | ColumnTotal
    | ChannelSum
    | DaysOfMonth
    | AtMost
    | NeverFalls
    | PrintedOrder
    | PlausibleRatio
)
