"""The published dataset in Python: tables with the right types, and where each figure comes from.

    from pipeline.dataset import open_dataset

    dataset = open_dataset()                      # outputs/dataset, as it is now
    bookings = dataset.named("bookings_by_hospital")
    figure = dataset.provenance("bookings_by_hospital", "2025-02", "鼓楼医院", "total")
    figure.picture().show()

A dataset that is open stays the release that it was, also when a newer one is published.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.dataset.find import find_release
from pipeline.dataset.lookup import DIMENSIONS, entity_id, nearest, parse_month
from pipeline.errors import UsageError
from pipeline.files.summary import read_summary
from pipeline.model.layout import parquet_of
from pipeline.model.message import Message
from schemas.base import Row, TableSpec, entity_column, measure_fields
from schemas.catalog import tables as catalog

if TYPE_CHECKING:
    import datetime as dt

    import pandas as pd
    import pyarrow as pa

    from pipeline.dataset.figure import Figure
    from pipeline.dataset.provenance import Provenance


@dataclass(frozen=True)
class OpenDataset:
    """A release of the dataset.

    Attributes:
        folder: of the release.
        release: its id.
        originals: folder of the PDFs from which it was made; it may be missing.
    """

    folder: Path
    release: str
    originals: Path
    _read: dict[str, pa.Table] = field(default_factory=dict, repr=False, compare=False)

    @property
    def tables(self) -> tuple[str, ...]:
        """Names of the tables: dimensions, facts, panels, provenance and quality."""
        held = {path.stem for path in self.folder.glob(parquet_of("*"))}
        known = [name for name in catalog() if name in held]
        return (*known, *sorted(held.difference(known)))

    def arrow(self, name: str) -> pa.Table:
        """A table as it is published: date32, int64, decimal128, descriptions as metadata.

        Raises:
            UsageError: there is no such table.
        """
        import pyarrow.parquet as pq

        if name not in self.tables:
            raise _unknown("table", name, self.tables)
        if name not in self._read:
            self._read[name] = pq.read_table(self.folder / parquet_of(name))
        return self._read[name]

    def table(self, name: str) -> pd.DataFrame:
        """A table in pandas.

        Dates are datetime64, counts Int64 (null where not reported), amounts exact decimals
        (`decimal128[pyarrow]`; `.astype("float64")` where a function wants floats).

        Raises:
            UsageError: there is no such table.
        """
        from pipeline.dataset.frames import to_frame

        return to_frame(self.arrow(name))

    def named(self, name: str) -> pd.DataFrame:
        """A table with the names of its hospitals, districts and channels beside their ids."""
        frame = self.table(name)
        if "entity_id" in frame and "table_name" in frame and "entity" not in frame:
            frame.insert(
                list(frame.columns).index("entity_id") + 1, "entity", self._entities(frame)
            )
        for column, dimension in DIMENSIONS.items():
            label = column.removesuffix("_id")
            if column in frame and dimension.table != name and "name" not in frame:
                names = self._names(column)
                place = list(frame.columns).index(column) + 1
                frame.insert(place, label, frame[column].map(names))
        return frame

    def provenance(
        self,
        table: str,
        month: str | dt.date,
        entity: str | None,
        measure: str,
    ) -> Provenance:
        """Where a figure is printed, and which findings concern it.

        Args:
            table: a monthly table; a panel means the table that it is made from.
            month: the month described, 2025-02 or a date in it.
            entity: id or any known name of the hospital, district or channel; None where a row of
                the table is a month; the table that is summed for `reported_totals`.
            measure: the column, or the printed header of a column that no schema knows.

        Raises:
            UsageError: there is no such table, month, entity, column or figure; the hint names the
                most similar.
        """
        from pipeline.dataset.provenance import find, measures

        spec = self._monthly(table)
        day = parse_month(month)
        known = measures(self, spec)
        if measure not in known:
            raise _unknown(f"column of {spec.name}", measure, known)
        return find(self, spec, day, self._entity(spec, entity), measure)

    def figure(self, address: str) -> Figure:
        """A figure by its address, with its row, history, findings, decisions and citation.

        Args:
            address: MONTH/TABLE/ENTITY/MEASURE, as in 2025-02/bookings_by_hospital/gulou/total
                and as `bulletins serve` shows it below /figure/; without the entity where a row is
                a month.

        Raises:
            UsageError: as in `provenance`.
        """
        from pipeline.dataset.figure import figure_of, parts_of

        month, table, entity, measure = parts_of(address)
        return figure_of(self, self.provenance(table, month, entity, measure))

    def plot(
        self, table: str, measure: str, entities: Sequence[str] | None = None, *, axes: Any = None
    ) -> Any:
        """A chart of a column over time, with Chinese labels where a font draws them.

        A month without a figure is a gap. Amounts are drawn as floats.

        Args:
            table: a monthly table; a panel has a row for every month.
            measure: a column with figures.
            entities: ids or any known names of hospitals, districts or channels; the five with
                the largest figures in the newest month where not given.
            axes: axes of matplotlib to draw on; a new figure where not given.

        Returns:
            The axes, to be labelled, drawn on or saved: `.figure.savefig("chart.png")`.

        Raises:
            UsageError: there is no such table, column or entity, or no figure of it.
            MissingDependency: matplotlib is not installed.
        """
        from pipeline.dataset import plots

        model = self._drawable(table)
        fields = {field.name: field for field in measure_fields(model)}
        if measure not in fields:
            raise _unknown(f"column of {table}", measure, list(fields))
        column, frame = entity_column(model), self.table(table)
        if column is None:
            if entities is not None:
                raise UsageError(f"A row of {table} is a month.", "Give no entities.")
            return plots.plot(frame, fields[measure], None, {}, axes)
        if entities is None:
            ids = plots.largest(frame, measure, column)
        else:
            ids = list(dict.fromkeys(entity_id(self._rows, column, one) for one in entities))
        chosen = frame[frame[column].isin(ids)]
        chosen = chosen.sort_values(column, key=lambda column: column.map(ids.index), kind="stable")
        return plots.plot(chosen, fields[measure], column, self._names(column), axes)

    def as_of(self, release: str) -> OpenDataset:
        """An older release that is still kept.

        Args:
            release: its id or the beginning of it, `latest`, `previous`, or its folder.

        Raises:
            UsageError: nothing or several releases have this name.
        """
        return open_dataset(find_release(self.folder.parent.parent, release))

    def _entity(self, spec: TableSpec, given: str | None) -> str | None:
        column = entity_column(catalog()[spec.name])
        kind = "table" if "table_name" in spec.key else (column or "").removesuffix("_id")
        if bool(kind) != (given is not None):
            if not kind:
                raise UsageError(
                    Message("row_is_month", table=spec.name), Message("no_entity_here")
                )
            label = (
                Message("a_table")
                if kind == "table"
                else catalog()[DIMENSIONS[column or ""].table].table.zh
            )
            raise UsageError(
                Message("row_is_month_and", table=spec.name, name=kind, label=label),
                Message("name_one", name=kind, label=label),
            )
        return entity_id(self._rows, column, given) if column and given is not None else given

    def _rows(self, name: str) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = self.arrow(name).to_pylist()
        return rows

    def _names(self, column: str) -> dict[str, str]:
        rows = self.arrow(DIMENSIONS[column].table).select([column, "name"]).to_pylist()
        return {row[column]: row["name"] for row in rows}

    def _entities(self, frame: pd.DataFrame) -> list[str | None]:
        """An id means a hospital, a district or a channel according to the row's table."""
        columns = {name: entity_column(model) for name, model in catalog().items()}
        names = {column: self._names(column) for column in DIMENSIONS}
        pairs = zip(frame["table_name"], frame["entity_id"], strict=True)
        return [names.get(columns.get(table) or "", {}).get(entity) for table, entity in pairs]

    def _drawable(self, table: str) -> type[Row]:
        """The model of a table of which a row is a month, or a month of one entity."""
        models = {
            name: model
            for name, model in catalog().items()
            if name in self.tables
            and model.table.key in (("month",), ("month", entity_column(model)))
        }
        if table not in models:
            raise _unknown("table with a row for every month", table, list(models))
        return models[table]

    def _monthly(self, table: str) -> TableSpec:
        models = {
            name: model for name, model in catalog().items() if "month" in model.table.key
        }  # fmt: skip
        monthly = [name for name in self.tables if name in models and name != "observations"]
        if table not in monthly:
            raise _unknown("monthly table", table, monthly)
        spec = models[table].table
        return models[spec.panel_of].table if spec.panel_of else spec


def open_dataset(path: str | Path = "outputs/dataset") -> OpenDataset:
    """Open the dataset behind a link, in a release's folder, or in a folder of outputs.

    Raises:
        UsageError: there is none.
    """
    given = Path(path)
    folder = (given / "dataset" if (given / "dataset").exists() else given).resolve()
    if not _is_release(folder):
        raise UsageError(
            f"There is no dataset in {given}.",
            "Make it with `bulletins run`, or give the path to outputs/dataset.",
        )
    summary: Mapping[str, Any] = read_summary(folder) or {}
    return OpenDataset(
        folder, str(summary.get("release", folder.name)), folder.parent.parent / "originals"
    )


def _is_release(folder: Path) -> bool:
    return (folder / parquet_of("issues")).is_file()


def _unknown(what: str, name: str, known: tuple[str, ...] | list[str]) -> UsageError:
    listed = Message("there_are", known=list(known))
    similar = nearest(name, known)
    hint = Message("two_sentences", first=similar, second=listed) if similar else listed
    said = Message("no_such", name=what, label=Message("a_table_or_column"), given=repr(name))
    return UsageError(said, hint)
