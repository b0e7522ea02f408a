"""Own place: no figure is printed in the cell of its neighbour, and the neighbour in its cell."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

import numpy as np

from pipeline.quality.expectation import EveryRow, metric
from pipeline.quality.frames import Frame
from pipeline.quality.rules import Explain, Rule, rule
from pipeline.quality.sheets import Record, Sheet
from pipeline.quality.thresholds import Thresholds


def _holds(frame: Frame, scales: float, left: float) -> list[bool]:
    apart, after = (np.array(frame[name], float) for name in frame.names)
    holds: list[bool] = (~_exchanged(apart, after, scales, left)).tolist()
    return holds


class ExpectOwnPlace(EveryRow):
    """Columns (apart, left): the figure is not printed in its neighbour's cell.

    It is where both are `scales` scatters off as printed and within `left` if exchanged.
    """

    scales: float
    left: float

    success_keys: ClassVar[tuple[str, ...]] = ("mostly", "scales", "left")
    args_keys: ClassVar[tuple[str, ...]] = ("column_list", "scales", "left")

    sentence: ClassVar[str] = (
        "各数未与相邻数互换 · "
        "no figure is printed in the cell of its neighbour: as printed off by $scales times the "
        "scatter, exchanged within $left ($column_list)"
    )
    map_metric: ClassVar[str | None] = metric("own_place", _holds, "scales", "left")


def own_place(sheet: Sheet, limits: Thresholds, explain: Explain) -> Iterable[Rule]:
    """The rule on neighbours that may be exchanged."""
    yield rule(
        ExpectOwnPlace, sheet.name, "exchanged",
        "未与相邻单元格互换", "no two neighbouring figures are exchanged", "warning",
        explain, column_list=["swap_apart", "swap_left"],
        scales=limits.swap_scales, left=limits.swap_left,
    )  # fmt: skip


def is_exchanged(record: Record, limits: Thresholds) -> bool:
    """Does a record of the history sheet break the rule?"""
    apart, left = record["swap_apart"], record["swap_left"]
    return bool(_exchanged(apart, left, limits.swap_scales, limits.swap_left))


def _exchanged(apart: Any, after: Any, scales: float, left: float) -> Any:
    return (apart >= scales) & (after <= left)
