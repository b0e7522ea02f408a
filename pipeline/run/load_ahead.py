"""What a run needs behind the reading of its files, imported while other processes read them."""

from __future__ import annotations

from contextlib import suppress
from importlib import import_module

from pipeline.model.garbage_collection import without_collector

_BEHIND_READING = (
    "pipeline.interpreting",
    "pipeline.interpreting.store",
    "pipeline.publishing.files",
    "pyarrow.parquet",
)


def load_ahead() -> None:
    """Import Great Expectations and what else validates and publishes.

    What cannot be imported is reported where it is used.
    """
    with suppress(ImportError), without_collector():
        from pipeline.quality.light_import import import_great_expectations

        import_great_expectations()
        for name in _BEHIND_READING:
            import_module(name)
