"""Versions of the packages on which readings and findings depend: an upgrade may change them."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from importlib.metadata import PackageNotFoundError, version

READING = (
    "pypdfium2", "pdfplumber", "pdfminer.six", "rapidocr", "rapidocr-onnxruntime", "onnxruntime",
)  # fmt: skip
"""What they find on a page may change. pypdfium2 brings its own pdfium, the recognisers bring their
models; the recognisers may be absent."""

SECOND_ENGINE = ("camelot-py", "playa-pdf")
"""The second engine and its parser."""

VALIDATION = ("great-expectations", "pandas")
"""What they find wrong in the dataset may change."""


@cache
def installed(name: str) -> str:
    """The version of a package; `none` if it is not installed."""
    try:
        return version(name)
    except PackageNotFoundError:
        return "none"


def listed(names: Iterable[str]) -> str:
    """Names and versions of packages, in this order."""
    return "+".join(f"{name}-{installed(name)}" for name in names)
