"""`bulletins up`: everything on one machine, from a dropped PDF to the dataset, and its end."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import psutil
import pytest

from pipeline.cli.up_command import bring_up
from pipeline.errors import FolderError, UsageError
from pipeline.operations import service as services_of
from pipeline.operations.service import Service
from pipeline.operations.services import prefect_environment, services
from pipeline.operations.up import hold_services, keep_up, require_free_ports
from pipeline.settings import Settings, load_settings
from tests.conftest import ROOT, answer_of, environment
from tests.run.test_flows import free_port
from tests.waiting import patient, until

GOAL_S = 60


def says(log: Path, words: str) -> bool:
    return words in log.read_text()


@pytest.mark.slow
def test_a_dropped_pdf_becomes_a_dataset_within_a_minute(
    settings: Settings, word_pdf: Path, tmp_path: Path
) -> None:
    limit_s = patient(GOAL_S)
    log, server_port, pages_port = tmp_path / "log", free_port(), free_port()
    env = {"BULLETINS_SERVER_PORT": f"{server_port}", "BULLETINS_PAGES_PORT": f"{pages_port}"}
    folders = ("--inbox", str(settings.inbox), "--outputs", str(settings.outputs))
    with log.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "pipeline", "up", *folders],
            env=environment(env), cwd=ROOT, stdout=out, stderr=out,
        )  # fmt: skip
    offspring: list[psutil.Process] = []
    try:
        (settings.inbox / "word.pdf").write_bytes(word_pdf.read_bytes())
        took = until((settings.dataset / "bulletins.sqlite").exists)
        for words in ("deployments: done", "pages: up"):
            until(partial(says, log, words))
        assert answer_of(f"http://127.0.0.1:{pages_port}/")[0] == 200
        offspring = psutil.Process(process.pid).children(recursive=True)
        api = f"http://127.0.0.1:{server_port}/api"
        for name in ("ingest", "rebuild", "cross-check"):
            _, content = answer_of(f"{api}/deployments/name/{name}/{name}")
            assert json.loads(content)["name"] == name
        assert listening(offspring) <= {"127.0.0.1", "::1"}
        assert json.loads(settings.run_report.read_bytes())["exit_code"] == 0
    finally:
        process.send_signal(signal.SIGTERM)
        code = process.wait(60)
    print(f"from `bulletins up` to the first dataset: {took:.1f} s")
    assert (code, log.read_text().count("Traceback")) == (0, 0), log.read_text()
    assert len(offspring) >= 3 and psutil.wait_procs(offspring, timeout=5)[1] == []
    assert took < max(limit_s, patient(GOAL_S)), f"{took:.0f} s"
    assert {path.stem for path in settings.logs.iterdir()} >= {"watch", "server", "pages"}


def listening(processes: list[psutil.Process]) -> set[str]:
    found = set()
    for process in processes:
        for connection in process.net_connections("tcp"):
            if connection.status == psutil.CONN_LISTEN:
                found.add(connection.laddr.ip)
    return found


def is_gone(pid: int) -> bool:
    """Dead, whether its new parent has noticed or not."""
    try:
        return bool(psutil.Process(pid).status() == psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return True


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services_of, "_LONGEST_PAUSE_S", 0.1)
    monkeypatch.setattr(services_of, "_HEALTH_EVERY_S", 0.1)


def kept_up(settings: Settings, *wanted: Service, until_: Callable[[], object]) -> list[str]:
    """Keep services up until something is so; returns those that were given up."""
    stop, down = threading.Event(), []
    thread = threading.Thread(
        target=lambda: down.extend(keep_up(list(wanted), settings, stop, lambda running: None))
    )
    thread.start()
    try:
        until(until_, 30)
    finally:
        stop.set()
        thread.join(30)
    assert not thread.is_alive()
    return down


def a_service(name: str, code: str, health: Callable[[], bool], **more: object) -> Service:
    given: dict[str, object] = {"timeout_s": 30.0, **more}
    return Service(name, [sys.executable, "-c", code], environment(), "", health, **given)  # type: ignore[arg-type]


def test_a_service_that_dies_is_started_again(settings: Settings, hasty: None) -> None:
    log = settings.logs / "mortal.log"
    mortal = a_service("mortal", "print('born', flush=True)", lambda: True)
    started = lambda: log.exists() and log.read_text().count("born")  # noqa: E731
    assert kept_up(settings, mortal, until_=lambda: started() == 3) == []


@pytest.mark.slow
def test_one_that_dies_too_often_is_given_up_and_the_others_go_on(
    settings: Settings, hasty: None, tmp_path: Path
) -> None:
    mortal = a_service("mortal", "raise SystemExit('born')", lambda: True)
    mark = tmp_path / "alive"
    lasting = a_service(
        "lasting", f"import time\nwhile True: open({str(mark)!r}, 'a').write('.'); time.sleep(.1)",
        lambda: True,
    )  # fmt: skip
    deaths = settings.logs / "mortal.log"

    def given_up() -> bool:
        if not (deaths.exists() and deaths.read_text().count("born") == 5):
            return False
        size = mark.stat().st_size
        time.sleep(1)
        return mark.stat().st_size > size and deaths.read_text().count("born") == 5

    assert kept_up(settings, mortal, lasting, until_=given_up) == ["mortal"]


def test_one_that_does_not_answer_is_started_again(settings: Settings, hasty: None) -> None:
    deaf = a_service(
        "deaf", "print('born', flush=True); import time; time.sleep(99)", lambda: False,
        timeout_s=0.5,
    )  # fmt: skip
    log = settings.logs / "deaf.log"
    again = lambda: log.exists() and log.read_text().count("born") == 2  # noqa: E731
    assert kept_up(settings, deaf, until_=again) == []


def test_one_that_needs_another_waits_for_it(settings: Settings, hasty: None) -> None:
    order = settings.outputs / "order"
    settings.outputs.mkdir()
    note = f"open({str(order)!r}, 'a').write"
    slow = a_service("slow", f"import time; time.sleep(1); {note}('slow ')", bool, once=True)
    last = a_service("last", f"{note}('last'); import time; time.sleep(99)", bool, needs=("slow",))
    assert (
        kept_up(settings, last, slow, until_=lambda: order.exists() and "last" in order.read_text())
        == []
    )
    assert order.read_text() == "slow last"


@pytest.mark.slow
def test_what_a_service_has_started_ends_with_it(settings: Settings, hasty: None) -> None:
    """Also in a session of its own, and although it does not want to."""
    stubborn = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(99)"
    code = (
        f"import subprocess, sys; p = subprocess.Popen([sys.executable, '-c', {stubborn!r}], "
        "start_new_session=True); print(p.pid, flush=True); p.wait()"
    )
    log = settings.logs / "parent.log"
    parent = a_service("parent", code, lambda: True)
    kept_up(settings, parent, until_=lambda: log.exists() and log.read_text().strip())
    assert is_gone(int(log.read_text()))


@pytest.mark.slow
def test_one_that_others_need_ends_after_them(settings: Settings, hasty: None) -> None:
    order = settings.outputs / "order"
    settings.outputs.mkdir()
    code = (
        "import signal, sys, time\n"
        "def end(*_): time.sleep({}); open({!r}, 'a').write('{} '); sys.exit()\n"
        "signal.signal(signal.SIGTERM, end); print('born', flush=True); time.sleep(99)"
    )
    first = a_service("first", code.format(0, str(order), "first"), lambda: True)
    last = a_service("last", code.format(1, str(order), "last"), lambda: True, needs=("first",))
    log = settings.logs / "last.log"
    kept_up(settings, first, last, until_=lambda: log.exists() and "born" in log.read_text())
    assert order.read_text() == "last first "


@pytest.mark.slow
def test_what_a_worker_has_started_ends_before_it(settings: Settings, hasty: None) -> None:
    order = settings.outputs / "order"
    settings.outputs.mkdir()
    end = (
        "import signal, subprocess, sys, time\n"
        "def end(*_): time.sleep({}); open({!r}, 'a').write('{} '); sys.exit()\n"
        "signal.signal(signal.SIGTERM, end)\n"
    )
    run = end.format(1, str(order), "run") + "print('born', flush=True); time.sleep(99)"
    start = f"subprocess.Popen([sys.executable, '-c', {run!r}], start_new_session=True)"
    code = end.format(0, str(order), "worker") + f"{start}\ntime.sleep(99)"
    worker = a_service("worker", code, lambda: True, children_first=True)
    log = settings.logs / "worker.log"
    kept_up(settings, worker, until_=lambda: log.exists() and "born" in log.read_text())
    assert order.read_text() == "run worker "


def test_a_port_that_is_taken_is_reported_of() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = load_settings(server_port=other.getsockname()[1])
        with pytest.raises(UsageError, match="BULLETINS_SERVER_PORT"):
            require_free_ports(taken)
    with pytest.raises(UsageError, match="Nothing can listen on"):
        require_free_ports(load_settings(host="192.0.2.1"))


def test_server_and_pages_need_ports_of_their_own() -> None:
    port = free_port()
    with pytest.raises(UsageError, match="both listen"):
        require_free_ports(load_settings(server_port=port, pages_port=port))


def test_one_office_for_an_outputs_folder(settings: Settings) -> None:
    more = {"server_port": free_port(), "pages_port": free_port()}
    other = settings.model_copy(update=more)
    with hold_services(settings), pytest.raises(FolderError, match="already"):
        bring_up(other)


def test_nothing_is_started_again_while_the_outputs_folder_is_gone(
    settings: Settings, hasty: None, tmp_path: Path
) -> None:
    """Which would make an empty one."""
    died, stop = tmp_path / "died", threading.Event()
    code = f"open({str(died)!r}, 'a').write('.'); import time; time.sleep(1)"
    mortal = a_service("mortal", code, lambda: False, timeout_s=0.5)
    with hold_services(settings) as hold:
        given = ([mortal], settings, stop, lambda running: None, hold.is_there)
        thread = threading.Thread(target=keep_up, args=given)
        thread.start()
        try:
            until(died.exists, 30)
            away = settings.outputs.rename(tmp_path / "away")
            time.sleep(3)
            assert died.read_text() == "." and not settings.outputs.exists()
            away.rename(settings.outputs)
            until(lambda: len(died.read_text()) > 1, 30)
        finally:
            stop.set()
            thread.join(30)


def test_the_server_works_seldom_and_keeps_its_other_defaults(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    from docket import Docket, Worker
    from prefect.server.api import background_workers, server
    from prefect.server.events import triggers

    from pipeline.run.prefect.serve import work_seldom

    monkeypatch.setattr(background_workers, "Worker", Worker)
    monkeypatch.setattr(server, "Docket", Docket)
    monkeypatch.setattr(triggers, "consumer", triggers.consumer)
    work_seldom()
    docket, usual_docket = vars(server)["Docket"]("a", "memory://"), Docket("a", "memory://")
    made, usual = vars(background_workers)["Worker"](docket, "w"), Worker(docket, "w")
    assert made.minimum_check_interval > 4 * usual.minimum_check_interval
    assert made.scheduling_resolution > 4 * usual.scheduling_resolution
    assert made.concurrency == usual.concurrency
    assert docket.heartbeat_interval > 10 * usual_docket.heartbeat_interval
    granularity = vars(triggers)["consumer"].keywords["periodic_granularity"]
    assert granularity > dt.timedelta(seconds=30)
    [server_service] = [one for one in services(settings) if one.name == "server"]
    assert server_service.command[1:3] == ["-m", "pipeline.run.prefect.serve"]


def test_work_in_the_servers_queue_is_done_and_nobody_listens_to_cancel_it() -> None:
    """Docket's worker asks ten times a second, in a thread, whether work is cancelled."""
    from docket import Docket

    from pipeline.run.prefect.serve import QuietWorker

    done: list[int] = []

    async def note(number: int) -> None:
        done.append(number)

    async def work() -> int:
        async with Docket(f"quiet-{os.getpid()}", "memory://") as docket:
            docket.register(note)
            await docket.add(note)(1)
            listened = 0
            pubsub = docket._pubsub

            def counted() -> Any:
                nonlocal listened
                listened += 1
                return pubsub()

            docket._pubsub = counted  # type: ignore[method-assign]
            async with QuietWorker(docket) as worker:
                await asyncio.wait_for(worker.run_until_finished(), 10)
            return listened

    assert asyncio.run(work()) == 0 and done == [1]


def test_prefect_sends_no_statistics_and_keeps_its_record_for_a_while(settings: Settings) -> None:
    env = prefect_environment(settings)
    assert env["PREFECT_SERVER_ANALYTICS_ENABLED"] == "false" and env["DO_NOT_TRACK"] == "1"
    assert env["PREFECT_HOME"] == str(settings.outputs / "prefect")
    assert env["PREFECT_SERVER_SERVICES_DB_VACUUM_RETENTION_PERIOD"] == f"{30 * 86400}"
    everywhere = settings.model_copy(update={"host": "0.0.0.0"})
    assert prefect_environment(everywhere)["PREFECT_API_URL"] == "http://127.0.0.1:4200/api"


def test_every_service_listens_at_its_address(settings: Settings) -> None:
    wanted = {s.name: s for s in services(settings)}
    assert list(wanted) == ["watch", "pages", "database", "server", "deployments"]
    for name in ("pages", "server"):
        command = wanted[name].command
        assert command[command.index("--host") + 1] == "127.0.0.1"
    assert wanted["server"].needs == ("database",), "the server does not migrate it"
