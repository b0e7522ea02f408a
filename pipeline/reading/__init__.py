"""PDF to `Reading`: what is on the pages, with its place, and nothing of what it means."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipeline.reading.model import Reading
    from pipeline.reading.reader import read_pdf
    from pipeline.reading.version import READER_VERSION

__all__ = ["READER_VERSION", "Reading", "read_pdf"]

_MODULE_OF = {"READER_VERSION": "version", "Reading": "model", "read_pdf": "reader"}


def __getattr__(name: str) -> object:
    """The names above, imported when they are asked for: the reader's packages are slow to load,
    and where one is missing, the modules below must still be there to say so."""
    if name not in _MODULE_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_MODULE_OF[name]}"), name)
