"""Pictures bound into a PDF keep every pixel."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pypdfium2 as pdfium
import pytest
from PIL import Image

from pipeline.errors import RejectedFile
from pipeline.reading.bind_pictures import bind

_IMAGE = 3
_SIZE = (720, 900)


def _noise(mode: str) -> Image.Image:
    values = np.random.default_rng(3).integers(0, 256, (_SIZE[1], _SIZE[0], 3), np.uint8)
    return Image.fromarray(values).convert(mode)


def _bound(tmp_path: Path, *pictures: Path, most: int = 9) -> Path:
    target = tmp_path / "issue.pdf"
    bind(pictures, target, most)
    return target


def _shown(pdf: Path, page: int = 0) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    """The pixels of the picture on a page, as they lie in the PDF."""
    with pdfium.PdfDocument(pdf) as document:
        [image] = document[page].get_objects(filter=[_IMAGE])
        return np.array(image.get_bitmap().to_pil().convert("RGB"))


@pytest.mark.parametrize(
    ("mode", "suffix"),
    [("RGB", "png"), ("L", "png"), ("1", "png"), ("P", "png"), ("1", "tif"), ("RGB", "tif")],
)
def test_no_pixel_is_changed(tmp_path: Path, mode: str, suffix: str) -> None:
    picture = tmp_path / f"a.{suffix}"
    _noise(mode).save(picture)
    with Image.open(picture) as wanted:
        assert np.array_equal(_shown(_bound(tmp_path, picture)), np.array(wanted.convert("RGB")))


def test_a_jpeg_goes_in_byte_for_byte(tmp_path: Path) -> None:
    picture = tmp_path / "a.jpg"
    _noise("RGB").save(picture, quality=60)
    assert picture.read_bytes() in _bound(tmp_path, picture).read_bytes()


def test_what_can_be_seen_through_shows_paper(tmp_path: Path) -> None:
    picture = tmp_path / "a.png"
    Image.new("RGBA", _SIZE, (0, 0, 0, 0)).save(picture)
    assert int(_shown(_bound(tmp_path, picture)).min()) == 255


def test_every_page_of_a_tiff_is_a_page_in_its_order(tmp_path: Path) -> None:
    picture = tmp_path / "a.tif"
    frames = [Image.new("L", _SIZE, level) for level in (10, 20, 30)]
    frames[0].save(picture, save_all=True, append_images=frames[1:], dpi=(100, 100))
    pdf = _bound(tmp_path, picture)
    assert [int(_shown(pdf, page).max()) for page in range(3)] == [10, 20, 30]
    with pdfium.PdfDocument(pdf) as document:
        assert document[0].get_size() == pytest.approx((518.4, 648), abs=0.1)


def test_a_photograph_is_shown_as_its_camera_was_held(tmp_path: Path) -> None:
    picture = tmp_path / "a.jpg"
    exif = Image.Exif()
    exif[0x0112] = 6
    _noise("L").save(picture, exif=exif)
    with pdfium.PdfDocument(_bound(tmp_path, picture)) as document:
        width, height = document[0].get_size()
    assert width > height


def test_the_same_pictures_give_the_same_bytes(tmp_path: Path) -> None:
    picture = tmp_path / "a.png"
    _noise("L").save(picture)
    first = _bound(tmp_path, picture).read_bytes()
    assert _bound(tmp_path, picture).read_bytes() == first


def test_a_picture_that_is_cut_off_is_named(tmp_path: Path) -> None:
    whole, cut = tmp_path / "a.jpg", tmp_path / "b.jpg"
    _noise("L").save(whole)
    cut.write_bytes(whole.read_bytes()[:9000])
    with pytest.raises(RejectedFile, match="picture 2 is damaged or cut off"):
        _bound(tmp_path, whole, cut)


def test_a_picture_too_small_to_read_is_rejected(tmp_path: Path) -> None:
    picture = tmp_path / "a.png"
    Image.new("L", (320, 480), 255).save(picture)
    with pytest.raises(RejectedFile, match="320 × 480 pixels, too few"):
        _bound(tmp_path, picture)


def test_more_pages_than_are_read_are_rejected(tmp_path: Path) -> None:
    picture = tmp_path / "a.png"
    _noise("L").save(picture)
    with pytest.raises(RejectedFile, match="more than 1 pages"):
        _bound(tmp_path, picture, picture, most=1)
