"""The run as a Prefect flow, against a server that the test starts."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.conftest import ROOT, Command, environment

_PATIENCE_S = 90


@pytest.fixture(scope="module")
def prefect(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """The environment of a Prefect server of our own."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    home = tmp_path_factory.mktemp("prefect")
    settings = {
        "PREFECT_HOME": str(home),
        "PREFECT_API_URL": f"http://127.0.0.1:{port}/api",
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "DO_NOT_TRACK": "1",
    }
    command = [sys.executable, "-m", "prefect", "server", "start", "--port", str(port)]
    with (home / "server.log").open("wb") as log:
        server = subprocess.Popen(
            command,
            env=environment(settings),
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    try:
        _wait_for(f"{settings['PREFECT_API_URL']}/health", server)
        yield settings
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        try:
            server.wait(15)
        except subprocess.TimeoutExpired:
            os.killpg(server.pid, signal.SIGKILL)
            server.wait()


def _wait_for(address: str, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + _PATIENCE_S
    while time.monotonic() < deadline:
        assert server.poll() is None, "the server did not start"
        try:
            with urllib.request.urlopen(address, timeout=2):
                return
        except OSError:
            time.sleep(0.3)
    raise AssertionError("the server did not answer")


def _all(prefect: dict[str, str], what: str) -> list[dict[str, Any]]:
    request = urllib.request.Request(
        f"{prefect['PREFECT_API_URL']}/{what}/filter",
        data=b"{}",
        headers={"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=10) as answer:
        found: list[dict[str, Any]] = json.load(answer)
        return found


def _settled(prefect: dict[str, str], count: int) -> list[dict[str, Any]]:
    """Task runs arrive at the server as events, a little after the flow has ended."""
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        runs = _all(prefect, "task_runs")
        if len(runs) >= count and all(run["state_type"] == "COMPLETED" for run in runs):
            return runs
        time.sleep(0.5)
    return _all(prefect, "task_runs")


def test_a_run_shows_in_the_server(
    prefect: dict[str, str], bulletins: Command, tmp_path: Path
) -> None:
    inbox, outputs = tmp_path / "inbox", tmp_path / "outputs"
    inbox.mkdir()
    for name in ("word", "chrome"):
        shutil.copyfile(
            ROOT / "tests" / "fixtures" / "issue157" / f"{name}.pdf", inbox / f"{name}.pdf"
        )
    (inbox / "zero <b>.pdf").write_bytes(b"")
    done = bulletins("run", "--inbox", inbox, "--outputs", outputs, "--json", env=prefect)
    assert done.returncode == 2, done.stderr
    assert json.loads(done.stdout)["summary"]["issues"][0]["issue_id"] == "2025-03"

    [flow_run] = _all(prefect, "flow_runs")
    assert flow_run["state_type"] == "COMPLETED"
    runs = _settled(prefect, count=6)
    names = [run["name"].rpartition("-")[0] or run["name"] for run in runs]
    assert sorted(run["name"] for run in runs if run["name"].startswith("read ")) == [
        "read chrome.pdf",
        "read word.pdf",
    ]
    for step in ("receive", "build", "validate", "publish"):
        assert names.count(step) == 1, names
    assert {run["state_type"] for run in runs} == {"COMPLETED"}

    artifacts = {artifact["key"]: artifact["data"] for artifact in _all(prefect, "artifacts")}
    assert set(artifacts) == {"ingest-summary", "ingest-files", "ingest-findings"}
    files = {row["file"]: row["outcome"] for row in json.loads(artifacts["ingest-files"])}
    assert files == {"chrome.pdf": "new", "word.pdf": "new", "zero <b>.pdf": "rejected"}
    assert "2025-03" in artifacts["ingest-summary"] or "1 issue" in artifacts["ingest-summary"]
    assert "<b>" not in artifacts["ingest-summary"]


def test_a_run_without_anything_to_publish_fails_in_the_server(
    prefect: dict[str, str], bulletins: Command, tmp_path: Path
) -> None:
    (tmp_path / "zero.pdf").write_bytes(b"")
    done = bulletins("run", "--inbox", tmp_path, "--outputs", tmp_path / ".outputs", env=prefect)
    assert (done.returncode, done.stderr) == (4, "")
    assert "“zero.pdf” is empty" in done.stdout
    states = [run["state"] for run in _all(prefect, "flow_runs")]
    [failed] = [state for state in states if state["type"] == "FAILED"]
    assert "No issue could be loaded" in failed["message"]


def test_a_server_that_is_not_there_is_told_of(bulletins: Command, tmp_path: Path) -> None:
    env = {"PREFECT_API_URL": "http://127.0.0.1:9/api", "PREFECT_HOME": str(tmp_path / "home")}
    done = bulletins("run", "--inbox", tmp_path, "--outputs", tmp_path / ".outputs", env=env)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.count("\n") == 1 and "No Prefect server answers" in done.stderr


def test_the_deployments_can_be_deployed(prefect: dict[str, str]) -> None:
    command = [sys.executable, "-m", "prefect", "--no-prompt"]
    for arguments in (
        ["work-pool", "create", "bulletins", "--type", "process"],
        ["deploy", "--all"],
    ):
        done = subprocess.run(
            [*command, *arguments],
            env=environment(prefect),
            cwd=ROOT,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stdout + done.stderr
    [deployment] = _all(prefect, "deployments")
    assert (deployment["name"], deployment["entrypoint"]) == ("ingest", "pipeline/flows.py:ingest")


def test_deployments_are_valid() -> None:
    found = yaml.safe_load((ROOT / "prefect.yaml").read_text("utf-8"))
    [deployment] = [d for d in found["deployments"] if d["name"] == "ingest"]
    path, _, flow = deployment["entrypoint"].partition(":")
    assert f"def {flow}(" in (ROOT / path).read_text("utf-8")
    [schedule] = deployment["schedules"]
    assert (schedule["cron"], schedule["timezone"]) == ("30 6 * * *", "Asia/Shanghai")
