"""The boundary of one file: whatever goes wrong with it stays with it.

This is the only place of the program that catches every exception, so that a fault in one file,
or in our code for one file, becomes that file's rejection and leaves the others alone.
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
    """The result of the work on one file, or the rejection that its failure means.

    Args:
        step: what the work does to the file, for the reason: "reading", "interpreting".

    Raises:
        BulletinsError: what is wrong is not the file (a full disk, a missing package).
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
        if _is_endless(error):
            return RejectedFile(
                "The file is damaged: its parts refer to each other in a circle, or too deeply.",
                "Get it again from where it came.",
            )
        told = visible(f"{type(error).__name__}: {error}")[:200]
        return RejectedFile(
            f"The file holds something that {step} cannot handle ({told}).",
            "The file is kept. If it is a bulletin, print it to a new PDF and put that into the "
            "inbox.",
        )


def _is_endless(error: BaseException | None) -> bool:
    """Did the stack come to its end, be it told under another name?"""
    while error is not None and not isinstance(error, RecursionError):
        error = error.__cause__ or error.__context__
    return error is not None
