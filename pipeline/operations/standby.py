"""A run that is ready to start: a process that has loaded everything, and waits.

Loading takes as long as it takes until a dropped file counts as complete, so that both are done at
once. The process carries out one run and ends: nothing waits in memory for the next month's issue,
and code, settings and packages are those of the moment. One that has loaded others is stopped.
"""

from __future__ import annotations

import json
import subprocess

from pipeline.operations.child import Child

_MODULE = "pipeline.cli.standby"
_State = tuple[str, str]
"""Hash of the program, versions of the packages."""


class Standby:
    """At most one process that waits for a run.

    Args:
        environment: of the run; it holds its settings.
    """

    def __init__(self, environment: dict[str, str]) -> None:
        self._environment = environment
        self._child: Child | None = None
        self._loaded: _State | None = None

    def prepare(self, is_wanted: bool = True) -> None:
        """Start a process that loads and waits, once for each run; end it if none will come."""
        if not is_wanted:
            self.close()
        elif self._child is None:
            self._loaded = self._state()
            self._child = Child([], self._environment, _MODULE, subprocess.PIPE)

    def take(self, arguments: list[str]) -> Child | None:
        """Let the process begin; None where there is none, or it has loaded what has changed."""
        child, self._child = self._child, None
        if child is None or child.exit_code() is not None:
            return None
        if self._state() == self._loaded and child.send(json.dumps(arguments)):
            return child
        child.stop()
        return None

    def close(self) -> None:
        """End the process that waits."""
        if self._child is not None:
            self._child.stop()
            self._child = None

    def _state(self) -> _State:
        """What a process depends on that has loaded everything."""
        from pipeline.archive.fingerprint import of_program
        from pipeline.model.versions import READING, SECOND_ENGINE, VALIDATION, listed

        packages = listed((*READING, *SECOND_ENGINE, *VALIDATION))
        return of_program(), packages
