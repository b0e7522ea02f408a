"""The process that draws pages: `python -m pipeline.report.render_pages MEGABYTES SECONDS PARENT`.

Reads lines of JSON `{"pdf": path, "folder": path}`, draws every page of the PDF into the folder as
`1.png`, `2.png`, …, and answers with a line of JSON for each: the size of every page in points. A
file that takes too long or too much ends the process, which its parent sees as a missing answer. It
dies with its parent, and so draws nothing into a folder that the next run has cleared.
"""

from __future__ import annotations

import json
import resource
import signal
import sys
import zlib
from pathlib import Path

import pypdfium2

from pipeline.reading.isolation.limits import die_with
from pipeline.reading.page.sources.last_resort import install_last_resort
from pipeline.report.render_scale import SCALE

_LEVELS = 16
_STEP = 255 // (_LEVELS - 1)
_LOOKUP = [round(value / _STEP) for value in range(256)]
_PALETTE = [grey for level in range(_LEVELS) for grey in (level * _STEP,) * 3]

_COMPRESSION = zlib.Z_RLE
"""Pages are mostly white. To look for longer repetitions takes a quarter to four times as long
again; drawn text is then 3 % smaller, and a scan a tenth larger."""


def main() -> None:
    """Answer one order after the other."""
    megabytes, seconds, parent = int(sys.argv[1]), float(sys.argv[2]), int(sys.argv[3])
    die_with(parent)
    resource.setrlimit(resource.RLIMIT_AS, (megabytes * 2**20, megabytes * 2**20))
    install_last_resort()
    for line in sys.stdin:
        order = json.loads(line)
        signal.setitimer(signal.ITIMER_REAL, seconds)
        sizes = draw(Path(order["pdf"]), Path(order["folder"]))
        signal.setitimer(signal.ITIMER_REAL, 0)
        print(json.dumps(sizes), flush=True)


def draw(pdf: Path, folder: Path) -> list[list[float]]:
    """Draw all pages in 16 shades of grey; returns width and height of each in points."""
    folder.mkdir(parents=True, exist_ok=True)
    sizes = []
    document = pypdfium2.PdfDocument(pdf)
    for number, page in enumerate(document, start=1):
        sizes.append([round(side, 3) for side in page.get_size()])
        picture = page.render(scale=SCALE, grayscale=True).to_pil().point(_LOOKUP)
        picture.putpalette(_PALETTE)
        picture.save(folder / f"{number}.png", bits=4, compress_type=_COMPRESSION)
        page.close()
    document.close()
    return sizes


if __name__ == "__main__":
    main()
