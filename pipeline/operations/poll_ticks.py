"""When a watched inbox is polled, and that only one process watches it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

from pipeline.errors import FolderError
from pipeline.operations.hold import Hold, held
from pipeline.settings import Settings

_SOON_S = 0.5


def poll_ticks(
    settings: Settings, stop: threading.Event, is_busy: Callable[[], bool]
) -> Iterator[None]:
    """Yields when the inbox is to be polled: at once, after a change, and at regular intervals.

    Args:
        is_busy: is a run in progress or due? Then the next tick comes after half a second.
    """
    changed = threading.Event()
    threading.Thread(target=_listen, args=(settings, stop, changed), daemon=True).start()
    while not stop.is_set():
        yield
        _wait(stop, changed, _SOON_S if is_busy() else settings.watch_poll_s)
        changed.clear()


def _wait(stop: threading.Event, changed: threading.Event, seconds: float) -> None:
    """Wait until one is set, in short intervals, so that signals and `stop` are noticed."""
    slept = 0.0
    while slept < seconds and not stop.is_set() and not changed.wait(_SOON_S):
        slept += _SOON_S


def _listen(settings: Settings, stop: threading.Event, changed: threading.Event) -> None:
    """Set `changed` when the system reports a change in the inbox or the registry."""
    from watchfiles import watch as file_changes

    while not stop.is_set():
        folders = [path for path in (settings.inbox, settings.registry) if path.is_dir()]
        try:
            for _ in file_changes(
                *folders, stop_event=stop, rust_timeout=2000, raise_interrupt=False,
                ignore_permission_denied=True,
            ):  # fmt: skip
                changed.set()
        except (OSError, RuntimeError):  # Folder gone, or no inotify watches left.
            stop.wait(settings.watch_poll_s)


def beat_file(settings: Settings) -> Path:
    """The file that the watch touches at every tick: its heartbeat."""
    return settings.outputs / ".watch"


def only_watch(settings: Settings) -> AbstractContextManager[Hold]:
    """Lock an outputs folder for one watch, which must call `beat` at every tick.

    Raises:
        FolderError: the folder cannot be written, or another watch holds the lock.
    """
    message = f"Another watch already uses {settings.outputs}."
    return held(beat_file(settings), settings, FolderError(message, "Stop it first."))
