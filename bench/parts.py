"""The parts of the benchmark. Each measures one promise and returns its lines."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from statistics import median

from bench.inputs import COPIES, ISSUES, RENDERINGS, Inputs
from bench.measure import Cost, alternate, measure, measure_waiting, middle, ratio
from bench.report import Line

Part = Callable[[Inputs, int], list[Line]]
_REBUILD = ("interpret", "load and build")
_READ = ("parse", "grid", "keep the reading")
_BARE = "bare pass"
MANY = 1000
_INK = 0.1
"""Judging the ink of a file, in bare passes."""

_UNDERSTAND = 0.25 + _INK
"""Reading and interpreting, in bare passes, ink included."""


def three_renderings(inputs: Inputs, repetitions: int) -> list[Line]:
    """The real issue in three renderings, and ten drawn issues: ratios to the bare pass."""
    files = inputs.understood
    tasks = {
        _BARE: lambda: _work("bare", *files),
        "understand": lambda: _work("understand", *files),
        "parts": lambda: _work("parts", *files),
        "run": lambda: _run(inputs, files),
        "steps": lambda: _steps(inputs, files),
    }
    found = alternate(tasks, repetitions)
    name = "three renderings and ten issues"
    understood = ratio(found["understand"], _files, found[_BARE], _files)
    lines = [
        _bare_line(name, found[_BARE], len(files)),
        Line(name, "reading + interpreting, all", understood, "×", _UNDERSTAND),
    ]
    lines += [
        Line(
            name, f"reading + interpreting, {file.stem}",
            ratio(found["understand"], _of(file), found[_BARE], _of(file)), "×", _UNDERSTAND,
        )
        for file in RENDERINGS
    ]  # fmt: skip
    lines += _parts(name, found["parts"], found[_BARE])
    lines += _whole(name, found["run"], found[_BARE])
    return [*lines, *_shares(name, found["steps"], found[_BARE])]


def forty_copies(inputs: Inputs, repetitions: int) -> list[Line]:
    """40 files of one issue, each with other bytes: all are read, one is kept."""
    return _forty("40 copies of one issue", inputs, inputs.copies, repetitions)


def forty_issues(inputs: Inputs, repetitions: int) -> list[Line]:
    """40 drawn issues of 40 months."""
    return _forty("40 drawn issues", inputs, inputs.drawn[:COPIES], repetitions)


def nothing_new(inputs: Inputs, repetitions: int) -> list[Line]:
    """A run over an archive of 40 issues to which nothing was added."""
    name, empty = "a run with nothing new", inputs.folder("empty")
    folders = ("--inbox", empty, "--outputs", inputs.archive)
    command = ("-m", "pipeline", "run", *folders, "--json")
    costs = [measure(*command) for _ in range(repetitions)]
    reported = _work("unchanged", empty, inputs.archive).reported
    if not reported["unchanged"]:
        raise RuntimeError("The run took something for new.")
    slow = ", ".join(reported["imported"]) or "none"
    return [
        Line(name, "whole command", middle(costs, _cpu), "s", 0.5),
        Line(name, "slow packages imported", len(reported["imported"]), "", 0, slow),
        Line(name, "peak memory", middle(costs, _peak), "MB"),
    ]


def one_more_issue(inputs: Inputs, repetitions: int) -> list[Line]:
    """An issue added to an archive of 40."""
    name, new = f"an issue added to an archive of {COPIES}", inputs.drawn[COPIES:]
    tasks = {
        _BARE: lambda: _work("bare", *new),
        "run": lambda: _run(inputs, new, inputs.archive),
        "steps": lambda: _steps(inputs, new, inputs.archive),
    }
    found = alternate(tasks, repetitions)
    return [
        _bare_line(name, found[_BARE], 1),
        Line(name, "its own reading", _total(found["steps"], _READ)),
        Line(name, "rebuild: load, interpret and build all", _total(found["steps"], _REBUILD),
             "s", 1.0),
        *_shares(name, found["steps"], found[_BARE]),
        Line(name, "whole command, wall time", middle(found["run"], _wall)),
    ]  # fmt: skip


def one_in_an_empty_folder(inputs: Inputs, repetitions: int) -> list[Line]:
    """The first issue of all, by a command that has loaded nothing."""
    name, new = "an issue in an empty folder", inputs.drawn[COPIES:]
    tasks = {
        _BARE: lambda: _work("bare", *new),
        "run": lambda: _run(inputs, new),
        "steps": lambda: _steps(inputs, new),
    }
    found = alternate(tasks, repetitions)
    return [
        _bare_line(name, found[_BARE], 1),
        Line(name, "whole command", middle(found["run"], _cpu), "s", 3.0),
        *_whole(name, found["run"], found[_BARE]),
        *_shares(name, found["steps"], found[_BARE]),
    ]


def one_more_beside_all(inputs: Inputs, repetitions: int) -> list[Line]:
    """An issue added to an archive of 157 that have nothing to do with each other.

    So one more changes what is usual, and with it the findings of half of the others.
    """
    name = f"an issue added to an archive of {ISSUES} unrelated ones"
    return _beside(name, inputs, inputs.drawn[COPIES:], inputs.whole, repetitions)


def one_more_of_a_history(inputs: Inputs, repetitions: int) -> list[Line]:
    """An issue added to an archive of 157 whose figures are near each other, as real ones are."""
    name = f"an issue added to a history of {ISSUES}"
    return _beside(name, inputs, inputs.next_of_history, inputs.history, repetitions)


def _beside(
    name: str, inputs: Inputs, new: Sequence[Path], archive: Path, repetitions: int
) -> list[Line]:
    """An issue added to an archive: by a command, and by the process that waits for it."""
    tasks = {
        _BARE: lambda: _work("bare", *new),
        "run": lambda: _run(inputs, new, archive),
        "waiting": lambda: measure_waiting(*_folders(inputs, new, archive)),
        "steps": lambda: _steps(inputs, new, archive),
    }
    found = alternate(tasks, repetitions)
    waiting = ratio(found["waiting"], _cpu, found[_BARE], _files)
    return [
        _bare_line(name, found[_BARE], 1),
        Line(name, "whole command", middle(found["run"], _cpu), "s", 5.0),
        *_whole(name, found["run"], found[_BARE]),
        Line(name, "by the process that waits", middle(found["waiting"], _cpu), "s", 2.0),
        Line(name, "by the process that waits", waiting, "×"),
        Line(name, "by the process that waits, wall time", middle(found["waiting"], _wall)),
        *_shares(name, found["steps"], found[_BARE]),
    ]


def rebuild(inputs: Inputs, repetitions: int) -> list[Line]:
    """157 issues from their readings: what a changed registry or schema costs."""
    name, empty = f"{ISSUES} issues from their readings", inputs.folder("empty")
    costs = [
        measure("-m", "bench.work", "steps", empty, inputs.archive_of(inputs.readings, "rebuilt"))
        for _ in range(repetitions)
    ]
    checks = ("import validation", "validate")
    return [
        Line(name, "load, interpret and build", _total(costs, _REBUILD), "s", 10),
        Line(name, "validation with its imports", _total(costs, checks), "s", 10),
        *_shares(name, costs, None),
        Line(name, "peak memory", middle(costs, _peak), "MB"),
    ]


def faults(inputs: Inputs, repetitions: int) -> list[Line]:
    """Faults of a publisher put into three years of invented issues: what the checks miss."""
    from tests.injected.history import archive
    from tests.injected.measure import measure as put_in

    name = "faults put into 36 invented issues"
    found = put_in(archive(months=36), rounds=8 * repetitions)
    lines = [
        Line(name, f"missed: {kind}", 100 * (1 - tally.found / tally.injected), "%",
             MISSED_AT_MOST.get(kind, 0), f"{tally.injected} put in")
        for kind, tally in found.tallies.items() if tally.injected
    ]  # fmt: skip
    noise = found.noise
    return [
        *lines,
        Line(name, "findings elsewhere", 100 * (1 - found.precision), "%", 5),
        Line(name, "errors and warnings of a clean issue, median", noise.median, "", 2,
             f"mean {noise.mean:.2f}, most {noise.most}"),
    ]  # fmt: skip


MISSED_AT_MOST = {
    "times ten": 5, "a tenth": 5, "decimal point of an amount": 5, "digit doubled": 5,
    "digit dropped": 10, "digits transposed": 60, "swapped with the row beside": 30,
    "swapped with the column beside": 5,
}  # fmt: skip
"""Per cent by kind of fault; nothing of what breaks a sum, total, bound or order may be missed.
Transposed digits mostly leave a figure that any month could have."""


def throughput(inputs: Inputs, repetitions: int) -> list[Line]:
    """Two workers against one, on the same files; tells nothing on a busy machine."""
    name, cores = "reading with two workers", os.cpu_count() or 1
    inbox = inputs.folder("throughput")

    def read_with(workers: int) -> Cost:
        inputs.folder("throughput", _contents(inputs.copies))
        return _work("read", inbox, inputs.folder("read"), str(workers))

    costs = alternate({"one": lambda: read_with(1), "two": lambda: read_with(2)}, repetitions)
    gain = ratio(costs["one"], _reported_wall, costs["two"], _reported_wall)
    return [
        Line(
            name,
            f"{COPIES} files with one worker, wall time",
            middle(costs["one"], _reported_wall),
        ),
        Line(name, "with two workers, wall time", middle(costs["two"], _reported_wall)),
        Line(name, "throughput with two, of that with one", gain, "×", None,
             f"{cores} cores", 1.7 if cores > 1 else None),
    ]  # fmt: skip


def thousand_files(inputs: Inputs, repetitions: int) -> list[Line]:
    """Memory of the process that has 1,000 small files read: it must not grow with them."""
    from tests.bad_pdfs import page_of

    name = f"{MANY:,} small files"
    files = ((f"{n:04}.pdf", page_of(f"no bulletin {n}")) for n in range(MANY))
    reported = _work("parent", inputs.folder("many", files), inputs.folder("read")).reported["rss"]
    growth = reported[-1] - reported[0]
    return [
        Line(name, "memory of the parent after 100", reported[0], "MB"),
        Line(name, f"its growth up to {MANY:,}", growth, "MB", 5),
    ]


def hostile_files(inputs: Inputs, repetitions: int) -> list[Line]:
    """Memory of the processes that read bombs, loops and other hostile files."""
    peaks = _work("hostile", inputs.folder("hostile")).reported["peaks"]
    worst = max(peaks, key=peaks.__getitem__)
    name = f"{len(peaks)} hostile files"
    return [Line(name, "peak memory of reading one, limit 512 MB", peaks[worst], "MB", 512, worst)]


PARTS: dict[str, Part] = {
    "renderings": three_renderings,
    "copies": forty_copies,
    "issues": forty_issues,
    "unchanged": nothing_new,
    "first": one_in_an_empty_folder,
    "added": one_more_issue,
    "beside": one_more_beside_all,
    "history": one_more_of_a_history,
    "rebuild": rebuild,
    "faults": faults,
    "throughput": throughput,
    "thousand": thousand_files,
    "hostile": hostile_files,
}
"""By the name that `--only` takes."""

LONG = (
    "copies",
    "issues",
    "beside",
    "history",
    "rebuild",
    "faults",
    "throughput",
    "thousand",
    "hostile",
)
"""Parts of 40 files and more; they are repeated less often."""


def _forty(name: str, inputs: Inputs, files: Sequence[Path], repetitions: int) -> list[Line]:
    tasks = {
        _BARE: lambda: _work("bare", *files),
        "understand": lambda: _work("understand", *files),
        "run": lambda: _run(inputs, files),
    }
    found = alternate(tasks, repetitions)
    understood = ratio(found["understand"], _files, found[_BARE], _files)
    return [
        _bare_line(name, found[_BARE], len(files)),
        Line(name, "reading + interpreting", understood, "×", _UNDERSTAND),
        *_whole(name, found["run"], found[_BARE]),
    ]


def _work(name: str, *arguments: str | Path) -> Cost:
    return measure("-m", "bench.work", name, *arguments)


def _run(inputs: Inputs, files: Sequence[Path], archive: Path | None = None) -> Cost:
    inbox, outputs = _folders(inputs, files, archive)
    return measure("-m", "pipeline", "run", "--inbox", inbox, "--outputs", outputs, "--json")


def _steps(inputs: Inputs, files: Sequence[Path], archive: Path | None = None) -> Cost:
    return _work("steps", *_folders(inputs, files, archive))


def _folders(inputs: Inputs, files: Sequence[Path], archive: Path | None) -> tuple[Path, Path]:
    """An inbox with the files, and an outputs folder that is empty or a copy of an archive."""
    inbox = inputs.folder("inbox", ((path.name, path.read_bytes()) for path in files))
    if archive is not None:
        return inbox, inputs.archive_of(archive, "outputs")
    return inbox, inputs.folder("outputs")


def _bare_line(name: str, costs: Sequence[Cost], files: int) -> Line:
    what = f"bare pass over {files} file{'s' if files > 1 else ''}"
    return Line(name, what, middle(costs, _files), "s", None, "extract_tables: 1 ×")


def _parts(name: str, costs: Sequence[Cost], bare: Sequence[Cost]) -> list[Line]:
    """What reading and interpreting cost, part by part."""
    text = ("source", "rest of reading", "interpreting")
    without_ink = ratio(costs, lambda cost: sum(cost.reported[part] for part in text), bare, _files)
    return [
        Line(name, "reading + interpreting without ink", without_ink, "×", _UNDERSTAND - _INK),
        *(
            Line(name, f"  {part}", ratio(costs, _reported(part), bare, _files), "×")
            for part in text
        ),
        Line(name, "judgement of the ink", ratio(costs, _reported("ink"), bare, _files), "×", _INK),
        _pages(name, costs[0].reported),
    ]


def _pages(name: str, counted: Mapping[str, float]) -> Line:
    """Which source read the pages, and how many have fonts that are missing here: both cost."""
    note = f"of {counted['all']}; of {counted['fontless']} the font is missing on this machine"
    return Line(name, "pages read by pdfium", counted["pdfium"], "", None, note)


def _reported(part: str) -> Callable[[Cost], float]:
    return lambda cost: float(cost.reported[part])


def _whole(name: str, costs: Sequence[Cost], bare: Sequence[Cost]) -> list[Line]:
    wall = middle(costs, _wall)
    largest = max(
        (answer["peak_mb"] for cost in costs for answer in cost.reported["read"].values()),
        default=0.0,
    )
    return [
        Line(name, "whole run", ratio(costs, _cpu, bare, _files), "×", None, "processor time"),
        Line(name, "whole run, wall time", wall),
        Line(name, "peak memory of its largest process", middle(costs, _peak), "MB"),
        Line(name, "peak memory of reading one file", largest, "MB"),
    ]


def _shares(name: str, costs: Sequence[Cost], bare: Sequence[Cost] | None) -> list[Line]:
    """Where the time goes: processor time of each step in one process."""
    base = middle(bare, _files) if bare else None
    steps = {
        step: median(cost.reported.get(step, 0.0) for cost in costs) for step in costs[0].reported
    }
    whole = sum(steps.values())
    return [
        Line(
            name, f"  {step}", seconds, "s", None,
            f"{seconds / whole:4.0%}" + (f"  {seconds / base:6.2f} ×" if base else ""),
        )
        for step, seconds in steps.items()
    ]  # fmt: skip


def _total(costs: Sequence[Cost], steps: Sequence[str]) -> float:
    return middle(costs, lambda cost: sum(cost.reported.get(step, 0.0) for step in steps))


def _of(file: Path) -> Callable[[Cost], float]:
    return lambda cost: float(cost.reported[str(file)])


def _files(cost: Cost) -> float:
    """Time for the files alone, without imports."""
    return float(sum(seconds for name, seconds in cost.reported.items() if name.endswith(".pdf")))


def _cpu(cost: Cost) -> float:
    return cost.cpu


def _wall(cost: Cost) -> float:
    return cost.wall


def _reported_wall(cost: Cost) -> float:
    return float(cost.reported["wall"])


def _contents(paths: Sequence[Path]) -> Iterator[tuple[str, bytes]]:
    return ((path.name, path.read_bytes()) for path in paths)


def _peak(cost: Cost) -> float:
    return cost.peak_mb
