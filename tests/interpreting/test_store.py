"""Interpretations are kept as JSON and come back exactly as they were."""

from __future__ import annotations

import re
from contextlib import closing
from pathlib import Path

import pytest

from pipeline.errors import FolderError, RejectedFile
from pipeline.interpreting import interpret, load_registry
from pipeline.interpreting import store as store_of_interpretations
from pipeline.interpreting.store import (
    InterpretationStore,
    from_json,
    interpretation_key,
    registry_digests,
    to_json,
)
from pipeline.model.message import translated
from pipeline.model.reasons import of_file
from pipeline.reading import READER_VERSION, read_pdf
from pipeline.reading.isolation.pool import ReaderPool
from pipeline.reading.model import Reading
from pipeline.reading.store import ReadingStore
from pipeline.run.building import _interpreted
from pipeline.run.interpreting import interpret_many
from pipeline.run.workspace import Workspace
from pipeline.settings import Settings

SHA = "a" * 64


def _key(settings: Settings) -> str:
    return interpretation_key(settings, SHA, registry_digests(settings.registry))


@pytest.fixture(autouse=True)
def _outputs(settings: Settings) -> None:
    settings.readings.mkdir(parents=True)


@pytest.fixture(scope="module")
def reading(word_pdf: Path) -> Reading:
    return read_pdf(word_pdf, SHA)


def test_what_comes_back_is_what_was_kept(reading: Reading, settings: Settings) -> None:
    found = interpret(reading, load_registry(settings.registry))
    assert found.rows and found.observations and found.names and found.raw_tables is not None
    again = from_json(to_json("k", found))
    assert again == found
    assert to_json("k", again) == to_json("k", found)


def test_a_refusal_comes_back_with_its_reason() -> None:
    found = from_json(to_json("k", RejectedFile(of_file("no_text"))))
    assert isinstance(found, RejectedFile)
    assert translated(found.reason) == of_file("no_text").zh


def test_another_key_is_no_longer_current(reading: Reading, settings: Settings) -> None:
    store = InterpretationStore(settings)
    assert not store.is_current(SHA, "k")
    store.save(SHA, "k", interpret(reading, load_registry(settings.registry)))
    assert store.is_current(SHA, "k") and not store.is_current(SHA, "l")


def test_the_key_changes_with_the_reading(reading: Reading, settings: Settings) -> None:
    readings = ReadingStore(settings, READER_VERSION)
    readings.save(reading)
    before = _key(settings)
    assert before == _key(settings)
    readings.save(reading.model_copy(update={"furniture": ()}))
    assert _key(settings) != before


def test_it_is_made_in_the_limited_process(reading: Reading, settings: Settings) -> None:
    ReadingStore(settings, READER_VERSION).save(reading)
    key = _key(settings)
    with ReaderPool(settings, 1) as pool:
        answer = pool.interpret(SHA, key)
    assert answer.status == "read", answer.reason
    store = InterpretationStore(settings)
    assert store.is_current(SHA, key)
    assert store.load(SHA) == interpret(reading, load_registry(settings.registry))


def test_a_damaged_reading_is_no_fault_of_the_pdf(reading: Reading, settings: Settings) -> None:
    """As a drive or a program that copies may leave it: the beginning is whole."""
    readings = ReadingStore(settings, READER_VERSION)
    readings.save(reading)
    path = settings.readings / f"{SHA}.json"
    path.write_bytes(path.read_bytes()[:-1000])
    assert readings.state(SHA) == "read"
    with pytest.raises(FolderError, match="is damaged") as told, ReaderPool(settings, 1) as pool:
        pool.interpret(SHA, "k")
    assert "Delete it" in told.value.hint


def test_what_was_interpreted_where_it_was_read_is_not_interpreted_again(
    word_pdf: Path, reading: Reading, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    with ReaderPool(settings, 1) as pool:
        assert pool.read(word_pdf, SHA, then="interpret").status == "read"
    monkeypatch.delattr(ReaderPool, "interpret")
    with closing(Workspace(settings)) as workspace:
        interpret_many(workspace, [SHA])
        found = _interpreted(SHA, workspace)
    assert found == interpret(reading, load_registry(settings.registry))


def test_a_damaged_interpretation_is_made_anew(reading: Reading, settings: Settings) -> None:
    ReadingStore(settings, READER_VERSION).save(reading)
    with closing(Workspace(settings)) as workspace:
        interpret_many(workspace, [SHA])
        whole = _interpreted(SHA, workspace)
        path = settings.readings / f"{SHA}.issue.json"
        path.write_bytes(path.read_bytes()[:-1000])
        assert _interpreted(SHA, workspace) == whole and not isinstance(whole, RejectedFile)


def test_what_is_loaded_ahead_is_what_the_file_holds_and_only_under_its_key(
    reading: Reading, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store_of_interpretations, "_IN_MEMORY", {})
    store = InterpretationStore(settings)
    found = interpret(reading, load_registry(settings.registry))
    store.save(SHA, "k", found)
    assert store.load(SHA) is not store.load(SHA)
    store.load_ahead()
    assert store.load(SHA) == found and store.load(SHA) is store.load(SHA)
    store.save(SHA, "l", RejectedFile(of_file("no_text")))
    later = store.load(SHA)
    assert isinstance(later, RejectedFile) and later.reason == of_file("no_text")


def test_a_digit_that_a_disk_has_changed_is_no_figure(reading: Reading, settings: Settings) -> None:
    figure = next(
        c.text for t in reading.tables for c in t.cells if re.fullmatch(r"\d{5,}", c.text)
    )
    changed = figure[:-1] + str((int(figure[-1]) + 1) % 10)
    ReadingStore(settings, READER_VERSION).save(reading)
    path = settings.readings / f"{SHA}.json"
    path.write_bytes(path.read_bytes().replace(figure.encode(), changed.encode(), 1))
    with pytest.raises(FolderError, match="is damaged"):
        ReadingStore(settings, READER_VERSION).load(SHA)
    kept = to_json("k", interpret(reading, load_registry(settings.registry)))
    assert figure.encode() in kept
    with pytest.raises(ValueError, match="digest"):
        from_json(kept.replace(figure.encode(), changed.encode(), 1))
