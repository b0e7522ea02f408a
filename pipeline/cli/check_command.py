"""`bulletins status --check`: for monitoring; prints the problems and sets the exit code."""

from __future__ import annotations

import json

from pipeline.cli import terminal
from pipeline.cli.terminal import say
from pipeline.errors import ExitCode
from pipeline.operations.health import as_dict, problems
from pipeline.settings import Settings


def check(settings: Settings, *, as_json: bool) -> int:
    """Print a sentence for each problem; returns the exit code."""
    found = problems(settings)
    if as_json:
        print(json.dumps(as_dict(found), ensure_ascii=False, indent=2))
    else:
        console = terminal.out()
        for problem in found:
            say(console, problem.message)
        if not found:
            say(console, "No problems.")
    return int(ExitCode.UNHEALTHY if found else ExitCode.OK)
