"""Which one cell is wrong, found by the sums that do not hold.

A wrong figure breaks every sum that it is part of, and by the same amount. Where a change of one
cell makes all its sums hold, at least two that were broken among them, and no other cell explains
as much, that cell is named with the figure that all of them ask for.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass

from pipeline.model.figure import FigureKey
from pipeline.quality.arithmetic import Number
from pipeline.quality.locate.equations import Equation, Figures, Month

_FEWEST = 2
"""Broken sums that must agree. One alone is broken by any of its cells as well as by another."""

Plausible = Callable[[FigureKey, Number], Number | None]
"""The figure as its cell would hold it; None where it is not possible there."""


@dataclass(frozen=True)
class Suspect:
    """A cell, and the figure with which its sums hold.

    Attributes:
        cell: its key among the observations.
        printed: its figure; None for nothing or nothing readable.
        mended: what would make all of `equations` hold.
        equations: those that are broken, or cannot be checked, without it, by rank.
        readable: False where the cell could not be read, so that it is no suspicion.
    """

    cell: FigureKey
    printed: Number | None
    mended: Number
    equations: tuple[Equation, ...]
    readable: bool = True


def locate(month: Month, unreadable: Collection[FigureKey], plausible: Plausible) -> list[Suspect]:
    """The cells of one month that are probably wrong, and those that follow from a sum.

    Args:
        month: its equations and figures.
        unreadable: cells with something that could not be read; their sums are open.
        plausible: see `Plausible`; it is asked about cells of all tables.
    """
    unread = {cell for cell in unreadable if cell in month.figures}
    closed = [e for e in month.equations if unread.isdisjoint(e.signs)]
    broken = [e for e in closed if e.excess(month.figures) not in e.slack]
    found = _named(_candidates(closed, broken, month.figures, plausible))
    if unread:
        found += _solved(month, unread, plausible)
    return found


@dataclass(frozen=True)
class _Candidate:
    """A cell that could explain why the sums `broken` do not hold.

    `values` are plausible figures that mend them; several where unknown columns leave it open.
    """

    cell: FigureKey
    broken: frozenset[Equation]
    values: tuple[Number, ...]
    printed: Number | None


def _candidates(
    closed: Sequence[Equation], broken: Sequence[Equation], figures: Figures, plausible: Plausible
) -> list[_Candidate]:
    """Cells that could explain it: one change makes every sum hold that they are part of."""
    cells = dict.fromkeys(cell for equation in broken for cell in equation.signs)
    of = _equations_by_cell(closed, cells)
    faults = set(broken)
    found = []
    for cell in cells:
        hurt = frozenset(faults.intersection(of[cell]))
        if len(hurt) < _FEWEST:
            continue
        printed = figures[cell]
        changes = set.intersection(*(e.changes(cell, figures) for e in of[cell])) - {0}
        values = (plausible(cell, (printed or 0) + change) for change in sorted(changes))
        mended = tuple(value for value in values if value is not None)
        if mended:
            found.append(_Candidate(cell, hurt, mended, printed))
    return found


def _named(candidates: Sequence[_Candidate]) -> list[Suspect]:
    """Those that explain more than every other cell that explains any of the same.

    Several errors of a month are named each for itself where they share no broken sum.
    """
    return [
        Suspect(one.cell, one.printed, one.values[0], _by_rank(one.broken))
        for one in candidates
        if len(one.values) == 1
        and all(
            other.broken < one.broken
            for other in candidates
            if other is not one and not other.broken.isdisjoint(one.broken)
        )
    ]


def _solved(month: Month, unread: Collection[FigureKey], plausible: Plausible) -> list[Suspect]:
    """Unreadable cells whose figure follows: from every sum in which nothing else is unread."""
    found = []
    of = _equations_by_cell(month.equations, unread)
    for cell in sorted(unread, key=str):
        alone = [e for e in of[cell] if sum(other in unread for other in e.signs) == 1]
        asked = {value for e in alone for value in e.changes(cell, month.figures)}
        value = plausible(cell, asked.pop()) if len(asked) == 1 else None
        if value is not None:
            found.append(Suspect(cell, None, value, _by_rank(alone), readable=False))
    return found


def _equations_by_cell(
    equations: Iterable[Equation], cells: Collection[FigureKey]
) -> dict[FigureKey, list[Equation]]:
    found: dict[FigureKey, list[Equation]] = {cell: [] for cell in cells}
    for equation in equations:
        for cell in equation.signs:
            if cell in found:
                found[cell].append(equation)
    return found


def _by_rank(equations: Iterable[Equation]) -> tuple[Equation, ...]:
    return tuple(sorted(equations, key=lambda e: (e.rank, str(e.sum))))
