"""What a check of one kind of relation may bring; each file in `checks/` has one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar, Generic, TypeVar

from pipeline.model.dataset import Dataset
from pipeline.quality.cells import Cells
from pipeline.quality.column_sums import ColumnSums
from pipeline.quality.locate.equations import Equation, MonthFigures
from pipeline.quality.rules import Rule, Suite
from pipeline.quality.sheets import Record
from pipeline.quality.table import Table
from schemas.relations import Relation

R = TypeVar("R", bound=Relation)


@dataclass(frozen=True)
class Whole:
    """What a check sees that looks across rows or tables.

    Attributes:
        dataset: all rows.
        cells: the observations of figures, with page and box.
        sums: of all columns.
    """

    dataset: Dataset
    cells: Cells
    sums: ColumnSums


class Check(Generic[R]):
    """How one kind of relation is checked. A check defines what it needs; the rest is nothing.

    A relation within the rows of its table has `rules`, perhaps with `columns` that they need.
    One across rows or tables has `suites` on sheets of its own. An exact sum has `equations`.
    """

    relation: ClassVar[type[Relation]]

    def columns(self, relation: R, table: Table, records: Sequence[Record]) -> tuple[str, ...]:
        """Add what the rules need to the records of the table, and name the columns added."""
        return ()

    def rules(self, relation: R, table: Table) -> Iterable[Rule]:
        """Rules on the sheet of the table that declares the relation."""
        return ()

    def suites(self, declared: Sequence[tuple[R, Table]], whole: Whole) -> Iterable[Suite]:
        """Suites on prepared sheets, for all tables that declare a relation of this kind."""
        return ()

    def equations(self, relation: R, table: str, month: MonthFigures) -> Iterable[Equation]:
        """The exact sums of one month of the table, by which a wrong cell is located."""
        return ()
