"""A command of this program in its own process: its exit code, its output, its error message."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping
from contextlib import suppress
from typing import IO

from pipeline.operations.service import die_with_parent

_GRACE_S = 20
_OUTPUT_WAIT_S = 5
_ERROR_PREFIX = "bulletins: "


class Child:
    """`bulletins …` in its own process group, which ends when this process dies.

    Its logs are copied to our stderr at once; its stdout is kept. Threads read both all the time,
    so that the child never blocks on a full pipe. No file is used: the disk may be full.
    """

    def __init__(
        self,
        arguments: list[str],
        env: Mapping[str, str],
        module: str = "pipeline",
        stdin: int = subprocess.DEVNULL,
    ) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", module, *arguments],
            env=env,
            stdin=stdin,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
            preexec_fn=die_with_parent,
        )
        self._printed: list[str] = []
        self._error_lines: list[str] = []
        self._readers = [
            threading.Thread(target=self._read, args=(self._process.stdout,), daemon=True),
            threading.Thread(target=self._copy_log, args=(self._process.stderr,), daemon=True),
        ]
        for reader in self._readers:
            reader.start()

    def send(self, line: str) -> bool:
        """Write the only line of its stdin; False where nobody reads it any more."""
        assert self._process.stdin
        try:
            with self._process.stdin as stdin:
                stdin.write(line.encode() + b"\n")
        except OSError:
            return False
        return True

    def exit_code(self) -> int | None:
        """None while it runs. Once there is an exit code, the output is complete."""
        code = self._process.poll()
        if code is not None:
            for reader in self._readers:
                reader.join(_OUTPUT_WAIT_S)
        return code

    @property
    def printed(self) -> str:
        """Its stdout so far."""
        return "".join(self._printed)

    @property
    def error_message(self) -> str:
        """The last error that it printed, without the prefix; '' if there was none."""
        return "".join(self._error_lines).removeprefix(_ERROR_PREFIX).strip()

    def stop(self) -> None:
        """Ask it to end, wait for it, and kill it if it does not."""
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGTERM)
        try:
            self._process.wait(_GRACE_S)
        except subprocess.TimeoutExpired:
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()

    def _read(self, stream: IO[bytes]) -> None:
        with stream:
            for line in stream:
                self._printed.append(line.decode(errors="replace"))

    def _copy_log(self, stream: IO[bytes]) -> None:
        with stream:
            for raw in stream:
                line = raw.decode(errors="replace")
                if line.startswith(_ERROR_PREFIX):
                    self._error_lines = []
                if self._error_lines or line.startswith(_ERROR_PREFIX):
                    self._error_lines.append(line)
                with suppress(OSError, ValueError):  # Our own stderr is closed.
                    sys.stderr.write(line)
                    sys.stderr.flush()
