"""Lines of results, as a table for people and as JSON."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from rich.console import Console
from rich.table import Table


@dataclass(frozen=True)
class Line:
    """One result.

    Attributes:
        part: what was measured.
        what: which cost of it.
        value: the number.
        unit: of the number: `×` is a multiple of the bare pass, and `s` is processor time, where
            `what` says nothing else.
        goal: most that it should be; None where there is no goal.
        least: least that it should be.
        note: what a reader must know besides.
    """

    part: str
    what: str
    value: float
    unit: str = "s"
    goal: float | None = None
    note: str = ""
    least: float | None = None

    @property
    def reached(self) -> bool | None:
        if self.least is not None:
            return self.value >= self.least
        return None if self.goal is None else self.value <= self.goal


def as_json(lines: Sequence[Line]) -> str:
    reported = [{**asdict(line), "reached": line.reached} for line in lines]
    return json.dumps(reported, ensure_ascii=False, indent=2)


def show(part: str, lines: Sequence[Line], console: Console) -> None:
    """Print one part as a table."""
    table = Table(title=part, title_justify="left", box=None, padding=(0, 2, 0, 0))
    table.add_column("", min_width=44)
    table.add_column("", justify="right", min_width=10)
    table.add_column("goal", justify="right")
    table.add_column("")
    for line in lines:
        table.add_row(line.what, _number(line), _goal(line), line.note)
    console.print(table)
    console.print()


def _number(line: Line) -> str:
    places = 0 if line.unit in ("MB", "") else 2
    return f"{line.value:.{places}f} {line.unit}".strip()


def _goal(line: Line) -> str:
    sign, goal = ("≤", line.goal) if line.least is None else ("≥", line.least)
    if goal is None:
        return ""
    return f"{sign} {goal:g} {line.unit} {'✓' if line.reached else '✗'}".replace("  ", " ")
