"""The version of the reader: where a reading has another, its PDF is read anew."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version

_OWN = "11"
"""Counts up with every change of what a reading holds."""

_LIBRARIES = ("pypdfium2", "pdfplumber", "pdfminer.six")
"""What they find on a page may change with their versions; pypdfium2 brings its own pdfium."""

_RECOGNISERS = ("rapidocr", "rapidocr-onnxruntime", "onnxruntime")
"""The same for pages that are pictures; they may be absent."""


def reader_version() -> str:
    """Of this code and the libraries installed."""
    return "+".join((_OWN, *(f"{name}-{_installed(name)}" for name in _LIBRARIES + _RECOGNISERS)))


def _installed(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "none"


READER_VERSION = reader_version()
