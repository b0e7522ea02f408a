"""The SQLite schema, derived from the declared tables: types, keys, links, checks, indexes, views.

Why the tables are not STRICT: a STRICT table has no NUMERIC column, and libraries with an SQLite
from before 3.37 cannot open it at all. CHECK constraints refuse the same wrong types, and more
(bounds, choices, real dates). Only what SQLite evaluates the same way in every version is used.

How money is exact: see `pipeline.publishing.sqlite`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from decimal import Decimal

from schemas.base import FieldInfo, ForeignKey, TableSpec

Tables = Mapping[str, tuple[TableSpec, tuple[FieldInfo, ...]]]
"""Every table by name: its declaration and its columns."""

EXACT_DIGITS = 15
"""Every decimal of so many significant digits comes back unchanged from a double."""


def create_table(spec: TableSpec, fields: tuple[FieldInfo, ...]) -> str:
    """CREATE TABLE with one commented line a column; readable with `.schema`."""
    definitions = [column_definition(field) for field in fields]
    constraints = [_primary_key(spec), *map(_foreign_key, spec.foreign_keys)]
    lines = [
        f"  {definition}, -- {_comment(field)}"
        for field, definition in zip(fields, definitions, strict=True)
    ]
    lines += [f"  {part}," for part in constraints[:-1]] + [f"  {constraints[-1]}"]
    return f"CREATE TABLE {quoted(spec.name)} ( -- {_line(f'{spec.zh} / {spec.en}')}\n" + "\n".join(
        [*lines, ")"]
    )


def create_indexes(spec: TableSpec, fields: tuple[FieldInfo, ...]) -> list[str]:
    """Indexes on links and months, and the key's uniqueness where SQLite does not see to it."""
    names = [field.name for field in fields]
    wanted = [key.columns for key in spec.foreign_keys]
    wanted += [(name,) for name in ("month", "issue_id") if name in names]
    found = {
        columns: f"CREATE INDEX {quoted('_'.join((spec.name, *columns)))} "
        f"ON {quoted(spec.name)} ({_list(columns)})"
        for columns in wanted
        if columns != spec.key[: len(columns)]
    }
    return [*found.values(), *_unique_with_nulls(spec, fields)]


def create_views(specs: Tables) -> list[str]:
    """`v_<table>` for every fact table with an entity, and `v_observations`.

    Each is the table with the entity's name beside its identifier; `v_observations` also names
    the PDF that prints the figure.
    """
    views = []
    for spec, fields in specs.values():
        named = _named_links(spec, specs)
        if spec.kind == "fact" and named:
            views.append(_fact_view(spec, fields, named))
    if "observations" in specs and "source_files" in specs:
        views.append(_observations_view(specs))
    return views


def quoted(name: str) -> str:
    """An identifier in SQL."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """A text in SQL."""
    return "'" + text.replace("'", "''") + "'"


def sql_type(field: FieldInfo) -> str:
    """The declared type of a column."""
    if field.type is Decimal:
        return "NUMERIC"
    return {int: "INTEGER", bool: "INTEGER", float: "REAL"}.get(field.type, "TEXT")


def column_definition(field: FieldInfo) -> str:
    """A column of CREATE TABLE: its type and what it allows."""
    rule = " AND ".join(_rules(field))
    if field.nullable:
        rule = f"{quoted(field.name)} IS NULL OR ({rule})"
    null = "" if field.nullable else " NOT NULL"
    return f"{quoted(field.name)} {sql_type(field)}{null} CHECK ({rule})"


def only_type_matters(field: FieldInfo) -> bool:
    """Is a column of texts or doubles allowed to hold any text or double?"""
    return field.type in (str, float) and len(_rules(field)) == 1


def _rules(field: FieldInfo) -> list[str]:
    name = quoted(field.name)
    rules = _type_rules(field, name)
    if field.minimum is not None:
        rules.append(f"{name} >= {field.minimum:f}")
    if field.maximum is not None:
        rules.append(f"{name} <= {field.maximum:f}")
    if field.choices:
        rules.append(f"{name} IN ({', '.join(map(literal, field.choices))})")
    return rules


def _type_rules(field: FieldInfo, name: str) -> list[str]:
    if field.type is bool:
        return [f"typeof({name}) = 'integer'", f"{name} IN (0, 1)"]
    if field.type is int:
        return [f"typeof({name}) = 'integer'"]
    if field.type is float:
        return [f"typeof({name}) = 'real'"]
    if field.type is Decimal:
        return _decimal_rules(name, field.places or 0)
    # date() returns an impossible day unchanged, unless it has to compute.
    if field.type is dt.date:
        day = [f"{name} GLOB '????-??-01'"] if field.name == "month" else []
        return [f"typeof({name}) = 'text'", *day, f"date({name}, '+0 days') IS {name}"]
    if field.type is dt.datetime:
        seconds = f"substr({name}, 1, 19)"  # fractions would be rounded up
        return [
            f"typeof({name}) = 'text'",
            f"{name} GLOB '????-??-??T??:??:??.{'[0-9]' * 6}Z'",
            f"strftime('%Y-%m-%dT%H:%M:%S', {seconds}, '+0 days') IS {seconds}",
        ]
    return [f"typeof({name}) = 'text'"]


def _decimal_rules(name: str, places: int) -> list[str]:
    """An integer, or the double nearest to a decimal of `places` digits after the point.

    Below the bound x * 10^n lies within 0.25 of its integer k, which round() therefore finds; k and
    10^n are exact as doubles, so that their quotient is the double nearest to the decimal k / 10^n.
    """
    bound = 10 ** (EXACT_DIGITS - places)
    nearest = f"round({name} * {10**places}) / {10**places}.0"
    return [
        f"typeof({name}) IN ('integer', 'real')",
        f"(typeof({name}) = 'integer' OR abs({name}) >= {bound} OR {name} = {nearest})",
    ]


def _primary_key(spec: TableSpec) -> str:
    return f"PRIMARY KEY ({_list(spec.key)})"


def _foreign_key(key: ForeignKey) -> str:
    return (
        f"FOREIGN KEY ({_list(key.columns)}) "
        f"REFERENCES {quoted(key.target)} ({_list(key.target_columns)})"
    )


def _unique_with_nulls(spec: TableSpec, fields: tuple[FieldInfo, ...]) -> list[str]:
    """In a primary key SQLite takes two nulls for different; here they are the same."""
    optional = [f.name for f in fields if f.name in spec.key and f.nullable]
    if not optional:
        return []
    columns = ", ".join(
        f"ifnull({quoted(name)}, '')" if name in optional else quoted(name) for name in spec.key
    )
    some_null = " OR ".join(f"{quoted(name)} IS NULL" for name in optional)
    return [
        f"CREATE UNIQUE INDEX {quoted(spec.name + '_key_with_nulls')} "
        f"ON {quoted(spec.name)} ({columns}) WHERE {some_null}"
    ]


def _named_links(spec: TableSpec, specs: Tables) -> list[ForeignKey]:
    """The links of a table to a dimension whose rows have a name."""
    found = []
    for key in spec.foreign_keys:
        target, fields = specs[key.target]
        named = any(field.name == "name" for field in fields)
        if target.kind == "dimension" and named and len(key.columns) == 1:
            found.append(key)
    return found


def _fact_view(spec: TableSpec, fields: tuple[FieldInfo, ...], named: list[ForeignKey]) -> str:
    taken = {field.name for field in fields}
    selected, joins = [], []
    by_column = {key.columns[0]: key for key in named}
    for field in fields:
        selected.append(f"t.{quoted(field.name)}")
        if key := by_column.get(field.name):
            alias = quoted(f"d_{field.name}")
            label = field.name.removesuffix("_id")
            label = f"{label}_name" if label in taken else label
            selected.append(f'{alias}."name" AS {quoted(label)}')
            joins.append(
                f"LEFT JOIN {quoted(key.target)} AS {alias} "
                f"ON {alias}.{quoted(key.target_columns[0])} = t.{quoted(field.name)}"
            )
    return _view(spec.name, selected, joins)


def _observations_view(specs: Tables) -> str:
    """An identifier means a hospital, a district or a channel according to the row's table."""
    tables_of: dict[tuple[str, str], list[str]] = {}
    for spec, _ in specs.values():
        for key in _named_links(spec, specs):
            if spec.kind == "fact":
                tables_of.setdefault((key.target, key.target_columns[0]), []).append(spec.name)
    selected, joins, names = [], [], []
    for (target, column), members in sorted(tables_of.items()):
        alias = quoted(f"d_{target}")
        names.append(f'{alias}."name"')
        joins.append(
            f'LEFT JOIN {quoted(target)} AS {alias} ON {alias}.{quoted(column)} = t."entity_id" '
            f'AND t."table_name" IN ({", ".join(map(literal, members))})'
        )
    for field in specs["observations"][1]:
        selected.append(f"t.{quoted(field.name)}")
        if field.name == "entity_id" and names:
            selected.append(f'coalesce({", ".join(names)}, NULL) AS "entity"')
    selected.append('f."file_name" AS "source_file"')
    joins.append('LEFT JOIN "source_files" AS f ON f."sha256" = t."source_sha256"')
    return _view("observations", selected, joins)


def _view(table: str, selected: Iterable[str], joins: Iterable[str]) -> str:
    columns = ",\n  ".join(selected)
    return "\n".join(
        [
            f"CREATE VIEW {quoted('v_' + table)} AS SELECT\n  {columns}",
            f"FROM {quoted(table)} AS t",
            *joins,
        ]
    )


def _list(columns: Iterable[str]) -> str:
    return ", ".join(map(quoted, columns))


def _comment(field: FieldInfo) -> str:
    unit = f" [{field.column.unit}]" if field.column.unit else ""
    return _line(f"{field.column.zh}{unit}: {field.column.en}")


def _line(text: str) -> str:
    return " ".join(text.split())
