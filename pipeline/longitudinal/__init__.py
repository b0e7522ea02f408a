"""The dataset over time: panels without gaps, events, shares, growth, and what is covered.

`with_derived_tables` fills the tables that are made from others: panels and events.
`longitudinal_views` are SQL views on top of them. All are functions of the dataset alone.
"""

from pipeline.longitudinal.events import findings_of_breaks, with_events
from pipeline.longitudinal.panels import with_panels
from pipeline.longitudinal.view import View
from pipeline.longitudinal.views import longitudinal_views
from pipeline.model.dataset import Dataset

__all__ = ["View", "findings_of_breaks", "longitudinal_views", "with_derived_tables"]


def with_derived_tables(dataset: Dataset) -> Dataset:
    """The dataset with all tables made anew that follow from the others."""
    return with_events(with_panels(dataset))
