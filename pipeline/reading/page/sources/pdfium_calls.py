"""Functions of pdfium, declared anew so that they take plain addresses and buffers.

pypdfium2 declares them with pointer types, and wrapping a pointer costs more than most calls.
A page has thousands of glyphs, so the declarations here take integers, are driven by `map`, and
write into one buffer. They hold the interpreter's lock: pdfium must not be entered twice.
"""

from __future__ import annotations

import ctypes
from array import array
from collections.abc import Callable, Iterator, Sequence
from ctypes import PYFUNCTYPE, c_float, c_int, c_size_t, c_uint, c_ulong
from itertools import chain, cycle, islice, repeat
from typing import Any

import pypdfium2.raw as raw

ADDRESS = c_size_t
TEXT, PATH, IMAGE, SHADING, FORM = 1, 2, 3, 4, 5
"""Kinds of page objects (FPDF_PAGEOBJ_...)."""

LINE_TO, BEZIER_TO, MOVE_TO = 0, 1, 2
"""Kinds of path segments (FPDF_SEGMENT_...)."""

_NO_TEXT = 0xFFFE
"""Stands in pdfium's text for what is none, such as a hyphen at the end of a line."""

Matrix = tuple[float, float, float, float, float, float]


def _declared(name: str, result: Any, *arguments: Any) -> Callable[..., Any]:
    address = ctypes.cast(getattr(raw, name), ctypes.c_void_p).value or 0
    return PYFUNCTYPE(result, *arguments)(address)


def address_of(handle: Any) -> int:
    """The address that a handle of pypdfium2's raw interface holds."""
    return ctypes.cast(handle, ctypes.c_void_p).value or 0


count_objects = _declared("FPDFPage_CountObjects", c_int, ADDRESS)
get_object = _declared("FPDFPage_GetObject", ADDRESS, ADDRESS, c_int)
kind_of = _declared("FPDFPageObj_GetType", c_int, ADDRESS)
count_form_objects = _declared("FPDFFormObj_CountObjects", c_int, ADDRESS)
get_form_object = _declared("FPDFFormObj_GetObject", ADDRESS, ADDRESS, c_ulong)
count_marks = _declared("FPDFPageObj_CountMarks", c_int, ADDRESS)
get_mark = _declared("FPDFPageObj_GetMark", ADDRESS, ADDRESS, c_ulong)
remove_mark = _declared("FPDFPageObj_RemoveMark", c_int, ADDRESS, ADDRESS)
mark_value_kind = _declared("FPDFPageObjMark_GetParamValueType", c_int, ADDRESS, ctypes.c_char_p)
_object_matrix = _declared("FPDFPageObj_GetMatrix", c_int, ADDRESS, ADDRESS)
_object_bounds = _declared("FPDFPageObj_GetBounds", c_int, *[ADDRESS] * 5)
_fill = _declared("FPDFPageObj_GetFillColor", c_int, *[ADDRESS] * 5)
_stroke = _declared("FPDFPageObj_GetStrokeColor", c_int, *[ADDRESS] * 5)
_draw_mode = _declared("FPDFPath_GetDrawMode", c_int, ADDRESS, ADDRESS, ADDRESS)
_count_segments = _declared("FPDFPath_CountSegments", c_int, ADDRESS)
_get_segment = _declared("FPDFPath_GetPathSegment", ADDRESS, ADDRESS, c_int)
_segment_kind = _declared("FPDFPathSegment_GetType", c_int, ADDRESS)
_segment_point = _declared("FPDFPathSegment_GetPoint", c_int, *[ADDRESS] * 3)
_segment_closes = _declared("FPDFPathSegment_GetClose", c_int, ADDRESS)
font_of = _declared("FPDFTextObj_GetFont", ADDRESS, ADDRESS)
render_mode = _declared("FPDFTextObj_GetTextRenderMode", c_int, ADDRESS)
set_render_mode = _declared("FPDFTextObj_SetTextRenderMode", c_int, ADDRESS, c_int)
_set_active = _declared("FPDFPageObj_SetIsActive", c_int, ADDRESS, c_int)
_stroke_width = _declared("FPDFPageObj_GetStrokeWidth", c_int, ADDRESS, ADDRESS)
glyph_path = _declared("FPDFFont_GetGlyphPath", ADDRESS, ADDRESS, c_uint, c_float)
_font_size = _declared("FPDFTextObj_GetFontSize", c_int, ADDRESS, ADDRESS)
_font_name = _declared("FPDFFont_GetBaseFontName", c_size_t, ADDRESS, ADDRESS, c_size_t)
_family = _declared("FPDFFont_GetFamilyName", c_size_t, ADDRESS, ADDRESS, c_size_t)
_is_embedded = _declared("FPDFFont_GetIsEmbedded", c_int, ADDRESS)
_glyph_width = _declared("FPDFFont_GetGlyphWidth", c_int, ADDRESS, c_uint, c_float, ADDRESS)
count_glyphs = _declared("FPDFText_CountChars", c_int, ADDRESS)
_text = _declared("FPDFText_GetText", c_int, ADDRESS, c_int, c_int, ADDRESS)
_unicode = _declared("FPDFText_GetUnicode", c_uint, ADDRESS, c_int)
_text_object = _declared("FPDFText_GetTextObject", ADDRESS, ADDRESS, c_int)
_map_error = _declared("FPDFText_HasUnicodeMapError", c_int, ADDRESS, c_int)
_origin = _declared("FPDFText_GetCharOrigin", c_int, ADDRESS, c_int, ADDRESS, ADDRESS)
_glyph_matrix = _declared("FPDFText_GetMatrix", c_int, ADDRESS, c_int, ADDRESS)
_loose_box = _declared("FPDFText_GetLooseCharBox", c_int, ADDRESS, c_int, ADDRESS)

_ink_box = _declared("FPDFText_GetCharBox", c_int, ADDRESS, c_int, *[ADDRESS] * 4)
_page_box = _declared("FPDF_GetPageBoundingBox", c_int, ADDRESS, ADDRESS)
page_turns = _declared("FPDFPage_GetRotation", c_int, ADDRESS)

_floats = (c_float * 8)()
_ints = (c_uint * 8)()
_AT = ctypes.addressof(_floats)
_INTS_AT = ctypes.addressof(_ints)
_name = ctypes.create_string_buffer(512)
_NAME_AT = ctypes.addressof(_name)


def glyph_texts(page: int, count: int) -> list[int]:
    """The character code of every glyph of a text page.

    Its text as a whole has one for each glyph, unless some are no text (line ends) or need two.
    """
    found = array("H", bytes(2 * 2 * (count + 1)))
    written = _text(page, 0, count, found.buffer_info()[0])
    if written == count + 1 and len(_decoded(found[:count])) == count:
        codes = found[:count].tolist()
        if _NO_TEXT in codes:
            places = (k for k, code in enumerate(codes) if code == _NO_TEXT)
            for place in places:
                codes[place] = _unicode(page, place)
        return codes
    return list(map(_unicode, repeat(page), range(count)))


def _decoded(units: array[int]) -> str:
    """The characters of UTF-16; none where a half of one stands alone."""
    try:
        return units.tobytes().decode("utf-16-le")
    except UnicodeDecodeError:
        return ""


def glyph_objects(page: int, count: int) -> list[int]:
    """The text object of every glyph; 0 for blanks and line ends that pdfium made up."""
    return list(map(_text_object, repeat(page), range(count)))


def map_errors(page: int, count: int) -> list[int]:
    """1 for every glyph whose character is not known."""
    return list(map(_map_error, repeat(page), range(count)))


def origins(page: int, count: int) -> array[float]:
    """x and y of every glyph's origin, flattened, in the space of the page."""
    out = array("d", bytes(16 * count))
    start = out.buffer_info()[0]
    xs = range(start, start + 16 * count, 16)
    ys = range(start + 8, start + 8 + 16 * count, 16)
    for _ in map(_origin, repeat(page), range(count), xs, ys):
        pass
    return out


def glyph_matrices(page: int, places: Sequence[int]) -> Iterator[tuple[float, float, float, float]]:
    """How the text of some glyphs lies, without its size, in the space of the page: a, b, c, d."""
    found = array("f", bytes(24 * len(places)))
    start = found.buffer_info()[0]
    for _ in map(_glyph_matrix, repeat(page), places, range(start, start + 24 * len(places), 24)):
        pass
    return zip(found[::6], found[1::6], found[2::6], found[3::6], strict=True)


def loose_boxes(page: int, places: Sequence[int]) -> array[float]:
    """Left, top, right, bottom of the advance and the ink together of some glyphs, flattened."""
    out = array("f", bytes(16 * len(places)))
    start = out.buffer_info()[0]
    for _ in map(_loose_box, repeat(page), places, range(start, start + 16 * len(places), 16)):
        pass
    return out


def ink_boxes(page: int, places: Sequence[int]) -> array[float]:
    """Left, top, right, bottom of the ink of some glyphs, flattened."""
    out = array("d", bytes(32 * len(places)))
    start = out.buffer_info()[0]
    ats = (range(start + at, start + at + 32 * len(places), 32) for at in (0, 16, 24, 8))
    for _ in map(_ink_box, repeat(page), places, *ats):
        pass
    return out


def switch(items: Sequence[int], on: bool) -> None:
    """Have objects drawn, or not."""
    for _ in map(_set_active, items, repeat(int(on))):
        pass


def is_embedded(font: int) -> bool:
    """Does the file hold the font?"""
    return bool(_is_embedded(font)) if font else False


def glyph_width(font: int, code: int) -> float:
    """Advance of a character in a font, in thousandths of its size."""
    return float(_floats[0]) if _glyph_width(font, code, 1000.0, _AT) else 0.0


def font_sizes(texts: Sequence[int]) -> array[float]:
    """The font size of every text object."""
    return _written(_font_size, texts, "f", 1)[1]


def font_name(font: int) -> bytes:
    """As it is in the file; b"" where it has none, as fonts of type 3."""
    return _named(_font_name, font)


def drawn_family(font: int) -> bytes:
    """The family of what a font is drawn with, which may stand in for it."""
    return _named(_family, font)


def _named(ask: Callable[..., Any], font: int) -> bytes:
    size = ask(font, _NAME_AT, len(_name)) if font else 0
    return _name.raw[: size - 1] if 0 < size <= len(_name) else b""


def stroke_width(item: int) -> float:
    """In the space of what holds the object."""
    return float(_floats[0]) if _stroke_width(item, _AT) else 0.0


def stroke_widths(items: Sequence[int]) -> array[float]:
    """Each in the space of the object itself."""
    return _written(_stroke_width, items, "f", 1)[1]


def object_matrix(item: int) -> Matrix:
    a, b, c, d, e, f = object_matrices([item])
    return a, b, c, d, e, f


def object_matrices(items: Sequence[int]) -> array[float]:
    """How each object lies in the space of what holds it: six numbers each, flattened."""
    known, found = _written(_object_matrix, items, "f", 6)
    if not all(known):
        for place in (k for k, is_known in enumerate(known) if not is_known):
            found[6 * place : 6 * place + 6] = array("f", UNMOVED)
    return found


UNMOVED = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


def _written(
    ask: Callable[..., Any], items: Sequence[int], code: str, count: int, pointers: int = 1
) -> tuple[list[int], array[Any]]:
    """Whether a function knows each item, and the numbers that it writes of it, flattened.

    Args:
        code: their kind, as in `array`; they have four bytes.
        count: how many of an item.
        pointers: the first so many are written each where a pointer of its own says.
    """
    found = array(code, bytes(4 * count * len(items)))
    start, step = found.buffer_info()[0], 4 * count
    ats = (
        range(start + at, start + at + step * len(items), step) for at in range(0, 4 * pointers, 4)
    )
    return list(map(ask, items, *ats)), found


def object_bounds(item: int) -> tuple[float, float, float, float]:
    """Left, bottom, right, top in the space of what holds the object."""
    if not _object_bounds(item, _AT, _AT + 4, _AT + 8, _AT + 12):
        return 0.0, 0.0, 0.0, 0.0
    left, bottom, right, top, *_ = _floats
    return left, bottom, right, top


Color = tuple[int, int, int, int]
"""Red, green, blue and opacity, 0 to 255, whatever colour space they were given in."""


def fill_color(item: int) -> Color | None:
    """None where it is no colour (a pattern)."""
    return _color(_fill, item)


def fill_colors(items: Sequence[int]) -> list[Color | None]:
    """The fill of every object; None where it is no colour (a pattern)."""
    return _colors(_fill, items)


def stroke_colors(items: Sequence[int]) -> list[Color | None]:
    """The stroke of every object; None where it is no colour (a pattern)."""
    return _colors(_stroke, items)


def _colors(ask: Callable[..., Any], items: Sequence[int]) -> list[Color | None]:
    known, found = _written(ask, items, "I", 4, 4)
    colors = zip(*[iter(found)] * 4, strict=True)
    return [color if is_known else None for is_known, color in zip(known, colors, strict=True)]


def stroke_color(item: int) -> Color | None:
    """None where it is no colour (a pattern)."""
    return _color(_stroke, item)


def _color(ask: Callable[..., Any], item: int) -> Color | None:
    if not ask(item, _INTS_AT, _INTS_AT + 4, _INTS_AT + 8, _INTS_AT + 12):
        return None
    red, green, blue, opacity, *_ = _ints
    return red, green, blue, opacity


EVEN_ODD = raw.FPDF_FILLMODE_ALTERNATE
"""The rule by which a rectangle in another one is left free."""


def draw_modes(paths: Sequence[int]) -> array[int]:
    """By which rule each path is filled, and is it stroked? Flattened; 0 if it is not."""
    return _written(_draw_mode, paths, "I", 2, 2)[1]


Segment = tuple[int, float, float, bool]
"""Kind, end point, and whether it closes its subpath."""


def segments_of(paths: Sequence[int]) -> Iterator[list[Segment]]:
    """The segments of each path in its own space."""
    counts = list(map(_count_segments, paths))
    owners = chain.from_iterable(map(repeat, paths, counts))
    found = list(map(_get_segment, owners, chain.from_iterable(map(range, counts))))
    _, points = _written(_segment_point, found, "f", 2, 2)
    kinds, closes = map(_segment_kind, found), map(bool, map(_segment_closes, found))
    segments = zip(kinds, points[::2], points[1::2], closes, strict=True)
    return (list(islice(segments, count)) for count in counts)


def segment_counts(paths: Sequence[int]) -> list[int]:
    return list(map(_count_segments, paths))


def ends_of(paths: Sequence[int]) -> tuple[array[float], list[int]]:
    """Of paths of two segments: x and y of both ends, flattened, and the kind of the second."""
    twice = chain.from_iterable(zip(paths, paths, strict=True))
    segments = list(map(_get_segment, twice, cycle((0, 1))))
    _, points = _written(_segment_point, segments, "f", 2, 2)
    return points, list(map(_segment_kind, segments[1::2]))


def page_box(page: int) -> tuple[float, float, float, float]:
    """Left, bottom, right, top of what is displayed of a page, in its own space, not turned."""
    if not _page_box(page, _AT):
        return 0.0, 0.0, 0.0, 0.0
    left, top, right, bottom, *_ = _floats
    return left, bottom, right, top


def objects_on(page: int) -> Sequence[int]:
    """The objects of a page in drawing order; forms are one object each."""
    return list(map(get_object, repeat(page), range(count_objects(page))))


def objects_in(form: int) -> Sequence[int]:
    """The objects of a form in drawing order."""
    return list(map(get_form_object, repeat(form), range(count_form_objects(form))))
