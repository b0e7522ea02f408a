"""A figure by the issue that prints it, and the figure that a finding names."""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Sequence

from pipeline.interpreting.text.normalise import radicals, without_marks
from pipeline.model.dataset import Dataset
from pipeline.model.figure import FigureKey, PrintedFigure
from pipeline.quality.cells import TOTALS, Cells, cells_of, current_sources, total_key
from schemas.base import Row, entity_column, measure_fields
from schemas.catalog import tables
from schemas.quality import Finding, Observation

_SEPARATORS = str.maketrans("", "", ",'’")
_BOXED = ("page", "x0", "top")
_SUSPECT = ("suspect_table", "suspect_entity_id", "suspect_measure")


FactKey = tuple[str, tuple[object, ...]]


class Figures:
    """The figures of a dataset that feed its rows, by the issue that prints them."""

    def __init__(self, dataset: Dataset) -> None:
        self.dataset = dataset
        self.cells: Cells = cells_of(dataset)
        self._current = current_sources(dataset)
        self._printed: dict[PrintedFigure, dict[dt.date | None, list[Observation]]] = {}
        for seen in dataset.of_type(Observation):
            if seen.source_sha256 in self._current:
                months = self._printed.setdefault(PrintedFigure.of(seen).of_any_month, {})
                months.setdefault(seen.month, []).append(seen)
        self._facts: dict[FactKey, Row] = {
            (name, row.key()): row
            for name, model in tables().items()
            if model.table.kind == "fact"
            for row in dataset.rows.get(name, ())
        }

    def at(self, printed: PrintedFigure) -> list[Observation]:
        """What is observed of a figure: one for each month in which the issue prints it."""
        months = self._printed.get(printed.of_any_month, {})
        month = printed.figure.month
        wanted = months if month is None else {month: months.get(month)}
        found = [self._feeding(seen) for seen in wanted.values() if seen]
        return sorted(found, key=lambda seen: (seen.month is not None, seen.month))

    def fact(self, seen: Observation) -> Row | None:
        """The row that an observed figure feeds; None where another issue feeds it, or none."""
        row = self._facts.get(fact_key(seen))
        return row if row is not None and row["issue_id"] == seen.issue_id else None

    def is_as_read(self, seen: Observation) -> bool:
        """Does the row hold the figure as it was read, or nothing where nothing is reported?"""
        if seen.value is None:
            return seen.status == "missing"
        row = self.fact(seen)
        return row is not None and row[fact_column(seen)] == seen.value

    def named_by(self, found: Finding) -> Observation | None:
        """The figure that a finding is about; None where it is about something else."""
        table, measure = found.table_name or "", found.measure or ""
        model = tables().get(table)
        issue = found.issue_id
        if table == TOTALS and not measure:
            return _boxed(found, self._totals(found.month, issue))
        if model is None or not measure:
            return None
        if found.entity_id or (table != TOTALS and entity_column(model) is None):
            seen = self.cells.of(FigureKey.of(found), issue)
            return _boxed(found, seen) or next(iter(seen), None)
        if table == TOTALS:
            keys = (total_key(name, found.month, measure) for name in tables())
            sums = (self.cells.of(key, issue) for key in keys)
            return _boxed(found, [one for group in sums for one in group])
        seen = self.cells.of(total_key(table, found.month, measure), issue)
        first = self._feeding(seen) if seen and found.kind == "column_total" else None
        return _boxed(found, seen) or first

    def _totals(self, month: dt.date | None, issue_id: str | None) -> list[Observation]:
        """Every printed total of a month."""
        keys = (
            total_key(name, month, measure.name)
            for name, model in tables().items()
            for measure in measure_fields(model)
        )
        return [one for key in keys for one in self.cells.of(key, issue_id)]

    def suspected_by(self, found: Finding) -> Observation | None:
        """The figure that is most likely wrong: the suspect of the finding, else the named one."""
        table, entity, measure = (getattr(found, name, None) for name in _SUSPECT)
        if not table or not measure:
            return self.named_by(found)
        seen = self.cells.of(FigureKey(table, found.month, entity or "", measure), found.issue_id)
        total = self.cells.of(total_key(table, found.month, measure), found.issue_id)
        return next(iter(seen or ([] if entity else total)), None) or self.named_by(found)

    def _feeding(self, seen: Sequence[Observation]) -> Observation:
        """Of several occurrences the one whose value the row holds, else the first."""
        row = self.fact(seen[0])
        held = None if row is None else row[fact_column(seen[0])]
        return next((one for one in seen if one.value == held), seen[0])


def fact_key(seen: Observation) -> FactKey:
    """Table and primary key of the row that an observed figure belongs to."""
    if seen.table_name == TOTALS:
        return TOTALS, (seen.month, seen.entity_id, seen.measure)
    model = tables().get(seen.table_name)
    if model is None or entity_column(model) is None:
        return seen.table_name, (seen.month,)
    return seen.table_name, (seen.month, seen.entity_id)


def fact_column(seen: Observation) -> str:
    """The column of that row which holds the figure."""
    return "value" if seen.table_name == TOTALS else seen.measure


def words_of(seen: Observation, cells: Cells) -> str:
    """鼓楼医院 小计 (bookings_by_hospital.total), 2025-02."""
    total = seen.table_name == TOTALS
    table = seen.entity_id if total else seen.table_name
    name = "合计" if total else cells.name(seen.entity_id)
    label = f"{cells.label(table, seen.measure)} ({table}.{seen.measure})"
    month = f", {seen.month:%Y-%m}" if seen.month else ""
    return f"{name} {label}{month}" if name else f"{label}{month}"


def same_text(expected: str, printed: str) -> bool:
    """Is it the printed text, whatever its width, blanks, separators and footnote marks?"""
    wanted = text_key(expected)
    return wanted in (text_key(printed), text_key(without_marks(radicals(printed))[0]))


def text_key(text: str) -> str:
    """A printed text for comparing: NFKC, without blanks and separators of thousands.

    Circled and raised digits are footnote marks and stay what they are: they are no figures.
    """
    narrow = (
        char if unicodedata.category(char) == "No" else unicodedata.normalize("NFKC", char)
        for char in radicals(text)
    )  # fmt: skip
    return "".join("".join(narrow).split()).translate(_SEPARATORS)


def _boxed(found: Finding, seen: Sequence[Observation]) -> Observation | None:
    """The observation at the place of the finding."""
    if found.page is None:
        return None
    return next((o for o in seen if all(o[name] == found[name] for name in _BOXED)), None)
