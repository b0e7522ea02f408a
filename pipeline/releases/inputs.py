"""`inputs.json` of a release: what it was made from, so that the next one can say why it differs.

It says nothing of when or where the release was made, and does not enter its id: other inputs
may give the same content.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.model.layout import INPUTS
from pipeline.model.versions import VALIDATION, listed

if TYPE_CHECKING:
    from pipeline.model.dataset import Dataset
    from pipeline.settings import Settings


@dataclass(frozen=True)
class Inputs:
    """What a release was made from.

    Attributes:
        issues: SHA-256 of the PDF that feeds each issue.
        reader: version of the reader that read the PDFs.
        program: SHA-256 of the code that made the dataset.
        registry: SHA-256 of each file of the registry.
        decisions: SHA-256 of what people have decided about figures, by table (corrections, ...).
        settings: the settings that decide what the dataset holds.
        cross_checks: SHA-256 of what the second engine read, by issue; those not cross-checked
            are not there.
        validation: versions of the packages that validate; '' if they were not recorded.
    """

    issues: Mapping[str, str] = field(default_factory=dict)
    reader: str = ""
    program: str = ""
    registry: Mapping[str, str] = field(default_factory=dict)
    decisions: Mapping[str, str] = field(default_factory=dict)
    settings: Mapping[str, Any] = field(default_factory=dict)
    cross_checks: Mapping[str, str] = field(default_factory=dict)
    validation: str = ""


def inputs_of(dataset: Dataset, settings: Settings, second_readings: Mapping[str, str]) -> Inputs:
    """What a dataset is about to be published from.

    Args:
        second_readings: SHA-256 of what a second reader found of a PDF, by the hash of the PDF.
    """
    from pipeline.archive import fingerprint
    from pipeline.reading.version import READER_VERSION
    from schemas.issues import Issue

    issues = {issue.issue_id: issue.source_sha256 for issue in dataset.of_type(Issue)}
    return Inputs(
        issues=issues,
        reader=READER_VERSION,
        program=fingerprint.of_program(),
        registry=fingerprint.of_files(settings.registry),
        decisions={name: _digest(dataset, name) for name in DECISIONS if name in dataset.rows},
        settings=fingerprint.decisive(settings),
        cross_checks={
            issue: second_readings[sha256]
            for issue, sha256 in issues.items()
            if sha256 in second_readings
        },
        validation=listed(VALIDATION),
    )


DECISIONS = ("corrections", "reviews")
"""Tables of what people have decided about figures."""


def write_inputs(folder: Path, inputs: Inputs) -> None:
    """Write the inputs into the folder of a release."""
    text = json.dumps(asdict(inputs), ensure_ascii=False, indent=2, sort_keys=True, default=str)
    (folder / INPUTS).write_text(text + "\n", encoding="utf-8", newline="\n")


def read_inputs(folder: Path) -> Inputs | None:
    """The inputs of a release; None where they were not recorded or cannot be read."""
    try:
        return Inputs(**json.loads((folder / INPUTS).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def _digest(dataset: Dataset, table: str) -> str:
    import hashlib

    rows = [row.model_dump_json() for row in dataset.rows[table]]
    return hashlib.sha256("\n".join(rows).encode()).hexdigest()
