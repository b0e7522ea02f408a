"""The run as Prefect flows, against one server that the tests here share.

Everything that needs a server is in this file: to start one takes longer than all else.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
import yaml

from pipeline.operations.flow_run import FlowRun, NotStarted, due_flow_run, new_flow_run
from pipeline.operations.runs import Ended, ProcessRun
from pipeline.run.report import CrossChecked, RunReport
from pipeline.settings import Settings
from tests.conftest import FIXTURES, ROOT, Command, answer_of, environment
from tests.operations.hook import Hook
from tests.waiting import patient, until

_PATIENCE_S = 90
RENDERINGS = ("chrome", "reportlab", "word")
EPOCH = {"SOURCE_DATE_EPOCH": "1750000000"}


@pytest.fixture(scope="module")
def prefect(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """The environment of a Prefect server of our own."""
    port = free_port()
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
        end(server)


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def end(process: subprocess.Popen[bytes]) -> None:
    """With all of its group."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGTERM)
    try:
        process.wait(15)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _wait_for(address: str, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + patient(_PATIENCE_S)
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
    status, content = answer_of(request)
    assert status == 200, content
    found: list[dict[str, Any]] = json.loads(content)
    return found


def _start(prefect: dict[str, str], deployment: str, parameters: dict[str, Any]) -> int:
    """Ask for a run of a deployment; gives the status of the answer."""
    request = urllib.request.Request(
        f"{prefect['PREFECT_API_URL']}/deployments/{deployment}/create_flow_run",
        data=json.dumps({"parameters": parameters}).encode(),
        headers={"Content-Type": "application/json"},
    )
    return answer_of(request)[0]


def _settled(prefect: dict[str, str], count: int) -> list[dict[str, Any]]:
    """Task runs arrive at the server as events, a little after the flow has ended."""
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        runs = _all(prefect, "task_runs")
        if len(runs) >= count and all(run["state_type"] == "COMPLETED" for run in runs):
            return runs
        time.sleep(0.5)
    return _all(prefect, "task_runs")


@pytest.fixture(scope="module")
def hook() -> Iterator[Hook]:
    """A web server to which notices are posted."""
    found = Hook()
    yield found
    found.close()


def fill(inbox: Path) -> Path:
    """The issue in three renderings, and a file that is rejected."""
    inbox.mkdir(parents=True)
    for name in RENDERINGS:
        shutil.copyfile(FIXTURES / "issue157" / f"{name}.pdf", inbox / f"{name}.pdf")
    (inbox / "zero <b>.pdf").write_bytes(b"")
    return inbox


@pytest.fixture(scope="module")
def ran(
    prefect: dict[str, str], bulletins: Command, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, dict[str, Any]]:
    """The outputs of a run that was read by threads, and its report."""
    outputs = tmp_path_factory.mktemp("ran") / "outputs"
    inbox = fill(outputs.parent / "inbox")
    done = bulletins(
        "run", "--inbox", inbox, "--outputs", outputs, "--json", env={**prefect, **EPOCH}
    )
    assert done.returncode == 2, done.stderr
    return outputs, json.loads(done.stdout)


def quickly(prefect: dict[str, str], code: str, **more: str) -> subprocess.CompletedProcess[str]:
    """Run code that knows the flows, with a validation that finds nothing."""
    head = (
        "from pipeline import quality\nfrom pipeline.run import flows\n"
        "from pipeline.settings import load_settings\n"
        "quality.validate = lambda dataset, docs, limits, settle, docs_before: settle(dataset)\n"
    )
    return subprocess.run(
        [sys.executable, "-c", head + code],
        env=environment({**prefect, **EPOCH, **more}),
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=240,
    )


@pytest.mark.slow
def test_a_run_shows_in_the_server(
    prefect: dict[str, str], ran: tuple[Path, dict[str, Any]]
) -> None:
    assert ran[1]["summary"]["issues"][0]["issue_id"] == "2025-03"
    [flow_run] = _all(prefect, "flow_runs")
    assert flow_run["state_type"] == "COMPLETED"
    runs = _settled(prefect, count=7)
    names = [run["name"].rpartition("-")[0] or run["name"] for run in runs]
    assert sorted(run["name"] for run in runs if run["name"].startswith("read ")) == [
        f"read {name}.pdf" for name in sorted(RENDERINGS)
    ]
    for step in ("receive", "build", "validate", "publish"):
        assert names.count(step) == 1, names
    assert {run["state_type"] for run in runs} == {"COMPLETED"}

    artifacts = {artifact["key"]: artifact["data"] for artifact in _all(prefect, "artifacts")}
    for name in ("summary", "files", "findings", "coverage", "changes"):
        assert f"ingest-{name}" in artifacts
    files = {row["file"]: row["outcome"] for row in json.loads(artifacts["ingest-files"])}
    assert files == {f"{name}.pdf": "new" for name in RENDERINGS} | {"zero <b>.pdf": "rejected"}
    coverage = {row["table"]: row for row in json.loads(artifacts["ingest-coverage"])}
    assert coverage["hotline_monthly"]["first"] == "2025-02"
    assert "1 issue" in artifacts["ingest-summary"]
    assert "<b>" not in artifacts["ingest-summary"]


@pytest.mark.slow
def test_a_run_reports_the_same_with_and_without_prefect(
    ran: tuple[Path, dict[str, Any]], bulletins: Command, tmp_path: Path
) -> None:
    """Of the same inbox, field by field; and it logs the same events. Only times may differ."""
    inbox, outputs = fill(tmp_path / "inbox"), tmp_path / "outputs"
    done = bulletins(
        "run", "--inbox", inbox, "--outputs", outputs, "--no-prefect", "--json", env=EPOCH
    )
    assert done.returncode == 2, done.stderr
    plain, flow = json.loads(done.stdout), ran[1]
    assert set(plain) == set(flow)
    for name in plain:
        assert without_times(plain, name) == without_times(flow, name), name
    steps = ["receive", "read", "interpret", "validate", "publish", "audit"]
    assert list(plain["seconds"]) == steps
    assert {read["status"] for read in plain["read"].values()} == {"read"}
    assert events(outputs) == events(ran[0])


def without_times(report: dict[str, Any], name: str) -> Any:
    """A field of a report, but for times, memory and the place of the outputs."""
    if name == "read":
        same = ("file", "status")
        return {key: {n: read[n] for n in same} for key, read in report["read"].items()}
    if name == "seconds":
        return list(report["seconds"])
    return Path(report[name]).name if name == "dataset" else report[name]


def events(outputs: Path) -> Counter[tuple[str | None, ...]]:
    """The records of the first run in the log, without times."""
    lines = map(json.loads, (outputs / "logs" / "run.log").read_text("utf-8").splitlines())
    fields = ("run", "level", "logger", "step", "file", "sha256", "issue")
    return Counter(tuple(line[name] for name in fields) for line in lines)


@pytest.mark.slow
def test_a_pdf_that_comes_again_shows_as_cached(
    prefect: dict[str, str], ran: tuple[Path, dict[str, Any]], tmp_path: Path
) -> None:
    """And one whose reading is gone is read anew, whatever Prefect has kept."""
    outputs = tmp_path / "outputs"
    shutil.copytree(ran[0], outputs, symlinks=True)
    (tmp_path / "inbox").mkdir()
    for name in RENDERINGS[:2]:
        shutil.copyfile(FIXTURES / "issue157" / f"{name}.pdf", tmp_path / "inbox" / f"{name}-2.pdf")
    lost = hashlib.sha256((FIXTURES / "issue157" / f"{RENDERINGS[1]}.pdf").read_bytes())
    (outputs / "readings" / f"{lost.hexdigest()}.json").unlink()
    done = quickly(
        prefect,
        "print(list(flows.run_flow(load_settings()).read))",
        BULLETINS_INBOX=str(tmp_path / "inbox"),
        BULLETINS_OUTPUTS=str(outputs),
    )
    assert done.stdout.strip() == str([lost.hexdigest()]), done.stderr
    assert (outputs / "readings" / f"{lost.hexdigest()}.json").exists()
    states = [run["state_name"] for run in _settled(prefect, 12) if run["name"].startswith("read ")]
    assert (states.count("Cached"), states.count("Completed")) == (1, 4)


@pytest.mark.slow
def test_a_run_without_anything_to_publish_fails_and_is_reported(
    prefect: dict[str, str], bulletins: Command, tmp_path: Path, hook: Hook
) -> None:
    (tmp_path / "zero.pdf").write_bytes(b"")
    env = {**prefect, "BULLETINS_NOTICE_WEBHOOK": hook.url}
    done = bulletins("run", "--inbox", tmp_path, "--outputs", tmp_path / ".outputs", env=env)
    assert (done.returncode, done.stderr) == (4, "")
    assert "“zero.pdf” is empty" in done.stdout
    states = [run["state"] for run in _all(prefect, "flow_runs")]
    [failed] = [state for state in states if state["type"] == "FAILED"]
    assert "No issue could be loaded" in failed["message"]
    [notice] = hook.got
    assert notice["kind"] == "run_failed" and "No issue could be loaded" in notice["text"]


@pytest.mark.slow
def test_a_changed_registry_is_rebuilt_without_reading(
    prefect: dict[str, str], ran: tuple[Path, dict[str, Any]], tmp_path: Path, hook: Hook
) -> None:
    """The names that are then unknown are new findings, which are reported."""
    hook.got.clear()
    outputs, registry = tmp_path / "outputs", tmp_path / "registry"
    shutil.copytree(ran[0], outputs, symlinks=True)
    shutil.copytree(ROOT / "schemas" / "registry", registry)
    names = (registry / "hospitals.csv").read_text("utf-8").splitlines(keepends=True)
    (registry / "hospitals.csv").write_text("".join(names[:2]), "utf-8")
    (registry / "names.csv").write_text(
        (registry / "names.csv").read_text("utf-8").splitlines(keepends=True)[0], "utf-8"
    )
    done = quickly(
        prefect,
        f"flows.rebuild(outputs={str(outputs)!r}, registry={str(registry)!r})",
        BULLETINS_NOTICE_WEBHOOK=hook.url,
    )
    assert done.returncode == 0, done.stderr
    assert os.readlink(outputs / "dataset") != os.readlink(ran[0] / "dataset")
    [notice] = hook.got
    assert notice["kind"] == "new_findings" and "unknown_entity" in notice["text"]
    shutil.rmtree(outputs / "readings")
    (registry / "names.csv").open("a").write("\n")
    refused = quickly(
        prefect, f"flows.rebuild(outputs={str(outputs)!r}, registry={str(registry)!r})"
    )
    assert refused.returncode and "have not been read" in refused.stderr


@pytest.mark.long
def test_a_dask_cluster_reads_the_same(
    prefect: dict[str, str], ran: tuple[Path, dict[str, Any]], bulletins: Command, tmp_path: Path
) -> None:
    """By a scheduler and two workers, each a process of its own."""
    inbox, outputs = fill(tmp_path / "inbox"), tmp_path / "outputs"
    with dask_cluster(prefect, tmp_path) as address:
        env = {**prefect, **EPOCH, "BULLETINS_TASK_RUNNER": f"dask://{address}"}
        done = bulletins("run", "--inbox", inbox, "--outputs", outputs, "--json", env=env)
    assert done.returncode == 2, done.stderr
    report = json.loads(done.stdout)
    assert report["release"] == ran[1]["release"] and len(report["read"]) == len(RENDERINGS)


@pytest.mark.slow
def test_a_cluster_that_is_not_there_is_reported_of(
    prefect: dict[str, str], bulletins: Command, tmp_path: Path
) -> None:
    env = {**prefect, "BULLETINS_TASK_RUNNER": "dask://127.0.0.1:9"}
    outputs = tmp_path / "outputs"
    done = bulletins("run", "--inbox", fill(tmp_path / "inbox"), "--outputs", outputs, env=env)
    assert done.returncode == 1 and "No Dask scheduler responds" in done.stderr


@contextmanager
def dask_cluster(env: dict[str, str], folder: Path) -> Iterator[str]:
    port = free_port()
    scheduler = f"127.0.0.1:{port}"
    dask = [sys.executable, "-m", "dask"]
    quiet = ["--no-dashboard"]
    here = ["--host", "127.0.0.1"]
    one = ["--nworkers", "1", "--nthreads", "1", "--no-nanny"]
    commands = [
        [*dask, "scheduler", *here, "--port", str(port), *quiet],
        *[[*dask, "worker", f"tcp://{scheduler}", *here, *one, *quiet] for _ in range(2)],
    ]
    processes = []
    try:
        for number, command in enumerate(commands):
            with (folder / f"dask-{number}.log").open("wb") as log:
                processes.append(
                    subprocess.Popen(
                        command, env=environment(env), cwd=folder, stdout=log, stderr=log,
                        start_new_session=True,
                    )
                )  # fmt: skip
        from distributed import Client

        with Client(f"tcp://{scheduler}", timeout=60, set_as_default=False) as client:
            client.wait_for_workers(2, timeout=60)
        yield scheduler
    finally:
        for process in reversed(processes):
            end(process)


def test_a_server_that_is_not_there_is_reported_of(bulletins: Command, tmp_path: Path) -> None:
    env = {"PREFECT_API_URL": "http://127.0.0.1:9/api", "PREFECT_HOME": str(tmp_path / "home")}
    done = bulletins("run", "--inbox", tmp_path, "--outputs", tmp_path / ".outputs", env=env)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.count("\n") == 1 and "No Prefect server responds" in done.stderr


@pytest.fixture(scope="module")
def deployments(prefect: dict[str, str]) -> dict[str, dict[str, Any]]:
    """The deployments in the server, made a second time over a pool that was there."""
    before = ["-c", "from pipeline.run.prefect.deploy import make_pool; make_pool()"]
    for arguments in (before, ["-m", "pipeline.run.prefect.deploy"]):
        done = subprocess.run(
            [sys.executable, *arguments],
            env=environment(prefect),
            cwd=ROOT,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stdout + done.stderr
    return {deployment["name"]: deployment for deployment in _all(prefect, "deployments")}


@pytest.mark.slow
def test_the_deployments_can_be_deployed(
    prefect: dict[str, str], deployments: dict[str, dict[str, Any]]
) -> None:
    assert {name: found["entrypoint"] for name, found in deployments.items()} == {
        "ingest": "pipeline/run/flows.py:ingest",
        "rebuild": "pipeline/run/flows.py:rebuild",
        "cross-check": "pipeline/run/flows.py:cross_check",
    }
    for found in deployments.values():
        assert found["enforce_parameter_schema"] and found["description"]
        assert found["concurrency_options"]["collision_strategy"] == "ENQUEUE"
        assert found["global_concurrency_limit"]["limit"] == 1
    [pool] = [pool for pool in _all(prefect, "work_pools") if pool["name"] == "bulletins"]
    assert (pool["type"], pool["concurrency_limit"]) == ("process", 1)
    workers = deployments["ingest"]["parameter_openapi_schema"]["properties"]["workers"]
    assert {"minimum": 1, "maximum": 256, "type": "integer"} in [
        {key: value for key, value in kind.items() if key in ("minimum", "maximum", "type")}
        for kind in workers["anyOf"]
    ]
    refused, taken = (
        _start(prefect, deployments["rebuild"]["id"], parameters)
        for parameters in ({"nonsense": 1}, {"outputs": "outputs"})
    )
    assert (refused // 100, taken) == (4, 201)


def state_of(prefect: dict[str, str], run: FlowRun) -> str:
    found: dict[str, Any] = json.loads(
        answer_of(f"{prefect['PREFECT_API_URL']}/flow_runs/{run.id}")[1]
    )
    return f"{found['state_type']} {found['name']}"


@pytest.mark.slow
def test_the_watch_carries_out_flow_runs(
    prefect: dict[str, str],
    deployments: dict[str, dict[str, Any]],
    settings: Settings,
    drop: Callable[..., Path],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What it has left before is ended; what is scheduled is taken once."""
    for name, value in prefect.items():
        monkeypatch.setenv(name, value)
    left, run = new_flow_run(settings), new_flow_run(settings)
    assert state_of(prefect, left).startswith("CRASHED")
    assert state_of(prefect, run).startswith("PENDING") and not run.is_to_be_cancelled()
    drop("a.pdf")
    process = ProcessRun(settings, None, run)
    until(lambda: process._child.exit_code() is not None)
    assert process.ended() == Ended(worked=True)
    assert state_of(prefect, run).startswith("COMPLETED") and "a.pdf" in state_of(prefect, run)
    assert not run.close("not so"), "it has reported its end"
    _start(prefect, deployments["rebuild"]["id"], {})
    while taken := due_flow_run(settings):
        assert state_of(prefect, taken).startswith("PENDING")
        assert taken.close("It was killed.") and state_of(prefect, taken).startswith("CRASHED")
        last = taken
    assert last and state_of(prefect, last).startswith("CRASHED")
    with pytest.raises(NotStarted, match="has no deployment ingest/unknown"):
        new_flow_run(settings, "ingest/unknown")


@pytest.mark.slow
def test_a_run_that_no_process_works_at_is_ended(prefect: dict[str, str]) -> None:
    """One that a process executes, by its environment, continues."""
    code = (
        "import os, subprocess, sys\n"
        "from prefect.client.orchestration import get_client\n"
        "from prefect.client.schemas.actions import WorkPoolCreate\n"
        "from prefect.states import Cancelling, Pending, Running\n"
        "from pipeline.run.prefect.deploy import make_pool\n"
        "from pipeline.run.prefect.work import end_left_runs\n"
        "make_pool()\n"
        "with get_client(sync_client=True) as client:\n"
        "    queue = client.read_work_pool('bulletins').default_queue_id\n"
        "    queues = client.read_work_queue(queue).name\n"
        "    flow = client.create_flow_from_name('left')\n"
        "    deployment = client.create_deployment(flow, 'left', work_pool_name='bulletins',"
        " work_queue_name=queues)\n"
        "    create = client.create_flow_run_from_deployment\n"
        "    new = lambda state: create(deployment, state=state).id\n"
        "    left = [new(kind()) for kind in (Pending, Running, Cancelling)]\n"
        "    waits, alive = new(None), new(Running())\n"
        "    sleep = [sys.executable, '-c', 'import time; time.sleep(99)']\n"
        "    env = {**os.environ, 'PREFECT__FLOW_RUN_ID': str(alive)}\n"
        "    process = subprocess.Popen(sleep, env=env)\n"
        "    print(len(end_left_runs()))\n"
        "    process.kill()\n"
        "    for run in (*left, waits, alive): print(client.read_flow_run(run).state.type.value)\n"
        "    client.delete_deployment(deployment)\n"
        "    for run in (*left, waits, alive): client.delete_flow_run(run)\n"
    )
    done = quickly(prefect, code)
    assert done.stdout.split() == ["3", *["CRASHED"] * 3, "SCHEDULED", "RUNNING"], done.stderr


@pytest.mark.slow
def test_what_a_cross_check_came_to_shows(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And changes only with the release that they led to."""
    from pipeline.run.prefect import artifacts

    shown: dict[str, str] = {}
    note = lambda text, key, description: shown.update({key: text})  # noqa: E731
    monkeypatch.setattr(artifacts, "create_markdown_artifact", note)
    monkeypatch.setattr(artifacts, "create_table_artifact", lambda *_, **__: None)
    settings.dataset.mkdir(parents=True)
    (settings.dataset / "CHANGES.md").write_text("what changed")
    checked = [CrossChecked("1", "a.pdf", "", 3, 2, 40, 1, 5), CrossChecked("2", "<b>.pdf", "no")]
    report = RunReport(release="new", cross_checked=checked)
    artifacts.show(report, settings, "cross-check", "new")
    assert set(shown) == {"cross-check-summary"} and "<b>" not in shown["cross-check-summary"]
    for text in ("2 of 3 tables", "40 figures agree", "1 differ", "not compared"):
        assert text in shown["cross-check-summary"]
    artifacts.show(report, settings, "cross-check", "old")
    assert shown["cross-check-changes"] == "what changed"


def test_deployments_are_valid() -> None:
    found = yaml.safe_load((ROOT / "prefect.yaml").read_text("utf-8"))
    deployments = {deployment["name"]: deployment for deployment in found["deployments"]}
    assert set(deployments) == {"ingest", "rebuild", "cross-check"}
    for deployment in deployments.values():
        path, _, flow = deployment["entrypoint"].partition(":")
        assert f"def {flow}(" in (ROOT / path).read_text("utf-8")
    [schedule] = deployments["ingest"]["schedules"]
    assert (schedule["cron"], schedule["timezone"]) == ("30 6 * * *", "Asia/Shanghai")
    assert deployments["rebuild"]["schedules"] == []
    assert len(deployments["cross-check"]["schedules"]) == 1
