"""Templates that are compiled once, and kept where Python keeps its compiled modules."""

from __future__ import annotations

import sys
from contextlib import suppress
from importlib.util import cache_from_source
from pathlib import Path
from pickle import UnpicklingError

import jinja2
from jinja2.bccache import Bucket, FileSystemBytecodeCache

_DAMAGED = (OSError, EOFError, ValueError, TypeError, LookupError, UnpicklingError)


def compiled_templates(program: str) -> CompiledTemplates | None:
    """A cache for compiled templates; None where Python keeps no compiled code.

    Args:
        program: hash of the code that makes the environment of the templates.
    """
    return None if sys.dont_write_bytecode else CompiledTemplates(program)


class CompiledTemplates(FileSystemBytecodeCache):
    """Compiled templates beside the compiled modules of this package: who could write there could
    change the program as well.

    Each is known by its name, its text, the program, and the versions of Python and Jinja. Where
    the folder cannot be written, templates are compiled by every process.
    """

    def __init__(self, program: str) -> None:
        super().__init__(str(Path(cache_from_source(__file__)).parent), "template-%s.cache")
        self._program = program

    def get_source_checksum(self, source: str) -> str:
        """Of all that a compiled template depends on."""
        return super().get_source_checksum(f"{self._program} {jinja2.__version__}\n{source}")

    def load_bytecode(self, bucket: Bucket) -> None:
        """The compiled template, where there is one that can be read."""
        try:
            super().load_bytecode(bucket)
        except _DAMAGED:
            bucket.reset()

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep a compiled template."""
        with suppress(OSError):
            super().dump_bytecode(bucket)
