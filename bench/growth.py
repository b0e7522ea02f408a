"""How the cost of a rebuild grows: `python bench/growth.py OUTPUTS --times 1 4 10 25`.

Takes the readings of an outputs folder that has been run, and repeats them in other years, so
that the archive holds so many times the issues. Prints, for each size, the processor seconds of
every step, the memory at its peak, and the bytes of the dataset, as JSON lines. As in a run, the
readings are interpreted by another process, which keeps what it finds; the memory is that of the
process that loads it and builds. Reading is not repeated: its cost is that of one PDF, times their
number. `docs/scaling.md` is computed from it.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import resource
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[0] = str(ROOT)  # where `pipeline` and this folder as a package are

from bench.work import Clock  # noqa: E402
from pipeline.archive.receipt import Receipt  # noqa: E402
from pipeline.interpreting import (  # noqa: E402
    InterpretedIssue,
    SourceIssue,
    build,
    interpret,
    load_registry,
)
from pipeline.interpreting.store import from_json, to_json  # noqa: E402
from pipeline.model.dataset import Dataset  # noqa: E402
from pipeline.model.garbage_collection import without_collector  # noqa: E402
from pipeline.model.summary import summary_of  # noqa: E402
from pipeline.publishing import publish  # noqa: E402
from pipeline.quality import validate  # noqa: E402
from pipeline.reading.model import Reading  # noqa: E402
from pipeline.settings import load_settings  # noqa: E402

_YEAR = re.compile(r"20(\d\d)(?=年)")


def main() -> None:
    """Measure one size in this process, or each in a process of its own."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("outputs", type=Path)
    parser.add_argument("--times", type=int, nargs="+", default=[1, 4, 10])
    args = parser.parse_args()
    if len(args.times) == 1:
        print(json.dumps(measured(args.outputs, args.times[0])), flush=True)
        return
    from subprocess import run

    for times in args.times:
        run([sys.executable, __file__, str(args.outputs), "--times", str(times)], check=True)


def measured(outputs: Path, times: int) -> dict[str, float]:
    """What a rebuild of so many times the issues costs."""
    clock = Clock()
    with tempfile.TemporaryDirectory() as temporary:
        kept = Path(temporary) / "interpreted"
        kept.mkdir()
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as other:
            interpreting_s = other.submit(interpret_all, outputs, times, kept).result()
        with without_collector():
            dataset = built(kept, clock)
        issues = len(dataset.rows["issues"])
        with clock("validate"):
            dataset = validate(dataset, Path(temporary) / "docs")
        with clock("publish"):
            release = publish(dataset, Path(temporary) / "outputs", summary=summary_of(dataset))
        sizes = {
            kind: sum(path.stat().st_size for path in release.path.glob(f"*.{kind}"))
            for kind in ("sqlite", "parquet")
        }
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    seconds = {"interpret": interpreting_s, **clock.seconds}
    return {"issues": issues, **seconds, "peak_mb": round(peak_mb), **sizes}


def interpret_all(outputs: Path, times: int, kept: Path) -> float:
    """Interpret every reading and keep what is found; returns the processor seconds."""
    clock = Clock()
    registry = load_registry(load_settings().registry)
    for receipt, text in repeated(outputs, times):
        with clock("interpret"):
            found = interpret(Reading.model_validate_json(text), registry)
            (kept / f"{receipt.sha256}.issue.json").write_bytes(to_json("", found))
        (kept / f"{receipt.sha256}.json").write_text(json.dumps(receipt.__dict__))
    return clock.seconds["interpret"]


def built(kept: Path, clock: Clock) -> Dataset:
    """The dataset of all interpretations that are kept."""
    sources = []
    for path in sorted(kept.glob("*.issue.json")):
        with clock("load"):
            issue = from_json(path.read_bytes())
        arrival = Receipt(**json.loads(path.with_name(f"{path.name[:64]}.json").read_text()))
        assert isinstance(issue, InterpretedIssue)
        sources.append(SourceIssue((arrival.arrival,), issue))
    with clock("build"):
        return build(sources, [], load_registry(load_settings().registry))


def _later(found: re.Match[str], years: int) -> str:
    return f"20{(int(found[1]) + years) % 100:02}"


def repeated(outputs: Path, times: int) -> Iterator[tuple[Receipt, str]]:
    """The archive's readings, so many times over, each time in years of its own."""
    for path in sorted((outputs / "arrivals").glob("*.json")):
        receipt = Receipt(**json.loads(path.read_bytes()))
        text = (outputs / "readings" / f"{receipt.sha256}.json").read_text("utf-8")
        for number in range(times):
            moved = _YEAR.sub(partial(_later, years=3 * number), text)
            if number:  # Two issues of one serial number would be taken for one.
                moved = moved.replace("总第", "编第")
            sha256 = hashlib.sha256(f"{receipt.sha256}{number}".encode()).hexdigest()
            reported = {
                **receipt.__dict__,
                "sha256": sha256,
                "file_name": f"{number}-{path.stem}.pdf",
            }
            yield Receipt(**reported), moved.replace(receipt.sha256, sha256)


if __name__ == "__main__":
    main()
