"""The process that waits for a run: `python -m pipeline.cli.standby` (`operations/standby.py`)."""

from __future__ import annotations

import gc
import json
import os
import sys


def main() -> None:
    """Load everything, and carry out the command whose arguments come as a line of JSON."""
    load()
    if not (line := sys.stdin.readline()):
        return
    from pipeline.cli.main import run

    run(json.loads(line))


def load() -> None:
    """Import what a run imports, and keep it out of the way of the garbage collector."""
    from pipeline.model.garbage_collection import without_collector

    with without_collector():
        from pipeline.quality.light_import import import_great_expectations

        import_great_expectations()
        import pipeline.cli.main
        import pipeline.cli.run_command
        import pipeline.interpreting
        import pipeline.interpreting.store
        import pipeline.publishing.files
        import pipeline.quality.data_docs.docs
        import pipeline.quality.validation
        import pipeline.reading.store
        import pipeline.run.driver  # noqa: F401

        if os.environ.get("PREFECT_API_URL"):
            _load_prefect()
    gc.freeze()


def _load_prefect() -> None:
    from pipeline.run.prefect.home import choose_home
    from pipeline.settings import load_settings

    choose_home(load_settings())
    import pipeline.run.flows  # noqa: F401  before Prefect

    # isort: split
    import prefect.flow_engine  # noqa: F401


if __name__ == "__main__":
    main()
