"""Pieces of curves that look like short rules: the circle of a seal, a signature.

A producer that draws a curve as many short lines leaves pieces that are nearly level or upright.
Each begins where another ends, a little aside; pieces of a rule are in line.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from pipeline.reading.page.geometry import Rule
from pipeline.reading.tolerances import TOLERANCES

_T = TOLERANCES.grids


def without_slanted(rules: Sequence[Rule]) -> tuple[Rule, ...]:
    """The rules of a page without the pieces of its curves."""
    short = [r for r in rules if r.end - r.start < _T.curve_piece]
    if len(short) < _T.curve_pieces:
        return tuple(rules)
    ahead, behind = (
        _chains(short),
        _chains(Rule(r.horizontal, r.at, -r.end, -r.start) for r in short),
    )
    slanted = {
        (r.horizontal, r.at, r.start, r.end)
        for r in short
        if ahead[r.horizontal, r.at, r.start]
        + behind[r.horizontal, r.at, -r.end] > _T.curve_pieces
    }  # fmt: skip
    return tuple(r for r in rules if (r.horizontal, r.at, r.start, r.end) not in slanted)


def _chains(rules: Iterable[Rule]) -> dict[tuple[bool, float, float], int]:
    """By direction, place and start of each rule, how many pieces lead up to it, with itself."""
    ends: dict[tuple[bool, float], list[tuple[float, int]]] = defaultdict(list)
    out: dict[tuple[bool, float, float], int] = {}
    for rule in sorted(rules, key=lambda r: r.start):
        before = [
            length
            for at, length in ends[rule.horizontal, round(rule.start, 1)]
            if _T.aside < abs(at - rule.at) < _T.curve_piece
        ]
        length = 1 + max(before, default=0)
        out[rule.horizontal, rule.at, rule.start] = length
        ends[rule.horizontal, round(rule.end, 1)].append((rule.at, length))
    return out
