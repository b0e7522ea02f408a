"""What is free goes back to the system, and nothing that is in use."""

from __future__ import annotations

import ctypes

import psutil
import pytest

from pipeline.model.free_memory import give_back

_MB = 2**20


@pytest.mark.skipif(not hasattr(ctypes.CDLL(None), "malloc_trim"), reason="no glibc")
def test_what_lies_free_between_things_in_use_is_given_back() -> None:
    this, size = psutil.Process(), 64 * 1024
    pieces = [bytearray(size) for _ in range(1001)]
    kept = pieces[::100]
    del pieces
    before = this.memory_info().rss
    give_back()
    assert this.memory_info().rss < before - 32 * _MB
    assert all(len(piece) == size for piece in kept)
