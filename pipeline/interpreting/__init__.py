"""Interpreting: what a reading means. Opens no PDF and no file but those of the registry.

`interpret` understands one issue, `build` puts all issues together to the dataset.
"""

from pipeline.interpreting.archive.build import build
from pipeline.interpreting.archive.editions import SourceIssue
from pipeline.interpreting.issue import InterpretedIssue, interpret
from pipeline.interpreting.names.registry import Registry, load_registry

__all__ = [
    "InterpretedIssue",
    "Registry",
    "SourceIssue",
    "build",
    "interpret",
    "load_registry",
]
