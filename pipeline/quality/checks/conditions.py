"""Which rows of a frame hold: the conditions behind the expectations, one function each.

A frame holds Python objects (int, Decimal, date, str, None). Each function takes the columns
that its expectation names, in their order, and answers for every row.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pandas as pd

from pipeline.quality.checks import arithmetic as relations


def declared_types(frame: pd.DataFrame, types: dict[str, str], nullable: list[str]) -> list[bool]:
    good = [True] * len(frame)
    for column in frame.columns:
        values = frame[column].tolist()
        allowed = {types[column], *(["NoneType"] if column in nullable else [])}
        if not {type(value).__name__ for value in values} <= allowed:
            good = [g and type(v).__name__ in allowed for g, v in zip(good, values, strict=True)]
    return good


def first_day_of_month(frame: pd.DataFrame) -> list[bool]:
    return [row[0] is None or row[0].day == 1 for row in _rows(frame)]


def known_row(frame: pd.DataFrame, known: list[str]) -> list[bool]:
    targets = set(known)
    return [set(row) == {None} or joined(row) in targets for row in _rows(frame)]


def joined(key: tuple[Any, ...]) -> str:
    """A key of several columns as one text."""
    return " | ".join(str(part) for part in key)


def row_sum(frame: pd.DataFrame, total: str, parts: list[str]) -> list[bool]:
    checked = frame[[total, "extra", "unreadable", *parts]] if "extra" in frame else (
        frame.assign(extra=None)[[total, "extra", "unreadable", *parts]]
    )  # fmt: skip
    return [
        not relations.touches(unread, [total, *parts])
        and relations.row_sum_holds(whole, figures, extra)
        for whole, extra, unread, *figures in _rows(checked)
    ]


def printed_total(frame: pd.DataFrame) -> list[bool]:
    return [
        not unread and (printed is None or summed is None or printed == summed)
        for printed, summed, unread in _rows(frame)
    ]


def days_of_month(frame: pd.DataFrame) -> list[bool]:
    return [days is None or days <= relations.days_in(month) for month, days in _rows(frame)]


def at_most(frame: pd.DataFrame) -> list[bool]:
    return [value is None or bound is None or value <= bound for value, bound in _rows(frame)]


def never_falls(frame: pd.DataFrame) -> list[bool]:
    rows = list(_rows(frame))
    by_month = sorted(range(len(rows)), key=lambda i: rows[i][0])
    wrong = {by_month[i] for i in relations.falling([rows[i][1] for i in by_month])}
    return [i not in wrong for i in range(len(rows))]


def falling_order(frame: pd.DataFrame, tolerance: float) -> list[bool]:
    wrong = relations.out_of_order(list(_rows(frame)), tolerance)
    return [i not in wrong for i in range(len(frame))]


def plausible_ratio(frame: pd.DataFrame, low: float, high: float) -> list[bool]:
    return [
        standing or relations.ratio_holds(above, below, low, high)
        for above, below, standing in _rows(frame)
    ]


def usual_figure(frame: pd.DataFrame, factor: float, scales: float, least: float) -> list[bool]:
    return [
        usual < least or not relations.leaps(jump, scale, factor, scales)
        for jump, scale, usual in _rows(frame)
    ]


def not_exchanged(frame: pd.DataFrame, scales: float, left: float) -> list[bool]:
    return [apart < scales or after > left for apart, after in _rows(frame)]


def _rows(frame: pd.DataFrame) -> Iterable[tuple[Any, ...]]:
    return zip(*(frame[column].tolist() for column in frame.columns), strict=True)
