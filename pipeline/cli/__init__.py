"""The command `bulletins`."""

from __future__ import annotations

import sys
from typing import NoReturn


def main() -> NoReturn:
    """Run the command; leaves with its exit code."""
    try:
        from pipeline.cli.main import run
    except KeyboardInterrupt:
        sys.exit(130)
    run()
