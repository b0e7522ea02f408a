"""What interpreting one issue brings to light, collected: rows, observations, findings, names."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from pipeline.interpreting.names.entities import Resolved
from pipeline.model.figure import FigureKey
from pipeline.model.findings import finding
from pipeline.model.message import Message
from pipeline.model.place import Place, columns_of
from pipeline.reading.model import DOUBTED, Cell
from pipeline.reading.scan.confidence import CERTAIN
from schemas.base import Row, entity_column, measure_fields
from schemas.quality import Finding, FindingKind, Observation, Severity, Status

_FOUR_PLACES = Decimal("0.0001")
_LARGEST = Decimal(10) ** 20


@dataclass(frozen=True)
class Figure:
    """A printed figure, understood: what goes into a row and into its observation.

    Attributes:
        value: in the unit of its measure; None = not reported or not believed.
        printed: the text as printed.
        unit: unit of `value`.
        unit_printed: unit in print, '' where none.
        status: reported, missing or flagged.
        place: where it is printed.
        doubt: why it is not certain, in words; '' where it is.
        cell: the cell that prints it; None in running text.
    """

    value: Decimal | None
    printed: str
    unit: str
    unit_printed: str = ""
    status: Status = "reported"
    place: Place | None = None
    doubt: str = ""
    cell: Cell | None = None

    @property
    def other(self) -> str | None:
        """What a second recogniser reads in its cell, where that is something else."""
        cell = self.cell
        whole = cell is not None and self.printed == cell.text + cell.superscript
        return (cell.other or None) if cell is not None and whole else None


@dataclass
class Collector:
    """Gathers what belongs to one issue, with the issue's identity on everything.

    Attributes:
        recognised: numbers of the pages whose glyphs were recognised in a picture.
        cells: for each observation, the cell that prints it; None in running text.
    """

    issue_id: str
    sha256: str
    recognised: frozenset[int] = frozenset()
    rows: list[Row] = field(default_factory=list)
    observations: list[Observation] = field(default_factory=list)
    cells: list[Cell | None] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    names: dict[tuple[str, str], Resolved] = field(default_factory=dict)
    _seen: Counter[FigureKey] = field(default_factory=Counter)

    def observe(
        self, table: str, month: dt.date | None, entity_id: str, measure: str, figure: Figure
    ) -> None:
        """Record one printed figure and its place."""
        key = FigureKey(table, month, entity_id, measure)
        self._seen[key] += 1
        place = figure.place
        recognised = place is not None and place.page in self.recognised
        value = figure.value if storable(figure.value) else None
        self.cells.append(figure.cell)
        # A hundred thousand of them take longer to validate than to read: each value is one of
        # ours, or of a reading that was validated.
        self.observations.append(
            Observation.of_valid(
                {
                    "table_name": table,
                    "month": month,
                    "entity_id": entity_id,
                    "measure": measure,
                    "issue_id": self.issue_id,
                    "occurrence": self._seen[key],
                    "value": value,
                    "value_printed": None,
                    "printed": figure.printed,
                    "unit": figure.unit,
                    "unit_printed": figure.unit_printed,
                    "status": figure.status if value is figure.value else "flagged",
                    "method": "ocr" if recognised else "text",
                    "confidence": _confidence(figure, recognised),
                    **columns_of(place),
                    "source_sha256": self.sha256,
                }.items()
            )
        )

    def find(
        self,
        kind: FindingKind,
        severity: Severity,
        message: Message,
        *,
        table: str | None = None,
        month: dt.date | None = None,
        entity: Resolved | None = None,
        measure: str | None = None,
        expected: str | None = None,
        observed: str | None = None,
        place: Place | None = None,
    ) -> None:
        """Record a finding of this issue."""
        self.findings.append(
            finding(
                kind,
                severity,
                message,
                issue_id=self.issue_id,
                table_name=table,
                month=month,
                entity_id=entity.entity_id if entity else None,
                entity=entity.name if entity else None,
                measure=measure,
                expected=expected,
                observed=observed,
                place=place,
            )
        )

    def keep_one_row_a_key(self) -> None:
        """Of two tables that print a row of one key, keep the first and report the rest.

        Tables that print other columns of the row, as a table that is continued on the next sheet
        does, complete it. Every figure of the rows left out stays in the observations.
        """
        kept: dict[tuple[object, ...], Row] = {}
        twice: dict[tuple[str, dt.date | None], None] = {}
        for row in self.rows:
            key = (row.table.name, *row.key())
            first = kept.setdefault(key, row)
            if first is row:
                continue
            if self._printed_once(row):
                kept[key] = _completed(first, row)
            else:
                self._report_second_row(row)
                twice[row.table.name, getattr(row, "month", None)] = None
        for table, month in twice:
            message = Message("month_in_two_tables")
            self.find("low_confidence", "warning", message, table=table, month=month)
        self.rows = list(kept.values())

    def _printed_once(self, row: Row) -> bool:
        """Does no table print a figure of this row that another prints as well?"""
        entity = entity_column(type(row))
        month = getattr(row, "month", None)
        return entity is not None and all(
            self._seen[FigureKey(row.table.name, month, row[entity], f.name)] < 2
            for f in measure_fields(type(row))
        )

    def _report_second_row(self, row: Row) -> None:
        self.findings.append(
            finding(
                "duplicate_entity",
                "error",
                Message("row_in_two_tables"),
                issue_id=self.issue_id,
                table_name=row.table.name,
                month=getattr(row, "month", None),
                entity_id=next((str(v) for v in row.key()[1:]), None),
                entity=getattr(row, "name_printed", None),
            )
        )

    def name(self, resolved: Resolved) -> None:
        """Remember a printed name and what it stands for."""
        self.names.setdefault((resolved.kind, resolved.key), resolved)


def _confidence(figure: Figure, recognised: bool) -> float:
    """How sure a figure is; rates of scans: docs/scans.md."""
    if not figure.doubt:
        return CERTAIN if recognised else 1.0
    own = figure.cell is not None and figure.doubt == figure.cell.doubt
    return figure.cell.sure if own and figure.cell else DOUBTED


def _completed(first: Row, second: Row) -> Row:
    """The first row with the figures that only the second has."""
    gained = {
        f.name: second[f.name]
        for f in measure_fields(type(first))
        if first[f.name] is None and second[f.name] is not None
    }
    return first.model_copy(update=gained)


def storable(value: Decimal | None) -> bool:
    """Does a value fit the columns for figures (four places, 24 digits) exactly?"""
    if value is None:
        return True
    if value == value.to_integral_value():
        return abs(value) < _LARGEST
    exponent = value.as_tuple().exponent
    fits = isinstance(exponent, int) and exponent >= -4
    return abs(value) < _LARGEST and (fits or value == value.quantize(_FOUR_PLACES))


def exact_sum(values: Iterable[Decimal | None]) -> Decimal:
    """Sum of those values that are there."""
    return sum((v for v in values if v is not None), Decimal(0))
