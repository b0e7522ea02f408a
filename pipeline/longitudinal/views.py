"""SQL views for what researchers ask first: shares, growth over a year, and what is covered.

Each is derived from the declared tables: a table with a panel has its views without a word here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.model.ddl import Tables, literal, quoted
from schemas.base import FieldInfo, TableSpec
from schemas.relations import RowSum


@dataclass(frozen=True)
class ViewColumn:
    """A column of a view, and its SQL expression."""

    name: str
    sql: str
    zh: str
    en: str


@dataclass(frozen=True)
class View:
    """A view with what the dictionary says of it.

    Attributes:
        name, zh, en: as of a table.
        columns: what is selected.
        source: the SQL after the columns, from FROM on.
        before: the SQL before SELECT (WITH …); '' where none.
    """

    name: str
    zh: str
    en: str
    columns: tuple[ViewColumn, ...]
    source: str
    before: str = ""

    @property
    def sql(self) -> str:
        selected = ",\n  ".join(f"{c.sql} AS {quoted(c.name)}" for c in self.columns)
        start = f"CREATE VIEW {quoted(self.name)} AS\n{self.before}SELECT"
        return f"{start}\n  {selected}\n{self.source}"


def longitudinal_views(specs: Tables) -> list[View]:
    """Shares and growth for every panel, then the coverage of all fact tables."""
    views: list[View] = []
    for spec, fields in specs.values():
        if spec.kind == "panel":
            views += _shares(spec, fields, specs[spec.panel_of][0])
            views.append(_growth(spec, fields))
    facts = [s for s, fields in specs.values() if s.kind == "fact" and _is_monthly(s, fields)]
    return [*views, _coverage(facts)] if facts and "issues" in specs else views


def _is_monthly(spec: TableSpec, fields: tuple[FieldInfo, ...]) -> bool:
    return "month" in spec.key and any(field.name == "issue_id" for field in fields)


def _topic(panel: TableSpec) -> str:
    return panel.name.removeprefix("panel_")


def _sums(fields: tuple[FieldInfo, ...]) -> list[FieldInfo]:
    return [f for f in fields if f.column.role == "measure" and f.column.adds]


def _labels(spec: TableSpec, fields: tuple[FieldInfo, ...]) -> Iterator[ViewColumn]:
    """What says which row it is: key, name and status."""
    for field in fields:
        if field.name in (*spec.key, "name", "status"):
            yield _same(field)


def _same(field: FieldInfo) -> ViewColumn:
    return ViewColumn(field.name, f"p.{quoted(field.name)}", field.column.zh, field.column.en)


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
            f"shares_{_topic(panel)}",
            f"{panel.zh}：占总数的比例",
            f"{panel.en}: shares of the total",
            (
                *_labels(panel, fields),
                *(_share(f, f"p.{quoted(wholes[f.name])}", wholes[f.name]) for f in parts),
            ),
            f"FROM {quoted(panel.name)} AS p",
        )


def _entity_shares(panel: TableSpec, fields: tuple[FieldInfo, ...], fact: TableSpec) -> View:
    columns = list(_labels(panel, fields))
    for field in _sums(fields):
        columns += [_same(field), _share(field, f"t.{quoted(field.name)}", "the month")]
    totals = ", ".join(f"sum({quoted(f.name)}) AS {quoted(f.name)}" for f in _sums(fields))
    return View(
        f"shares_{_topic(panel)}",
        f"{panel.zh}：占当月合计的比例",
        f"{panel.en}: shares of the month's sum of all rows",
        tuple(columns),
        f'FROM {quoted(panel.name)} AS p\nLEFT JOIN (SELECT "month", {totals} '
        f'FROM {quoted(fact.name)} GROUP BY "month") AS t ON t."month" = p."month"',
    )


def _share(field: FieldInfo, whole: str, of: str) -> ViewColumn:
    return ViewColumn(
        f"{field.name}_share",
        f"1.0 * p.{quoted(field.name)} / nullif({whole}, 0)",
        f"{field.column.zh}占比",
        f"Share of {of}, 0 to 1; null where there is no figure.",
    )


def _growth(panel: TableSpec, fields: tuple[FieldInfo, ...]) -> View:
    columns = list(_labels(panel, fields))
    for field in _sums(fields):
        now, then = f"p.{quoted(field.name)}", f"b.{quoted(field.name)}"
        zh = field.column.zh
        columns += [
            _same(field),
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
        f"growth_{_topic(panel)}",
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
