"""Rules across rows and tables: printed totals, channels against hospitals, history."""

from __future__ import annotations

from collections.abc import Iterable

from pipeline.model.dataset import Dataset
from pipeline.model.findings import SEVERITIES, finding
from pipeline.quality import words
from pipeline.quality.cells import Cells, place
from pipeline.quality.checks import expectations as own
from pipeline.quality.history.rules import history_suite
from pipeline.quality.locate.digits import slip_to
from pipeline.quality.locate.equations import Sum
from pipeline.quality.locate.suspects import Suspects, followed, pointed
from pipeline.quality.rules import Suite, rule
from pipeline.quality.sheets import (
    Record,
    Sheet,
    channels_sheet,
    column_sums,
    totals_sheet,
)
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
    yield history_suite(dataset, cells, limits)


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
    slip = None if mend else slip_to(record["printed"], record["summed"])
    return finding(
        "column_total", record["severity"],
        f"The printed total 合计 of {label} in {words.month(month)} is "
        f"{words.number(record['printed'])}, but its column adds up to "
        f"{words.number(record['summed'])}{words.supposed(slip)}.{hint}", **at, mend=mend,
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
