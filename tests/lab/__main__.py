"""Writes bulletins and their truths: python -m tests.lab OUT [--count N] [--seed S] [--theme T]."""

from __future__ import annotations

import argparse
import ast
import json
from pathlib import Path
from typing import Any

from tests.lab.bulletins import bulletin
from tests.lab.themes import THEMES, knobs_of


def main() -> None:
    """Write OUT/*.pdf and OUT/truth/*.json, or one such folder for each theme."""
    args = _arguments()
    themes = list(THEMES) if args.theme == ["all"] else args.theme
    for theme in themes or [""]:
        folder = args.out / theme if len(themes) > 1 else args.out
        count = args.count or len(THEMES[theme] if theme else (1,))
        sets = knobs_of(theme or "plain", count, args.seed)
        for i, knobs in enumerate(sets):
            _write(folder, f"{theme or 'lab'}-{i:02d}", args.seed + i, knobs | _given(args.knob))


def _write(folder: Path, stem: str, seed: int, knobs: dict[str, Any]) -> None:
    data, truth = bulletin(seed, **knobs)
    (folder / "truth").mkdir(parents=True, exist_ok=True)
    (folder / f"{stem}.pdf").write_bytes(data)
    text = json.dumps({"file": f"{stem}.pdf", **truth}, ensure_ascii=False, indent=1)
    (folder / "truth" / f"{stem}.json").write_text(text, encoding="utf-8")


def _given(pairs: list[str]) -> dict[str, Any]:
    """`name=value` of the command line; a value that is no Python literal is text."""
    out = {}
    for pair in pairs:
        name, _, value = pair.partition("=")
        try:
            out[name] = ast.literal_eval(value)
        except (ValueError, SyntaxError):
            out[name] = value
    return out


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.lab", description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--count", type=int, default=0, help="bulletins a theme; 0: one a variant")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--theme", action="append", default=[], help='a theme, or "all"')
    parser.add_argument("--knob", action="append", default=[], metavar="NAME=VALUE")
    main_args = parser.parse_args()
    return main_args


if __name__ == "__main__":
    main()
