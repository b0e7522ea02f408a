"""Pictures of pages bound into a PDF without loss: the pixels of a page are those of its picture.

A JPEG goes into the PDF byte for byte; the others are unpacked, and packed again by zlib. The same
pictures always give the same bytes. The pictures are hostile until read, so this runs in a process
with limits.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from pipeline.errors import RejectedFile
from pipeline.model.reasons import of_file

if TYPE_CHECKING:
    from PIL.Image import Image

_MOST_PIXELS = 100_000_000
"""A page of A3 at 600 dpi has 70 million."""

_FEWEST_PIXELS = 700
"""On the longer side: A4 at 60 dpi, of which nothing can be read."""

_A4_LONG = 841.89
_SHORTEST, _LONGEST = 200.0, 1700.0
"""Longer side of a page, points: from a postcard to A2. Other resolutions are those of a camera
or a screen, and say nothing of the paper."""

_TURNS = {1: 0, 3: 180, 6: 90, 8: 270}
"""Degrees clockwise by which a picture is shown, by its EXIF orientation."""

_ORIENTATION = 0x0112


@dataclass(frozen=True)
class _Page:
    """A picture as an image of a PDF.

    Attributes:
        colours: channels of a pixel.
        bits: of a channel.
        packed: by JPEG (`DCTDecode`) or zlib (`FlateDecode`).
        turn: degrees clockwise by which it is shown.
        size: width and height of the page, points.
    """

    width: int
    height: int
    colours: int
    bits: int
    filter: str
    packed: bytes
    turn: int
    size: tuple[float, float]


def bind(pictures: Sequence[Path], target: Path, max_pages: int) -> None:
    """Write the PDF of the pictures, in this order.

    Raises:
        RejectedFile: a picture is damaged, too small or too large, or there are too many pages.
    """
    with target.open("wb") as out:
        writer = _Writer(out)
        for number, path in enumerate(pictures, 1):
            for page in _pages(path, number):
                writer.add(page)
                if writer.pages > max_pages:
                    raise RejectedFile(of_file("pictures_too_many", limit=max_pages))
        writer.close()


def _pages(path: Path, number: int) -> Iterator[_Page]:
    from PIL import Image, UnidentifiedImageError

    Image.MAX_IMAGE_PIXELS = None
    try:
        with Image.open(path, formats=("JPEG", "PNG", "TIFF")) as picture:
            for frame in range(getattr(picture, "n_frames", 1)):
                picture.seek(frame)
                _require_readable(picture, number)
                yield _page(picture, path)
    except (OSError, ValueError, SyntaxError, UnidentifiedImageError, EOFError) as error:
        raise RejectedFile(of_file("picture_damaged", number=number)) from error


def _require_readable(picture: Image, number: int) -> None:
    width, height = picture.size
    about: dict[str, Any] = {"number": number, "width": width, "height": height}
    if width * height > _MOST_PIXELS:
        raise RejectedFile(of_file("picture_too_large", **about))
    if max(width, height) < _FEWEST_PIXELS:
        raise RejectedFile(of_file("picture_too_small", **about))


def _page(picture: Image, path: Path) -> _Page:
    turn = _TURNS.get(picture.getexif().get(_ORIENTATION, 1), 0)
    picture.load()
    width, height = picture.size
    size = _size_of(picture)
    if picture.format == "JPEG" and picture.mode in ("L", "RGB"):
        colours = len(picture.getbands())
        return _Page(width, height, colours, 8, "DCTDecode", path.read_bytes(), turn, size)
    colours, bits, pixels = _pixels(picture)
    packed = zlib.compress(pixels, 6)
    return _Page(width, height, colours, bits, "FlateDecode", packed, turn, size)


def _pixels(picture: Image) -> tuple[int, int, bytes]:
    """Channels of a pixel, bits of a channel, and the rows of pixels."""
    import numpy as np

    if picture.mode == "1":
        return 1, 1, picture.tobytes()
    if picture.mode.startswith("I;16"):
        return 1, 16, np.asarray(picture).astype(">u2").tobytes()
    if picture.mode == "I":
        return 1, 16, np.clip(np.asarray(picture), 0, 0xFFFF).astype(">u2").tobytes()
    if picture.mode == "L":
        return 1, 8, picture.tobytes()
    return 3, 8, _on_white(picture).tobytes()


def _on_white(picture: Image) -> Image:
    """In colour; what can be seen through shows paper."""
    from PIL import Image

    if not picture.has_transparency_data:
        return picture.convert("RGB")
    shown = picture.convert("RGBA")
    paper = Image.new("RGBA", shown.size, "white")
    return Image.alpha_composite(paper, shown).convert("RGB")


def _size_of(picture: Image) -> tuple[float, float]:
    """Width and height of the paper, points; A4 where the resolution does not say."""
    width, height = picture.size
    across, down = (float(v) for v in picture.info.get("dpi", (0, 0)))
    if across > 0 and down > 0:
        size = width * 72 / across, height * 72 / down
        if _SHORTEST <= max(size) <= _LONGEST:
            return size
    scale = _A4_LONG / max(width, height)
    return width * scale, height * scale


class _Writer:
    """A PDF of pictures, one a page; no date and no chance in it.

    The same pictures must give the same hash: pdfium puts a random identifier into what it writes,
    and Pillow packs a JPEG anew, with loss.
    """

    def __init__(self, out: BinaryIO) -> None:
        self._out = out
        self._starts: list[int] = []
        self._kids: list[int] = []
        self._out.write(b"%PDF-1.5\n%\xe2\xe3\xcf\xd3\n")
        self._tree = self._reserve()

    @property
    def pages(self) -> int:
        return len(self._kids)

    def add(self, page: _Page) -> None:
        image, content, sheet = self._reserve(), self._reserve(), self._reserve()
        space = "DeviceRGB" if page.colours == 3 else "DeviceGray"
        self._stream(
            image,
            f"/Type /XObject /Subtype /Image /Width {page.width} /Height {page.height} "
            f"/ColorSpace /{space} /BitsPerComponent {page.bits} /Filter /{page.filter}",
            page.packed,
        )
        width, height = (f"{value:.3f}" for value in page.size)
        self._stream(content, "", f"q {width} 0 0 {height} 0 0 cm /P Do Q".encode())
        self._object(
            sheet,
            f"<< /Type /Page /Parent {self._tree} 0 R /MediaBox [0 0 {width} {height}] "
            f"/Rotate {page.turn} /Resources << /XObject << /P {image} 0 R >> >> "
            f"/Contents {content} 0 R >>",
        )
        self._kids.append(sheet)

    def close(self) -> None:
        kids = " ".join(f"{kid} 0 R" for kid in self._kids)
        self._object(self._tree, f"<< /Type /Pages /Kids [{kids}] /Count {self.pages} >>")
        root = self._reserve()
        self._object(root, f"<< /Type /Catalog /Pages {self._tree} 0 R >>")
        start, count = self._out.tell(), len(self._starts) + 1
        rows = "".join(f"{at:010} 00000 n \n" for at in self._starts)
        self._out.write(f"xref\n0 {count}\n0000000000 65535 f \n{rows}".encode())
        trailer = f"trailer\n<< /Size {count} /Root {root} 0 R >>\nstartxref\n{start}\n%%EOF\n"
        self._out.write(trailer.encode())

    def _reserve(self) -> int:
        self._starts.append(0)
        return len(self._starts)

    def _object(self, number: int, body: str) -> None:
        self._starts[number - 1] = self._out.tell()
        self._out.write(f"{number} 0 obj\n{body}\nendobj\n".encode())

    def _stream(self, number: int, entries: str, content: bytes) -> None:
        self._starts[number - 1] = self._out.tell()
        self._out.write(f"{number} 0 obj\n<< {entries} /Length {len(content)} >>\n".encode())
        self._out.write(b"stream\n" + content + b"\nendstream\nendobj\n")
