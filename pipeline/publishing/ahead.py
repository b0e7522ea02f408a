"""What publishing needs of the archive as it is, computed before there is more to publish."""

from __future__ import annotations

from pathlib import Path

from pipeline.model.dataset import Dataset
from pipeline.model.layout import REPORT
from pipeline.publishing.content import convert_ahead
from pipeline.publishing.differences import read_ahead
from pipeline.report.issue_figures import lay_out_ahead
from pipeline.report.site import cut_ahead
from schemas.issues import Issue
from schemas.quality import Observation


def prepare(dataset: Dataset, current: Path) -> None:
    """Convert a dataset, lay out its pages, and read the release before.

    Args:
        dataset: as it would be published.
        current: folder of the release that is the dataset now.

    Raises:
        InconsistentDataset: see `contents_of`.
    """
    contents = convert_ahead(dataset)
    seen = contents[Observation.table.name]
    in_order = Dataset({Observation.table.name: seen.rows}).of_type(Observation)
    lay_out_ahead(in_order, seen.table, dataset.of_type(Issue))
    read_ahead(current)
    cut_ahead(current / REPORT)
