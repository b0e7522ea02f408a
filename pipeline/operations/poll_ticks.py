"""When to look at a watched inbox, and that only one process watches it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

from pipeline.errors import FolderError
from pipeline.operations.hold import Hold, held
from pipeline.settings import Settings

_SOON_S = 0.5


def looks(settings: Settings, stop: threading.Event, is_busy: Callable[[], bool]) -> Iterator[None]:
    """Yields when it is time to look: at once, after a change, and now and then without one.

    Args:
        is_busy: something is going on, so that the next look should come soon.
    """
    told = threading.Event()
    threading.Thread(target=_listen, args=(settings, stop, told), daemon=True).start()
    while not stop.is_set():
        yield
        wait = _SOON_S if is_busy() else settings.watch_poll_s
        _first_of(stop, told, wait)
        told.clear()


def _first_of(stop: threading.Event, told: threading.Event, seconds: float) -> None:
    """Wait until one is set; signals and the end of the watch are noticed soon."""
    slept = 0.0
    while slept < seconds and not stop.is_set() and not told.wait(_SOON_S):
        slept += _SOON_S


def _listen(settings: Settings, stop: threading.Event, told: threading.Event) -> None:
    """Set `told` when the system tells of a change in the inbox or the registry."""
    from watchfiles import watch as changes

    while not stop.is_set():
        folders = [path for path in (settings.inbox, settings.registry) if path.is_dir()]
        try:
            for _ in changes(
                *folders, stop_event=stop, rust_timeout=2000, raise_interrupt=False,
                ignore_permission_denied=True,
            ):  # fmt: skip
                told.set()
        except (OSError, RuntimeError):  # The folder went away, or the system has no room.
            stop.wait(settings.watch_poll_s)


def beat_file(settings: Settings) -> Path:
    """Touched at every look, so that others can tell that the watch is alive."""
    return settings.outputs / ".watch"


def only_watch(settings: Settings) -> AbstractContextManager[Hold]:
    """Hold the watch over an outputs folder; it is to beat at every look.

    Raises:
        FolderError: the folder cannot be written, or another watch holds it.
    """
    told = f"Another process watches for {settings.outputs} already."
    return held(beat_file(settings), settings, FolderError(told, "Stop it first."))
