"""The names of the files of a release, and of the folders around it.

    outputs/releases/<release id>/   the files below; written once and never changed
    outputs/dataset                  link to the newest release
    outputs/pinned.json              releases that are kept however many come after them

Defined here and nowhere else. Nothing is imported, so that any package can use them.
"""

from __future__ import annotations

import re

LINK = "dataset"
RELEASES = "releases"
PINS = "pinned.json"
RELEASE_ID = re.compile(r"[0-9a-f]{12}")

DATABASE = "bulletins.sqlite"
SUMMARY = "summary.json"
INPUTS = "inputs.json"
CHANGES = "CHANGES.md"
README = "README.md"
DICTIONARY = "DATA_DICTIONARY.md"
DATAPACKAGE = "datapackage.json"
CITATION = "CITATION.cff"
LICENCE = "LICENSE.md"
CHECKSUMS = "SHA256SUMS"
"""Written last: a folder that has it, and all that it lists, is whole."""

REPORT = "report"
VALIDATION = "validation"
INDEX = "index.html"
"""First page of the report and of the validation."""

_PARQUET = ".parquet"


def parquet_of(table: str) -> str:
    """The Parquet file of a table."""
    return f"{table}{_PARQUET}"
