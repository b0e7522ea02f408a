"""A command of ours in a process of its own, and what it said before it ended."""

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
_LAST_WORDS_S = 5
_SENTENCE = "bulletins: "


class Child:
    """`bulletins …` in a process group of its own, which ends when we die.

    Its logs come out on our stderr as they come; what it prints is kept. Both are read all the
    time, so that it never waits for us, and go through no file, for the disk may be full.
    """

    def __init__(self, arguments: list[str], env: Mapping[str, str]) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "pipeline", *arguments],
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
            preexec_fn=die_with_parent,
        )
        self._printed: list[str] = []
        self._sentence: list[str] = []
        self._readers = [
            threading.Thread(target=self._read, args=(self._process.stdout,), daemon=True),
            threading.Thread(target=self._pass_on, args=(self._process.stderr,), daemon=True),
        ]
        for reader in self._readers:
            reader.start()

    def exit_code(self) -> int | None:
        """None while it goes on; once it is told, all that was said is there."""
        code = self._process.poll()
        if code is not None:
            for reader in self._readers:
                reader.join(_LAST_WORDS_S)
        return code

    @property
    def printed(self) -> str:
        """What came out on its stdout."""
        return "".join(self._printed)

    @property
    def sentence(self) -> str:
        """What it said at its end of what stood in its way; '' where it said nothing."""
        return "".join(self._sentence).removeprefix(_SENTENCE).strip()

    def stop(self) -> None:
        """Tell it to end, wait for it, and kill it where it does not."""
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

    def _pass_on(self, stream: IO[bytes]) -> None:
        with stream:
            for raw in stream:
                line = raw.decode(errors="replace")
                if line.startswith(_SENTENCE):
                    self._sentence = []
                if self._sentence or line.startswith(_SENTENCE):
                    self._sentence.append(line)
                with suppress(OSError, ValueError):  # Nobody listens to us any more.
                    sys.stderr.write(line)
                    sys.stderr.flush()
