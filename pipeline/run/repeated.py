"""A failure that repeats is reported once, by whatever process it is found.

`outputs/.failure.json` has the failure that was sent last. A run that succeeds removes it.
"""

from __future__ import annotations

import hashlib
import json
import re
import threading
from contextlib import suppress
from pathlib import Path

from pipeline.errors import FolderError
from pipeline.files.atomic import write_atomically
from pipeline.run.notices import Notice, send
from pipeline.settings import Settings

_PROCESS = re.compile(r"process \d+")
"""The only part of a message that differs though the failure is the same."""

_guard = threading.Lock()


def send_once(notice: Notice, settings: Settings) -> None:
    """Send the notice of a failure, unless the same one was sent last."""
    with _guard:
        if _sent_last(settings) == (identity := _identity(notice)):
            return
        with suppress(FolderError):
            content = json.dumps({"failure": identity}).encode()
            write_atomically(_path(settings), content, new_folder=False)
    send(notice, settings)


def send_once_in_background(notice: Notice, settings: Settings) -> None:
    """The same without waiting until it is delivered."""
    threading.Thread(target=send_once, args=(notice, settings)).start()


def forget_failure(settings: Settings) -> None:
    """Record that a run has succeeded: the next failure is sent, whatever it is."""
    with _guard, suppress(OSError):
        _path(settings).unlink(missing_ok=True)


def _identity(notice: Notice) -> str:
    text = _PROCESS.sub("process", f"{notice.kind}\n{notice.text}")
    return hashlib.sha256(text.encode()).hexdigest()


def _sent_last(settings: Settings) -> str | None:
    try:
        return str(json.loads(_path(settings).read_bytes())["failure"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _path(settings: Settings) -> Path:
    return settings.outputs / ".failure.json"
