"""How the scoresheet is laid out: what hangs where from the spine."""

from collections.abc import Sequence
from dataclasses import dataclass

from compare.pictures.canvas import CORNERS, HEIGHT, INK, MUTED, WIDTH, Box, Canvas
from compare.pictures.content import Column, Picture
from compare.pictures.fitting import Block, Type, fit
from compare.pictures.letters import DISPLAY, TEXT

MARGIN, GUTTER = 56, 30
# Where the rule under the head is, where columns begin and end, and how high a line of labels is.
RULE, TOP, FOOT, LABEL = 96, 116, 458, 28


@dataclass(frozen=True, slots=True)
class _Plan:
    """The measures of a column by how many stand side by side: heights and sizes of type in pixels."""

    names: Sequence[int]
    name_height: int
    percent: int
    stamp: int
    label: int
    values: Sequence[int]


_ALONE = _Plan((96, 88, 80, 72, 64, 56, 48, 40, 33), 168, 112, 54, 26, (50, 44, 38, 32, 27, 23))
_PLANS = {
    2: _Plan((68, 62, 56, 50, 45, 40, 36, 32, 28, 25, 22), 146, 94, 32, 23, (32, 28, 25, 22, 19)),
    3: _Plan((46, 42, 38, 34, 31, 28, 25, 22, 19), 104, 74, 28, 21, (28, 25, 22, 20, 18)),
    4: _Plan((40, 37, 34, 31, 28, 25, 22, 19), 104, 64, 26, 19, (24, 22, 20, 18)),
}


def draw(picture: Picture) -> Canvas:
    """Draw a picture."""
    canvas = Canvas()
    count = len(picture.columns)
    if not count:
        _front(canvas, picture)
        return canvas
    _head(canvas, picture)
    if count == 1:
        _alone(canvas, picture.columns[0])
    else:
        _side_by_side(canvas, picture.columns)
    _answer(canvas, picture)
    return canvas


def _front(canvas: Canvas, picture: Picture) -> None:
    """The picture of the site: its sign and its name, and what it answers."""
    name, question = Box(MARGIN, 236, WIDTH - MARGIN, 400), Box(MARGIN, 452, WIDTH - MARGIN, 580)
    canvas.sign(Box(WIDTH // 2 - 80, 60, WIDTH // 2 + 80, 220))
    canvas.set(picture.site, Type(DISPLAY, (120, 100, 80, 64, 50, 40, 32)), name, INK, across=0.5)
    canvas.double_rule(420, MARGIN, WIDTH - MARGIN)
    canvas.set(picture.headline, Type(DISPLAY, (48,)), question, MUTED, across=0.5)


def _head(canvas: Canvas, picture: Picture) -> None:
    canvas.sign(Box(MARGIN - 4, 30, MARGIN + 44, 78))
    canvas.set(picture.site, Type(DISPLAY, (36, 32, 28, 24)), Box(MARGIN + 56, 36, 760, 84), INK)
    canvas.set(picture.kind, Type(TEXT, (26,)), Box(780, 42, WIDTH - MARGIN, 84), MUTED, across=1)
    canvas.double_rule(RULE, MARGIN, WIDTH - MARGIN)


def _answer(canvas: Canvas, picture: Picture) -> None:
    top = FOOT + 12
    if picture.eyebrow:
        eyebrow = Box(MARGIN, top, WIDTH - MARGIN, top + LABEL)
        canvas.set(picture.eyebrow, Type(TEXT, (23,)), eyebrow, MUTED, across=0.5)
        top += LABEL
    else:
        canvas.double_rule(FOOT, MARGIN, WIDTH - MARGIN)
        top += 14
    frame = Box(MARGIN, top, WIDTH - MARGIN, HEIGHT - 36)
    type_ = Type(DISPLAY, (54, 50, 46, 42, 38, 34, 30, 27, 24))
    block = fit(picture.headline, type_, width=frame.width, height=frame.height)
    canvas.write(block, frame._replace(top=top + (frame.height - block.height) // 2), INK, across=0.5)


def _alone(canvas: Canvas, column: Column) -> None:
    """One tool across the whole width: its name beside the stamp, and its figures in a row."""
    plan, right = _ALONE, WIDTH - MARGIN
    bottom = TOP + plan.name_height
    frame = Box(MARGIN, TOP, right - 290, bottom)
    name = _name_in(column, frame, plan)
    _name(canvas, column, name, frame._replace(top=TOP + (frame.height - _height(column, name)) // 2), CORNERS[0])
    _stamp(canvas, column, Box(right - 270, TOP, right, bottom), plan, 1)
    canvas.hair(bottom + 6, MARGIN, right)
    top = bottom + 18
    _share(canvas, column, Box(MARGIN, top, MARGIN + 470, FOOT - 6), plan)
    figures = [("Panel score", column.score), ("Community", column.community), ("Entry", column.entry)]
    _figures(canvas, figures, Box(MARGIN + 490, top, right, FOOT - 6), plan)


def _side_by_side(canvas: Canvas, columns: Sequence[Column]) -> None:
    """Two to four tools, with the spine between two, and a line like it between more.

    What the highest name leaves free is shared out above and below it, so that all figures stand level.
    """
    plan = _PLANS[len(columns)]
    pitch = (WIDTH - 2 * MARGIN + 2 * GUTTER) // len(columns)
    area = Box(0, TOP, pitch - 2 * GUTTER, TOP + plan.name_height)
    names = [_name_in(column, area, plan) for column in columns]
    tallest = max(_height(column, name) for column, name in zip(columns, names, strict=True))
    spare = (plan.name_height - tallest) // 3
    for place, (column, name) in enumerate(zip(columns, names, strict=True)):
        left = MARGIN + place * pitch
        if place:
            canvas.spine(left - GUTTER, RULE + 8, FOOT)
        box = Box(left, TOP + spare, left + area.width, FOOT)
        _name(canvas, column, name, box._replace(bottom=box.top + tallest), CORNERS[place])
        _below_the_name(canvas, column, box._replace(top=box.top + tallest + spare + 6), plan, spare)


def _below_the_name(canvas: Canvas, column: Column, box: Box, plan: _Plan, spare: int) -> None:
    share = box._replace(bottom=box.top + LABEL + plan.percent * 5 // 6)
    y = share.bottom
    if plan is _PLANS[2]:
        _share(canvas, column, share._replace(right=box.right - 190), plan)
        _stamp(canvas, column, share._replace(left=box.right - 184), plan, 1)
    else:
        _share(canvas, column, share, plan)
        _stamp(canvas, column, box._replace(top=y + spare // 3, bottom=y + spare // 3 + 60), plan, 0)
        y += 60 + spare // 2
    canvas.hair(box.bottom - 82, box.left, box.right)
    figures = [("Community", column.community), ("Entry", column.entry)]
    _figures(canvas, figures, box._replace(top=box.bottom - 74), plan)


def _name_in(column: Column, frame: Box, plan: _Plan) -> Block:
    """The name as it fits in the frame, with room below it for its qualifier."""
    return fit(column.name, Type(DISPLAY, plan.names), width=frame.width, height=_room(column, frame.height))


def _room(column: Column, height: int) -> int:
    return height - LABEL - 4 if column.qualifier else height


def _height(column: Column, name: Block) -> int:
    """Of a name with its qualifier."""
    return name.height + (LABEL + 4 if column.qualifier else 0)


def _name(canvas: Canvas, column: Column, name: Block, frame: Box, ink: str) -> None:
    canvas.write(name, frame._replace(bottom=frame.top + name.height), ink)
    below = frame._replace(top=frame.top + name.height + 4)
    canvas.set(column.qualifier, Type(TEXT, (23, 21, 19, 17)), below, MUTED)


def _share(canvas: Canvas, column: Column, frame: Box, plan: _Plan) -> None:
    """The panel's percentage, with one mark for each reviewer beside it."""
    canvas.set("Panel ship", Type(TEXT, (plan.label,)), frame._replace(bottom=frame.top + LABEL), MUTED)
    below = frame._replace(top=frame.top + LABEL)
    block = fit(column.percent, Type(DISPLAY, (plan.percent,)), width=below.width, height=below.height)
    canvas.write(block, below, INK)
    height = plan.percent * 11 // 20
    top = below.top + plan.percent * 2 // 5 - height // 2
    canvas.marks(column.choices, Box(below.left + block.width + 18, top, below.right, top + height))


def _stamp(canvas: Canvas, column: Column, frame: Box, plan: _Plan, across: float) -> None:
    if column.verdict:
        canvas.stamp(column.stamp.upper(), column.verdict, frame, plan.stamp, across=across)
    else:
        canvas.note(column.stamp, frame, across=across)


def _figures(canvas: Canvas, figures: Sequence[tuple[str, str]], frame: Box, plan: _Plan) -> None:
    """Those figures that there are, each below its label. The last is the price, and has more room: it may be long."""
    known = [(label, value) for label, value in figures if value]
    share = frame.width * {1: 100, 2: 45, 3: 31}[len(known)] // 100
    for place, (label, value) in enumerate(known):
        left = frame.left + place * share
        right = frame.right if place == len(known) - 1 else left + share - 12
        cell = frame._replace(left=left, right=right)
        canvas.set(label, Type(TEXT, (plan.label, 18, 16)), cell._replace(bottom=cell.top + LABEL), MUTED)
        canvas.set(value, Type(DISPLAY, plan.values), cell._replace(top=cell.top + LABEL), INK)
