"""Logs on stderr, one line a message whatever the message holds."""

from __future__ import annotations

import logging
import sys

from pipeline.errors import BulletinsError
from pipeline.safe_text import visible

_CHATTY = ("pdfminer", "py.warnings")


def set_up_logs(verbose: int) -> None:
    """Warnings always; with -v our steps, with -vv messages of libraries as well."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_OneLine("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    handler.addFilter(lambda record: _is_shown(record, verbose))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.DEBUG if verbose > 1 else logging.WARNING)
    logging.getLogger("pipeline").setLevel(logging.INFO if verbose else logging.WARNING)


def _is_shown(record: logging.LogRecord, verbose: int) -> bool:
    """Libraries set their own levels; their messages of low level are dropped anyway.

    So is what Prefect says of our own errors: the command says it, and without a traceback.
    """
    error = record.exc_info[1] if record.exc_info else None
    if isinstance(error, BulletinsError) and record.name.startswith("prefect") and verbose < 2:
        return False
    if record.name.startswith("pipeline") or verbose > 1:
        return True
    return record.levelno >= (logging.ERROR if record.name in _CHATTY else logging.WARNING)


class _OneLine(logging.Formatter):
    """Writes control characters of a message as escapes, so that no text can forge a line."""

    def formatMessage(self, record: logging.LogRecord) -> str:
        record.message = visible(record.message)
        return super().formatMessage(record)
