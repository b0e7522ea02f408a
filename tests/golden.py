"""A dataset against the truth of its bulletins: the cells that differ.

The truth of a bulletin is a JSON file: the rows of every table as printed, with canonical names.
A cell is (table, key, column); text is compared after NFKC without white space, figures as exact
decimals, a missing truth value demands a missing value.
"""

from __future__ import annotations

import json
import sqlite3
import unicodedata
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

_ENTITY = {
    "bookings_by_hospital": "hospital",
    "bookings_by_channel": "channel",
    "platform_by_district": "district",
    "platform_by_hospital": "hospital",
}
_PLAIN = ("hotline_monthly", "cumulative_totals", "articles", "reported_totals", *_ENTITY)
_NO_CELLS = {"extra", "hospital", "channel", "district", "month", "table", "measure"}


def differences(truth: Path, database: Path) -> list[str]:
    """Every cell of the truth that the SQLite file does not hold, and every row too many."""
    reported = json.loads(truth.read_text(encoding="utf-8"))
    issue = reported["issue"]["issue_id"]
    out = []
    with sqlite3.connect(f"file:{database}?mode=ro", uri=True) as connection:
        connection.row_factory = sqlite3.Row
        for table in ("issues", *_PLAIN):
            wanted = [reported["issue"]] if table == "issues" else reported[table]
            found = _rows(connection, table, issue)
            out += _compared(table, {_key(table, row): row for row in wanted}, found)
    return out


def _rows(connection: sqlite3.Connection, table: str, issue: str) -> dict[tuple[str, ...], Any]:
    kind = _ENTITY.get(table)
    join = f"JOIN {kind}s USING ({kind}_id)" if kind else ""
    name = f", {kind}s.name AS {kind}" if kind else ""
    rows = connection.execute(
        f"SELECT {table}.*{name} FROM {table} {join} WHERE issue_id = ?", [issue]
    )
    return {_key(table, dict(row)): dict(row) for row in rows}


def _key(table: str, row: dict[str, Any]) -> tuple[str, ...]:
    if table == "issues":
        return (row["issue_id"],)
    if table == "articles":
        return (str(row["position"]),)
    if table == "reported_totals":
        return (row["month"], row.get("table_name") or row["table"], row["measure"])
    kind = _ENTITY.get(table)
    return (row["month"], _flat(row[kind])) if kind else (row["month"],)


def _compared(table: str, wanted: dict[Any, Any], found: dict[Any, Any]) -> list[str]:
    out = [f"{table} {key}: a row too many" for key in found.keys() - wanted.keys()]
    for key, row in wanted.items():
        if key not in found:
            out.append(f"{table} {key}: no row")
            continue
        for column, value in row.items():
            got = found[key].get(column)
            if column not in _NO_CELLS and not _same(value, got):
                out.append(f"{table} {key} {column}: {got!r} instead of {value!r}")
    return out


def _same(wanted: Any, got: Any) -> bool:
    if wanted is None or got is None:
        return wanted is None and got is None
    try:
        return Decimal(str(wanted)) == Decimal(str(got))
    except InvalidOperation:
        return _flat(wanted) == _flat(got)


def _flat(value: Any) -> str:
    return "".join(unicodedata.normalize("NFKC", str(value)).split())
