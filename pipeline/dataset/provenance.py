"""Where one figure is printed: value, text, file, page and box, its findings, and a picture."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from pipeline.dataset.load import rows_of
from pipeline.dataset.lookup import DIMENSIONS
from pipeline.errors import UsageError
from pipeline.model.findings import SEVERITIES
from pipeline.model.message import Message
from pipeline.model.place import Box
from schemas.base import TableSpec, measure_fields
from schemas.catalog import tables as catalog
from schemas.quality import Finding

if TYPE_CHECKING:
    import pyarrow as pa
    from PIL.Image import Image

_MARGIN_PT = 60.0


class Source(Protocol):
    """A release, as far as a figure is looked up in it."""

    @property
    def originals(self) -> Path: ...

    def arrow(self, name: str) -> pa.Table: ...


@dataclass(frozen=True)
class Provenance:
    """A figure and the place where it is printed.

    Attributes:
        table, month, entity_id, entity, measure: which figure; `entity` is its canonical name.
        value: in `unit`; None where it is not reported or could not be read.
        printed, unit_printed: text and unit of the cell.
        status: reported, missing, flagged or corrected.
        confidence: of the reading, 0 to 1.
        issue_id, file_name, sha256: issue and PDF that print it.
        page, box: from 1; in points from the top left of the page. None where no cell is there.
        findings: about it and about its row, the worst first.
        elsewhere: other places that print the same figure, such as an older edition.
    """

    table: str
    month: dt.date
    entity_id: str | None
    entity: str | None
    measure: str
    value: Decimal | None
    printed: str
    unit: str
    unit_printed: str
    status: str
    method: str
    confidence: float
    issue_id: str
    file_name: str
    sha256: str
    page: int | None
    box: Box | None
    findings: tuple[Finding, ...]
    original: Path
    elsewhere: tuple[Provenance, ...] = ()

    def picture(self, margin: float = _MARGIN_PT) -> Image:
        """The piece of the page around the figure, the figure outlined.

        Args:
            margin: points of the page around it.

        Raises:
            UsageError: nothing is printed, or the PDF is not beside the dataset.
            FolderError: the PDF cannot be rendered.
        """
        from pipeline.reading.page.pictures import crop

        if self.page is None or self.box is None:
            raise UsageError(f"{self.measure} has no place on a page: nothing is printed there.")
        if not self.original.is_file():
            raise UsageError(
                f"The original {self.original} is not there.",
                "Pictures need the outputs folder with its originals/.",
            )
        return crop(self.original, self.page, self.box, margin)


def find(
    dataset: Source, spec: TableSpec, month: dt.date, entity: str | None, measure: str
) -> Provenance:
    """The provenance of one figure of a monthly table; see `OpenDataset.provenance`."""
    rows = _select(dataset, spec.name, month, entity, measure)
    if not rows:
        raise _not_printed(dataset, spec, month, entity, measure)
    loaded = {row["issue_id"]: row["source_sha256"] for row in _rows(dataset, "issues")}
    # The edition that is loaded comes first, and the newest issue among several.
    rows.sort(key=lambda row: (row["issue_id"], -row["occurrence"]), reverse=True)
    rows.sort(key=lambda row: loaded.get(row["issue_id"]) != row["source_sha256"])
    first, *others = (_provenance(dataset, row, entity) for row in rows)
    return Provenance(**{**first.__dict__, "elsewhere": tuple(others)})


def measures(dataset: Source, spec: TableSpec) -> list[str]:
    """The columns of a table that hold figures, and what else it prints."""
    import pyarrow.compute as pc

    columns = [field.name for field in measure_fields(catalog()[spec.name])]
    printed = dataset.arrow("observations").filter(pc.field("table_name") == spec.name)
    also = sorted(set(pc.unique(printed["measure"]).to_pylist()).difference(columns))
    return [*(column for column in columns if "table_name" not in spec.key), *also]


def _rows(dataset: Source, table: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = dataset.arrow(table).to_pylist()
    return found


def _select(
    dataset: Source, table: str, month: dt.date, entity: str | None, measure: str | None
) -> list[dict[str, Any]]:
    import pyarrow.compute as pc

    wanted = (pc.field("table_name") == table) & (pc.field("month") == month)
    wanted &= pc.field("entity_id") == (entity or "")
    if measure is not None:
        wanted &= pc.field("measure") == measure
    found: list[dict[str, Any]] = dataset.arrow("observations").filter(wanted).to_pylist()
    return found


def _provenance(dataset: Source, row: Mapping[str, Any], entity: str | None) -> Provenance:
    files = {file["sha256"]: file["file_name"] for file in _rows(dataset, "source_files")}
    corners = (row["x0"], row["top"], row["x1"], row["bottom"])
    return Provenance(
        table=row["table_name"],
        month=row["month"],
        entity_id=entity,
        entity=_name(dataset, row["table_name"], entity),
        measure=row["measure"],
        value=_plain(row["value"]),
        printed=row["printed"],
        unit=row["unit"],
        unit_printed=row["unit_printed"],
        status=row["status"],
        method=row["method"],
        confidence=row["confidence"],
        issue_id=row["issue_id"],
        file_name=files.get(row["source_sha256"], ""),
        sha256=row["source_sha256"],
        page=row["page"],
        box=None if None in corners else Box(*corners),
        findings=tuple(_findings(dataset, row, entity)),
        original=dataset.originals / f"{row['source_sha256']}.pdf",
    )


def _plain(value: Decimal | None) -> Decimal | None:
    """Without the zeros that the column's scale adds: 94097, not 94097.0000."""
    if value is None:
        return None
    whole = value.to_integral_value()
    return whole if whole == value else value.normalize()


def _name(dataset: Source, table: str, entity: str | None) -> str | None:
    for column, dimension in DIMENSIONS.items():
        if entity and column in dataset.arrow(table).schema.names:
            names = _rows(dataset, dimension.table)
            return next((str(row["name"]) for row in names if row[column] == entity), None)
    return None


def _findings(dataset: Source, row: Mapping[str, Any], entity: str | None) -> list[Finding]:
    """Those of the figure, and those of its row as a whole."""
    about = [
        found
        for found in rows_of(dataset.arrow("findings"), Finding)
        if (found.table_name, found.month) == (row["table_name"], row["month"])
        and found.entity_id == entity
        and found.measure in (row["measure"], None)
    ]
    return sorted(about, key=lambda found: SEVERITIES.index(found.severity))


def _not_printed(
    dataset: Source, spec: TableSpec, month: dt.date, entity: str | None, measure: str
) -> UsageError:
    """Why there is no figure: no such month, no such row, or no such cell."""
    months = {row for row in dataset.arrow(spec.name)["month"].to_pylist() if row is not None}
    shown = f"{month:%Y-%m}"
    if month not in months:
        first, last = (f"{edge(months, default=month):%Y-%m}" for edge in (min, max))
        whole = Message("month_span", first=first, last=last)
        span = whole if months else Message("no_month_at_all")
        said = Message("no_row_of_month", table=spec.name, month=shown)
        return UsageError(said, Message("covers", span=span))
    others = sorted({row["measure"] for row in _select(dataset, spec.name, month, entity, None)})
    if not others:
        return UsageError(
            Message("no_row_of_entity", table=spec.name, month=shown, entity=entity),
            Message("not_in_its_issue"),
        )
    return UsageError(
        Message("not_printed_in", measure=measure, entity=entity or spec.name, month=shown),
        Message("printed_are", known=others),
    )
