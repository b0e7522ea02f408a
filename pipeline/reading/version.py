"""The version of the reader: where a reading has another, its PDF is read anew."""

from __future__ import annotations

from importlib.metadata import version

_OWN = "8"
"""Counts up with every change of what a reading holds."""

_LIBRARIES = ("pypdfium2", "pdfplumber", "pdfminer.six")
"""What they find on a page may change with their versions; pypdfium2 brings its own pdfium."""


def reader_version() -> str:
    """Of this code and the libraries installed."""
    return "+".join((_OWN, *(f"{name}-{version(name)}" for name in _LIBRARIES)))


READER_VERSION = reader_version()
