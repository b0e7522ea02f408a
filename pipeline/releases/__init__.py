"""The kept releases: what each was made from, how two of them differ and why, which are pinned.

Nothing here imports a library that is slow to load; releases are read from their SQLite files.
"""

from pipeline.releases.compare import compare
from pipeline.releases.load import load_pair, load_release
from pipeline.releases.model import Change, Comparison, LoadedRelease

__all__ = ["Change", "Comparison", "LoadedRelease", "compare", "load_pair", "load_release"]
