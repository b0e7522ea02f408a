"""The boundary of one file: a failure rejects this file and does not affect the others.

Beside the errors of object stores (`storage.py`), this is the only place of the program that
catches every exception: a fault in one file, or in our code for one file, becomes the rejection of
that file.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import TypeVar

from pipeline.errors import BulletinsError, LimitReached, RejectedFile
from pipeline.model.message import Message
from pipeline.model.reasons import of_file
from pipeline.safe_text import visible

T = TypeVar("T")
_log = logging.getLogger(__name__)


def attempt(step: str, work: Callable[[], T]) -> T | RejectedFile:
    """The result of the work on one file, or its rejection if the work fails.

    Args:
        step: what the work does to the file, for the reason: code of a message such as "reading".

    Raises:
        BulletinsError: the cause is not the file, but a full disk or a missing package.
    """
    try:
        return work()
    except RejectedFile as rejected:
        return rejected
    except BulletinsError:
        raise
    except MemoryError:
        return LimitReached(of_file("too_much_memory", step=Message(step)))
    except Exception as error:
        _log.warning("%s failed", step, exc_info=True)
        if _is_recursion(error):
            return RejectedFile(of_file("circular"))
        detail = visible(f"{type(error).__name__}: {error}")[:200]
        return RejectedFile(of_file("not_handled", step=Message(step), detail=detail))


def _is_recursion(error: BaseException | None) -> bool:
    """Is a RecursionError the cause, perhaps of another exception?"""
    while error is not None and not isinstance(error, RecursionError):
        error = error.__cause__ or error.__context__
    return error is not None
