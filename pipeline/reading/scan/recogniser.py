"""Two recognisers of printed lines: PP-OCRv6 small, and PP-OCRv4 as the second witness.

Both models lie in the wheels of `rapidocr` and `rapidocr-onnxruntime`; they are run by onnxruntime
directly, on one thread, and nothing is loaded from anywhere else.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from pipeline.reading.scan.page_image import Grey

_HEIGHT = 48
_WIDEST = 3200
_SURE = 0.9
_MAYBE = 0.02
_MOST_OTHERS = 5
"""Of a character that is less sure than `_SURE`, the others that are as likely as `_MAYBE` are
kept: in the names of 14 worn scans the right one was the second to fourth, at .07 or more."""

_MODELS = {
    "first": ("rapidocr", "models/PP-OCRv6_rec_small.onnx"),
    "second": ("rapidocr_onnxruntime", "models/ch_PP-OCRv4_rec_infer.onnx"),
    "detector": ("rapidocr", "models/PP-OCRv6_det_small.onnx"),
}


@dataclass(frozen=True)
class Glyph:
    """A recognised character.

    Attributes:
        text: the likeliest.
        sure: its probability, 0 to 1.
        at: where its middle is in the line, 0 to 1.
        others: what it may be as well where it is not sure, likeliest first.
    """

    text: str
    sure: float
    at: float
    others: str = ""


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
    """Each picture by itself: batches are no faster on one thread, and pad the narrower ones."""
    session, characters = _model(which)
    name = session.get_inputs()[0].name
    return [
        _decoded(session.run(None, {name: _tensor(picture)})[0][0], characters)
        for picture in pictures
    ]


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


def _width(picture: Grey) -> int:
    height, width = picture.shape
    eighths = -(-round(width * _HEIGHT / height) // 8)
    return max(32, min(_WIDEST, int(eighths) * 8))


def _tensor(picture: Grey) -> npt.NDArray[np.float32]:
    size = (_width(picture), _HEIGHT)
    line = cv2.resize(picture, size, interpolation=cv2.INTER_LINEAR)
    return np.repeat(((line.astype(np.float32) / 255 - 0.5) / 0.5)[None, None], 3, axis=1)


def _decoded(found: npt.NDArray[np.float32], characters: list[str]) -> PrintedLine:
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
            at = (start + end) / 2 / frames
            text = characters[best[start]] if best[start] < len(characters) else ""
            likely = float(sure[start:end].max())
            others = _others(found[start:end], text, characters) if likely < _SURE else ""
            glyphs.append(Glyph(text, likely, min(at, 1.0), others))
        start = end
    return PrintedLine(tuple(glyph for glyph in glyphs if glyph.text))


def _others(frames: npt.NDArray[np.float32], text: str, characters: list[str]) -> str:
    """What a run of frames may show but for the character taken, likeliest first."""
    likely = frames.max(axis=0)
    best = np.argsort(likely)[: -_MOST_OTHERS - 2 : -1]
    found = (characters[i] for i in best if likely[i] >= _MAYBE and i < len(characters))
    return "".join(c for c in found if c.strip() and c != text)
