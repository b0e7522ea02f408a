"""Rows that have passed the rules of their table ahead, of which nothing is asked again.

A process that waits for a run has the interpreted issues of the archive already. Nearly all of
their rows are validated again, as the same objects, which nothing changes, and by the same rules.
Great Expectations judges what the rules answer for all rows, as ever.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from pipeline.model.dataset import Dataset
from pipeline.quality.cells import Cells
from pipeline.quality.declared import ExpectUniqueKey
from pipeline.quality.evaluate import answers_of
from pipeline.quality.expectation import EveryRow, condition_of
from pipeline.quality.frames import Frame, frame_of
from pipeline.quality.locate.suspects import Suspects
from pipeline.quality.rules import Rule, Suite
from pipeline.quality.sheets import Record
from pipeline.quality.suites import suite_of
from pipeline.quality.thresholds import Thresholds
from schemas.base import Row
from schemas.catalog import tables

_MANY_ROWS = 1000
"""Of a table with fewer rows, all are asked as quickly as they are looked up."""

_Key = tuple[Any, ...]


@dataclass(frozen=True)
class _Passed:
    """Rows of one table that have passed.

    Attributes:
        records: by their identity; they are kept, so that no other object has it.
        rules: what was asked, by the id of the rule.
        keys: primary keys of the rows, if these have several columns; no two are the same.
    """

    records: Mapping[int, Record]
    rules: Mapping[str, Any]
    keys: frozenset[_Key | int]


_AHEAD: dict[str, _Passed] = {}


def pass_ahead(rows: Iterable[Row]) -> None:
    """Ask the rules of their tables about rows before they are validated.

    A table whose relations add columns to it is left to the validation.
    """
    found: dict[str, list[Row]] = {}
    for row in rows:
        if not row.table.relations:
            found.setdefault(row.table.name, []).append(row)
    forget()
    for name, them in found.items():
        if len(them) >= _MANY_ROWS:
            _AHEAD[name] = _passed(_suite(name, them))


def forget() -> None:
    """Free what is known of rows that were asked ahead."""
    _AHEAD.clear()


class Frames:
    """The frames that the rules of a suite are asked about."""

    def __init__(self, suite: Suite) -> None:
        self._sheet, self._passed = suite.sheet, _AHEAD.get(suite.sheet.name)
        self.count = len(suite.sheet.records)

    def of(self, rule: Rule) -> Frame:
        """All rows of the sheet, or those that may fail the rule."""
        passed = self._passed
        if passed is None:
            return self._whole
        if isinstance(rule.expectation, ExpectUniqueKey):
            return self._others if self._has_new_keys_only(rule, passed) else self._whole
        known = passed.rules.get(rule.id)
        return self._others if known and known == _question(rule) else self._whole

    @cached_property
    def _whole(self) -> Frame:
        return frame_of(self._sheet)

    @cached_property
    def _others(self) -> Frame:
        """The rows that have not passed ahead."""
        passed = self._passed.records if self._passed else {}
        return frame_of(self._sheet, [
            number for number, record in enumerate(self._sheet.records) if id(record) not in passed
        ])  # fmt: skip

    def _has_new_keys_only(self, rule: Rule, passed: _Passed) -> bool:
        keys = _keys(rule, self._others)
        return passed.keys.isdisjoint(keys)


def _suite(name: str, rows: Sequence[Row]) -> Suite:
    nothing = Cells()
    return suite_of(tables()[name], Dataset({name: tuple(rows)}), nothing, Thresholds(), Suspects())


def _passed(suite: Suite) -> _Passed:
    """The rows of a suite that pass its rules, and of those with the same key the first."""
    frame, records = frame_of(suite.sheet), suite.sheet.records
    good = np.ones(len(records), bool)
    keys: Sequence[_Key | int] = range(len(records))
    rules = {}
    for rule in suite.rules:
        if isinstance(rule.expectation, EveryRow):
            good &= answers_of(rule.expectation, frame)
            rules[rule.id] = _question(rule)
        elif isinstance(rule.expectation, ExpectUniqueKey):
            keys = _keys(rule, frame)
    first = {keys[number]: number for number in reversed(np.flatnonzero(good).tolist())}
    return _Passed(
        {id(records[number]): records[number] for number in first.values()},
        rules, frozenset(first),
    )  # fmt: skip


def _keys(rule: Rule, frame: Frame) -> list[_Key]:
    expectation: Any = rule.expectation
    return list(frame.of(expectation.column_list).rows())


def _question(rule: Rule) -> Any:
    """All that the answer for a row depends on, the row apart."""
    expectation: Any = rule.expectation
    _, names = condition_of(expectation.map_metric)
    settings = {name: getattr(expectation, name) for name in names}
    return type(expectation), expectation.column_list, settings
