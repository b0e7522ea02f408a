"""What the pipeline costs: `make bench`, or `python bench/bench.py --only rebuild --json`.

Costs are given as multiples of a bare pdfplumber pass over the same files in the same run, so
that a slow or busy machine tells the same as a quick one. Every measurement is a fresh process;
of several repetitions in turn the median counts. Seconds are processor time where nothing else
is said.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[0] = str(ROOT)  # where `pipeline`, `tests` and this folder as a package are

from bench import parts  # noqa: E402
from bench.inputs import Inputs  # noqa: E402
from bench.measure import Failed  # noqa: E402
from bench.report import Line, as_json, show  # noqa: E402


def main() -> int:
    """Measure the chosen parts; returns 1 where a goal is missed and `--check` is given."""
    args = _arguments()
    from rich.console import Console

    console = Console(markup=False, highlight=False, width=None if sys.stdout.isatty() else 100)
    args.cache.mkdir(mode=0o700, parents=True, exist_ok=True)
    found: list[Line] = []
    with tempfile.TemporaryDirectory(prefix="bulletins-bench-") as temporary:
        inputs = Inputs(Path(temporary), args.cache)
        for name in args.only or parts.PARTS:
            repetitions = args.repetitions if name not in parts.LONG else args.long_repetitions
            print(f"measuring: {name}", file=sys.stderr)
            lines = parts.PARTS[name](inputs, repetitions)
            found += lines
            if not args.json:
                show(lines[0].part, lines, console)
    if args.json:
        print(as_json(found))
    return int(args.check and any(line.reached is False for line in found))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="bench.py", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--only", action="append", choices=parts.PARTS, help="a part; may be given several times"
    )
    parser.add_argument("--repetitions", type=_positive, default=3, metavar="N")
    parser.add_argument(
        "--long-repetitions", type=_positive, default=1, metavar="N",
        help="of the parts with 40 files and more (default: 1)",
    )  # fmt: skip
    parser.add_argument("--json", action="store_true", help="print JSON for machines")
    parser.add_argument("--check", action="store_true", help="exit with 1 where a goal is missed")
    parser.add_argument(
        "--cache", type=Path, metavar="DIR",
        default=Path(tempfile.gettempdir()) / f"bulletins-bench-{os.getuid()}",
        help="keeps the readings of drawn issues (default: in the folder for temporary files)",
    )  # fmt: skip
    return parser.parse_args()


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("must be 1 or more")
    return number


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Failed as failed:
        sys.exit(f"bench: a measured process failed: {failed}")
