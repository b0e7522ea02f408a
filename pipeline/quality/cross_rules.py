"""Rules across rows and tables: printed totals, channels against hospitals, history."""

from __future__ import annotations

import math
from collections.abc import Iterable

from pipeline.dataset_model import Dataset
from pipeline.quality import expectations as own
from pipeline.quality import words
from pipeline.quality.cells import Cells, place
from pipeline.quality.equations import Sum
from pipeline.quality.findings import SEVERITIES, finding
from pipeline.quality.history import History, history_sheet
from pipeline.quality.rules import Rule, Suite, rule
from pipeline.quality.sheets import (
    Record,
    Sheet,
    channels_sheet,
    column_sums,
    totals_sheet,
)
from pipeline.quality.suspects import Suspects, followed, pointed
from pipeline.quality.thresholds import Thresholds
from schemas.base import Row
from schemas.catalog import tables
from schemas.quality import Finding, Severity
from schemas.relations import ChannelSum

_SIDES = ["printed", "summed", "unreadable"]


def cross_suites(
    dataset: Dataset, cells: Cells, limits: Thresholds, suspects: Suspects
) -> Iterable[Suite]:
    """Suites on prepared sheets."""
    sums = column_sums(dataset, cells)
    yield _totals(totals_sheet(dataset, cells, sums), suspects)
    for model in tables().values():
        for relation in model.table.relations:
            if isinstance(relation, ChannelSum):
                yield _channels(
                    channels_sheet(dataset, sums, model, relation), model, relation, suspects
                )
    yield _history(history_sheet(dataset, limits), limits)


def _totals(sheet: Sheet, suspects: Suspects) -> Suite:
    def explain(record: Record, cells: Cells) -> Iterable[Finding]:
        yield _explain_total(record, cells, suspects)

    severities: set[Severity] = {record["severity"] for record in sheet.records}
    worst = min(severities, key=SEVERITIES.index, default=SEVERITIES[0])
    only = rule(
        own.ExpectPrintedTotal, sheet.name, "column_total",
        "合计等于该列之和", "a printed total is the sum of its column", worst,
        explain, column_list=_SIDES,
    )  # fmt: skip
    return Suite(
        sheet, "各表合计与列之和", "Printed totals against their columns", (only,),
        ("每个印出的合计与该列之和并列。", "Every printed total beside the sum of its column."),
    )  # fmt: skip


def _explain_total(record: Record, cells: Cells, suspects: Suspects) -> Finding:
    table, measure, month = record["table_name"], record["measure"], record["month"]
    label = f"{cells.label(table, measure)} ({table}.{measure})"
    at = {
        "table_name": table, "issue_id": record["issue_id"], "month": month, "measure": measure,
        "place": place(cells.of_total(table, month, measure, record["issue_id"])),
    }  # fmt: skip
    own_sum = Sum("column_total", table, month, "", measure)
    if record["unreadable"]:
        hint, mend = followed(suspects, own_sum, cells)
        return finding("column_total", "warning", f"The printed total of {label} in "
                       f"{words.month(month)} could not be checked: a figure could not be read."
                       f"{hint}", **at, mend=mend)  # fmt: skip
    hint, mend = pointed(suspects, own_sum, cells)
    return finding(
        "column_total", record["severity"],
        f"The printed total 合计 of {label} in {words.month(month)} is "
        f"{words.number(record['printed'])}, but its column adds up to "
        f"{words.number(record['summed'])}.{hint}", **at, mend=mend,
        expected=words.digits(record["summed"]), observed=words.digits(record["printed"]),
    )  # fmt: skip


def _channels(sheet: Sheet, model: type[Row], relation: ChannelSum, suspects: Suspects) -> Suite:
    def explain(record: Record, cells: Cells) -> Iterable[Finding]:
        label = cells.label(model.table.name, relation.measure)
        fed = f"{cells.label(relation.target, record['fed'])} ({record['fed']})"
        at = {"table_name": model.table.name, "issue_id": record["issue_id"],
              "month": record["month"], "measure": relation.measure}  # fmt: skip
        own_sum = Sum("cross_table", model.table.name, record["month"], record["fed"],
                      relation.measure)  # fmt: skip
        if record["unreadable"]:
            hint, mend = followed(suspects, own_sum, cells)
            yield finding("cross_table", "warning", f"The channels that feed {fed} in "
                          f"{words.month(record['month'])} could not be compared with "
                          f"{relation.target}: a figure could not be read.{hint}", **at,
                          mend=mend)  # fmt: skip
            return
        hint, mend = pointed(suspects, own_sum, cells)
        yield finding(
            "cross_table", relation.severity,
            f"{label} of the channels that feed {fed} in {words.month(record['month'])} add up to "
            f"{words.number(record['printed'])}, but the column {fed} of {relation.target} adds up "
            f"to {words.number(record['summed'])}.{hint}", **at, mend=mend,
            expected=words.digits(record["summed"]), observed=words.digits(record["printed"]),
        )  # fmt: skip

    only = rule(
        own.ExpectPrintedTotal, sheet.name, "cross_table",
        "各渠道之和等于其汇入列之和", "channels add up to the column that they feed",
        relation.severity, explain, column_list=_SIDES,
    )  # fmt: skip
    return Suite(
        sheet, "渠道与医院两表相符", "Channels against hospitals", (only,),
        ("各渠道之和与其汇入的医院表各列之和并列。",
         "The sum of the channels beside that of the column of the hospital table they feed."),
    )  # fmt: skip


def _history(history: History, limits: Thresholds) -> Suite:
    sheet = history.sheet

    def explain(record: Record, cells: Cells) -> Iterable[Finding]:
        yield _explain_leap(record, cells)

    rules: list[Rule] = [
        rule(
            own.ExpectUsualFigure, sheet.name, "jump",
            "与本序列前后各期相比无突变", "no figure leaps out of its own history", "warning",
            explain, column_list=["jump", "scale", "usual"],
            factor=limits.jump_factor, scales=limits.jump_scales, least=limits.min_usual,
        ),
    ]  # fmt: skip
    if history.has_ratios:
        rules.append(rule(
            own.ExpectUsualFigure, sheet.name, "ratio",
            "次均费用与本单位历史相符", "revenue per visit stays near its own history", "warning",
            explain, column_list=["ratio_jump", "ratio_scale", "usual"],
            factor=limits.ratio_factor, scales=limits.jump_scales, least=0.0,
        ))  # fmt: skip
    return Suite(
        sheet, "与历史相比", "Figures against their own history", tuple(rules),
        ("每个数字与其前后各期的通常值并列。",
         "Every figure beside what the reports around it let one expect."),
    )  # fmt: skip


def _explain_leap(record: Record, cells: Cells) -> Finding:
    table, month, entity = record["table_name"], record["month"], record["entity_id"]
    measure, usual = record["measure"], record["usual"]
    seen = cells.of(table, month, entity, measure, record["issue_id"])
    label = f"{cells.label(table, measure)} ({measure})"
    ratio = ""
    if record["ratio_jump"]:
        ratio = (
            f" Together with {cells.label(table, record['ratio_with'])} it makes a ratio that is "
            f"{_times(record['ratio_jump'])} its own history."
        )
    return finding(
        "outlier", "warning",
        f"{record['what'].capitalize()}{label} of "
        f"{words.row(cells, entity, month)} is {words.number(record['value'])}, "
        f"{_times(record['jump'])} the usual {words.number(round(usual))} of the "
        f"{record['neighbours']} reports around.{ratio}{_digit_hint(record['jump'])}",
        table_name=table, issue_id=record["issue_id"], month=month, entity_id=entity or None,
        entity=cells.name(entity), measure=measure, expected=f"about {round(usual)}",
        observed=words.digits(record["value"]), place=place(seen),
    )  # fmt: skip


def _times(jump: float) -> str:
    factor = math.exp(jump)
    return f"{factor:,.1f} times" if factor >= 1 else f"{factor:.3f} times"


def _digit_hint(jump: float) -> str:
    """A factor near 10 looks like one digit too many, near 1/10 like one too few."""
    if 5 <= math.exp(abs(jump)) <= 20:
        return " It looks like a digit too " + ("many." if jump > 0 else "few.")
    return ""
