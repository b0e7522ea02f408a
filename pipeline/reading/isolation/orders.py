"""What is asked of the process that works for another, and what it answers: lines of JSON."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from typing import Literal

from pipeline.model.message import kept, restored

Task = Literal["read", "second", "interpret", "bind", "audit"]
Status = Literal["read", "refused", "limit", "broken", "killed", "error"]


@dataclass(frozen=True)
class Order:
    """One task on one file.

    Attributes:
        path, sha256: the PDF; a folder of pictures that are to be bound.
        outputs: folder that takes the reading.
        timeout_s, memory_mb, max_pages: limits; the time is processor time.
        task: read it; read its tables a second time by the other engine; interpret its reading;
            bind pictures into a PDF; read it by both sources and compare.
        registry: folder with the registry, to interpret by.
        key: under which an interpretation is kept.
        recognise_page_s: further processor time for each page that is recognised; 0 = pages that
            are pictures are not read.
        then: a task that the same process begins afterwards; '' = none. Whether it ends does not
            count in the answer.
    """

    path: str
    sha256: str
    outputs: str
    timeout_s: float
    memory_mb: int
    max_pages: int
    task: Task = "read"
    registry: str = ""
    key: str = ""
    recognise_page_s: float = 0.0
    then: Task | Literal[""] = ""

    @property
    def next(self) -> Order | None:
        """The order of the task that comes afterwards."""
        return replace(self, task=self.then, then="") if self.then else None

    @property
    def most_s(self) -> float:
        """Processor time that the task may take where every page has to be recognised."""
        return self.timeout_s + self.max_pages * self.recognise_page_s


@dataclass(frozen=True)
class Answer:
    """What became of it.

    Attributes:
        status: `read`, the task is done; `refused`, by the file's fault; `limit`: it reached one,
            or broke the process; `broken`: the reading process was ended by someone else;
            `killed`: so was the one that it forked for the file; `error`: something that is not
            the file's fault, such as a full disk.
        reason: in one sentence, where it is not `read`.
        hint, exit_code: of an `error`.
        seconds, peak_mb: what it cost.
        cpu_seconds: processor time of it.
        imported: slow modules that the task needed.
        fonts: weights and names of the machine's fonts that it needed.
        producer: the programs that made the file, if it was read.
    """

    status: Status
    reason: str = ""
    hint: str = ""
    exit_code: int = 0
    seconds: float = 0.0
    peak_mb: float = 0.0
    cpu_seconds: float = 0.0
    imported: tuple[str, ...] = ()
    fonts: tuple[tuple[int, str], ...] = ()
    producer: str = ""

    def as_line(self) -> bytes:
        """As a line of JSON, in which the reason stays a message."""
        return json.dumps({**asdict(self), "reason": kept(self.reason)}).encode() + b"\n"

    @classmethod
    def of_line(cls, line: bytes) -> Answer:
        """What `as_line` made."""
        fields = json.loads(line)
        again = {
            "reason": restored(fields["reason"]),
            "imported": tuple(fields["imported"]),
            "fonts": tuple((int(weight), str(name)) for weight, name in fields["fonts"]),
        }
        return cls(**{**fields, **again})
