"""Prefect's server, as a separate program: `prefect server start` that costs little when idle.

The server searches its own queue of background work several times a second, day and night, for
which there is no setting. Nothing in it is urgent: it marks late runs, makes scheduled ones and
removes old ones. New work wakes the server at once all the same.
"""

from __future__ import annotations

import datetime as dt
import sys
from functools import partial

import pipeline.run.prefect  # noqa: F401  before Prefect

# isort: split
from prefect.server.api import background_workers

_SEARCH_EVERY = dt.timedelta(seconds=2)


def main() -> None:
    """Serve with the options of `prefect server start`, until stopped."""
    search_seldom()
    from prefect.cli import app

    sys.argv = ["prefect", "server", "start", *sys.argv[1:]]
    app()


def search_seldom() -> None:
    """Let the server wait longer before it searches its queue again."""
    worker = vars(background_workers)["Worker"]
    vars(background_workers)["Worker"] = partial(
        worker, minimum_check_interval=_SEARCH_EVERY, scheduling_resolution=_SEARCH_EVERY
    )


if __name__ == "__main__":
    main()
