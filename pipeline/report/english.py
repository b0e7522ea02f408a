"""English names of hospitals, districts and channels, also within English sentences."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TypeVar, cast

from pipeline.report.labels import Label
from schemas.base import Row
from schemas.dimensions import Channel, District, Hospital
from schemas.events import Event
from schemas.quality import Finding

EntityRow = Hospital | District | Channel
_Telling = TypeVar("_Telling", Finding, Event)

_HAN = "\u3400-\u9fff"
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
        longest_first = "|".join(map(re.escape, sorted(self._of, key=len, reverse=True)))
        self._name = re.compile(rf"(?<![“（{_HAN}])(?:{longest_first})(?![”（{_HAN}])")

    def label(self, entity_id: str | None, name: str) -> Label:
        """A name in both languages; the Chinese one where it has no other."""
        return Label(name, self.by_id.get(entity_id or "", name))

    def worded(self, one: _Telling) -> _Telling:
        """A finding or event whose English sentence has English names.

        A name in quotation marks or within a longer one is as it was printed, and stays.
        """
        if not self._of or one.kind in _ABOUT_PRINT:
            return one
        said = self._name.sub(lambda found: self._of[found[0]], one.message)
        return one if said == one.message else one.model_copy(update={"message": said})
