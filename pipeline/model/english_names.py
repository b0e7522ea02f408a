"""English sentences in which names are English: of hospitals, districts, channels, tables, columns.

A message keeps the names that the registry and the schemas have in Chinese, for its text decides
the id of a finding. Who shows it in English words it by this module.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import TypeVar, cast

from pipeline.model.dataset import Dataset
from pipeline.model.label import Label
from schemas.base import Row, entity_column, measure_fields
from schemas.catalog import dimensions, tables
from schemas.dimensions import Channel, District, Hospital
from schemas.events import Event
from schemas.quality import Finding
from schemas.relations import PlausibleRatio
from schemas.totals import ReportedTotal

EntityRow = Hospital | District | Channel
_Telling = TypeVar("_Telling", Finding, Event)

_HAN = "\u3400-\u9fff"
_BEFORE = re.compile(rf"[“\"（{_HAN}\d]")
_APART = rf"{{}}(?![”\"（{_HAN}])"
"""Whole names: not in quotation marks or within a longer name, which are as they were printed.

What is before a name is looked at once it is found: so a pattern begins with letters, and is found
many times as fast.
"""

_MONTH = re.compile(_APART.format(r"(\d{4})年(\d{1,2})月"))
_ABOUT_PRINT = frozenset({"unknown_entity"})
"""Findings that compare names as they are printed."""


class EnglishNames:
    """Names of entities in English.

    Args:
        entities: rows of the tables of `schemas.catalog.dimensions`.

    Attributes:
        by_id: English name, or pinyin, of those that have one.
    """

    def __init__(self, entities: Iterable[Row]) -> None:
        named = [row for row in cast("Iterable[EntityRow]", entities) if row.name_en]
        self.by_id: dict[str, str] = {str(row.key()[0]): row.name_en or "" for row in named}
        self._of = {row.name: row.name_en or "" for row in named}
        self._name = _any_of(self._of)

    @classmethod
    def of(cls, dataset: Dataset) -> EnglishNames:
        """Those of the entities of a dataset."""
        return cls(row for model in dimensions().values() for row in dataset.of_type(model))

    def label(self, entity_id: str | None, name: str) -> Label:
        """A name in both languages; the Chinese one where it has no other."""
        return Label(name, self.by_id.get(entity_id or "", name))

    def sentence(self, said: str, table: str | None = None) -> str:
        """An English sentence with English names.

        Args:
            table: the table that it is about, whose columns are called by their names.
        """
        for pattern, names in ((self._name, self._of), _columns(table), _titles()):
            said = _renamed(pattern, names, said)
        if "年" not in said:
            return said
        return _replaced(_MONTH, said, lambda found: f"{found[1]}-{int(found[2]):02}")

    def worded(self, one: _Telling) -> _Telling:
        """A finding or event whose English sentence has English names."""
        if one.kind in _ABOUT_PRINT:
            return one
        said = self.sentence(one.message, one.table_name)
        return (
            one if said == one.message else one.of_valid({**one.__dict__, "message": said}.items())
        )


def _any_of(names: Iterable[str], after: str = "") -> re.Pattern[str]:
    """Any of the names as a whole, with what comes after it; an empty name is none."""
    longest_first = sorted(filter(None, names), key=len, reverse=True)
    any_ = "|".join(map(re.escape, longest_first)) or "(?!)"
    return re.compile(_APART.format(f"({any_}){after}"))


def _renamed(pattern: re.Pattern[str], names: Mapping[str, str], said: str) -> str:
    return _replaced(pattern, said, lambda found: found.groupdict().get("named") or names[found[1]])


def _replaced(pattern: re.Pattern[str], said: str, by: Callable[[re.Match[str]], str]) -> str:
    """A text in which each match that stands apart is replaced."""
    parts, done, at = [], 0, 0
    while found := pattern.search(said, at):
        start = found.start()
        if start and _BEFORE.match(said, start - 1):
            at = start + 1
            continue
        parts += [said[done:start], by(found)]
        done = at = found.end()
    return "".join([*parts, said[done:]]) if done else said


@cache
def _columns(table: str | None) -> tuple[re.Pattern[str], Mapping[str, str]]:
    """Columns by their Chinese labels, with the name in brackets behind them, which says the same.

    Printed totals are of the columns of tables with a row an entity. Where the table is not known,
    a label needs its name in brackets.
    """
    model = tables().get(table or "")
    models = [*tables().values()] if model in (None, ReportedTotal) else [model]
    if model is ReportedTotal:
        models = [one for one in models if entity_column(one)]
    fields = [field for one in models for field in measure_fields(one)]
    names = {field.column.zh: field.name for field in fields}
    any_name = "|".join(sorted({field.name for field in fields}))
    bracket = rf"(?: \((?:\w+\.)?(?P<named>{any_name})\)){'?' if model else ''}"
    if model:
        related = [relation for one in models for relation in one.table.relations]
        names |= {f"{one.zh}：": "" for one in related if isinstance(one, PlausibleRatio)}
    return _any_of(names, bracket), names


@cache
def _titles() -> tuple[re.Pattern[str], Mapping[str, str]]:
    facts = [model.table for model in tables().values() if model.table.kind == "fact"]
    names = {table.zh: table.en for table in facts}
    return _any_of(names), names
