"""What of a watched folder is ready to be taken, told from looking at it again and again."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.archive.receive import is_unfinished, waiting_files
from pipeline.safe_text import label
from pipeline.settings import Settings

State = tuple[int, int, int]
_UNFINISHED_WAIT_S = 60.0


def patient(settings: Settings) -> Settings:
    """The settings of runs for which nobody waits: half a file is given the time to grow."""
    wait = settings.unfinished_wait_s or _UNFINISHED_WAIT_S
    return settings.model_copy(update={"unfinished_wait_s": wait})


@dataclass
class InboxWatch:
    """Remembers since when each file of the inbox is unchanged, and which were tried before.

    A file is ready once it is unchanged for `watch_quiet_s`; one without the end of a PDF or zip,
    once it is for `unfinished_wait_s`: it may be a copy over a network that has come to a halt.
    What a run leaves in the inbox (a link, a file without permission, all of an inbox that
    cannot be written) is not ready again until it changes.
    """

    settings: Settings
    _since: dict[Path, tuple[State, float]] = field(default_factory=dict)
    _tried: dict[Path, State] = field(default_factory=dict)

    def ready(self) -> dict[Path, State]:
        """Look; gives the files that are ready and were not tried.

        Raises:
            FolderError: the inbox cannot be read.
        """
        now = time.monotonic()
        states = {path: _state(path) for path in waiting_files(self.settings)}
        self._since = {path: self._kept(path, state, now) for path, state in states.items()}
        self._tried = {path: state for path, state in self._tried.items() if path in states}
        return {
            path: state
            for path, (state, since) in self._since.items()
            if self._is_new(path) and now - since >= self._quiet_of(path)
        }

    def is_settling(self) -> bool:
        """Is there a file that becomes ready by waiting?"""
        return any(self._is_new(path) for path in self._since)

    def tried(self, files: dict[Path, State], waiting: frozenset[str] = frozenset()) -> None:
        """A run that began with these has ended well.

        Args:
            waiting: labels of those for which it waits; they are ready again after a while.
        """
        now = time.monotonic()
        for path, state in files.items():
            if label(os.path.relpath(path, self.settings.inbox)) not in waiting:
                self._tried[path] = state
            elif path in self._since:
                self._since[path] = (self._since[path][0], now)

    def _kept(self, path: Path, state: State, now: float) -> tuple[State, float]:
        before = self._since.get(path)
        return before if before and before[0] == state else (state, now)

    def _is_new(self, path: Path) -> bool:
        return self._tried.get(path) != self._since[path][0]

    def _quiet_of(self, path: Path) -> float:
        settings = self.settings
        return settings.unfinished_wait_s if is_unfinished(path) else settings.watch_quiet_s


class DecisionsWatch:
    """Tells when registry, corrections or reviews have changed, and are done changing."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._known = self._last = self._state()
        self._since = time.monotonic()

    def has_changed(self) -> bool:
        """Look: is it other than it was when a run last took it, and unchanged for a while?"""
        found = self._state()
        if found != self._last:
            self._last, self._since = found, time.monotonic()
        quiet = time.monotonic() - self._since >= self.settings.watch_quiet_s
        return self._last != self._known and quiet

    def taken(self) -> None:
        """A run begins with what was seen last."""
        self._known = self._last

    def _state(self) -> frozenset[tuple[str, State]]:
        settings = self.settings
        paths = [settings.corrections, settings.reviews]
        for parent, _, files in os.walk(settings.registry):
            paths += (Path(parent, name) for name in files)
        return frozenset((str(path), _state(path)) for path in paths)


def _state(path: Path) -> State:
    try:
        found = path.lstat()
    except OSError:
        return (-1, -1, -1)
    return found.st_size, found.st_mtime_ns, found.st_ctime_ns
