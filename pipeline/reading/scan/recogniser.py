"""Two recognisers of printed lines: PP-OCRv6 small, and PP-OCRv4 as the second witness.

Both models lie in the wheels of `rapidocr` and `rapidocr-onnxruntime`; they are run by onnxruntime
directly, on one thread, and nothing is loaded from anywhere else.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from pipeline.reading.scan.page_image import Grey

_HEIGHT = 48
_LARGEST_BATCH = 12
_WIDEST_BATCH = 2400
"""Pixels of width that a batch may hold: each costs some 30 KB, for the thousands of characters
that a recogniser weighs at every place."""

_WIDEST = 3200
_MODELS = {
    "first": ("rapidocr", "models/PP-OCRv6_rec_small.onnx"),
    "second": ("rapidocr_onnxruntime", "models/ch_PP-OCRv4_rec_infer.onnx"),
    "detector": ("rapidocr", "models/PP-OCRv6_det_small.onnx"),
}


@dataclass(frozen=True)
class Glyph:
    """A recognised character: its text, how sure it is, and where its middle is, 0 to 1."""

    text: str
    sure: float
    at: float


@dataclass(frozen=True)
class PrintedLine:
    """A recognised line of print."""

    glyphs: tuple[Glyph, ...]

    @property
    def text(self) -> str:
        return "".join(glyph.text for glyph in self.glyphs)

    @property
    def sure(self) -> float:
        """Probability of the least certain character; 0 for an empty line."""
        return min((glyph.sure for glyph in self.glyphs), default=0.0)


def missing_packages() -> list[str]:
    """The packages that recognition needs and that are not installed."""
    needed = ("onnxruntime", *(package for package, _ in _MODELS.values()))
    return [name for name in dict.fromkeys(needed) if importlib.util.find_spec(name) is None]


def recognise(pictures: Sequence[Grey], which: str) -> list[PrintedLine]:
    """Read pictures of single lines, dark on white; equal ones are read once.

    Args:
        which: `first` or `second`, the recogniser.
    """
    places: dict[tuple[tuple[int, ...], bytes], int] = {}
    known = [places.setdefault((p.shape, p.tobytes()), len(places)) for p in pictures]
    different = dict(zip(known, pictures, strict=True))
    found = _recognised([different[i] for i in range(len(places))], which)
    return [found[i] for i in known]


def _recognised(pictures: Sequence[Grey], which: str) -> list[PrintedLine]:
    session, characters = _model(which)
    name = session.get_inputs()[0].name
    out: list[PrintedLine] = [PrintedLine(())] * len(pictures)
    for batch in _batches(pictures):
        width = max(_width(pictures[i]) for i in batch)
        tensor = np.stack([_tensor(pictures[i], width) for i in batch])
        (found,) = session.run(None, {name: tensor})
        for row, i in enumerate(batch):
            out[i] = _decoded(found[row], characters, _width(pictures[i]) / width)
    return out


def session_of(which: str) -> Any:
    """The session of a model, made once a process."""
    return _model(which)[0]


@cache
def _model(which: str) -> tuple[Any, list[str]]:
    import onnxruntime

    package, path = _MODELS[which]
    spec = importlib.util.find_spec(package)
    assert spec is not None and spec.origin is not None
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    session = onnxruntime.InferenceSession(
        str(Path(spec.origin).parent / path), options, providers=["CPUExecutionProvider"]
    )
    listed = session.get_modelmeta().custom_metadata_map.get("character", "")
    return session, ["", *listed.split("\n"), " "]


def _batches(pictures: Sequence[Grey]) -> Iterator[list[int]]:
    order = sorted(range(len(pictures)), key=lambda i: _width(pictures[i]))
    batch: list[int] = []
    for i in order:
        wide = _width(pictures[i])
        full = len(batch) == _LARGEST_BATCH or (len(batch) + 1) * wide > _WIDEST_BATCH
        if batch and (full or wide > 1.1 * _width(pictures[batch[0]]) + 16):
            yield batch
            batch = []
        batch.append(i)
    if batch:
        yield batch


def _width(picture: Grey) -> int:
    height, width = picture.shape
    eighths = -(-round(width * _HEIGHT / height) // 8)
    return max(32, min(_WIDEST, int(eighths) * 8))


def _tensor(picture: Grey, width: int) -> npt.NDArray[np.float32]:
    own = _width(picture)
    small = cv2.resize(picture, (own, _HEIGHT), interpolation=cv2.INTER_LINEAR)
    line = np.full((_HEIGHT, width), 255, np.uint8)
    line[:, :own] = small
    return np.repeat(((line.astype(np.float32) / 255 - 0.5) / 0.5)[None], 3, axis=0)


def _decoded(found: npt.NDArray[np.float32], characters: list[str], share: float) -> PrintedLine:
    """Greedy CTC: one character a run of equal frames; its place is the middle of the run."""
    best = found.argmax(axis=1)
    sure = found[np.arange(len(best)), best]
    glyphs: list[Glyph] = []
    start = 0
    frames = len(best)
    for end in range(1, frames + 1):
        if end < frames and best[end] == best[start]:
            continue
        if best[start]:
            at = (start + end) / 2 / frames / share
            text = characters[best[start]] if best[start] < len(characters) else ""
            glyphs.append(Glyph(text, float(sure[start:end].max()), min(at, 1.0)))
        start = end
    return PrintedLine(tuple(glyph for glyph in glyphs if glyph.text))
