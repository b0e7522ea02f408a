"""A series as a small line without axes: where a figure lies among those of other months."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

WIDTH, HEIGHT = 200.0, 40.0
_MARGIN = 4.0


@dataclass(frozen=True)
class Sparkline:
    """What an SVG of `WIDTH` by `HEIGHT` draws.

    Attributes:
        lines: points of each stretch of months without a gap, as SVG writes them; a lone point
            twice, so that the round ends of its line are seen.
        at: where the figure itself lies; None where it has no value.
    """

    lines: tuple[str, ...]
    at: tuple[float, float] | None


def sparkline(values: Sequence[Decimal | int | None], here: int) -> Sparkline:
    """The line of a series; from 0 to its largest value, as its chart.

    Args:
        values: of every month in order; None where there is no figure.
        here: number of the figure in the series.
    """
    known = [float(value) for value in values if value is not None]
    most, least = max(known, default=0.0), min(0.0, *known, 0.0)
    step, floor = (WIDTH - 2 * _MARGIN) / max(len(values) - 1, 1), HEIGHT - _MARGIN
    down = (HEIGHT - 2 * _MARGIN) / ((most - least) or 1)
    drawn = [
        value if value is None
        else (round(_MARGIN + n * step, 1), round(floor - (float(value) - least) * down, 1))
        for n, value in enumerate(values)
    ]  # fmt: skip
    parts = [list(part) for held, part in groupby(drawn, key=lambda one: one is not None) if held]
    twice = [part if len(part) > 1 else part * 2 for part in parts]
    lines = tuple(" ".join(f"{at[0]},{at[1]}" for at in part if at) for part in twice)
    return Sparkline(lines, drawn[here] if 0 <= here < len(drawn) else None)
