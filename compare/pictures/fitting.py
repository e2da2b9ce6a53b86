"""Fitting text into a frame: it shrinks, then wraps, and only at last is cut short."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from unicodedata import category, east_asian_width

from compare.pictures.letters import EM, Line, drawable, runs_right_to_left, shape

# What a line takes above and below its baseline at least, and the room between two lines.
_ASCENT, _DESCENT, _LEADING = 780, 220, 60
# A name rather stays on one line than large, down to this share of the largest size.
_RATHER_ONE_LINE = 0.62
_ELLIPSIS = "…"
_CLOSING = {"Pe", "Pf", "Po", "Lm"}


@dataclass(frozen=True, slots=True)
class Block:
    """Lines of one text, in type of `size` pixels."""

    lines: tuple[Line, ...]
    size: int

    @property
    def width(self) -> int:
        """Of the widest line, in pixels."""
        return max((_pixels(line.room, self.size) for line in self.lines), default=0)

    @property
    def height(self) -> int:
        """From the top of the first line to the bottom of the last, in pixels."""
        return _pixels(sum(self._heights()) + _LEADING * (len(self.lines) - 1), self.size) if self.lines else 0

    @property
    def baselines(self) -> list[int]:
        """How far below the top each baseline stands, in pixels."""
        places, top = [], 0
        for line, height in zip(self.lines, self._heights(), strict=True):
            places.append(_pixels(top + max(line.top, _ASCENT), self.size))
            top += height + _LEADING
        return places

    def _heights(self) -> list[int]:
        return [max(line.top, _ASCENT) + max(-line.bottom, _DESCENT) for line in self.lines]


@dataclass(frozen=True, slots=True)
class Type:
    """What a text may be set in: a face, DISPLAY or TEXT, and sizes in pixels, the best first, which fall."""

    face: tuple[str, ...]
    sizes: Sequence[int]


def fit(text: str, type_: Type, *, width: int, height: int) -> Block:
    """`text` in a frame of `width` by `height` pixels, in the largest size of its type that does.

    One line comes first, then several that break between words, then several that break anywhere. What does not fit
    in the smallest size either is cut with an ellipsis; at least one line is left.
    """
    shown = drawable(text)
    if not shown:
        return Block((), type_.sizes[-1])
    whole = shape(shown, type_.face, from_right=runs_right_to_left(shown))
    for block in _tries(whole, type_, width):
        if block.height <= height and block.width <= width:
            return block
    return _cut_short(whole, type_, width, height)


def _pixels(measure: int, size: int) -> int:
    """A measure of letters in pixels, rounded up."""
    return -(-measure * size // EM)


def _tries(whole: Line, type_: Type, width: int) -> Iterator[Block]:
    for size in type_.sizes:
        if size >= type_.sizes[0] * _RATHER_ONE_LINE:
            yield Block((whole,), size)
    for break_words in (False, True):
        for size in type_.sizes:
            if starts := _wrapped(whole, width * EM // size, break_words=break_words):
                yield Block(tuple(_shaped_like(whole, part) for part in _parts(whole.text, starts)), size)


def _cut_short(whole: Line, type_: Type, width: int, height: int) -> Block:
    size = type_.sizes[-1]
    limit = width * EM // size
    starts = _wrapped(whole, limit, break_words=True) or [0]
    for count in range(len(starts), 0, -1):
        parts = _parts(whole.text, starts[:count])
        block = Block(tuple(_within(_shaped_like(whole, part), limit) for part in parts), size)
        if block.height <= height:
            break
    return block


def _shaped_like(line: Line, text: str) -> Line:
    """Another text in the face and the direction of a line."""
    return shape(text, line.face, from_right=line.from_right)


def _parts(text: str, starts: Sequence[int]) -> list[str]:
    return [text[start:end].strip() for start, end in pairwise([*starts, len(text)])]


def _within(line: Line, limit: int) -> Line:
    """The line, cut with an ellipsis where it is wider than `limit`."""
    reached = [0, *accumulate(advance or 0 for advance in line.advances)]
    stops = [stop for stop in _anywhere(line) if reached[stop] < limit]
    cut = line
    while cut.room > limit and stops:
        cut = _shaped_like(line, line.text[: stops.pop()].rstrip() + _ELLIPSIS)
    return cut


def _wrapped(line: Line, limit: int, *, break_words: bool) -> list[int]:
    """Where the lines start if none is wider than `limit`; nothing where a word is, and words may not be broken."""
    reached = [0, *accumulate(advance or 0 for advance in line.advances)]
    inside = _anywhere(line) if break_words else []
    starts, last = [0], 0
    for stop in [*_between_words(line), len(line.text)]:
        end = stop - 1 if line.text[stop - 1] == " " else stop
        while reached[end] - reached[starts[-1]] > limit:
            if last == starts[-1]:
                fitting = [cut for cut in inside if cut > last and reached[cut] - reached[last] <= limit]
                if not fitting:
                    return []
                last = fitting[-1]
            starts.append(last)
        last = stop
    return starts


def _between_words(line: Line) -> list[int]:
    """Where a line may end: after spaces and hyphens, and around the letters of scripts that write none."""
    stops = []
    for place in _anywhere(line):
        before, after = line.text[place - 1], line.text[place]
        is_hyphen = before in "-–—/_" and after.isalnum()
        is_wide = (_is_wide(before) or _is_wide(after)) and after != " " and category(after) not in _CLOSING
        if before == " " or is_hyphen or is_wide:
            stops.append(place)
    return stops


def _anywhere(line: Line) -> list[int]:
    return [place for place in range(1, len(line.text)) if line.advances[place] is not None]


def _is_wide(character: str) -> bool:
    if "\uac00" <= character <= "\ud7a3":  # Korean has words
        return False
    return east_asian_width(character) in "WF" and category(character) in {"Lo", "So"}
