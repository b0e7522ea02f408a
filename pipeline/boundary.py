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
from pipeline.safe_text import visible

T = TypeVar("T")
_log = logging.getLogger(__name__)


def attempt(step: str, work: Callable[[], T]) -> T | RejectedFile:
    """The result of the work on one file, or its rejection if the work fails.

    Args:
        step: what the work does to the file, for the reason: "reading", "interpreting".

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
        return LimitReached(
            f"The file needs more memory for {step} than it may take.",
            "If it is a bulletin, raise BULLETINS_READ_MEMORY_MB.",
        )
    except Exception as error:
        _log.warning("%s failed", step, exc_info=True)
        if _is_recursion(error):
            return RejectedFile(
                "The file is damaged: its parts refer to each other in a loop or too deeply.",
                "Get it again from where it came.",
            )
        detail = visible(f"{type(error).__name__}: {error}")[:200]
        return RejectedFile(
            f"The file holds something that {step} cannot handle ({detail}).",
            "The file is kept. If it is a bulletin, print it to a new PDF and put that into the "
            "inbox.",
        )


def _is_recursion(error: BaseException | None) -> bool:
    """Is a RecursionError the cause, perhaps of another exception?"""
    while error is not None and not isinstance(error, RecursionError):
        error = error.__cause__ or error.__context__
    return error is not None
