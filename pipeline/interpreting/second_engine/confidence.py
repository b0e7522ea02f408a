"""How sure each figure is: what the grid of its table and a second reading add. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pipeline.interpreting.interpreted import InterpretedIssue
from pipeline.interpreting.second_engine.comparison import (
    ComparedCell,
    ComparedTable,
    compare_readings,
)
from pipeline.model.findings import finding
from pipeline.model.message import Message
from pipeline.model.place import Place
from pipeline.reading.model import Reading
from pipeline.reading.second_engine.model import SecondReading
from schemas.quality import Finding, FindingKind, Observation, RawTable

if TYPE_CHECKING:
    from pipeline.reading.page.sources.compare import SourceDifference

DOUBTED = 0.5
"""Confidence of a figure that two engines read differently, as of any with a doubt of its own."""

CONFIRMED = 1.0
"""Confidence of a figure that two engines read alike."""

_KIND: FindingKind = "second_reading"


@dataclass(frozen=True)
class _Spot:
    """The cell that prints a figure.

    Attributes:
        table: index of its table.
        sure: how sure the grid of the table is, 0 to 1.
        compared: what a second reading says of it; None where there is none.
    """

    table: int
    sure: float
    compared: ComparedCell | None


@dataclass(frozen=True)
class _Figure:
    """A figure of an issue, and the cell that prints it; None for one in running text."""

    seen: Observation
    spot: _Spot | None

    @property
    def compared(self) -> ComparedCell | None:
        """What a second reading says of the cell; None where nothing does."""
        return self.spot.compared if self.spot else None


def weighed(
    issue: InterpretedIssue,
    reading: Reading,
    second: SecondReading | None,
    audited: Sequence[SourceDifference] = (),
) -> InterpretedIssue:
    """The issue with the confidence of its figures, and what a cross-check or an audit found.

    Args:
        reading: what the issue was interpreted from.
        second: of the same PDF; None where it was never cross-checked.
        audited: differences that an audit of the PDF found; a cross-check includes an audit.
    """
    unlike = second.differences if second else audited
    if (
        second is None
        and not unlike
        and all(table.confidence >= CONFIRMED for table in reading.tables)
    ):
        return issue
    tables = compare_readings(reading, second) if second else ()
    spots = _spots(reading, tables)
    figures = [
        _Figure(seen, spots.get(cell.places) if cell else None)
        for seen, cell in zip(issue.observations, issue.cells, strict=True)
    ]
    differences: list[Finding] = []
    if second:
        differences += _differences(issue, figures, second)
        differences += _others(issue, tables, figures, second)
        differences += _uncompared(issue, tables, figures)
        differences += _failure(issue, second)
    differences += _other_glyphs(issue, unlike)
    precise = {_about(found) for found in differences if found.measure}
    kept = [f for f in issue.findings if f.kind != _KIND or _about(f) not in precise]
    return replace(
        issue,
        observations=tuple(_unlike(_weighed(x), unlike) for x in figures),
        findings=(*kept, *differences),
    )


def _spots(reading: Reading, tables: Iterable[ComparedTable]) -> dict[tuple[Place, ...], _Spot]:
    """The cells of an issue's tables by their places."""
    compared = {cell.places: cell for table in tables for cell in table.cells}
    return {
        cell.places: _Spot(table.index, table.confidence, compared.get(cell.places))
        for table in reading.tables
        for cell in table.cells
        if cell.row >= table.header_rows and cell.places
    }


def _weighed(figure: _Figure) -> Observation:
    """The observation with its confidence; a doubt of its own is never outweighed."""
    seen, cell = figure.seen, figure.spot
    if cell is None:
        return seen
    verdict = cell.compared.verdict if cell.compared else "apart"
    sure = {"agreed": CONFIRMED, "differs": DOUBTED, "apart": cell.sure}[verdict]
    if sure >= seen.confidence:
        return seen
    return seen.model_copy(update={"confidence": sure})


def _unlike(seen: Observation, unlike: Sequence[SourceDifference]) -> Observation:
    """The observation, doubted where pdfium and pdfplumber read its glyphs unlike."""
    x0, top, x1, bottom = seen.x0, seen.top, seen.x1, seen.bottom
    if not unlike or x0 is None or top is None or x1 is None or bottom is None:
        return seen
    hit = any(
        found.place.page == seen.page
        and x0 <= (found.box.x0 + found.box.x1) / 2 <= x1
        and top <= (found.box.top + found.box.bottom) / 2 <= bottom
        for found in unlike
    )
    return seen.model_copy(update={"confidence": min(seen.confidence, DOUBTED)}) if hit else seen


def _differences(
    issue: InterpretedIssue, figures: Iterable[_Figure], second: SecondReading
) -> Iterator[Finding]:
    """One finding for each figure that both engines read differently."""
    entities = {name.entity_id: name.name for name in issue.names}
    for figure in figures:
        seen, compared = figure.seen, figure.compared
        if compared is None or compared.verdict != "differs":
            continue
        yield finding(
            _KIND,
            "warning",
            Message("readings_differ", **_words(compared, second), where=""),
            issue_id=issue.issue_id,
            table_name=seen.table_name,
            month=seen.month,
            entity_id=seen.entity_id or None,
            entity=entities.get(seen.entity_id),
            measure=seen.measure,
            expected=compared.theirs,
            observed=compared.ours,
            place=Place.of(seen),
        )


def _others(
    issue: InterpretedIssue,
    tables: Iterable[ComparedTable],
    figures: Sequence[_Figure],
    second: SecondReading,
) -> Iterator[Finding]:
    """The same for cells that give no figure of the dataset, such as the numbers of rows."""
    first = _first_figures(figures)
    reported = {figure.compared.places for figure in figures if figure.compared}
    for table in tables:
        about = first.get(table.index)
        for cell in table.cells:
            if cell.verdict != "differs" or cell.places in reported:
                continue
            yield finding(
                _KIND,
                "warning",
                Message(
                    "readings_differ",
                    **_words(cell, second),
                    where=Message("row_and_column", row=cell.row + 1, column=cell.col + 1),
                ),
                issue_id=issue.issue_id,
                table_name=about.table_name if about else RawTable.table.name,
                month=about.month if about else issue.issue.month,
                expected=cell.theirs,
                observed=cell.ours,
                place=cell.places[0],
            )


def _words(cell: ComparedCell, second: SecondReading) -> dict[str, str]:
    ours = f"“{cell.ours}”" if cell.ours.strip() else Message("read_no_figure")
    engine = f"{second.engine} ({second.flavor})"
    return {"ours": ours, "engine": engine, "theirs": cell.theirs}


def _first_figures(figures: Iterable[_Figure]) -> dict[int, Observation]:
    """The first figure of each table: it shows which table of the dataset it is."""
    first: dict[int, Observation] = {}
    for figure in figures:
        if figure.spot:
            first.setdefault(figure.spot.table, figure.seen)
    return first


def _uncompared(
    issue: InterpretedIssue, tables: Iterable[ComparedTable], figures: Iterable[_Figure]
) -> Iterator[Finding]:
    """One finding for each table of which the second engine read no figure."""
    first = _first_figures(figures)
    for table in tables:
        if table.is_compared or not table.cells:
            continue
        seen = first.get(table.index)
        why = Message("reasons", reasons="; ".join(table.failures)) if table.failures else ""
        yield finding(
            _KIND,
            "info",
            Message("not_compared", why=why, cells=len(table.cells)),
            issue_id=issue.issue_id,
            table_name=seen.table_name if seen else RawTable.table.name,
            month=seen.month if seen else issue.issue.month,
            place=table.place,
        )


def _failure(issue: InterpretedIssue, second: SecondReading) -> Iterator[Finding]:
    if second.failure:
        yield finding(
            _KIND,
            "info",
            Message("not_cross_checked", why=second.failure),
            issue_id=issue.issue_id,
            month=issue.issue.month,
        )


def _other_glyphs(issue: InterpretedIssue, unlike: Sequence[SourceDifference]) -> Iterator[Finding]:
    """One finding for each page that pdfium and pdfplumber, which read its glyphs, read unlike."""
    pages: dict[int, list[SourceDifference]] = {}
    for found in unlike:
        pages.setdefault(found.place.page, []).append(found)
    for number, places in sorted(pages.items()):
        first = places[0]
        more = Message("more_places", count=len(places) - 1) if len(places) > 1 else ""
        yield finding(
            _KIND,
            "warning",
            Message(
                "glyphs_differ",
                page=number,
                pdfium=first.pdfium or Message("nothing"),
                pdfplumber=first.pdfplumber or Message("nothing"),
                more=more,
            ),
            issue_id=issue.issue_id,
            month=issue.issue.month,
            place=first.place,
        )


def _about(one: Finding) -> tuple[object, ...]:
    return one.table_name, one.month, one.entity_id, one.measure
