"""Findings: one factory, so that every part of the pipeline derives their ids in one way."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pipeline.model.message import Message, kept
from pipeline.model.place import Place, columns_of
from schemas.quality import Finding, FindingKind, Severity

_PLAIN = json.JSONEncoder(ensure_ascii=False)
_ANY = json.JSONEncoder(ensure_ascii=False, default=str)
SEVERITIES: tuple[Severity, ...] = ("error", "warning", "info")
"""Worst first."""


@dataclass(frozen=True)
class Mend:
    """A cell that broken sums point to, by its key among the observations, and the value that
    makes all of them hold."""

    table: str
    entity_id: str
    measure: str
    value: str


def finding(
    kind: FindingKind,
    severity: Severity,
    message: Message,
    *,
    issue_id: str | None = None,
    table_name: str | None = None,
    month: dt.date | None = None,
    entity_id: str | None = None,
    entity: str | None = None,
    measure: str | None = None,
    expected: str | None = None,
    observed: str | None = None,
    place: Place | None = None,
    mend: Mend | None = None,
) -> Finding:
    """A finding with an id that depends on what it says and on nothing else.

    `place` is that of the cell; the id does not depend on it, so that a finding keeps its id
    when the layout of the page changes a little. `mend` repeats as data what the message says.
    """
    content: dict[str, object] = {
        "kind": kind, "issue_id": issue_id, "table_name": table_name, "month": month,
        "entity_id": entity_id, "entity": entity, "measure": measure, "expected": expected,
        "observed": observed, "message": message,
    }  # fmt: skip
    return Finding(
        finding_id=_id_of(content), severity=severity, **content, **columns_of(place),
        suspect_table=mend and mend.table, suspect_entity_id=mend and mend.entity_id,
        suspect_measure=mend and mend.measure, mended=mend and mend.value,
        message_zh=message.zh, message_code=message.code,
        message_values=_PLAIN.encode(kept(message)["values"]),
    )  # fmt: skip


def reworded(found: Finding, severity: Severity, *more: Message) -> Finding:
    """The same finding with another severity and more sentences, and the id that follows."""
    return _identified(found.model_copy(update={
        "severity": severity, "message": " ".join([found.message, *more]),
        "message_zh": "".join([found.message_zh or found.message, *(one.zh for one in more)]),
    }))  # fmt: skip


def in_month(found: Finding, month: dt.date) -> Finding:
    """The same finding about another month."""
    return _identified(found.model_copy(update={"month": month}))


def _identified(found: Finding) -> Finding:
    return found.model_copy(update={"finding_id": _id_of(found.__dict__)})


def _id_of(content: Mapping[str, object]) -> str:
    return _short_hash([content[name] for name in _CONTENT])


_CONTENT = (
    "kind", "issue_id", "table_name", "month", "entity_id", "entity", "measure", "expected",
    "observed", "message",
)  # fmt: skip


TOPIC = ("issue_id", "table_name", "month", "entity_id", "measure", "kind")
"""Columns that say what a finding is about, whatever its words and figures are."""

Topic = tuple[object, ...]


def topic_of(row: Finding | Mapping[str, object]) -> Topic:
    """What a finding is about: two validations find the same where this is the same."""
    return tuple([row[name] for name in TOPIC])


def by_topic(findings: Iterable[Finding]) -> dict[Topic, list[Finding]]:
    """Findings by what they are about; several may be about the same."""
    found: dict[Topic, list[Finding]] = {}
    for one in findings:
        found.setdefault(topic_of(one), []).append(one)
    return found


def merged(*groups: tuple[Finding, ...] | list[Finding]) -> list[Finding]:
    """All findings without repetition, by month, worst first; the order is deterministic."""
    unique = {found.finding_id: found for group in groups for found in group}
    return sorted(unique.values(), key=_order)


def _order(one: Finding) -> tuple[str, int, str, str, str]:
    rank = SEVERITIES.index(one.severity)
    return (str(one.month or ""), rank, one.table_name or "", one.kind, one.finding_id)


def _short_hash(parts: list[object]) -> str:
    text = _ANY.encode(parts)
    return hashlib.sha256(text.encode()).hexdigest()[:16]
