"""The version of the reader: where a reading has another, its PDF is read anew."""

from __future__ import annotations

from pipeline.model.versions import READING, listed

_OWN = "38"
"""Counts up with every change of what a reading holds."""

READER_VERSION = f"{_OWN}+{listed(READING)}"
"""Of this code and the packages installed."""
