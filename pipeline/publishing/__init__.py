"""From the dataset in memory to a release that researchers open.

`publish` writes Parquet, SQLite, a data dictionary and a README aside, then swaps one link.
Importing this package loads none of the libraries that write them.
"""

from pipeline.publishing.release import Release, publish

__all__ = ["Release", "publish"]
