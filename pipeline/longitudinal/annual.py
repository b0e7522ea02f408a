"""SQL views of rates (revenue per visit) and of years, with the number of months in each sum."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.longitudinal.view import View, ViewColumn, labels, same, sums, topic
from pipeline.model.ddl import quoted
from schemas.base import FieldInfo, TableSpec
from schemas.relations import PlausibleRatio


def rates_of(fact: TableSpec) -> list[PlausibleRatio]:
    """The ratios between figures of a row that have a name of their own."""
    return [r for r in fact.relations if isinstance(r, PlausibleRatio) and r.name]


def rates(panel: TableSpec, fields: tuple[FieldInfo, ...], fact: TableSpec) -> Iterator[View]:
    """The rates of every row of a panel; nothing where its table declares none."""
    known = {field.name: field for field in fields}
    columns = [*labels(panel, fields)]
    for rate in rates_of(fact):
        columns += [same(known[rate.numerator]), same(known[rate.denominator])]
        columns.append(_rate(rate, f"p.{quoted(rate.numerator)}", f"p.{quoted(rate.denominator)}"))
    if rates_of(fact):
        yield View(
            f"rates_{topic(panel)}", f"{panel.zh}：次均费用", f"{panel.en}: revenue per visit",
            tuple(columns), f"FROM {quoted(panel.name)} AS p",
        )  # fmt: skip


def annual(panel: TableSpec, fields: tuple[FieldInfo, ...], fact: TableSpec) -> View:
    """Sums of a panel by calendar year, each with the number of months in it."""
    keys = [field for field in fields if field.name in (*panel.key[1:], "name")]
    columns = [ViewColumn("year", _YEAR, "年份", "Calendar year.")]
    columns += [same(field) for field in keys if field.name != "month"]
    for field in sums(fields):
        columns += _sum(field)
    columns += [_annual_rate(rate) for rate in rates_of(fact)]
    grouped = ", ".join([_YEAR, *(f"p.{quoted(field.name)}" for field in keys)])
    return View(
        f"annual_{topic(panel)}", f"{panel.zh}：年度合计", f"{panel.en}: sums of calendar years",
        tuple(columns), f"FROM {quoted(panel.name)} AS p\nGROUP BY {grouped}",
    )  # fmt: skip


_YEAR = 'CAST(substr(p."month", 1, 4) AS INTEGER)'


def _sum(field: FieldInfo) -> Iterator[ViewColumn]:
    name, zh = quoted(field.name), field.column.zh
    yield ViewColumn(
        field.name, f"sum(p.{name})", f"{zh}（年内各月合计）",
        "Sum of the months that have a figure; compare years only where all 12 have.",
    )  # fmt: skip
    yield ViewColumn(
        f"{field.name}_months", f"count(p.{name})", f"{zh}（有数字的月数）",
        "Months of the 12 that have a figure.",
    )  # fmt: skip


def _annual_rate(rate: PlausibleRatio) -> ViewColumn:
    """Of the months that have both figures."""
    above, below = f"p.{quoted(rate.numerator)}", f"p.{quoted(rate.denominator)}"
    both = f"CASE WHEN {above} IS NOT NULL AND {below} IS NOT NULL THEN"
    return _rate(rate, f"sum({both} {above} END)", f"sum({both} {below} END)")


def _rate(rate: PlausibleRatio, above: str, below: str) -> ViewColumn:
    return ViewColumn(
        rate.name, f"1.0 * {above} / nullif({below}, 0)", rate.zh,
        f"{rate.en}: {rate.numerator} / {rate.denominator}; null where a figure is missing.",
    )  # fmt: skip
