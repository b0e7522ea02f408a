"""How the cost of a rebuild grows: `python bench/growth.py OUTPUTS --times 1 4 10 30`.

Takes the readings of an outputs folder that has been run, and repeats them in other years, so
that the archive holds so many times the issues. Prints, for each size, the processor seconds of
every step, the memory at its peak, and the bytes of the dataset, as JSON lines. Reading is not
repeated: its cost is that of one PDF, times their number. `docs/scaling.md` is computed from it.
"""

from __future__ import annotations

import argparse
import gc
import hashlib
import json
import re
import resource
import sys
import tempfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[0] = str(ROOT)  # where `pipeline` and this folder as a package are

from bench.work import Clock  # noqa: E402
from pipeline.archive.archive import Receipt  # noqa: E402
from pipeline.interpreting import SourceIssue, build, interpret, load_registry  # noqa: E402
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
    clock, sources = Clock(), []
    gc.disable()  # as a run does while it builds
    registry = load_registry(load_settings().registry)
    for receipt, text in repeated(outputs, times):
        with clock("load"):
            reading = Reading.model_validate_json(text)
        with clock("interpret"):
            sources.append(SourceIssue((receipt.arrival,), interpret(reading, registry)))
    with clock("build"):
        dataset = build(sources, [], registry)
    gc.enable()
    issues = len(dataset.rows["issues"])
    with tempfile.TemporaryDirectory() as temporary:
        with clock("validate"):
            dataset = validate(dataset, Path(temporary) / "docs")
        with clock("publish"):
            release = publish(dataset, Path(temporary) / "outputs", summary=summary_of(dataset))
        sizes = {
            kind: sum(path.stat().st_size for path in release.path.glob(f"*.{kind}"))
            for kind in ("sqlite", "parquet")
        }
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"issues": issues, **clock.seconds, "peak_mb": round(peak_mb), **sizes}


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
