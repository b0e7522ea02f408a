"""`outputs/logs/run.log`: what every run did, one JSON object a line.

    {"time": "…", "level": "INFO", "run": "…", "step": "read", "file": "a.pdf", "sha256": "…",
     "issue": null, "seconds": 1.21, "logger": "pipeline.run.driver", "message": "…"}

The log is for people and monitors; the program never reads it. If it cannot be written, the run
continues without it.
"""

from __future__ import annotations

import datetime as dt
import json
import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from logging.handlers import RotatingFileHandler
from typing import Any

from pipeline.safe_text import visible
from pipeline.settings import Settings

LARGEST_LOG = 5 << 20
KEPT_LOGS = 3
_FIELDS = ("step", "file", "sha256", "issue", "seconds")


def event(
    step: str,
    *,
    file: str | None = None,
    sha256: str | None = None,
    issue: str | None = None,
    seconds: float | None = None,
) -> dict[str, Any]:
    """The structured fields of a log record, for `extra` of a logging call."""
    found = {"file": file, "sha256": sha256, "issue": issue}
    return {
        "event": {"step": step, **found, "seconds": None if seconds is None else round(seconds, 3)}
    }


@contextmanager
def logged(settings: Settings, run: str) -> Iterator[None]:
    """Write all log records of this program to the log file, debug level included.

    The output on stderr does not change.

    Args:
        run: name of the run, in each line.
    """
    logger = logging.getLogger("pipeline")
    before = logger.level, logger.propagate
    try:
        settings.logs.mkdir(exist_ok=True)
        handlers = [_File(settings, run), _ToRoot(logger.getEffectiveLevel())]
    except OSError:
        yield
        return
    for handler in handlers:
        logger.addHandler(handler)
    logger.setLevel(logging.DEBUG)
    logger.propagate = False
    try:
        yield
    finally:
        logger.level, logger.propagate = before
        logger.setLevel(before[0])
        for handler in handlers:
            logger.removeHandler(handler)
            handler.close()


class _File(RotatingFileHandler):
    """The log file; `run.log.1` to `run.log.3` are the older ones."""

    def __init__(self, settings: Settings, run: str) -> None:
        path = settings.logs / "run.log"
        super().__init__(path, maxBytes=LARGEST_LOG, backupCount=KEPT_LOGS, encoding="utf-8")
        self.setFormatter(_Lines(run))

    def handleError(self, record: logging.LogRecord) -> None:
        """Do nothing: the run itself reports a full disk."""

    def close(self) -> None:
        with suppress(OSError):
            super().close()


class _ToRoot(logging.Handler):
    """Passes to the root logger the records that it would get without this log."""

    def emit(self, record: logging.LogRecord) -> None:
        logging.getLogger().handle(record)


class _Lines(logging.Formatter):
    def __init__(self, run: str) -> None:
        super().__init__()
        self.run = run

    def format(self, record: logging.LogRecord) -> str:
        about = getattr(record, "event", {})
        fields = {
            "time": _time(record.created),
            "level": record.levelname,
            "run": self.run,
            **{name: _safe(about.get(name)) for name in _FIELDS},
            "logger": record.name,
            "message": visible(record.getMessage()),
        }
        if record.exc_info:
            fields["exception"] = visible(self.formatException(record.exc_info), keep_newlines=True)
        return json.dumps(fields, ensure_ascii=False)


def _safe(value: Any) -> Any:
    return visible(value) if isinstance(value, str) else value


def _time(seconds: float) -> str:
    with suppress(ValueError, OverflowError, OSError):  # The clock may have any value.
        return dt.datetime.fromtimestamp(seconds, dt.UTC).isoformat(timespec="milliseconds")
    return time.strftime("%Y-%m-%dT%H:%M:%S+00:00", time.gmtime(0))
