"""The task that interprets a reading in a process with limits.

A reading may hold anything that a PDF may hold, so it is interpreted where it can hurt nobody: this
is a task of `reading/isolation`, whose processes alone import what understands documents.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.errors import RejectedFile
from pipeline.interpreting import issue
from pipeline.interpreting.names.registry import load_registry
from pipeline.interpreting.second_engine.confidence import weighed
from pipeline.interpreting.store import InterpretationStore, interpretation_key, registry_digests
from pipeline.reading import READER_VERSION
from pipeline.reading.audits import AuditStore
from pipeline.reading.second_engine.store import SecondStore
from pipeline.reading.store import ReadingStore
from pipeline.settings import Settings

if TYPE_CHECKING:
    from pipeline.reading.isolation.orders import Order


def interpret_and_save(order: Order) -> None:
    """Interpret the reading of a PDF and keep the result, or the reason why it has none.

    An order without a key is for the key of what is there now.
    """
    registry_folder = Path(order.registry)
    settings = Settings(outputs=Path(order.outputs), store="", registry=registry_folder)
    digests = registry_digests(registry_folder)
    key = order.key or interpretation_key(settings, order.sha256, digests)
    reading = ReadingStore(settings, READER_VERSION).load(order.sha256)
    second = SecondStore(settings).load(order.sha256)
    audit = AuditStore(settings).load(order.sha256)
    registry = load_registry(registry_folder)
    store = InterpretationStore(settings)
    try:
        found = weighed(
            issue.interpret(reading, registry), reading, second, audit.differences if audit else ()
        )
    except RejectedFile as rejected:
        store.save(order.sha256, key, rejected)
        return
    store.save(order.sha256, key, found)
