"""Where a run has to live: a proxy, a home that cannot be written."""

from __future__ import annotations

import importlib
import os
from pathlib import Path
from urllib.request import (  # type: ignore[attr-defined]
    getproxies_environment,
    proxy_bypass_environment,
)

import pytest

import pipeline.run.prefect
from pipeline.errors import FolderError
from pipeline.operations.services import services
from pipeline.run.prefect import without_proxy
from pipeline.run.prefect.home import choose_home
from pipeline.settings import Settings


@pytest.fixture
def proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    for name in ("no_proxy", "NO_PROXY"):
        monkeypatch.setenv(name, "intranet.example.org")


def test_services_of_this_machine_are_asked_without_a_proxy(
    settings: Settings, proxy: None
) -> None:
    """By this process, and by all services, which inherit it."""
    for one in services(settings.model_copy(update={"host": "192.0.2.7"})):
        assert {one.env["NO_PROXY"], one.env["no_proxy"]} == {os.environ["NO_PROXY"]}
    known = getproxies_environment()
    for host in ("127.0.0.1:4200", "localhost:8001", "192.0.2.7:4200", "intranet.example.org"):
        assert proxy_bypass_environment(host, known), host
    assert not proxy_bypass_environment("chat.example.org", known)


def test_no_proxy_at_all_stays(proxy: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("no_proxy", "*")
    assert without_proxy("192.0.2.7") == "*"


def test_a_home_that_cannot_be_written_is_replaced(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("HOME", "/proc/x")
    choose_home(settings)
    home = settings.outputs / "prefect"
    assert os.environ.pop("PREFECT_HOME") == str(home) and home.is_dir()
    nowhere = settings.model_copy(update={"outputs": Path("/proc/x/outputs")})
    with pytest.raises(FolderError, match="/proc/x/outputs/prefect cannot be written"):
        choose_home(nowhere)
    monkeypatch.setenv("HOME", str(tmp_path))
    choose_home(settings)
    assert "PREFECT_HOME" not in os.environ
    monkeypatch.setenv("PREFECT_HOME", "mine")
    monkeypatch.setenv("HOME", "/proc/x")
    choose_home(settings)
    assert os.environ["PREFECT_HOME"] == "mine"


def test_a_server_of_one_run_gets_time_to_start_on_a_busy_machine(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    name = "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS"
    monkeypatch.delenv(name, raising=False)
    importlib.reload(pipeline.run.prefect)
    assert float(os.environ[name]) >= 120
