"""Work may leave out of garbage collection what was there before it."""

from __future__ import annotations

import gc

import pytest

from pipeline.model.garbage_collection import collecting_new_only, without_collector


def test_only_new_garbage_is_collected_and_afterwards_all_again() -> None:
    gc.collect()
    before = gc.get_freeze_count()
    with pytest.raises(ValueError), collecting_new_only():
        assert gc.get_freeze_count() > before
        assert gc.isenabled()
        raise ValueError
    assert gc.get_freeze_count() == 0


def test_new_objects_are_collected_where_the_collector_is_off() -> None:
    with without_collector():
        with collecting_new_only():
            assert gc.isenabled()
        assert not gc.isenabled()
    assert gc.isenabled()


def test_what_work_without_the_collector_leaves_is_not_searched_at_once() -> None:
    searched: list[int] = []

    def note(phase: str, info: dict[str, int]) -> None:
        searched.append(info["generation"])

    gc.collect()
    gc.callbacks.append(note)
    try:
        with without_collector():
            kept = [[number] for number in range(10_000)]
        for _ in range(10):
            kept.append([0])
    finally:
        gc.callbacks.remove(note)
    assert not searched
