"""A table of the dataset as its checks see it: its labels, and the address of a figure in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pipeline.model.figure import FigureKey
from pipeline.model.message import Message
from pipeline.quality import words
from pipeline.quality.cells import Cells, place
from pipeline.quality.locate.suspects import Suspects
from pipeline.quality.sheets import Record
from pipeline.quality.thresholds import Thresholds
from schemas.base import Row, entity_column


@dataclass(frozen=True)
class Table:
    """The table that declares a relation.

    Attributes:
        model: its schema.
        cells: the observations of its figures, and the names of its entities.
        limits: what is suspicious.
        suspects: the cells that are probably wrong, for the words of findings.
    """

    model: type[Row]
    cells: Cells
    limits: Thresholds
    suspects: Suspects

    @property
    def name(self) -> str:
        return self.model.table.name

    def label(self, measure: str) -> str:
        """小计."""
        return self.cells.label(self.name, measure)

    def named(self, measure: str) -> str:
        """小计 (total)."""
        return Message("named", label=self.label(measure), measure=measure)

    def key(self, record: Record, measure: str) -> FigureKey:
        """The address of one figure of a row."""
        return FigureKey(self.name, record["month"], self._entity(record) or "", measure)

    def address(self, record: Record, measure: str) -> dict[str, Any]:
        """The columns of a finding that say which figure it is about, with its page and box."""
        key = self.key(record, measure)
        entity_id = self._entity(record)
        return {
            "table_name": self.name, "issue_id": record["issue_id"], "month": key.month,
            "entity_id": entity_id, "entity": self.cells.name(entity_id), "measure": measure,
            "place": place(self.cells.of(key, record["issue_id"])),
        }  # fmt: skip

    def row(self, record: Record) -> str:
        """南京市儿童医院 in 2013-08."""
        return words.row(self.cells, self._entity(record), record["month"])

    def _entity(self, record: Record) -> str | None:
        column = entity_column(self.model)
        return record[column] if column else None
