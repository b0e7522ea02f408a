"""The process that waits for a run: `python -m pipeline.cli.standby` (`operations/standby.py`)."""

from __future__ import annotations

import json
import os
import select
import sys
from collections.abc import Callable
from contextlib import suppress
from importlib import import_module

_OF_A_RUN = (
    "pipeline.cli.main",
    "pipeline.cli.run_command",
    "pipeline.decisions.correcting",
    "pipeline.reading.audits",
    "pipeline.reading.store",
    "pipeline.run.driver",
)
_OF_A_FLOW = (
    "pipeline.run.flows",  # before Prefect
    "prefect.concurrency.services",
    "prefect.flow_engine",
    "prefect.task_engine",
    "prefect.utilities.visualization",
)


def main() -> None:
    """Load everything, and carry out the command whose arguments come as a line of JSON."""
    load()
    load_archive(_waits)
    if not (line := sys.stdin.readline()):
        return
    from pipeline.cli.main import run

    run(json.loads(line))


def load() -> None:
    """Import what a run imports, and keep it out of the way of the garbage collector.

    A process that reads PDFs takes as long to load; it does so meanwhile, on another core.
    """
    from pipeline.errors import BulletinsError
    from pipeline.model.garbage_collection import keep_for_good, without_collector
    from pipeline.reading.isolation.pool import start_spare
    from pipeline.settings import load_settings

    with suppress(BulletinsError):  # The run reports it.
        start_spare(load_settings().registry)
    with without_collector():
        from pipeline.run.load_ahead import load_ahead

        load_ahead()
        for name in _OF_A_RUN:
            import_module(name)
        from pipeline.report.site import compile_templates

        compile_templates()
        if os.environ.get("PREFECT_API_URL"):
            _load_prefect()
    keep_for_good()


def load_archive(is_wanted: Callable[[], bool] = lambda: True) -> None:
    """Build and validate what lies in the archive that the environment names, and load its release.

    The run then computes only what changes. What cannot be loaded is left to it, which reports it.

    Args:
        is_wanted: is asked from time to time; if not, what is left is not done.
    """
    from pipeline.errors import BulletinsError
    from pipeline.model.garbage_collection import keep_for_good, without_collector
    from pipeline.publishing.ahead import prepare
    from pipeline.run.rehearsal import rehearse
    from pipeline.settings import load_settings

    with without_collector(), suppress(BulletinsError, OSError, ValueError):
        settings = load_settings()
        if not settings.is_remote:  # A run would have every file of the store sent once more.
            dataset = rehearse(settings, is_wanted)
            if dataset is not None and is_wanted():
                prepare(dataset, settings.dataset)
    keep_for_good()


def _waits() -> bool:
    """Has no order come yet?"""
    return not select.select([sys.stdin], [], [], 0)[0]


def _load_prefect() -> None:
    from pipeline.run.prefect.home import choose_home
    from pipeline.settings import load_settings

    choose_home(load_settings())
    for name in _OF_A_FLOW:
        import_module(name)


if __name__ == "__main__":
    main()
