"""How reading scales on a Dask cluster: `python -m bench.cluster PDF READING --workers 1 4 16`.

Every worker is a process of its own; by root, each has a network namespace of its own, and a bridge
joins them. Its reader waits (`waiting_reader.py`) as long as a PDF took where it was measured, so
that the cost of scheduler, tasks and transfer shows, whatever the cores of this machine. Prints for
each number of workers, as JSON lines, the seconds and the efficiency: the seconds that so many
workers need at best, by those that were needed.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import psutil

ROOT = Path(__file__).resolve().parent.parent
_PORT = 18786
_NETWORK = "10.213.0"
_BRIDGE = "bulletins0"


def main() -> None:
    """Measure each number of workers."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pdf", type=Path, help="an original, as large as usual")
    parser.add_argument("reading", type=Path, help="its reading")
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 4, 16])
    parser.add_argument("--each", type=int, default=125, help="PDFs for each worker")
    parser.add_argument("--service", type=float, default=0.31, help="seconds that a PDF takes")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        os.environ.update(PREFECT_HOME=name, PREFECT_LOGGING_LEVEL="ERROR")
        import pipeline.run.prefect  # noqa: F401  before Prefect, which would send statistics

        # isort: split
        from prefect.testing.utilities import prefect_test_harness

        with prefect_test_harness(server_startup_timeout=180):
            for workers in args.workers:
                print(json.dumps(measured(args, workers, Path(name))), flush=True)


def measured(args: argparse.Namespace, workers: int, folder: Path) -> dict[str, Any]:
    """Read `each` times `workers` PDFs, and compare with what is best."""
    from pipeline.settings import load_settings

    outputs = folder / f"outputs-{workers}"
    outputs.mkdir()
    hosts = list(places(workers))
    with ExitStack() as stack:
        address, processes = stack.enter_context(cluster(args, hosts, folder))
        settings = load_settings(outputs=outputs, task_runner=f"dask://{address}")
        read(settings, args.pdf.absolute(), range(workers))  # every worker loads the program
        before = [processor_seconds(process) for process in processes]
        began, used = time.monotonic(), time.process_time()
        names = read(settings, args.pdf.absolute(), range(workers, workers * (args.each + 1)))
        seconds, cpu = time.monotonic() - began, time.process_time() - used
        after = [processor_seconds(process) for process in processes]
    scheduler, *others = [now - then for now, then in zip(after, before, strict=True)]
    best = args.each * args.service
    return {
        "workers": workers, "namespaces": hosts[0].prefix != [], "pdfs": len(names),
        "readings": len(list((outputs / "readings").glob("*.json"))),
        "seconds": round(seconds, 1), "best": round(best, 1),
        "efficiency": round(best / seconds, 3),
        "flow_cpu_ms_a_pdf": round(cpu / len(names) * 1000, 1),
        "scheduler_cpu_ms_a_pdf": round(scheduler / len(names) * 1000, 1),
        "worker_cpu_ms_a_pdf": round(sum(others) / len(names) * 1000, 1),
    }  # fmt: skip


def read(settings: Any, pdf: Path, numbers: range) -> set[str]:
    """Read one file under so many hashes, as a flow does; returns the hashes that were answered."""
    from prefect import flow

    from pipeline.run.intake import Intake
    from pipeline.run.prefect.reading import read_as_tasks
    from pipeline.run.reading import Pdf
    from pipeline.run.workspace import Workspace

    hashes = [hashlib.sha256(f"{number}".encode()).hexdigest() for number in numbers]
    unread = [Pdf(sha256, pdf, f"{sha256[:8]}.pdf") for sha256 in hashes]

    @flow(log_prints=False)
    def reading() -> set[str]:
        answers = read_as_tasks(Workspace(settings), unread, Intake([], "", unchanged=False))
        return {sha256 for sha256, answer in answers if answer.status == "read"}

    found: set[str] = reading()
    assert found == set(hashes)
    return found


class Place:
    """Where a process of the cluster runs: the host it listens at, and what begins its command."""

    def __init__(self, host: str, prefix: list[str]) -> None:
        self.host, self.prefix = host, prefix


def places(workers: int) -> Iterator[Place]:
    """A place for each worker: a namespace by root, else this machine's loopback."""
    for number in range(workers):
        if os.geteuid() == 0:
            space = f"bulletins-{number}"
            yield Place(f"{_NETWORK}.{number + 2}", ["ip", "netns", "exec", space])
        else:
            yield Place("127.0.0.1", [])


@contextmanager
def cluster(
    args: argparse.Namespace, hosts: list[Place], folder: Path
) -> Iterator[tuple[str, list[psutil.Process]]]:
    """A scheduler and workers; yields the scheduler's address, and all of them."""
    from distributed import Client

    env = {
        **os.environ, "PYTHONPATH": str(ROOT), "BENCH_SERVICE_S": f"{args.service}",
        "BENCH_READING": str(args.reading.absolute()),
    }  # fmt: skip
    dask = [sys.executable, "-m", "dask"]
    one = ["--nworkers", "1", "--nthreads", "1", "--no-nanny", "--no-dashboard"]
    with network(hosts) as host, (folder / "dask.log").open("wb") as log:
        address = f"{host}:{_PORT}"
        listen = ["--host", host, "--port", f"{_PORT}", "--no-dashboard"]
        commands = [[*dask, "scheduler", *listen]]
        for place in hosts:
            worker = [*dask, "worker", f"tcp://{address}", "--host", place.host, *one]
            commands.append([*place.prefix, *worker, "--preload", "bench.waiting_reader"])
        processes = [
            subprocess.Popen(command, env=env, cwd=folder, stdout=log, stderr=log)
            for command in commands
        ]
        try:
            with Client(f"tcp://{address}", timeout=120, set_as_default=False) as client:
                client.wait_for_workers(len(hosts), timeout=300)
            yield address, [psutil.Process(process.pid) for process in processes]
        finally:
            for process in reversed(processes):
                process.kill()  # They keep nothing.
                process.wait()


def processor_seconds(process: psutil.Process) -> float:
    """What a process has used until now."""
    used = process.cpu_times()
    return float(used.user + used.system)


@contextmanager
def network(hosts: list[Place]) -> Iterator[str]:
    """A bridge, and a namespace behind it for each worker; yields the host of the scheduler."""
    spaces = [place.prefix[-1] for place in hosts if place.prefix]
    if not spaces:
        yield "127.0.0.1"
        return
    try:
        _ip("link", "add", _BRIDGE, "type", "bridge")
        _ip("addr", "add", f"{_NETWORK}.1/24", "dev", _BRIDGE)
        _ip("link", "set", _BRIDGE, "up")
        for number, (space, place) in enumerate(zip(spaces, hosts, strict=True)):
            _ip("netns", "add", space)
            near, far = f"bv{number}", f"bw{number}"
            _ip("link", "add", near, "type", "veth", "peer", "name", far, "netns", space)
            _ip("link", "set", near, "master", _BRIDGE, "up")
            _ip("-n", space, "addr", "add", f"{place.host}/24", "dev", far)
            _ip("-n", space, "link", "set", far, "up")
            _ip("-n", space, "link", "set", "lo", "up")
        yield f"{_NETWORK}.1"
    finally:
        for number, space in enumerate(spaces):
            _remove("link", f"bv{number}")
            _remove("netns", space)
        _remove("link", _BRIDGE)


def _ip(*arguments: str) -> None:
    subprocess.run(["ip", *arguments], check=True)


def _remove(kind: str, name: str) -> None:
    subprocess.run(["ip", kind, "del", name], check=False, stderr=subprocess.DEVNULL)


if __name__ == "__main__":
    main()
