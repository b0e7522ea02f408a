"""The dataset over time: panels without gaps, shares, growth, and what is covered.

`with_panels` fills the tables of `schemas.panels` from the facts; `longitudinal_views` are SQL
views on top of them. Both are functions of the dataset alone.
"""

from pipeline.longitudinal.panels import with_panels
from pipeline.longitudinal.views import View, longitudinal_views

__all__ = ["View", "longitudinal_views", "with_panels"]
