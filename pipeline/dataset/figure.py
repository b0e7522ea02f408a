"""One figure of a release by its address, with all that is known about it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from pipeline.dataset.provenance import Provenance
from pipeline.errors import UsageError
from pipeline.model.message import Message
from schemas.base import Row, entity_column, measure_fields
from schemas.catalog import tables

if TYPE_CHECKING:
    from pipeline.dataset.open import OpenDataset

_PARTS = 4
Value = Decimal | int | None


@dataclass(frozen=True)
class Figure:
    """A figure of a monthly table.

    Attributes:
        release: id of the release in which it is.
        provenance: its value and where it is printed.
        row: all figures of its row, by column.
        history: the figure of every month, the oldest first.
        decisions: rows of `corrections` and `reviews` about it.
        citation: how to cite it.
    """

    release: str
    provenance: Provenance
    row: Mapping[str, Value]
    history: tuple[tuple[dt.date, Value], ...]
    decisions: tuple[Mapping[str, Any], ...]
    citation: str

    @property
    def address(self) -> str:
        """`2025-02/bookings_by_hospital/gulou/total`; no entity where a row is a month."""
        at = self.provenance
        parts = (f"{at.month:%Y-%m}", at.table, at.entity_id, at.measure)
        return "/".join(part for part in parts if part)

    def as_json(self) -> dict[str, Any]:
        """The figure as values that JSON knows; amounts are numbers, dates are texts."""
        at = self.provenance
        return {
            "address": self.address, "release": self.release, "table": at.table,
            "month": f"{at.month:%Y-%m}", "entity_id": at.entity_id, "entity": at.entity,
            "measure": at.measure, "value": _plain(at.value), "unit": at.unit,
            "printed": at.printed, "status": at.status, "confidence": at.confidence,
            "issue_id": at.issue_id, "file_name": at.file_name, "sha256": at.sha256,
            "page": at.page, "box": list(at.box) if at.box else None,
            "row": {name: _plain(value) for name, value in self.row.items()},
            "history": {f"{month:%Y-%m}": _plain(value) for month, value in self.history},
            "findings": [
                {name: _plain(value) for name, value in found.model_dump().items()}
                for found in at.findings
            ],
            "decisions": [
                {name: _plain(value) for name, value in one.items()} for one in self.decisions
            ],
            "citation": self.citation,
        }  # fmt: skip


def parts_of(address: str) -> tuple[str, str, str | None, str]:
    """Month, table, entity and measure of an address.

    Raises:
        UsageError: it is none.
    """
    parts = address.strip("/").split("/")
    if len(parts) == _PARTS - 1:
        return parts[0], parts[1], None, parts[2]
    if len(parts) != _PARTS:
        raise UsageError(
            Message("no_figure_address", given=repr(address)),
            Message("write_address", example="2025-02/bookings_by_hospital/gulou/total"),
        )  # fmt: skip
    return parts[0], parts[1], parts[2], parts[3]


def figure_of(dataset: OpenDataset, provenance: Provenance) -> Figure:
    """All that a release knows about a figure whose place is known."""
    model = tables()[provenance.table]
    rows = _rows_of(dataset, model, provenance)
    names = [field.name for field in measure_fields(model)]
    held = "value" if provenance.table == "reported_totals" else provenance.measure
    here = next((row for row in rows if row["month"] == provenance.month), {})
    return Figure(
        release=dataset.release,
        provenance=provenance,
        row={name: here[name] for name in names if name in here},
        history=tuple((row["month"], row.get(held)) for row in rows),
        decisions=tuple(_decisions(dataset, provenance)),
        citation=_citation(dataset, provenance),
    )


def _rows_of(dataset: OpenDataset, model: type[Row], at: Provenance) -> list[dict[str, Any]]:
    """The rows of the same entity, by month; of a printed total, those of its table and column."""
    import pyarrow.compute as pc

    table, entity = dataset.arrow(at.table), entity_column(model)
    if entity is not None:
        table = table.filter(pc.field(entity) == at.entity_id)
    elif at.entity_id is not None:
        wanted = pc.field("table_name") == at.entity_id
        table = table.filter(wanted & (pc.field("measure") == at.measure))
    rows: list[dict[str, Any]] = table.to_pylist()
    return sorted(rows, key=lambda row: row["month"])


def _decisions(dataset: OpenDataset, at: Provenance) -> list[dict[str, Any]]:
    found = []
    for name in ("corrections", "reviews"):
        for row in dataset.arrow(name).to_pylist():
            about = (row["table_name"], row["entity_id"], row["measure"])
            same = about == (at.table, at.entity_id or "", at.measure)
            if same and row["issue_id"] == at.issue_id and row["month"] in (None, at.month):
                found.append({"table": name, **row})
    return found


def _citation(dataset: OpenDataset, at: Provenance) -> str:
    issues = dataset.arrow("issues").to_pylist()
    issue: dict[str, Any] = next((one for one in issues if one["issue_id"] == at.issue_id), {})
    source = f"{issue.get('publisher') or ''}《{issue.get('title') or ''}》{at.issue_id}"
    page = f", p. {at.page}" if at.page else ""
    return f"{source}{page}. Bulletin dataset, release {dataset.release}, {at.table}.{at.measure}."


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value.isoformat() if isinstance(value, dt.date) else value
