"""Events in words, Chinese and English: one sentence for each kind."""

from __future__ import annotations

import datetime as dt

from schemas.base import FieldInfo, Row
from schemas.events import Event, EventKind

SENTENCES: dict[EventKind, tuple[str, str]] = {
    "column_starts": (
        "“{table}”自 {month} 起有“{column}”一列的数字，{before} 没有。",
        "{title}: “{column}” ({measure}) has figures from {month} on; {before} has none.",
    ),
    "column_ends": (
        "“{table}”自 {month} 起不再有“{column}”一列的数字，最后一月为 {before}。",
        "{title}: “{column}” ({measure}) has no figures from {month} on; its last month is "
        "{before}.",
    ),
    "entity_joins": (
        "{entity}自 {month} 起列入“{table}”。",
        "{title}: {entity} is in the table from {month} on.",
    ),
    "entity_leaves": (
        "{entity}自 {month} 起不再列入“{table}”，最后一月为 {before}。",
        "{title}: {entity} is not in the table from {month} on; its last month is {before}.",
    ),
    "merged": (
        "{entity}自 {month} 起并入{successor}（“{table}”）。",
        "{title}: {entity} is part of {successor} from {month} on.",
    ),
    "unit_changes": (
        "“{table}”的“{column}”自 {month} 起以“{after}”为单位，此前为“{before}”；数值已换算。",
        "{title}: “{column}” ({measure}) is printed in {after} from {month} on, in {before} "
        "before; the values are converted.",
    ),
    "issue_missing": (
        "没有刊载 {month} 数据的期刊。",
        "No issue covers {month}.",
    ),
    "corrected": (
        "“{table}”{entity} {month} 的“{column}”经人工更正：{before} → {after}。",
        "{title}: “{column}” ({measure}) {entity} {month} was corrected: {before} → {after}.",
    ),
}  # fmt: skip


def worded(
    kind: EventKind,
    model: type[Row],
    month: dt.date,
    *,
    issue_id: str | None = None,
    entity_id: str = "",
    entity: str | None = None,
    field: FieldInfo | None = None,
    before: str | None = None,
    after: str | None = None,
    successor: str = "",
) -> Event:
    """An event of a table with its sentence in both languages.

    Args:
        model: the table concerned.
        entity: name of the entity.
        field: the column concerned; None = all.
        before, after: as in the table `events`.
        successor: name of the entity that a merged one is part of.
    """
    measure = field.name if field else ""
    words = {
        "table": model.table.zh, "title": model.table.en,
        "column": field.column.zh if field else "", "measure": measure,
        "month": f"{month:%Y-%m}", "entity": entity or "", "before": before or "–",
        "after": after or "–", "successor": successor,
    }  # fmt: skip
    zh, en = (" ".join(text.format(**words).split()) for text in SENTENCES[kind])
    return Event(
        month=month, table_name=model.table.name, entity_id=entity_id, entity=entity,
        measure=measure, kind=kind, issue_id=issue_id, before=before, after=after,
        message=en, message_zh=zh,
    )  # fmt: skip
