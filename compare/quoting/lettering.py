"""How much room a line of text takes in a face that nobody knows beforehand: the sans-serif of the reader's system.

It is a guess, in shares of the font's size. Whoever draws the line has it set to just that width (`textLength` in
SVG), so a guess that is off makes the letters a little wider or narrower and never runs over.
"""

import unicodedata
from bisect import bisect
from itertools import accumulate

NARROW, PLAIN, BROAD, WHOLE = 0.34, 0.58, 0.7, 0.92
NARROW_ONES = frozenset("fijlrtI.,:;'’|!()[]{}-/\\ ·\"“”")
WHOLE_ONES = frozenset("mwMW@%…—")
ELLIPSIS = "…"
JOINERS = "\u200c\u200d"  # without a shape of their own; Persian, Hindi and emoji are spelt with them
HEAD = 0.6


def printable(text: str) -> str:
    """`text` on one line, without the characters that have no place in a document, or would turn its direction."""
    kept = (one if one.isprintable() or one in JOINERS else _gap(one) for one in text)
    return " ".join("".join(kept).split())


def width_of(text: str, size: int) -> int:
    """About how many pixels `text` takes in letters of `size` pixels."""
    return round(size * sum(map(_share, text)))


def shortened(text: str, size: int, room: int) -> str:
    """`text`, or where it takes more than `room` pixels its two ends: names of a family differ in their last words."""
    if width_of(text, size) <= room:
        return text
    spare = room / size - _share(ELLIPSIS)
    head = text[: _fitting(text, spare * HEAD)]
    tail = text[len(text) - _fitting(text[::-1], spare * (1 - HEAD)) :]
    while tail and not _share(tail[0]):  # an accent whose letter is gone
        tail = tail[1:]
    return f"{head.rstrip(JOINERS + ' ')}{ELLIPSIS}{tail.lstrip()}"


def _fitting(text: str, room: float) -> int:
    """How many characters from the start fit into `room`, with the accents on the last of them."""
    return bisect(list(accumulate(map(_share, text))), room)


def _gap(character: str) -> str:
    return "" if unicodedata.category(character) == "Cf" else " "


def _share(character: str) -> float:
    """The width of a character in shares of the font's size."""
    if unicodedata.category(character) in {"Mn", "Me", "Cf"}:
        return 0
    if unicodedata.east_asian_width(character) in "WF":
        return 1
    if character in NARROW_ONES:
        return NARROW
    if character in WHOLE_ONES:
        return WHOLE
    return BROAD if character.isupper() else PLAIN
