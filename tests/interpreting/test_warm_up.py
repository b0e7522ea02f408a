"""What a process computes before it interprets files is of the schemas alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.interpreting.warm_up import warm_up
from pipeline.reading.isolation import tasks
from pipeline.reading.isolation.orders import Order
from pipeline.settings import Settings
from schemas.base import PrintedNote
from schemas.catalog import tables


def test_it_has_figures_of_all_tables_that_are_printed(settings: Settings) -> None:
    found = warm_up(settings.registry)
    printed = {
        name for name, model in tables().items()
        if model.table.source and not isinstance(model.table.source, PrintedNote)
    }  # fmt: skip
    assert printed <= {observation.table_name for observation in found.observations}


def test_a_fault_of_it_stops_nothing(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    order = Order("", "a" * 64, "", 1.0, 100, 1, "interpret", str(settings.registry / "absent"))
    tasks.warm_up(order)

    asked: list[Path] = []

    def broken(registry: Path) -> None:
        asked.append(registry)
        raise ValueError("broken")

    monkeypatch.setattr("pipeline.interpreting.warm_up.warm_up", broken)
    tasks.warm_up(order)
    tasks.warm_up(Order("", "a" * 64, "", 1.0, 100, 1, "second"))
    assert asked == [settings.registry / "absent"], "a second reading has nothing to compute before"
