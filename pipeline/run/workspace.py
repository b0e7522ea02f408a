"""The archive and the stores that a run works with: made once, handed to every step."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from pipeline.archive.archive import Archive
from pipeline.settings import Settings

if TYPE_CHECKING:
    from pipeline.reading.second_engine.store import SecondStore
    from pipeline.reading.store import ReadingStore


class Workspace:
    """The settings of one run, and one instance of everything that they name.

    The stores are made on first use: a run with nothing new imports no reader.
    """

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.archive = Archive(settings)

    @cached_property
    def readings(self) -> ReadingStore:
        from pipeline.reading import READER_VERSION
        from pipeline.reading.store import ReadingStore

        return ReadingStore(self.settings, READER_VERSION, self.archive.storage)

    @cached_property
    def second_readings(self) -> SecondStore:
        from pipeline.reading.second_engine.store import SecondStore

        return SecondStore(self.settings)
