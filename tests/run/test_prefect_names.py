"""What people see of a run in Prefect: its name, and the time of its steps; what Prefect sees."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest
from prefect.utilities.annotations import quote

from pipeline.run.prefect import tasks
from pipeline.run.prefect.artifacts import _links, _markdown
from pipeline.run.prefect.names import name_of
from pipeline.run.report import RunReport
from pipeline.settings import Settings

Drop = Callable[..., Path]
AT = dt.datetime(2026, 11, 28, 6, 30)


def test_a_run_is_named_by_date_and_files(settings: Settings, drop: Drop) -> None:
    folders = {"inbox": settings.inbox, "outputs": settings.outputs}
    assert name_of(folders, AT) == "2026-11-28 06:30 no new file"
    for name in "edcba":
        drop(f"{name}.pdf", b"x")
    assert name_of(folders, AT) == "2026-11-28 06:30 a.pdf, b.pdf, c.pdf and 2 more"


def test_a_run_is_named_though_its_inbox_is_gone(settings: Settings) -> None:
    folders = {"inbox": settings.inbox / "none", "outputs": settings.outputs}
    assert name_of(folders, AT) == "2026-11-28 06:30 no new file"


def test_the_summary_has_the_time_of_each_step() -> None:
    assert "| read | 12.3 |" in _markdown(RunReport(seconds={"read": 12.34}))
    assert "seconds" not in _markdown(RunReport())


def test_the_summary_leads_to_the_pages(settings: Settings) -> None:
    anywhere = settings.model_copy(update={"host": "0.0.0.0", "pages_port": 8123})
    assert "(http://127.0.0.1:8123/bulletins/findings)" in _links(anywhere)


def test_prefect_does_not_search_the_dataset(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[object] = []
    monkeypatch.setattr(
        tasks,
        "task",
        lambda **_: lambda _: lambda *args, **named: seen.extend((*args, *named.values())),
    )
    tasks._step("build", "")(lambda *_, **__: None)([1], by=[2])
    assert all(isinstance(one, quote) for one in seen) and len(seen) == 2
