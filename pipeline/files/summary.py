"""The summary of a release as a small JSON file, read by commands that must start at once.

Nothing slow is imported here.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pipeline.model.layout import SUMMARY


def write_summary(
    folder: Path, summary: Mapping[str, Any], *, release: str, rows: Mapping[str, int]
) -> Path:
    """Write the caller's summary, with the release's id and the number of rows of each table.

    Dates, paths and decimals become text. `release` and `rows` of the summary are overwritten.
    """
    path = folder / SUMMARY
    content = {**summary, "release": release, "rows": dict(rows)}
    text = json.dumps(content, ensure_ascii=False, indent=2, sort_keys=True, default=str)
    path.write_text(text + "\n", encoding="utf-8")
    return path


def read_summary(folder: Path) -> dict[str, Any] | None:
    """The summary in a release or behind the link `dataset`; None if it cannot be read."""
    try:
        found = json.loads((folder / SUMMARY).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) else None
