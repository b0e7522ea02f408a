"""Which files of a watched folder are ready for a run, found by polling it."""

from __future__ import annotations

import os
from pathlib import Path

from pipeline.archive.receive import waiting_files
from pipeline.archive.stability import Debouncer, FileState, file_state, is_unfinished
from pipeline.safe_text import label
from pipeline.settings import Settings

_UNFINISHED_WAIT_S = 60.0


def unattended(settings: Settings) -> Settings:
    """The settings of unattended runs: an incomplete file gets time to grow."""
    wait = settings.unfinished_wait_s or _UNFINISHED_WAIT_S
    return settings.model_copy(update={"unfinished_wait_s": wait})


class InboxWatch:
    """Keeps how long each file of the inbox is unchanged, and which files a run has tried.

    A file is ready once it is unchanged for `watch_quiet_s`; a file without the end marker of a PDF
    or zip, for `unfinished_wait_s`: it may be a copy over a network that has stopped.
    A file that a run leaves in the inbox (a link, a file without permission, any file of a
    read-only inbox) is not ready again until it changes.
    """

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._files = Debouncer[Path, FileState]()
        self._tried: dict[Path, FileState] = {}

    def ready(self) -> dict[Path, FileState]:
        """Poll the inbox; returns the files that are ready and were not tried.

        Raises:
            FolderError: the inbox cannot be read.
        """
        states = {path: file_state(path) for path in waiting_files(self.settings)}
        self._files.observe(states)
        self._tried = {path: state for path, state in self._tried.items() if path in states}
        return {
            path: state
            for path, state in self._untried().items()
            if self._files.unchanged_s(path) >= self._quiet_of(path)
        }

    def is_settling(self) -> bool:
        """Will a file become ready if the watch waits?"""
        return bool(self._untried())

    def tried(self, files: dict[Path, FileState], waiting: frozenset[str] = frozenset()) -> None:
        """Record that a run with these files has succeeded.

        Args:
            waiting: labels of the files that it left for a later run; they become ready again.
        """
        for path, state in files.items():
            if label(os.path.relpath(path, self.settings.inbox)) in waiting:
                self._files.restart(path)
            else:
                self._tried[path] = state

    def _untried(self) -> dict[Path, FileState]:
        states = self._files.states()
        return {path: state for path, state in states.items() if self._tried.get(path) != state}

    def _quiet_of(self, path: Path) -> float:
        settings = self.settings
        return settings.unfinished_wait_s if is_unfinished(path) else settings.watch_quiet_s


class DecisionsWatch:
    """Detects a complete change of the registry, the corrections or the reviews."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._debouncer = Debouncer[str, frozenset[tuple[str, FileState]]]()
        self._debouncer.observe({"": self._state()})
        self._known = self._debouncer.states()

    def has_changed(self) -> bool:
        """Poll: do they differ from the last run's, and are they unchanged for `watch_quiet_s`?"""
        self._debouncer.observe({"": self._state()})
        quiet = self._debouncer.unchanged_s("") >= self.settings.watch_quiet_s
        return self.is_settling() and quiet

    def is_settling(self) -> bool:
        """Do they differ from the last run's?"""
        return self._debouncer.states() != self._known

    def mark_used(self) -> None:
        """Record that a run begins with the state observed last."""
        self._known = self._debouncer.states()

    def _state(self) -> frozenset[tuple[str, FileState]]:
        settings = self.settings
        paths = [settings.corrections, settings.reviews]
        for parent, _, files in os.walk(settings.registry):
            paths += (Path(parent, name) for name in files)
        return frozenset((str(path), file_state(path)) for path in paths)
