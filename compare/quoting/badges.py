"""How a badge is laid out: what stands where, in pixels."""

from dataclasses import dataclass

from compare.answer import Contender, answer
from compare.panels import Side
from compare.quoting.lettering import printable, shortened, width_of

SIZE = 13
PAD = 9
BETWEEN = 6
STAMP_PAD = 8
STAMP_MARGIN = 4
BOLD = 1.06  # how much wider bold letters are
LOW, HIGH = 28, 48  # of one line and of two
UPPER, LOWER = 19, 38  # where their letters stand
SITE_ROOM = 160
# How wide a name may be, by how many tools there are.
NAME_ROOM = {1: 240, 2: 180, 3: 130, 4: 100}


@dataclass(frozen=True, slots=True)
class Lettering:
    """A text, where it begins and stands, and the width to which it is set."""

    text: str
    x: int
    y: int
    width: int

    @property
    def end(self) -> int:
        return self.x + self.width


@dataclass(frozen=True, slots=True)
class Stamp:
    """The verdict of a tool: its shape (`ship`, `mixed`, `skip` or `none`), its box and its words."""

    kind: str
    x: int
    width: int
    label: Lettering

    @property
    def half(self) -> int:
        """How much of it is filled where half the panel says ship."""
        return self.width // 2


@dataclass(frozen=True, slots=True)
class Badge:
    """A badge of `width` x `height` pixels; `spine` is where the field with the site's name ends.

    It has the `names` of its tools with a `versus` between any two, and below them a `headline`; or the name of one
    tool and its `stamp`; or only a `headline`.
    """

    width: int
    height: int
    site: Lettering
    spine: int
    names: list[Lettering]
    versus: list[Lettering]
    headline: Lettering | None = None
    stamp: Stamp | None = None


def badge_of_tool(side: Side, *, site_name: str) -> Badge:
    """The badge of one tool: the site's name, the tool's, and the verdict of the panel."""
    site = _site(site_name, LOW)
    spine = site.end + PAD
    name = _set(_short_title(side, 1), spine + PAD, UPPER)
    x = name.end + PAD
    label = _set(side.panel.label, x + STAMP_PAD, UPPER)
    stamp = Stamp(str(side.panel.verdict or "none").lower(), x, label.width + 2 * STAMP_PAD, label)
    return Badge(x + stamp.width + STAMP_MARGIN, LOW, site, spine, [name], [], stamp=stamp)


def badge_of_comparison(sides: list[Side], *, site_name: str) -> Badge:
    """The badge of two to four tools: their names, and below them which of them the panel leans to."""
    site = _site(site_name, HIGH)
    spine = site.end + PAD
    names: list[Lettering] = []
    versus: list[Lettering] = []
    for side in sides:
        x = spine + PAD
        if names:
            versus.append(_set("vs", names[-1].end + BETWEEN, UPPER))
            x = versus[-1].end + BETWEEN
        names.append(_set(_short_title(side, len(sides)), x, UPPER))
    headline = _set(short_headline(sides), spine + PAD, LOWER)
    return Badge(max(names[-1].end, headline.end) + PAD, HIGH, site, spine, names, versus, headline)


def badge_of_nothing(*, site_name: str) -> Badge:
    """The badge for an address where none is."""
    site = _site(site_name, LOW)
    spine = site.end + PAD
    headline = _set("Not found", spine + PAD, UPPER)
    return Badge(headline.end + PAD, LOW, site, spine, [], [], headline)


def short_headline(sides: list[Side]) -> str:
    """The answer of the comparison of these sides, with long titles cut to what a badge or a card has room for."""
    contenders = [Contender(_short_title(side, len(sides)), side.reviews, side.community) for side in sides]
    return answer(contenders).headline


def _short_title(side: Side, tools: int) -> str:
    return shortened(printable(side.tool.title), SIZE, NAME_ROOM[tools])


def _site(name: str, height: int) -> Lettering:
    return _set(shortened(printable(name), SIZE, SITE_ROOM), PAD, UPPER + (height - LOW) // 2)


def _set(text: str, x: int, y: int) -> Lettering:
    return Lettering(text, x, y, max(SIZE, round(BOLD * width_of(text, SIZE))))
