"""Open doubts and unknown names, as the page of the review shows them."""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from pipeline.dataset.connect import connected
from pipeline.decisions import load_decisions
from pipeline.decisions.figures import fact_column
from pipeline.decisions.open_findings import OpenFinding, chosen, opened
from pipeline.decisions.published import published
from pipeline.decisions.unknown_names import UnknownName, unknown_names
from pipeline.explore.paper import Strip, strip
from pipeline.interpreting import load_registry
from pipeline.longitudinal.months import months_between
from pipeline.model.ddl import quoted
from pipeline.model.english_names import EnglishNames
from pipeline.model.label import Label
from pipeline.quality.cells import TOTALS
from pipeline.report.labels import SEVERITIES, column_label, kind_label, message_label, unit_label
from pipeline.report.pages import month_text, number
from pipeline.report.sparkline import Sparkline, sparkline
from pipeline.settings import Settings
from schemas.base import entity_column, fields_of
from schemas.catalog import dimensions, tables
from schemas.quality import Finding, Observation

DECIDED = {
    "": Label("", ""),
    "confirmed": Label("已确认", "confirmed"),
    "set aside": Label("已忽略", "set aside"),
    "corrected": Label("已更正", "corrected"),
}
"""What was decided since the last run."""

DECISIONS = {
    "confirm": Label("确认", "confirm"),
    "correct": Label("更正", "correct"),
    "ignore": Label("忽略", "ignore"),
}
"""By the word in the files."""

MOST = 40
"""Doubts on one page; the next come once these are decided."""


@dataclass(frozen=True)
class Doubt:
    """A finding with all that a person needs to decide on it.

    Attributes:
        implied: the figure with which the sums would hold, as it is typed; '' where none is known.
        decided: what was decided since the last run; empty while nothing was.
    """

    id: str
    severity: str
    level: Label
    kind: Label
    message: Label
    issue_id: str
    month: str
    table: Label
    entity: Label
    measure: Label
    has_figure: bool
    printed: str
    value: str
    unit: Label
    implied: str
    strip: Strip | None
    spark: Sparkline | None
    decided: Label


@dataclass(frozen=True)
class DecidedLine:
    """A decision of any day, and the cells of its line, by which it is taken back."""

    decision: Label
    table: Label
    entity: Label
    measure: Label
    cells: Mapping[str, str]


@dataclass(frozen=True)
class ReviewView:
    """The page of the review."""

    doubts: tuple[Doubt, ...]
    total: int
    issues: tuple[str, ...]
    entities: tuple[tuple[str, Label], ...]
    names: tuple[UnknownName, ...]
    decisions: tuple[DecidedLine, ...]


def review_view(settings: Settings, *, issue: str = "", entity: str = "") -> ReviewView:
    """The open doubts, worst first, of one issue or about one entity where given.

    Raises:
        BulletinsError: there is no dataset, or a file of decisions cannot be understood.
    """
    decisions, dataset = load_decisions(settings), published(settings.dataset)
    every = chosen(dataset.of_type(Finding))
    found = [one for one in every if issue in ("", one.issue_id) and entity in ("", one.entity_id)]
    shown = found[:MOST]
    some = published(settings.dataset, {one.issue_id for one in shown if one.issue_id})
    listed = opened(shown, some, decisions.corrections, decisions.reviews)
    english = EnglishNames.of(dataset)
    folder = settings.dataset.resolve()
    with connected(folder) as database:
        doubts = tuple(_doubt(one, english, folder, database) for one in listed)
    names = {
        one.entity_id: english.label(one.entity_id, one.entity)
        for one in every
        if one.entity_id and one.entity
    }
    known = {
        str(row.key()[0]): str(row["name"])
        for model in dimensions().values()
        for row in dataset.of_type(model)
    }
    lines = [{"decision": "correct", **line.line.cells} for line in decisions.corrections]
    lines += [dict(line.line.cells) for line in decisions.reviews]
    return ReviewView(
        doubts=doubts, total=len(found),
        issues=tuple(sorted({one.issue_id for one in every if one.issue_id}, reverse=True)),
        entities=tuple(sorted(names.items(), key=lambda one: one[0])),
        names=tuple(unknown_names(settings.dataset, load_registry(settings.registry))),
        decisions=tuple(
            _decided_line(one, known, english)
            for one in sorted(lines, key=lambda one: one.get("decided_on", ""), reverse=True)
        ),
    )  # fmt: skip


def _decided_line(
    cells: Mapping[str, str], names: Mapping[str, str], english: EnglishNames
) -> DecidedLine:
    table, entity, measure = (
        cells.get(name, "") for name in ("table_name", "entity_id", "measure")
    )
    named = english.label(entity, names.get(entity, entity))
    return DecidedLine(
        decision=DECISIONS[cells["decision"]], table=_title(table),
        entity=_title(entity) if entity in tables() else named,
        measure=column_label(table, measure), cells=cells,
    )  # fmt: skip


def _title(table: str) -> Label:
    model = tables().get(table)
    return Label(model.table.zh, model.table.en) if model else Label(table, table)


def _doubt(
    one: OpenFinding, english: EnglishNames, folder: Path, database: sqlite3.Connection
) -> Doubt:
    found, seen = one.finding, one.figure
    measure = (seen.measure if seen else found.measure) or ""
    place = one.spot
    return Doubt(
        id=found.finding_id, severity=found.severity, level=SEVERITIES[found.severity],
        kind=kind_label(found.kind), message=message_label(english.worded(found)),
        issue_id=found.issue_id or "",
        month=month_text(found.month),
        table=_title(found.table_name or ""),
        entity=english.label(found.entity_id, found.entity or found.entity_id or ""),
        measure=column_label(found.table_name or "", measure),
        has_figure=seen is not None, printed=seen.printed if seen else "",
        value=number(seen.value) if seen else "", unit=unit_label(seen.unit if seen else ""),
        implied=found.mended or "", decided=DECIDED[one.decided],
        strip=strip(folder, place.sha256, place.page, place.box) if place and place.box else None,
        spark=_spark(seen, database) if seen else None,
    )  # fmt: skip


def _spark(seen: Observation, database: sqlite3.Connection) -> Sparkline | None:
    model = tables().get(seen.table_name)
    names = {field.name for field in fields_of(model)} if model else set()
    column = fact_column(seen)
    if model is None or seen.month is None or column not in names or "month" not in names:
        return None
    where, values = _same_series(seen)
    rows: list[tuple[Any, Any]] = database.execute(
        f"SELECT month, {quoted(column)} FROM {quoted(seen.table_name)} {where} ORDER BY month",
        values,
    ).fetchall()
    held = {str(month)[:7]: Decimal(str(value)) for month, value in rows if value is not None}
    if len(held) < 2:
        return None
    first, last = (dt.date.fromisoformat(f"{month}-01") for month in (min(held), max(held)))
    months = [f"{month:%Y-%m}" for month in months_between(first, last)]
    here = f"{seen.month:%Y-%m}"
    place = months.index(here) if here in months else -1
    return sparkline([held.get(month) for month in months], place)


def _same_series(seen: Observation) -> tuple[str, tuple[str, ...]]:
    if seen.table_name == TOTALS:
        return "WHERE table_name = ? AND measure = ?", (seen.entity_id, seen.measure)
    column = entity_column(tables()[seen.table_name])
    return (f"WHERE {quoted(column)} = ?", (seen.entity_id,)) if column else ("", ())
