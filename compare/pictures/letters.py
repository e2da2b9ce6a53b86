"""Letters of every script: which font has them, how they join, and in which order they stand.

Pillow shapes text only where the system has the library FriBiDi, and without it draws Arabic in single letters from
left to right. HarfBuzz comes as a wheel, shapes the same everywhere, and says which glyphs it took.
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

import uharfbuzz as hb
from bidi import algorithm as bidi
from PIL import Image

FONTS = Path(__file__).parent / "fonts"
# All measures of letters are in thousandths of the size of the type.
EM = 1000

_SCRIPTS = (
    *("noto-sans-arabic-bold", "noto-sans-hebrew-bold", "noto-sans-devanagari-bold", "noto-sans-bengali-bold"),
    *("noto-sans-gurmukhi-bold", "noto-sans-gujarati-bold", "noto-sans-tamil-bold", "noto-sans-telugu-bold"),
    *("noto-sans-kannada-bold", "noto-sans-malayalam-bold", "noto-sans-sinhala-bold", "noto-sans-thai-bold"),
    *("noto-sans-lao-bold", "noto-sans-khmer-bold", "noto-sans-myanmar-bold", "noto-sans-georgian-bold"),
    *("noto-sans-armenian-bold", "noto-sans-ethiopic-bold", "droid-sans-fallback", "nanum-square-bold"),
    *("dejavu-sans-bold", "noto-emoji-bold"),
)
# The fonts of a face, the first that has a character first.
DISPLAY = ("besley-bold", "noto-serif-bold", *_SCRIPTS)
TEXT = ("noto-sans-regular", *_SCRIPTS)

_JOINERS = "\N{ZERO WIDTH JOINER}\N{ZERO WIDTH NON-JOINER}"
# More marks than this on one letter are there to grow out of their line, not to be read.
_MOST_MARKS = 4


class Glyph(NamedTuple):
    """One glyph of a font, and where its origin stands on the line. Number 0 is the box for what a font lacks."""

    font: str
    number: int
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class Line:
    """A line of shaped text, `from_right` where its text runs from right to left.

    `left` to `right` and `bottom` to `top` is its ink, seen from the start of the baseline. `advances` says how far
    each character moves on, None for one that cannot be parted from the one before.
    """

    text: str
    face: tuple[str, ...]
    from_right: bool
    glyphs: tuple[Glyph, ...]
    advances: tuple[int | None, ...]
    width: int
    left: int
    bottom: int
    right: int
    top: int

    @property
    def indent(self) -> int:
        """How far the ink stands out to the left of the start."""
        return max(0, -self.left)

    @property
    def room(self) -> int:
        """The width that takes in all ink, from the indent on."""
        return self.indent + max(self.width, self.right)


class _Run(NamedTuple):
    """Characters in a row of one font and one direction; an odd level runs from right to left."""

    start: int
    end: int
    font: str
    level: int


def drawable(text: str) -> str:
    """What can be drawn of `text`: without control characters, invisible ones, and those that no font has."""
    kept: list[str] = []
    marks = 0
    for character in unicodedata.normalize("NFC", text):
        if character.isspace() or unicodedata.category(character) == "Cc":
            kept.append(" ")
            continue
        is_mark, is_joiner = unicodedata.category(character).startswith("M"), character in _JOINERS
        marks = marks + 1 if is_mark else 0
        is_loose = (is_mark or is_joiner) and (not kept or kept[-1] == " ")
        if (is_joiner or _is_drawn(character)) and not is_loose and marks <= _MOST_MARKS:
            kept.append(character)
    return " ".join("".join(kept).split())


def runs_right_to_left(text: str) -> bool:
    """Whether the first letter with a direction runs from right to left."""
    for character in text:
        if (direction := unicodedata.bidirectional(character)) in {"L", "R", "AL"}:
            return direction != "L"
    return False


@lru_cache(maxsize=2_000)
def shape(text: str, face: tuple[str, ...], *, from_right: bool = False) -> Line:
    """`text`, which came out of `drawable`, as one line in a face: DISPLAY or TEXT.

    `from_right` says that it is a line of a text that runs from right to left.
    """
    glyphs: list[Glyph] = []
    advances: list[int | None] = [None] * len(text)
    x = 0
    for run in _in_visual_order(_runs(text, face, from_right=from_right)):
        buffer = hb.Buffer()
        buffer.add_str(text[run.start : run.end])
        buffer.guess_segment_properties()
        buffer.direction = "rtl" if run.level % 2 else "ltr"
        hb.shape(_font(run.font), buffer)
        for info, position in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True):
            glyphs.append(Glyph(run.font, info.codepoint, x + position.x_offset, position.y_offset))
            place = run.start + info.cluster
            advances[place] = (advances[place] or 0) + position.x_advance
            x += position.x_advance
    return Line(text, face, from_right, tuple(glyphs), tuple(advances), x, *_around(glyphs))


def ink(line: Line, size: int) -> tuple[Image.Image, int, int] | None:
    """The line as a mask in type of `size` pixels, and where its upper left corner stands from the line's start.

    None where there is nothing to see.
    """
    drawing, scale = hb.RasterDraw(), size / EM
    for glyph in line.glyphs:
        drawing.transform = (scale, 0, 0, scale, glyph.x * scale, glyph.y * scale)
        drawing.draw_glyph(_font(glyph.font), glyph.number)
    raster = drawing.render()
    extents = raster.extents
    if not extents.width or not extents.height:
        return None
    # HarfBuzz counts rows from below, as one does on paper.
    box = (extents.width, extents.height)
    mask = Image.frombuffer("L", box, raster.buffer, "raw", "L", extents.stride, -1)
    return mask, extents.x_origin, -(extents.y_origin + extents.height)


@lru_cache
def _font(name: str) -> hb.Font:
    font = hb.Font(hb.Face(hb.Blob.from_file_path(FONTS / f"{name}.ttf")))
    font.scale = (EM, EM)
    if name == "droid-sans-fallback":  # it comes in one weight only
        font.synthetic_bold = (0.03, 0.03, True)
    return font


@lru_cache(maxsize=20_000)
def _first_with(characters: str, face: tuple[str, ...]) -> str:
    """The first font that has all of them, or nothing."""
    needed = [ord(character) for character in characters if character not in _JOINERS]
    for name in face:
        font = _font(name)
        if all(font.get_nominal_glyph(code) for code in needed):
            return name
    return ""


def _is_drawn(character: str) -> bool:
    """Whether it leaves a mark on paper: no control of format or choice of form does, nor what no font has."""
    is_selector = "\ufe00" <= character <= "\ufe0f" or "\U000e0100" <= character <= "\U000e01ef"
    is_named = unicodedata.category(character) not in {"Cf", "Cs", "Co", "Cn"}
    return is_named and not is_selector and bool(_first_with(character, DISPLAY))


def _runs(text: str, face: tuple[str, ...], *, from_right: bool) -> list[_Run]:
    keys = list(zip(_fonts(text, face), _levels(text, from_right=from_right), strict=True))
    runs, start = [], 0
    for (font, level), members in groupby(keys):
        end = start + len(list(members))
        runs.append(_Run(start, end, font, level))
        start = end
    return runs


def _fonts(text: str, face: tuple[str, ...]) -> list[str]:
    """The font of each character. A letter and its marks share one if any font has them all."""
    fonts: list[str] = []
    for cluster in _clusters(text):
        shared = _first_with(cluster, face)
        for character in cluster:
            fonts.append(shared or (fonts[-1] if character in _JOINERS else _first_with(character, face)))
    return fonts


def _clusters(text: str) -> list[str]:
    """Letters with the marks and joiners that follow them."""
    clusters: list[str] = []
    for character in text:
        if clusters and (unicodedata.category(character).startswith("M") or character in _JOINERS):
            clusters[-1] += character
        else:
            clusters.append(character)
    return clusters


def _levels(text: str, *, from_right: bool) -> list[int]:
    """How deep each character is nested in changes of direction, by the Unicode Bidirectional Algorithm."""
    if not from_right and not any(unicodedata.bidirectional(one) in {"R", "AL", "AN"} for one in text):
        return [0] * len(text)
    storage = bidi.get_empty_storage()
    storage["base_level"], storage["base_dir"] = (1, "R") if from_right else (0, "L")
    # The algorithm leaves joiners out, and every character has to keep its place: they go with the letter before.
    bidi.get_embedding_levels(text.translate(dict.fromkeys(map(ord, _JOINERS), "\u0300")), storage)
    bidi.explicit_embed_and_overrides(storage)
    bidi.resolve_weak_types(storage)
    bidi.resolve_neutral_types(storage, debug=False)
    bidi.resolve_implicit_levels(storage, debug=False)
    return [character["level"] for character in storage["chars"]]


def _in_visual_order(runs: Sequence[_Run]) -> list[_Run]:
    """From left to right: every stretch at a level or deeper is turned around, the deepest first (rule L2)."""
    ordered = list(runs)
    for level in range(max((run.level for run in runs), default=0), 0, -1):
        turned: list[_Run] = []
        stretch: list[_Run] = []
        for run in ordered:
            if run.level >= level:
                stretch.insert(0, run)
            else:
                turned += [*stretch, run]
                stretch = []
        ordered = [*turned, *stretch]
    return ordered


def _around(glyphs: Sequence[Glyph]) -> tuple[int, int, int, int]:
    """Left, bottom, right and top of what they leave on paper; all 0 where that is nothing."""
    boxes = []
    for glyph in glyphs:
        extents = _font(glyph.font).get_glyph_extents(glyph.number)
        if extents and extents.width:
            left, top = glyph.x + extents.x_bearing, glyph.y + extents.y_bearing
            boxes.append((left, top + extents.height, left + extents.width, top))
    if not boxes:
        return 0, 0, 0, 0
    lefts, bottoms, rights, tops = zip(*boxes, strict=True)
    return min(lefts), min(bottoms), max(rights), max(tops)
