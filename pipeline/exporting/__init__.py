"""The dataset in the formats of other programs: CSV, Excel, Stata and lines of JSON."""

from pipeline.exporting.export import FORMATS, Exported, export

__all__ = ["FORMATS", "Exported", "export"]
