"""Which pictures of the inbox are the pages of one issue, and in which order."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from pipeline.archive.pictures import Picture, bundles, pages_of, suffix_of


def _grouped(*names: str) -> dict[str, list[str]]:
    return {b.name: [p.name for p in b.pictures] for b in bundles(map(Picture, names))}


def test_the_pictures_of_a_folder_are_one_issue_in_the_order_of_their_numbers() -> None:
    found = _grouped("2014年3月/p10.png", "2014年3月/p9.png", "2014年3月/cover.jpg")
    [(name, pages)] = found.items()
    assert name == "2014年3月 (3 pictures)"
    assert pages == ["2014年3月/cover.jpg", "2014年3月/p9.png", "2014年3月/p10.png"]


def test_a_folder_whose_names_number_the_pages_of_several_issues_holds_several() -> None:
    found = _grouped("a/03_1.jpg", "a/03_2.jpg", "a/04_1.jpg")
    assert found == {
        "a/03 (2 pictures)": ["a/03_1.jpg", "a/03_2.jpg"],
        "a/04_1.jpg": ["a/04_1.jpg"],
    }


@pytest.mark.parametrize("names", [("a 1.png", "a 2.png"), ("第1页.png", "第2页.png")])
def test_loose_pictures_with_numbered_pages_are_one_issue(names: tuple[str, ...]) -> None:
    assert list(_grouped(*names).values()) == [list(names)]


@pytest.mark.parametrize("names", [("2014-01.png", "2014-02.png"), ("一月.png", "二月.png")])
def test_loose_pictures_of_months_are_issues_of_their_own(names: tuple[str, ...]) -> None:
    assert list(_grouped(*names)) == list(names)


def test_a_tiff_of_several_pages_is_an_issue_beside_others() -> None:
    found = bundles([Picture("a/x.tif", 4), Picture("a/y.tif", 3), Picture("a/p1.png")])
    assert [bundle.name for bundle in found] == ["a/x.tif", "a/y.tif", "a/p1.png"]


def test_a_missing_page_is_named() -> None:
    [bundle] = bundles(map(Picture, ("a/p1.png", "a/p2.png", "a/p4.png")))
    assert "page 3 is missing" in bundle.problem


def test_pages_of_a_tiff_are_counted_without_reading_them() -> None:
    frames = [Image.new("1", (40, 60)) for _ in range(3)]
    out = io.BytesIO()
    frames[0].save(out, "TIFF", save_all=True, append_images=frames[1:])
    assert pages_of(out) == 3
    assert suffix_of(out.getvalue()) == ".tif"
    assert pages_of(io.BytesIO(out.getvalue()[:8])) == 1


def test_directories_of_a_tiff_in_a_circle_end() -> None:
    assert pages_of(io.BytesIO(b"II*\x00\x08\x00\x00\x00\x00\x00\x08\x00\x00\x00")) == 1000
