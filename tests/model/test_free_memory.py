"""What is free goes back to the system, and nothing that is in use."""

from __future__ import annotations

import psutil
import pyarrow as pa

from pipeline.model.free_memory import give_back


def test_what_lies_free_between_things_in_use_is_given_back() -> None:
    this, size = psutil.Process(), 64 * 1024
    pieces = [bytearray(size) for _ in range(1000)]
    array = pa.array(range(1000))
    kept = pieces[::100]
    del pieces
    before = this.memory_info().rss
    give_back()
    assert this.memory_info().rss <= before
    assert all(len(piece) == size for piece in kept)
    assert array.to_pylist() == list(range(1000))
