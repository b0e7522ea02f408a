"""SQL views for what researchers ask first: shares, growth, rates, years, and what is covered.

Each is derived from the declared tables: a table with a panel has its views without a word here.
"""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.longitudinal.annual import annual, rates
from pipeline.longitudinal.view import View, ViewColumn, labels, same, sums, topic
from pipeline.model.ddl import Tables, literal, quoted
from schemas.base import FieldInfo, TableSpec
from schemas.relations import RowSum


def longitudinal_views(specs: Tables) -> list[View]:
    """Shares, growth, rates and years of every panel, then the coverage of all fact tables."""
    views: list[View] = []
    for spec, fields in specs.values():
        if spec.kind == "panel":
            fact = specs[spec.panel_of][0]
            views += _shares(spec, fields, fact)
            views.append(_growth(spec, fields))
            views += rates(spec, fields, fact)
            views.append(annual(spec, fields, fact))
    facts = [s for s, fields in specs.values() if s.kind == "fact" and _is_monthly(s, fields)]
    return [*views, _coverage(facts)] if facts and "issues" in specs else views


def _is_monthly(spec: TableSpec, fields: tuple[FieldInfo, ...]) -> bool:
    return "month" in spec.key and any(field.name == "issue_id" for field in fields)


def _shares(
    panel: TableSpec, fields: tuple[FieldInfo, ...], fact: TableSpec
) -> Iterator[View]:  # fmt: skip
    """Of an entity in the month's sum; without entities, of the parts in the printed total."""
    if len(panel.key) > 1:
        yield _entity_shares(panel, fields, fact)
        return
    wholes = {part: r.total for r in fact.relations if isinstance(r, RowSum) for part in r.parts}
    parts = [field for field in fields if field.name in wholes]
    if parts:
        yield View(
            f"shares_{topic(panel)}",
            f"{panel.zh}：占总数的比例",
            f"{panel.en}: shares of the total",
            (
                *labels(panel, fields),
                *(_share(f, f"p.{quoted(wholes[f.name])}", wholes[f.name]) for f in parts),
            ),
            f"FROM {quoted(panel.name)} AS p",
        )


def _entity_shares(panel: TableSpec, fields: tuple[FieldInfo, ...], fact: TableSpec) -> View:
    columns = list(labels(panel, fields))
    for field in sums(fields):
        columns += [same(field), *_shares_of_city(field)]
    columns += _shares_of_own_total(panel, fields, fact)
    totals = ", ".join(f"sum({quoted(f.name)}) AS {quoted(f.name)}" for f in sums(fields))
    return View(
        f"shares_{topic(panel)}",
        f"{panel.zh}：占当月合计的比例",
        f"{panel.en}: shares of the month's sum of all rows",
        tuple(columns),
        f'FROM {quoted(panel.name)} AS p\nLEFT JOIN (SELECT "month", {totals} '
        f'FROM {quoted(fact.name)} GROUP BY "month") AS t ON t."month" = p."month"',
    )


def _shares_of_city(field: FieldInfo) -> Iterator[ViewColumn]:
    """Under a name that says what the whole is, and under the short name of earlier releases."""
    whole = f"t.{quoted(field.name)}"
    yield _share(field, whole, "the month's sum of all rows", "_of_city", "占全市")
    yield _share(field, whole, "the month's sum of all rows; the same as …_share_of_city")


def _shares_of_own_total(
    panel: TableSpec, fields: tuple[FieldInfo, ...], fact: TableSpec
) -> Iterator[ViewColumn]:
    """The mix within an entity: of each part in the total of its row."""
    entity = panel.key[-1].removesuffix("_id")
    wholes = {part: r.total for r in fact.relations if isinstance(r, RowSum) for part in r.parts}
    for field in fields:
        if field.name in wholes:
            yield _share(
                field, f"p.{quoted(wholes[field.name])}", f"the {entity}'s own total",
                f"_of_{entity}", "占本单位",
            )  # fmt: skip


def _share(
    field: FieldInfo, whole: str, of: str, ending: str = "", of_zh: str = "占"
) -> ViewColumn:  # fmt: skip
    return ViewColumn(
        f"{field.name}_share{ending}",
        f"1.0 * p.{quoted(field.name)} / nullif({whole}, 0)",
        f"{field.column.zh}{of_zh}比" if not ending else f"{field.column.zh}{of_zh}的比例",
        f"Share of {of}, 0 to 1; null where there is no figure.",
    )


def _growth(panel: TableSpec, fields: tuple[FieldInfo, ...]) -> View:
    columns = list(labels(panel, fields))
    for field in sums(fields):
        now, then = f"p.{quoted(field.name)}", f"b.{quoted(field.name)}"
        zh = field.column.zh
        columns += [
            same(field),
            ViewColumn(
                f"{field.name}_year_before", then, f"{zh}（上年同月）", "Twelve months before."
            ),
            ViewColumn(
                f"{field.name}_growth",
                f"1.0 * ({now} - {then}) / nullif({then}, 0)",
                f"{zh}同比增长",
                "Growth over twelve months, 0.1 = 10 %; null where either figure is missing or the "
                "earlier one is 0.",
            ),
        ]
    rest = "".join(f" AND b.{quoted(k)} = p.{quoted(k)}" for k in panel.key if k != "month")
    return View(
        f"growth_{topic(panel)}",
        f"{panel.zh}：同比增长",
        f"{panel.en}: growth on the same month of the year before",
        tuple(columns),
        f"FROM {quoted(panel.name)} AS p\nLEFT JOIN {quoted(panel.name)} AS b "
        f'ON b."month" = date(p."month", \'-12 months\'){rest}',
    )


def _coverage(facts: list[TableSpec]) -> View:
    """Every month of the dataset × every monthly table, with its issue and its rows."""
    counted = " UNION ALL\n    ".join(
        f'SELECT {literal(f.name)} AS "table_name", "month", "issue_id", count(*) AS "n" '
        f'FROM {quoted(f.name)} GROUP BY "month", "issue_id"'
        for f in facts
    )
    names = ", ".join(f"({literal(f.name)})" for f in facts)
    return View(
        "coverage",
        "覆盖情况：每月、每表由哪期提供",
        "Coverage: which issue reports which table in which month",
        _COVERAGE,
        'FROM "_months" AS m CROSS JOIN "_names" AS n\n'
        'LEFT JOIN "_counted" AS f ON f."table_name" = n."name" AND f."month" = m."month"\n'
        'LEFT JOIN "_issues" AS i ON i."month" = m."month"\n'
        'LEFT JOIN "_doubts" AS d ON d."table_name" = n."name" AND d."month" = m."month"\n'
        'WHERE m."month" IS NOT NULL',
        f"""WITH RECURSIVE
  "_counted" AS (
    {counted}),
  "_issues" AS (
    SELECT "month", min("issue_id") AS "issue_id" FROM (
      SELECT "month", "issue_id" FROM "_counted" UNION
      SELECT "month", "issue_id" FROM "issues" WHERE "month" IS NOT NULL)
    GROUP BY "month"),
  "_months" AS (
    SELECT min("month") AS "month", max("month") AS "last" FROM "_issues" UNION ALL
    SELECT date("month", '+1 month'), "last" FROM "_months" WHERE "month" < "last"),
  "_names"("name") AS (VALUES {names}),
  "_doubts" AS (
    SELECT "table_name", "month", sum("severity" = 'error') AS "errors",
      sum("severity" = 'warning') AS "warnings" FROM "findings" GROUP BY "table_name", "month")
""",
    )


_COVERAGE = (
    ViewColumn("month", 'm."month"', "月份", "Month described."),
    ViewColumn("table_name", 'n."name"', "数据表", "Table of the dataset."),
    ViewColumn(
        "issue_id", 'coalesce(f."issue_id", i."issue_id")', "期号标识",
        "Issue that reports it, or else covers the month; null = none.",
    ),
    ViewColumn("row_count", 'coalesce(f."n", 0)', "行数", "Rows of the table."),
    ViewColumn(
        "status",
        "CASE WHEN f.\"n\" IS NOT NULL THEN 'reported' WHEN i.\"issue_id\" IS NOT NULL "
        "THEN 'not_reported' ELSE 'no_issue' END",
        "状态", "reported, not_reported (the issue lacks the table), or no_issue.",
    ),
    ViewColumn("errors", 'coalesce(d."errors", 0)', "错误数", "Findings that are errors."),
    ViewColumn("warnings", 'coalesce(d."warnings", 0)', "警告数", "Findings that are warnings."),
)  # fmt: skip
