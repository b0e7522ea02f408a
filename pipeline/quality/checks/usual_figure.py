"""Usual figure: no figure, and no ratio of two, leaps out of its own history and season."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any, ClassVar

import numpy as np

from pipeline.quality.expectation import EveryRow, metric
from pipeline.quality.frames import Frame
from pipeline.quality.rules import Explain, Rule, rule
from pipeline.quality.sheets import Sheet
from pipeline.quality.thresholds import Thresholds


def _holds(frame: Frame, factor: float, scales: float, least: float) -> list[bool]:
    jump, scale, usual = (np.array(frame[name], float) for name in frame.names)
    holds: list[bool] = ((usual < least) | ~leaps(jump, scale, factor, scales)).tolist()
    return holds


class ExpectUsualFigure(EveryRow):
    """Columns (jump, scale, usual): the jump is below `factor` times, or within `scales` scales.

    A figure of which less than `least` is usual is not judged.
    """

    factor: float
    scales: float
    least: float

    success_keys: ClassVar[tuple[str, ...]] = ("mostly", "factor", "scales", "least")
    args_keys: ClassVar[tuple[str, ...]] = ("column_list", "factor", "scales", "least")

    sentence: ClassVar[str] = (
        "不超过通常值的 $factor 倍，或不超过其离散度的 $scales 倍 · "
        "below $factor times the usual figure, or within $scales times its scatter ($column_list)"
    )
    map_metric: ClassVar[str | None] = metric("usual_figure", _holds, "factor", "scales", "least")


def usual_figure(sheet: Sheet, limits: Thresholds, explain: Explain) -> Iterable[Rule]:
    """The rule on figures, and that on ratios where the sheet has any."""
    yield rule(
        ExpectUsualFigure, sheet.name, "jump",
        "与本序列前后各期及往年同月相比无突变",
        "no figure leaps out of its own history and season", "warning",
        explain, column_list=["jump", "scale", "usual"],
        factor=limits.jump_factor, scales=limits.jump_scales, least=limits.min_usual,
    )  # fmt: skip
    if any(sheet.column("ratio_with")):
        yield rule(
            ExpectUsualFigure, sheet.name, "ratio",
            "次均费用与本单位历史相符", "revenue per visit stays near its own history", "warning",
            explain, column_list=["ratio_jump", "ratio_scale", "usual"],
            factor=limits.ratio_factor, scales=limits.jump_scales, least=0.0,
        )  # fmt: skip


def leaps(jump: Any, scale: Any, factor: float, scales: float) -> Any:
    """Is a logarithmic jump both this factor and this many of its series' usual scatter?

    Args:
        jump, scale: of one figure, or arrays of them.
    """
    return (abs(jump) >= math.log(factor)) & (abs(jump) >= scales * scale)
