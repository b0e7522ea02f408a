"""The suite on every figure beside its own history, and the words for one that leaves it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Any

from pipeline.model.dataset import Dataset
from pipeline.model.figure import FigureKey
from pipeline.model.findings import finding
from pipeline.model.free_memory import give_back
from pipeline.model.kept_results import as_before, taken
from pipeline.model.message import Message
from pipeline.quality import words
from pipeline.quality.cells import Cells, Naming, place
from pipeline.quality.checks.own_place import is_exchanged, own_place
from pipeline.quality.checks.usual_figure import leaps, usual_figure
from pipeline.quality.history.sheet import KEY, history_sheet
from pipeline.quality.locate.digits import likely_slip
from pipeline.quality.rules import Rule, Suite
from pipeline.quality.sheets import Record
from pipeline.quality.thresholds import Thresholds
from schemas.quality import Finding, Observation

_ADJUSTED = math.log(1.1)
"""Movement of the table and season are named where together they change what is expected so."""


def history_suite(dataset: Dataset, cells: Cells, limits: Thresholds) -> Suite:
    """The suite on the sheet of `pipeline.quality.history.sheet`."""
    sheet = history_sheet(dataset, cells, limits)
    give_back()
    limits = as_before("limits", limits)

    def explain(record: Record) -> Iterable[Finding]:
        seen = cells.of(_key(record), record["issue_id"])
        items = tuple(record.items())  # Of these, 1 and Decimal(1) are equal.
        yield taken(_explain, (cells.naming, limits, *seen), items, repr(items))

    rules: list[Rule] = [
        *usual_figure(sheet, limits, explain), *own_place(sheet, limits, explain)
    ]  # fmt: skip
    return Suite(
        sheet, "与历史相比", "Figures against their own history", tuple(rules),
        ("每个数字与其前后各期及往年同月的通常值并列。",
         "Every figure beside what the reports around it and its season let one expect."),
    )  # fmt: skip


def _explain(same: Sequence[Any], items: tuple[tuple[str, Any], ...], _: str) -> Finding:
    """Args: same: naming, thresholds and observations of a figure; items: of its record."""
    naming, limits, *seen = same
    record = dict(items)
    table, month, entity_id, measure = _key(record)
    rises = bool(record["what"])
    what = Message(
        "increase_named" if rises else "named",
        label=naming.label(table, measure), measure=measure,
    )  # fmt: skip
    message = Message(
        "outlier", what=what, row=words.row(naming, entity_id, month),
        value=words.number(record["value"]), beside=_beside(record),
        ratio=_ratio(record, naming, limits), meant=_meant(record, seen, naming, limits),
    )  # fmt: skip
    return finding(
        "outlier", "warning", message,
        table_name=table, issue_id=record["issue_id"], month=month,
        entity_id=entity_id or None, entity=naming.name(entity_id), measure=measure,
        expected=f"about {round(record['usual'])}",
        observed=words.digits(record["value"]), place=place(seen),
    )  # fmt: skip


def _beside(record: Record) -> Message:
    """'That is 10.3 times 9,830, the median of the 12 reports around it.'"""
    value, median = float(record["value"]), record["median"]
    usual = {"usual": words.number(round(median)), "count": record["neighbours"]}
    if abs(record["shared"] + record["season"]) < _ADJUSTED:
        if not value:
            return Message("usual_is", **usual)
        return Message("times_usual", times=words.times(math.log(value / median)), **usual)
    season = (
        Message("season", factor=f"{math.exp(record['season']):.2f}", years=record["years"])
        if record["years"] else ""
    )  # fmt: skip
    expected = words.number(round(record["usual"]))
    first = (
        Message("expected_times", times=words.times(record["jump"]), expected=expected)
        if value else Message("expected_is", expected=expected)
    )  # fmt: skip
    moved = f"{math.exp(record['shared']):.2f}"
    return Message("usual_moved", first=first, moved=moved, season=season, **usual)


def _ratio(record: Record, naming: Naming, limits: Thresholds) -> str:
    if not leaps(
        record["ratio_jump"], record["ratio_scale"], limits.ratio_factor, limits.jump_scales
    ):
        return ""
    other = naming.label(record["table_name"], record["ratio_with"])
    return Message("ratio_leaps", other=other, times=words.times(record["ratio_jump"]))


def _meant(record: Record, seen: list[Observation], naming: Naming, limits: Thresholds) -> str:
    """What the figure most plausibly should be."""
    if is_exchanged(record, limits):
        return _exchanged(record, naming)
    if record["empty_row"]:
        return Message("empty_row")
    if not seen or record["what"]:
        return ""
    slip = likely_slip(seen[0].printed, record["value"], record["usual"], record["scale"])
    if slip is None:
        return ""
    fit = "" if slip.value is None else Message("would_fit", value=words.number(slip.value))
    return Message("perhaps_slip", slip=slip.words, fit=fit)


def _exchanged(record: Record, naming: Naming) -> str:
    beside = (
        Message("beside_it", label=naming.label(record["table_name"], record["swap_measure"]))
        if record["swap_measure"] != record["measure"]
        else Message("next_to_it", name=naming.name(record["swap_entity"]))
    )
    value = words.number(words.plain(record["swap_value"]))
    return Message("exchanged", value=value, beside=beside)


def _key(record: Record) -> FigureKey:
    return FigureKey(*(record[name] for name in KEY))
