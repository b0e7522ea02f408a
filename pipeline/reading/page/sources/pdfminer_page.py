"""What a page draws, as pdfminer runs it, put straight into `Found`.

pdfminer would make objects of it. Here it is kept in the coordinates of the page as displayed.
Colours that pdfminer does not evaluate count as black, so that their text is kept.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Any

from pdfminer.pdfcolor import PDFColorSpace
from pdfminer.pdfdevice import PDFTextDevice
from pdfminer.pdffont import PDFUnicodeNotDefined
from pdfminer.pdfinterp import PDFPageInterpreter, PDFTextState
from pdfminer.pdftypes import PDFStream, resolve1
from pdfminer.psparser import literal_name

from pipeline.model.place import Box
from pipeline.reading.page.char import Char
from pipeline.reading.page.radicals import without_radicals
from pipeline.reading.page.sources.display import Matrix, moved, product
from pipeline.reading.page.sources.drawn_frames import with_sides
from pipeline.reading.page.sources.glyph_faces import Point, decoded, face, is_bold
from pipeline.reading.page.sources.layers import Layers
from pipeline.reading.page.sources.strokes import Found, Stroke, closed_path, on_paper

_INVISIBLE = (3, 7)
"""Text rendering modes that draw nothing."""

_OUTLINED, _STROKED = 1, 2

_EVALUATED = ("DeviceGray", "CalGray", "DeviceRGB", "CalRGB", "DeviceCMYK", "ICCBased")
"""Colour spaces whose brightness follows from the number of components."""

_DEEPEST = 24
"""Forms within forms, as many as pdfium draws."""


class Interpreter(PDFPageInterpreter):
    """pdfminer's, with what it leaves out: opacity, layers, and the state that forms inherit."""

    device: Device
    inherited: tuple[Any, Any] | None = None
    depth = 0

    def subinterp(self) -> PDFPageInterpreter:
        """For a form: it begins with the colours and the text state of what draws it."""
        inner = super().subinterp()
        if isinstance(inner, Interpreter):
            inner.inherited = self.textstate.copy(), self._graphics()
            inner.depth = self.depth + 1
        return inner

    def init_state(self, ctm: Matrix) -> None:
        super().init_state(ctm)
        if self.inherited is not None:
            self.textstate, self.graphicstate = self.inherited

    def _graphics(self) -> Any:
        """A copy of the graphics state with the opacities, which pdfminer's own lacks."""
        copy = self.graphicstate.copy()
        for name in ("fill_opacity", "stroke_opacity"):
            setattr(copy, name, getattr(self.graphicstate, name, 1.0))
        return copy

    def get_current_state(self) -> Any:
        return self.ctm, self.textstate.copy(), self._graphics()

    def do_gs(self, name: Any) -> None:
        states = resolve1(resolve1(self.resources).get("ExtGState"))
        state = resolve1(states.get(literal_name(name))) if isinstance(states, dict) else None
        if isinstance(state, dict):
            for key, attribute in (("ca", "fill_opacity"), ("CA", "stroke_opacity")):
                value = resolve1(state.get(key))
                if isinstance(value, int | float):
                    setattr(self.graphicstate, attribute, float(value))

    def do_TJ(self, seq: Any) -> None:
        if self.textstate.font is not None:
            self.device.render_string(self.textstate, seq, self.graphicstate.ncs, self._graphics())

    def do_BMC(self, tag: Any) -> None:
        self.device.layers_off.append(False)

    def do_BDC(self, tag: Any, props: Any) -> None:
        off = False
        if literal_name(tag) == "OC":
            groups = resolve1(resolve1(self.resources).get("Properties"))
            group = groups.get(literal_name(props)) if isinstance(groups, dict) else None
            off = not self.device.layers.shows(group)
        self.device.layers_off.append(off)

    def do_EMC(self) -> None:
        if self.device.layers_off:
            self.device.layers_off.pop()

    def do_Do(self, xobjid_arg: Any) -> None:
        stream = resolve1(self.xobjmap.get(literal_name(xobjid_arg)))
        if not isinstance(stream, PDFStream) or self.depth >= _DEEPEST:
            return
        off = self.device.layers_off
        count = len(off)
        off.append(not self.device.layers.shows(stream.attrs.get("OC")))
        super().do_Do(xobjid_arg)
        del off[count:]
        self.device.set_ctm(self.ctm)


class Device(PDFTextDevice):
    """Takes what a page draws.

    Attributes:
        found: so far.
        layers: of the document.
        layers_off: of every marked piece of content that is open, whether its layer is off.
    """

    ctm: Matrix

    def __init__(self, resources: Any, layers: Layers) -> None:
        super().__init__(resources)
        self.found = Found()
        self.layers = layers
        self.layers_off: list[bool] = []
        self._glyphs: dict[int, dict[int, tuple[str, float, Any]]] = {}

    def begin_figure(self, name: str, bbox: Any, matrix: Any) -> None:
        """A form or a picture; both are placed by the matrix that is set."""

    def end_figure(self, name: str) -> None:
        """Nothing is kept of it."""

    def render_image(self, name: str, stream: PDFStream) -> None:
        if any(self.layers_off):
            return
        corners = [moved(self.ctm, x, y) for x in (0, 1) for y in (0, 1)]
        xs, ys = zip(*corners, strict=True)
        box = Box(min(xs), min(ys), max(xs), max(ys))
        self.found.pictures.append(box)
        mask = stream.get_any(("IM", "ImageMask"))
        if not mask and "SMask" not in stream.attrs and "Mask" not in stream.attrs:
            self.found.cover(box)

    def paint_path(
        self, graphicstate: Any, stroke: bool, fill: bool, evenodd: bool, path: Sequence[Any]
    ) -> None:
        if any(self.layers_off):
            return
        light = _light(graphicstate, stroke=True) if stroke else None
        ground = _light(graphicstate, stroke=False) if fill else None
        strokes = (
            Stroke(points, curved, light, ground)
            for points, curved in _subpaths(path, self.ctm, not stroke)
        )
        for part in with_sides(strokes) if evenodd and fill else strokes:
            self.found.draw(part)

    def render_string(self, textstate: PDFTextState, seq: Any, ncs: Any, graphicstate: Any) -> None:
        """Text, glyph by glyph (ISO 32000-1, 9.4.4), with its spacing after every glyph."""
        font: Any = textstate.font
        em = textstate.fontsize
        scale = textstate.scaling * 0.01
        matrix = product(textstate.matrix, self.ctm)
        a, b, c, d, _, _ = matrix
        lying = face(em * scale * a, em * scale * b, em * c, em * d)
        vertical = font.is_vertical()
        light = _light(graphicstate, stroke=textstate.render == _OUTLINED)
        name = decoded(font.fontname or "")
        bold = textstate.render == _STROKED or is_bold(name)
        seen = textstate.render not in _INVISIBLE and not any(self.layers_off) and lying is not None
        target = self.found.chars if seen else self.found.hidden
        x, y = textstate.linematrix
        for part in seq:
            if isinstance(part, int | float):
                if vertical:
                    y -= part * em * 0.001
                else:
                    x -= part * em * scale * 0.001
                continue
            if not isinstance(part, bytes):
                continue
            for cid in font.decode(part):
                text, width, shift = self._glyph(font, cid)
                spacing = textstate.charspace
                if cid == 32 and not font.is_multibyte():
                    spacing += textstate.wordspace
                at = (x, y)
                if vertical:
                    at = (x - shift[0] * em, y - shift[1] * em)
                    y += width * em + spacing
                    width = 1.0
                else:
                    x += (width * em + spacing) * scale
                if lying is None:
                    continue
                px, py = moved(matrix, at[0], at[1] + textstate.rise)
                along, across = lying.along[0] * width, lying.along[1] * width
                target.append(
                    Char(
                        text,
                        px + lying.x0 + min(along, 0.0), py + lying.top + min(across, 0.0),
                        px + lying.x1 + max(along, 0.0), py + lying.bottom + max(across, 0.0),
                        lying.size, bold, lying.turn, light,
                    )
                )  # fmt: skip
        textstate.linematrix = (x, y)

    def _glyph(self, font: Any, cid: int) -> tuple[str, float, Any]:
        """Text, advance in font sizes, and where the origin of vertical writing lies."""
        known = self._glyphs.setdefault(id(font), {})
        found = known.get(cid)
        if found is None:
            try:
                text = without_radicals(str(font.to_unichr(cid)))
            except PDFUnicodeNotDefined:
                text = f"(cid:{cid})"
            if not text.strip() or text == "\x00":
                text = " "
            shift = font.char_disp(cid) if font.is_vertical() else None
            if shift is not None:
                across, up = shift if isinstance(shift, tuple) else (None, 880)
                shift = (0.5 if across is None else across / 1000, up / 1000)
            found = known[cid] = text, font.char_width(cid), shift
        return found


def _subpaths(
    path: Sequence[Any], matrix: Matrix, closed: bool
) -> Iterator[tuple[list[Point], bool]]:
    """Points of each subpath, and whether it is curved. What is only filled is always `closed`."""
    points: list[Point] = []
    curved = False
    for kind, *numbers in path:
        if kind == "h":
            points = closed_path(points, True)
            continue
        if kind == "m" and points:
            yield closed_path(points, closed), curved
            points, curved = [], False
        curved = curved or kind in "cvy"
        points.append(moved(matrix, *numbers[-2:]))
    if points:
        yield closed_path(points, closed), curved


def _light(state: Any, stroke: bool) -> float:
    """Brightness, as seen on white paper, of the colour that a graphics state fills or strokes."""
    space: PDFColorSpace = state.scs if stroke else state.ncs
    color = state.scolor if stroke else state.ncolor
    opacity = getattr(state, "stroke_opacity" if stroke else "fill_opacity", 1.0)
    known = space is None or space.name in _EVALUATED
    return on_paper(_brightness(color) if known else 0.0, opacity)


def _brightness(color: Any) -> float:
    """0 (black) to 1 (white) of a grey, RGB or CMYK colour; anything else counts as black."""
    parts = color if isinstance(color, tuple | list) else (color,)
    if not all(isinstance(p, int | float) and math.isfinite(p) for p in parts):
        return 0.0
    light = [min(max(float(p), 0.0), 1.0) for p in parts]
    if len(light) == 1:
        return light[0]
    if len(light) == 3:
        return _of_three(*light)
    return (1 - light[3]) * (1 - _of_three(*light[:3])) if len(light) == 4 else 0.0


def _of_three(red: float, green: float, blue: float) -> float:
    """Brightness of a colour, or darkness of inks."""
    return 0.299 * red + 0.587 * green + 0.114 * blue
