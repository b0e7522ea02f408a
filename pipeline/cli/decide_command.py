"""`bulletins review correct`, `confirm` and `ignore`: adds a row to a file that people edit."""

from __future__ import annotations

import json

from pipeline.cli import terminal
from pipeline.cli.terminal import say
from pipeline.decisions import deciding
from pipeline.errors import ExitCode
from pipeline.settings import Settings


def correct(
    settings: Settings, target: str, value: str, *, reason: str, author: str | None, as_json: bool
) -> int:
    """Overrule a figure, named by a finding's id or by its cell; returns the exit code."""
    return _said(deciding.correct(settings, target, value, reason=reason, author=author), as_json)


def confirm(
    settings: Settings, target: str, *, reason: str, author: str | None, as_json: bool
) -> int:
    """Record that a figure agrees with the page; returns the exit code."""
    return _said(deciding.confirm(settings, target, reason=reason, author=author), as_json)


def ignore(
    settings: Settings, target: str, *, reason: str, author: str | None, as_json: bool
) -> int:
    """Record that a finding does not matter; returns the exit code."""
    return _said(deciding.ignore(settings, target, reason=reason, author=author), as_json)


def _said(made: deciding.Decided, as_json: bool) -> int:
    if as_json:
        print(json.dumps({"decided": made.row}, ensure_ascii=False, indent=2, default=str))
    else:
        say(terminal.out(), f"{made.sentence}\nThe next `bulletins run` applies it.")
    return int(ExitCode.OK)
