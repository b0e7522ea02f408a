"""The command `bulletins`."""

from __future__ import annotations

import os
import sys
from typing import NoReturn


def main() -> NoReturn:
    """Run the command; leaves with its exit code."""
    # pydantic searches all that is installed for plugins, in every process: none is wanted here.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    try:
        from pipeline.cli.main import run
    except KeyboardInterrupt:
        sys.exit(130)
    run()
