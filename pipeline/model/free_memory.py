"""Give memory that is free back to the system."""

from __future__ import annotations

import sys
from contextlib import suppress


def give_back() -> None:
    """Have Arrow and glibc give back what lies free between things in use.

    Arrays that come and go leave holes, which what has another size does not fill. A step that
    made many calls this, so that the next one does not add its own to them.
    """
    import ctypes

    if arrow := sys.modules.get("pyarrow"):
        arrow.default_memory_pool().release_unused()
    with suppress(AttributeError, OSError, TypeError):  # no glibc
        ctypes.CDLL(None).malloc_trim(0)
