"""Which faults of a publisher the checks find: `python -m bench.injected OUTPUTS`.

Takes the readings of an outputs folder that was run, puts faults of every kind into copies of
them, builds and validates, and counts. Nothing is written.
"""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path

from tests.injected.corpus import load
from tests.injected.kinds import KINDS
from tests.injected.measure import Measured, measure


def main() -> int:
    args = _arguments()
    corpus = load(args.outputs)
    if not corpus.readings:
        sys.exit(f"{args.outputs} holds no reading of this version of the reader: run it first.")
    found = measure(corpus, args.kind or KINDS, args.rounds, args.seed)
    print(_json(found) if args.json else _table(found))
    if args.missed:
        for kind, tally in found.tallies.items():
            for fault in tally.missed:
                print(kind, fault.issue_id, fault.month, *fault.cells, file=sys.stderr)
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.injected", description=__doc__)
    parser.add_argument("outputs", type=Path, metavar="OUTPUTS")
    parser.add_argument("--rounds", type=int, default=20, help="faults in every issue")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--kind", action="append", choices=KINDS)
    parser.add_argument("--missed", action="store_true", help="list what was not found")
    parser.add_argument("--json", action="store_true")
    return parser.parse_args()


def _table(found: Measured) -> str:
    lines = [
        "| kind | injected | found | at the cell | precision |",
        "|---|---|---|---|---|",
    ]
    for kind, tally in found.tallies.items():
        if tally.injected:
            share = (tally.caused - tally.aside) / tally.caused if tally.caused else 1.0
            lines.append(
                f"| {kind} | {tally.injected} | {_share(tally.found, tally.injected)} "
                f"| {_share(tally.at_cell, tally.injected)} | {share:.1%} |"
            )
    noise = found.noise
    lines.append(
        f"\nPrecision of all: {found.precision:.1%}. Without faults an issue has {noise.median:g} "
        f"errors and warnings at the median, {noise.mean:.2f} on average, {noise.most} at most, "
        f"and {noise.infos_mean:.2f} infos on average."
    )
    return "\n".join(lines)


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.1%}"


def _json(found: Measured) -> str:
    reported = {
        kind: {k: v for k, v in asdict(tally).items() if k != "missed"}
        for kind, tally in ((k, t) for k, t in found.tallies.items())
    }
    return json.dumps(
        {"kinds": reported, "noise": asdict(found.noise), "precision": found.precision}, indent=2
    )


if __name__ == "__main__":
    sys.exit(main())
