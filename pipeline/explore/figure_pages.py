"""`/figure/2025-02/bookings_by_hospital/gulou/total`: a figure as a page and as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from pipeline.dataset import OpenDataset, open_dataset
from pipeline.dataset.connect import connected
from pipeline.dataset.english import english_names
from pipeline.dataset.figure import Figure
from pipeline.dataset.provenance import Provenance
from pipeline.errors import BulletinsError
from pipeline.explore.paper import Strip, strip
from pipeline.explore.rendering import error_json, error_page, page_html, prefers_json
from pipeline.longitudinal.months import months_between
from pipeline.model.english_names import EnglishNames
from pipeline.model.label import Label
from pipeline.report.labels import STATUSES, message_label, unit_label
from pipeline.report.pages import entity_path, issue_path, number
from pipeline.report.sparkline import Sparkline, sparkline
from schemas.base import entity_column, measure_fields
from schemas.catalog import dimensions, tables

PREFIX = "/figure/"
_JSON = ".json"


@dataclass(frozen=True)
class FigureView:
    """Everything on the page of a figure."""

    figure: Provenance
    address: str
    table: Label
    measure: Label
    unit: Label
    month: str
    name: Label
    link: str
    value: str
    printed: str
    status: Label
    status_name: str
    issue_link: str
    strip: Strip | None
    row: tuple[tuple[Label, str, bool], ...]
    spark: Sparkline
    history: tuple[tuple[str, str, str], ...]
    findings: tuple[tuple[str, Label], ...]
    decisions: tuple[str, ...]
    citation: str


class FigurePages:
    """Answers requests for figures of one release."""

    def __init__(self, folder: Path, *, review: bool) -> None:
        self._folder = folder
        self._review = review

    @cached_property
    def _dataset(self) -> OpenDataset:
        return open_dataset(self._folder)

    @cached_property
    def _names(self) -> EnglishNames:
        with connected(self._folder) as database:
            return english_names(database)

    def answer(self, request: Request) -> Response:
        """The page, or JSON where the address ends so or the request prefers it; 404 without one.

        An entity that is named otherwise than by its id is led to its address.
        """
        path = request.path_params["path"]
        as_json = path.endswith(_JSON) or prefers_json(request)
        try:
            figure = self._dataset.figure(path.removesuffix(_JSON))
        except BulletinsError as error:
            return (
                error_json(error, 404) if as_json else error_page(error, 404, review=self._review)
            )
        if as_json:
            url = f"{request.base_url}{PREFIX.strip('/')}/{quote(figure.address)}"
            return JSONResponse({**figure.as_json(), "url": url})
        if figure.address != path:
            return RedirectResponse(PREFIX + quote(figure.address))
        view = view_of(figure, self._folder, self._names)
        return HTMLResponse(page_html("figure.html.j2", review=self._review, view=view))


def view_of(figure: Figure, folder: Path, names: EnglishNames) -> FigureView:
    """A figure as its page shows it.

    Args:
        folder: of the release.
        names: of the entities of the release.
    """
    at = figure.provenance
    model = tables()[at.table]
    labels = _labels(at)
    place = strip(folder, at.sha256, at.page, at.box) if at.page and at.box else None
    months = [month for month, _ in figure.history]
    values = dict(figure.history)
    all_months = list(months_between(min(months), max(months))) if months else []
    here = all_months.index(at.month) if at.month in all_months else -1
    return FigureView(
        figure=at, address=figure.address, table=Label(model.table.zh, model.table.en),
        measure=labels.get(at.measure, Label(at.measure, at.measure)), unit=unit_label(at.unit),
        month=f"{at.month:%Y-%m}", name=_name(at, names), link=_link(at), value=number(at.value),
        printed=at.printed, status=STATUSES[at.status], status_name=at.status,
        issue_link=issue_path(at.issue_id), strip=place,
        row=tuple((labels[name], number(value), name == at.measure)
                  for name, value in figure.row.items()),
        spark=sparkline([values.get(month) for month in all_months], here),
        history=tuple(_history(figure)), citation=figure.citation,
        findings=tuple((f.severity, message_label(names.worded(f))) for f in at.findings),
        decisions=tuple(_decision(one) for one in figure.decisions),
    )  # fmt: skip


def _labels(at: Provenance) -> dict[str, Label]:
    """Of the columns; of a printed total, those of the table that it sums."""
    models = [tables()[at.table], *([tables()[at.entity_id]] if at.entity_id in tables() else [])]
    fields = [field for model in models for field in measure_fields(model)]
    return {field.name: Label(field.column.zh, field.name) for field in fields}


def _name(at: Provenance, names: EnglishNames) -> Label:
    if at.entity_id in tables():
        summed = tables()[at.entity_id].table
        return Label(f"合计 {summed.zh}", f"Total: {summed.en}")
    return names.label(at.entity_id, at.entity or at.entity_id or "")


def _link(at: Provenance) -> str:
    column = entity_column(tables()[at.table])
    kinds = [kind for kind, model in dimensions().items() if model.table.key[0] == column]
    return entity_path(kinds[0], at.entity_id) if kinds and at.entity_id else ""


def _history(figure: Figure) -> Iterator[tuple[str, str, str]]:
    """Month, figure and address, the newest first; no address where nothing was read."""
    for month, value in reversed(figure.history):
        shown = f"{month:%Y-%m}"
        address = figure.address.replace(f"{figure.provenance.month:%Y-%m}", shown, 1)
        yield shown, number(value), address if value is not None else ""


def _decision(one: Mapping[str, Any]) -> str:
    what = one.get("decision") or f"{one['printed']} → {number(one['corrected'])}"
    return f"{what} · {one['author']} · {one['decided_on']} · {one['reason']}"
