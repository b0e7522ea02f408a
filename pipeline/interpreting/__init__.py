"""Interpreting: what a reading means. Opens no PDF and no file but those of the registry.

`interpret` understands one issue, `build` puts all issues together to the dataset.
"""

from pipeline.interpreting.archive.build import build
from pipeline.interpreting.archive.editions import SourceIssue
from pipeline.interpreting.interpreted import InterpretedIssue
from pipeline.interpreting.names.registry import Registry, load_registry
from pipeline.reading.model import Reading

__all__ = [
    "InterpretedIssue",
    "Registry",
    "SourceIssue",
    "build",
    "interpret",
    "load_registry",
]


def interpret(reading: Reading, registry: Registry) -> InterpretedIssue:
    """Understand a reading; see `pipeline.interpreting.issue`, which only this imports."""
    from pipeline.interpreting.issue import interpret as understand

    return understand(reading, registry)
