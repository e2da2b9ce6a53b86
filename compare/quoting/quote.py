"""What other sites show of this one: the data of badges, cards, and the page that has the code for them."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils.html import format_html

from compare.addressed import tools_at
from compare.panels import Side, build_comparison, build_sides
from compare.quoting.badges import Badge, badge_of_comparison, badge_of_tool, short_headline
from compare.quoting.lettering import printable
from compare.records.markdown import escaped
from tools.addresses import SEPARATOR

# The height that a card needs at its narrowest, by how many tools are on it, in pixels.
CARD_HEIGHTS = {1: 246, 2: 336, 3: 460, 4: 564}
CARD_WIDTH = 480
# The names of the patterns, for one tool and for several.
ADDRESSES = {
    "page": ("tool", "comparison"),
    "badge": ("tool-badge", "comparison-badge"),
    "card": ("tool-card", "comparison-card"),
    "quote": ("quote-tool", "quote-comparison"),
}


@dataclass(frozen=True, slots=True)
class Snippet:
    """Code to copy, and what it is called."""

    name: str
    code: str


@dataclass(frozen=True, slots=True)
class Quote:
    """What is said elsewhere of one tool, or of two to four side by side in their canonical order.

    `headline` and `reason` are the answer of a comparison, and empty for one tool.
    """

    sides: list[Side]
    slugs: str
    headline: str = ""
    reason: str = ""

    @property
    def title(self) -> str:
        """The tool's title, or those of all: `A vs B`, with nothing in it that could not stand in a document."""
        return printable(" vs ".join(side.tool.title for side in self.sides))

    @property
    def short_headline(self) -> str:
        return short_headline(self.sides) if self.headline else ""

    @property
    def spoken_at(self) -> datetime | None:
        """When a reviewer last gave or changed a verdict or score on what is quoted, or None before the first."""
        reviews = [review for side in self.sides for review in side.reviews.values()]
        given = [review.published_at for review in reviews if review.published_at]
        changed = [change.after.since for review in reviews for change in review.changes]
        return max([*given, *changed], default=None)

    @property
    def badge(self) -> Badge:
        """How its badge is laid out."""
        if len(self.sides) == 1:
            return badge_of_tool(self.sides[0], site_name=settings.SITE_NAME)
        return badge_of_comparison(self.sides, site_name=settings.SITE_NAME)

    @property
    def card_height(self) -> int:
        return CARD_HEIGHTS[len(self.sides)]

    @property
    def card_width(self) -> int:
        return CARD_WIDTH

    @property
    def page_path(self) -> str:
        """The page of what is quoted."""
        return path_of("page", self.slugs)

    @property
    def badge_path(self) -> str:
        return path_of("badge", self.slugs)

    @property
    def card_path(self) -> str:
        return path_of("card", self.slugs)

    @property
    def alternative(self) -> str:
        """What the badge and the card are, in words that stay true when the verdict changes."""
        return printable(f"The verdict of {settings.SITE_NAME} on {self.title}")

    @property
    def badge_snippets(self) -> list[Snippet]:
        """The badge as a picture that leads to the page, in HTML and in Markdown."""
        page, badge = settings.SITE_URL + self.page_path, settings.SITE_URL + self.badge_path
        html = format_html(
            '<a href="{}"><img src="{}" alt="{}" height="{}"></a>', page, badge, self.alternative, self.badge.height
        )
        markdown = f"[![{escaped(self.alternative)}]({badge})]({page})"
        return [Snippet("HTML", html), Snippet("Markdown", markdown)]

    @property
    def card_snippet(self) -> Snippet:
        """The card in a frame of the width that it likes, or of the page's where that is narrower."""
        code = format_html(
            '<iframe src="{}" width="{}" height="{}" title="{}" loading="lazy" style="border:0;max-width:100%">'
            "</iframe>",
            settings.SITE_URL + self.card_path, self.card_width, self.card_height, self.alternative,
        )  # fmt: skip
        return Snippet("HTML", code)


def build_quote(slugs: str) -> Quote:
    """What is quoted by the one to four tools that `slugs`, joined by `-vs-`, name. Five queries.

    Raises Elsewhere for slugs that are written or have become otherwise, and Missing where there is nothing to quote.
    The order of the tools is the canonical one, whichever is asked for.
    """
    tools = tools_at(slugs)
    if len(tools) == 1:
        return Quote(build_sides(tools), tools[0].slug)
    page = build_comparison(tools)
    canonical = page.canonical_path.rpartition("/")[2]
    in_order = canonical.split(SEPARATOR)
    sides = sorted(page.sides, key=lambda side: in_order.index(side.tool.slug))
    return Quote(sides, canonical, page.answer.headline, printable(page.answer.reason))


def path_of(kind: str, slugs: str) -> str:
    """The address of a `page`, `badge`, `card` or `quote` (the page with the code) of one tool or several."""
    return reverse(ADDRESSES[kind][SEPARATOR in slugs], args=[slugs])
