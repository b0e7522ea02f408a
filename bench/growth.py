"""How the cost of a rebuild grows: `python bench/growth.py OUTPUTS --times 1 4 10 25`.

Takes the readings of an outputs folder that has been run, and repeats them in other years, so
that the archive holds so many times the issues. Prints, for each size, the processor seconds of
every step, the memory at its peak, and the bytes of the dataset, as JSON lines. As in a run, the
readings are interpreted by another process, which keeps what it finds; the memory is that of the
process that loads it and builds. Reading is not repeated: its cost is that of one PDF, times their
number. With `--one-more` it also takes one issue away, publishes the others, and measures what it
costs to add that one: from loading on, and in a process that has loaded and rehearsed the others.
`docs/scaling.md` is computed from it.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import resource
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
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
from pipeline.longitudinal import with_derived_tables  # noqa: E402
from pipeline.model.dataset import Dataset  # noqa: E402
from pipeline.model.garbage_collection import keep_for_good, without_collector  # noqa: E402
from pipeline.model.kept_results import keep_results  # noqa: E402
from pipeline.model.layout import LINK, VALIDATION  # noqa: E402
from pipeline.model.summary import summary_of  # noqa: E402
from pipeline.publishing import publish  # noqa: E402
from pipeline.publishing.ahead import prepare  # noqa: E402
from pipeline.quality import validate  # noqa: E402
from pipeline.quality.passed_rows import pass_ahead  # noqa: E402
from pipeline.reading.model import Reading  # noqa: E402
from pipeline.settings import load_settings  # noqa: E402

_YEAR = re.compile(r"20(\d\d)(?=年)")


def main() -> None:
    """Measure one size in this process, or each in a process of its own."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("outputs", type=Path)
    parser.add_argument("--times", type=int, nargs="+", default=[1, 4, 10])
    parser.add_argument("--one-more", action="store_true", help="also add one issue to the others")
    args = parser.parse_args()
    if len(args.times) == 1:
        found = measured(args.outputs, args.times[0], args.one_more)
        print(json.dumps(found), flush=True)
        return
    from subprocess import run

    more = ["--one-more"] if args.one_more else []
    for times in args.times:
        run([sys.executable, __file__, str(args.outputs), "--times", str(times), *more], check=True)


def measured(outputs: Path, times: int, one_more: bool) -> dict[str, float]:
    """What a rebuild of so many times the issues costs, and one more issue beside the others."""
    clock = Clock()
    with tempfile.TemporaryDirectory() as temporary:
        kept = Path(temporary) / "interpreted"
        kept.mkdir()
        interpreting_s = apart(partial(interpret_all, times=times), outputs, kept)
        sources = loaded(kept, clock)
        with without_collector(), clock("build"):
            dataset = built(sources)
        issues = len(dataset.rows["issues"])
        with clock("validate"):
            dataset = validate(dataset, Path(temporary) / "docs")
        with clock("publish"):
            release = publish(dataset, Path(temporary) / "outputs", summary=summary_of(dataset))
        sizes = {
            kind: sum(path.stat().st_size for path in release.path.glob(f"*.{kind}"))
            for kind in ("sqlite", "parquet")
        }
        more = one_more_beside(kept) if one_more else {}
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    seconds = {"interpret": interpreting_s, **clock.seconds, **more}
    return {"issues": issues, **seconds, "peak_mb": round(peak_mb), **sizes}


def interpret_all(outputs: Path, kept: Path, times: int) -> float:
    """Interpret every reading and keep what is found; returns the processor seconds."""
    clock = Clock()
    registry = load_registry(load_settings().registry)
    for receipt, text in repeated(outputs, times):
        with clock("interpret"):
            found = interpret(Reading.model_validate_json(text), registry)
            (kept / f"{receipt.sha256}.issue.json").write_bytes(to_json("", found))
        (kept / f"{receipt.sha256}.json").write_text(json.dumps(receipt.__dict__))
    return clock.seconds["interpret"]


def loaded(kept: Path, clock: Clock) -> list[SourceIssue]:
    """All interpretations that are kept."""
    sources = []
    with without_collector():
        for path in sorted(kept.glob("*.issue.json")):
            with clock("load"):
                issue = from_json(path.read_bytes())
            arrival = Receipt(**json.loads(path.with_name(f"{path.name[:64]}.json").read_text()))
            assert isinstance(issue, InterpretedIssue)
            sources.append(SourceIssue((arrival.arrival,), issue))
    return sources


def built(sources: Sequence[SourceIssue]) -> Dataset:
    """The dataset of some interpretations."""
    return build(sources, [], load_registry(load_settings().registry))


def one_more_beside(kept: Path) -> dict[str, float]:
    """Seconds of processor time that the middle issue costs beside all others.

    Cold: from loading the interpretations on. Waiting: in a process that has published the others,
    and has computed ahead what a process that waits for a drop does.
    """
    with tempfile.TemporaryDirectory() as name:
        cold, waiting = Path(name, "cold"), Path(name, "waiting")
        apart(published_others, kept, cold)
        return {
            "one_more_cold": apart(cold_seconds, kept, cold),
            "one_more_waiting": apart(waiting_seconds, kept, waiting),
        }


def published_others(kept: Path, outputs: Path) -> float:
    """Publish all issues but the middle one."""
    clock = Clock()
    published(_without_middle(loaded(kept, clock)), outputs, clock)
    return sum(clock.seconds.values())


def cold_seconds(kept: Path, outputs: Path) -> float:
    """What all issues cost beside a release without the middle one."""
    clock = Clock()
    published(loaded(kept, clock), outputs, clock)
    return sum(clock.seconds.values())


def waiting_seconds(kept: Path, outputs: Path) -> float:
    """The same for a process that has loaded and rehearsed the others (`cli/standby.py`)."""
    keep_results()
    sources, release = loaded(kept, Clock()), outputs / LINK
    others = published(_without_middle(sources), outputs, Clock())
    pass_ahead(row for rows in others.rows.values() for row in rows)
    prepare(with_derived_tables(others), release)
    keep_for_good()
    clock = Clock()
    published(sources, outputs, clock)
    return sum(clock.seconds.values())


def published(sources: Sequence[SourceIssue], outputs: Path, clock: Clock) -> Dataset:
    """The dataset of some interpretations, validated and published."""
    with without_collector(), clock("build"):
        dataset = built(sources)
    with tempfile.TemporaryDirectory() as name:
        docs = Path(name) / "docs"
        with clock("validate"):
            before = outputs / LINK / VALIDATION
            dataset = validate(dataset, docs, docs_before=before if before.is_dir() else None)
        with clock("publish"):
            publish(dataset, outputs, summary=summary_of(dataset), docs=docs)
    return dataset


def apart(work: Callable[..., float], *arguments: Path) -> float:
    """The result of some work in a process of its own."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as other:
        return other.submit(work, *arguments).result()


def _without_middle(sources: Sequence[SourceIssue]) -> list[SourceIssue]:
    middle = len(sources) // 2
    return [*sources[:middle], *sources[middle + 1 :]]


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
