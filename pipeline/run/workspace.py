"""The archive and the stores of a run: created once, passed to every step."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from pipeline.archive.archive import Archive
from pipeline.settings import Settings

if TYPE_CHECKING:
    from pipeline.interpreting.store import InterpretationStore
    from pipeline.reading.isolation.pool import ReaderPool
    from pipeline.reading.second_engine.store import SecondStore
    from pipeline.reading.store import ReadingStore


class Workspace:
    """The settings of one run, and one instance of the archive and of each store.

    The stores are created on first use: a run with nothing new imports no reader.
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
    def interpretations(self) -> InterpretationStore:
        from pipeline.interpreting.store import InterpretationStore

        return InterpretationStore(self.settings)

    @cached_property
    def pool(self) -> ReaderPool:
        """Processes that read and interpret under limits; `close` ends them."""
        from pipeline.reading.isolation.pool import ReaderPool

        return ReaderPool(self.settings, self.settings.workers)

    def close(self) -> None:
        """End the processes, if any were started; the list of the store counts no longer."""
        self.archive.storage.list_always()
        if (pool := self.__dict__.pop("pool", None)) is not None:
            pool.close()

    @cached_property
    def second_readings(self) -> SecondStore:
        from pipeline.reading.second_engine.store import SecondStore

        return SecondStore(self.settings)
