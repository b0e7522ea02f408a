"""Events in words: the message of a kind has its name."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import NamedTuple

from pipeline.model.kept_results import taken
from pipeline.model.message import Message
from schemas.base import FieldInfo, Row
from schemas.events import Event, EventKind


class Worded(NamedTuple):
    """An event and its message."""

    event: Event
    message: Message


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
) -> Worded:
    """An event of a table with its message.

    Args:
        model: the table concerned.
        entity: name of the entity.
        field: the column concerned; None = all.
        before, after: as in the table `events`.
        successor: name of the entity that a merged one is part of.
    """
    return taken(
        _worded, (field,), kind, model, month, issue_id, entity_id, entity, before, after, successor
    )


def _worded(
    same: Sequence[FieldInfo | None],
    kind: EventKind,
    model: type[Row],
    month: dt.date,
    issue_id: str | None,
    entity_id: str,
    entity: str | None,
    before: str | None,
    after: str | None,
    successor: str,
) -> Worded:
    (field,) = same
    measure = field.name if field else ""
    message = Message(
        kind, table=model.table.zh, title=model.table.en,
        column=field.column.zh if field else "", measure=measure, month=f"{month:%Y-%m}",
        entity=entity or "", of=f"{entity} " if entity else "", before=before or "–",
        after=after or "–", successor=successor,
    )  # fmt: skip
    event = Event(
        month=month, table_name=model.table.name, entity_id=entity_id, entity=entity,
        measure=measure, kind=kind, issue_id=issue_id, before=before, after=after,
        message=message, message_zh=message.zh,
    )  # fmt: skip
    return Worded(event, message)
