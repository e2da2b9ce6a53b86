"""The paper that a link picture is drawn on, its inks, and a record of where everything was put."""

from functools import cache
from io import BytesIO
from typing import NamedTuple

from PIL import Image, ImageColor, ImageDraw, ImageOps

from compare.pictures import letters
from compare.pictures.fitting import Block, Type, fit
from compare.pictures.letters import EM, Glyph

WIDTH, HEIGHT = 1200, 630

# The light theme of static/css/site.css.
PAPER, INK, MUTED, HAIR = "#f7f4ec", "#1c1a16", "#5c574b", "#d9d2c1"
CORNERS = ("#1d4a86", "#9a3a12", "#4d5a16", "#6d2f73")
SHIP, MIXED, SKIP = "#155c3d", "#6f4c00", "#8f1d1d"
MIXED_WASH = "#d9cfb8"


class Box(NamedTuple):
    """A rectangle in pixels; right and bottom are the first that are not in it."""

    left: int
    top: int
    right: int
    bottom: int

    @property
    def width(self) -> int:
        return self.right - self.left

    @property
    def height(self) -> int:
        return self.bottom - self.top


class Placed(NamedTuple):
    """A text with its glyphs, or a mark without: where its ink is, and the frame that it has to keep to."""

    text: str
    glyphs: tuple[Glyph, ...]
    ink: Box
    frame: Box


class Canvas:
    """A picture in the making. `placed` lists everything on it but rules."""

    def __init__(self) -> None:
        self.image = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
        self.pen = ImageDraw.Draw(self.image)
        self.placed: list[Placed] = []

    def write(self, block: Block, frame: Box, ink: str, *, across: float = 0) -> None:
        """Put a block at the top of its frame. `across` is 0 for its left side, 0.5 for the middle, 1 for the right.

        Text that runs from right to left keeps its lines at the right of the block.
        """
        left = frame.left + round((frame.width - block.width) * across)
        for line, baseline in zip(block.lines, block.baselines, strict=True):
            room = -(-line.room * block.size // EM)
            inside = 1 if line.from_right else across
            x = left + round((block.width - room) * inside) + line.indent * block.size // EM
            drawn = letters.ink(line, block.size)
            if drawn is None:
                continue
            mask, from_left, from_baseline = drawn
            corner = (x + from_left, frame.top + baseline + from_baseline)
            self.image.paste(ink, corner, mask)
            self._place(line.text, line.glyphs, corner, mask.size, frame)

    def set(self, text: str, type_: Type, frame: Box, ink: str, *, across: float = 0) -> None:
        """Fit a text into its frame and put it there."""
        self.write(fit(text, type_, width=frame.width, height=frame.height), frame, ink, across=across)

    def stamp(self, word: str, verdict: str, frame: Box, size: int, *, across: float = 0) -> None:
        """A verdict, a little askew: filled for `ship`, half filled for `mixed`, outlined for `skip`."""
        ink = {"ship": SHIP, "mixed": MIXED, "skip": SKIP}[verdict]
        line = letters.shape(word, letters.DISPLAY)
        beside, above = size * 3 // 5, size * 2 // 5
        width, height = line.room * size // EM + 2 * beside, line.top * size // EM + 2 * above
        tile = Image.new("RGB", (width, height), PAPER)
        pen = ImageDraw.Draw(tile)
        if verdict == "mixed":
            pen.rectangle((0, 0, width // 2, height), fill=MIXED_WASH)
        pen.rectangle((0, 0, width - 1, height - 1), fill=ink if verdict == "ship" else None, outline=ink, width=3)
        if drawn := letters.ink(line, size):
            mask, from_left, from_baseline = drawn
            at = (beside + from_left, height - above + from_baseline)
            tile.paste(PAPER if verdict == "ship" else ink, at, mask)
        tile = ImageOps.expand(tile, 3, PAPER)  # its edges are smooth only against paper
        turned = tile.rotate(3, Image.Resampling.BICUBIC, expand=True, fillcolor=PAPER)
        corner = _aligned(turned.size, frame, across)
        self.image.paste(turned, corner)
        self._place(word, line.glyphs, corner, turned.size, frame)

    def note(self, words: str, frame: Box, *, across: float = 0) -> None:
        """What stands in for a stamp: words in a broken outline."""
        block = fit(words, Type(letters.TEXT, (21, 19, 17, 15)), width=frame.width - 24, height=60)
        corner = _aligned((block.width + 24, block.height + 20), frame, across)
        box = Box(*corner, corner[0] + block.width + 24, corner[1] + block.height + 20)
        for x in range(box.left, box.right, 9):
            for y in (box.top, box.bottom - 2):
                self.pen.rectangle((x, y, min(x + 5, box.right) - 1, y + 1), fill=MUTED)
        for y in range(box.top, box.bottom, 9):
            for x in (box.left, box.right - 2):
                self.pen.rectangle((x, y, x + 1, min(y + 5, box.bottom) - 1), fill=MUTED)
        self.write(block, Box(box.left + 12, box.top + 10, box.right - 12, box.bottom - 10), MUTED)

    def sign(self, frame: Box) -> None:
        """The site's sign, as in static/icons/icon.svg, in a square frame."""
        parts = [((15, 4, 17, 28), INK)]
        parts += [(box, CORNERS[0]) for box in ((4, 9, 13, 15), (7, 18, 13, 24))]
        parts += [(box, CORNERS[1]) for box in ((19, 9, 25, 15), (19, 18, 28, 24))]
        for (left, top, right, bottom), ink in parts:
            x, y, unit = frame.left, frame.top, frame.width / 32
            box = (round(x + left * unit), round(y + top * unit), round(x + right * unit), round(y + bottom * unit))
            self.pen.rectangle((*box[:2], box[2] - 1, box[3] - 1), fill=ink)

    def double_rule(self, y: int, left: int, right: int) -> None:
        """The double line that parts the head from the sheet."""
        self.pen.rectangle((left, y, right - 1, y + 1), fill=INK)
        self.pen.rectangle((left, y + 5, right - 1, y + 6), fill=INK)

    def hair(self, y: int, left: int, right: int) -> None:
        """A faint line across."""
        self.pen.rectangle((left, y, right - 1, y + 1), fill=HAIR)

    def spine(self, x: int, top: int, bottom: int) -> None:
        """The line down between two tools."""
        self.pen.rectangle((x - 1, top, x, bottom - 1), fill=INK)

    def marks(self, choices: tuple[str, ...], frame: Box) -> None:
        """One mark for each review in two rows at the left of the frame: a filled square for ship, a ring for skip.

        They are as large as they can be; too many to be told apart are left out.
        """
        columns = -(-len(choices) // 2)
        step = min(frame.width // columns, frame.height // 2) if columns else 0
        if step < 8:
            return
        size = step * 3 // 4
        for place, choice in enumerate(choices):
            x = frame.left + place % columns * step
            y = frame.top + place // columns * step
            if choice == "ship":
                self.pen.rectangle((x, y, x + size - 1, y + size - 1), fill=SHIP)
            else:
                self._ring(x, y, size)
            self._place(choice, (), (x, y), (size, size), frame)

    def png(self) -> bytes:
        """The picture as a file, in the few colours that it has."""
        data = BytesIO()
        self.image.quantize(palette=_palette(), dither=Image.Dither.NONE).save(data, "PNG")
        return data.getvalue()

    def _ring(self, left: int, top: int, size: int) -> None:
        # Pillow's curves have steps; drawn four times as large and shrunk they are smooth.
        mask = Image.new("L", (4 * size, 4 * size))
        ImageDraw.Draw(mask).ellipse((0, 0, 4 * size - 1, 4 * size - 1), outline=255, width=max(8, size * 4 // 7))
        self.image.paste(SKIP, (left, top), mask.resize((size, size), Image.Resampling.BOX))

    def _place(
        self, text: str, glyphs: tuple[Glyph, ...], corner: tuple[int, int], size: tuple[int, int], frame: Box
    ) -> None:
        box = Box(*corner, corner[0] + size[0], corner[1] + size[1])
        self.placed.append(Placed(text, glyphs, box, frame))


def _aligned(size: tuple[int, int], frame: Box, across: float) -> tuple[int, int]:
    """Where something of this size stands in the frame: halfway down, and from left (0) to right (1)."""
    return frame.left + round((frame.width - size[0]) * across), frame.top + (frame.height - size[1]) // 2


@cache
def _palette() -> Image.Image:
    """All inks, with steps from the paper below them that smooth their edges."""
    inks = [(PAPER, ink) for ink in (INK, MUTED, HAIR, *CORNERS, SHIP, MIXED, SKIP, MIXED_WASH)]
    colours: list[int] = []
    for below, ink in [*inks, (MIXED_WASH, MIXED)]:
        ends = list(zip(ImageColor.getrgb(below), ImageColor.getrgb(ink), strict=True))
        for step in range(16):
            colours += [round(start + (end - start) * step / 15) for start, end in ends]
    palette = Image.new("P", (1, 1))
    palette.putpalette(colours)
    return palette
