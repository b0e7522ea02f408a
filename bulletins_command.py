"""The command `bulletins`, which finds its own packages whatever else is on the path of Python.

A folder on PYTHONPATH may hold other packages called `pipeline` or `schemas`.
"""

from __future__ import annotations

import os
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import NoReturn

_HOME = Path(__file__).resolve().parent
_PACKAGES = ("pipeline", "schemas")


def main() -> NoReturn:
    """Run the command; leaves with its exit code."""
    if not all(map(_is_ours, _PACKAGES)):
        sys.path.insert(0, str(_HOME))
        inherited = os.environ.get("PYTHONPATH", "")
        os.environ["PYTHONPATH"] = os.pathsep.join([str(_HOME), inherited])
    from pipeline.cli import main as command

    command()


def _is_ours(name: str) -> bool:
    found = find_spec(name)
    return bool(found and found.origin and Path(found.origin).resolve().parents[1] == _HOME)
