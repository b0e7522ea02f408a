"""Prefect's server, as a separate program: `prefect server start` that costs little when idle.

The server does small things several times a second, day and night, for which there is no setting:
it searches its own queue of background work, writes down for each kind of work that it lives, and
listens for work to be cancelled, which it never does. Nothing in the queue is urgent: it marks late
runs, makes scheduled ones and removes old ones. New work wakes the server at once all the same.
"""

from __future__ import annotations

import datetime as dt
import sys
from functools import partial

import pipeline.run.prefect  # noqa: F401  before Prefect

# isort: split
from docket import Worker
from prefect.server.api import background_workers, server
from prefect.server.events import triggers

_SEARCH_EVERY = dt.timedelta(seconds=2)
_SELDOM = dt.timedelta(minutes=1)


class QuietWorker(Worker):
    """A worker of the server's queue, in which nothing is ever cancelled."""

    async def _cancellation_listener(self) -> None:
        """Listen to nobody: to listen wakes the process ten times a second."""
        session = self._processing_session
        if session is not None:
            session.cancellation_ready.set()
            await session.stopping.wait()


def main() -> None:
    """Serve with the options of `prefect server start`, until stopped."""
    work_seldom()
    from prefect.cli import app

    sys.argv = ["prefect", "server", "start", *sys.argv[1:]]
    app()


def work_seldom() -> None:
    """Let the server wait longer before it does again what is not urgent."""
    vars(background_workers)["Worker"] = partial(
        QuietWorker, minimum_check_interval=_SEARCH_EVERY, scheduling_resolution=_SEARCH_EVERY
    )
    queue, automations = vars(server)["Docket"], vars(triggers)["consumer"]
    vars(server)["Docket"] = partial(queue, heartbeat_interval=_SELDOM)
    vars(triggers)["consumer"] = partial(automations, periodic_granularity=_SELDOM)


if __name__ == "__main__":
    main()
