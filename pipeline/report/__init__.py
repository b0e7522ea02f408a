"""The pages for people: a small site in every release, which opens from disk.

`write_report` makes it from a dataset and the originals. It needs no network, no server and, but
for its charts and filters, no scripts.
"""

from pipeline.report.site import Report, write_report

__all__ = ["Report", "write_report"]
