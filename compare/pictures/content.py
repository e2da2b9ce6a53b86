"""What a link picture shows, its address, and the key that changes with it."""

import json
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Any

from django.conf import settings
from django.urls import reverse

from compare.answer import Contender, answer
from compare.panels import ComparisonPage, Side
from compare.pictures.letters import drawable
from core.paths import path_to
from core.verdicts import DASH, NOT_REVIEWED
from tools.addresses import SEPARATOR
from tools.models import Tool

QUESTION = "Which AI tool should you ship with?"
# Whoever changes how pictures are drawn changes all of them, and with them their keys.
_DRAWING = blake2b(b"".join(path.read_bytes() for path in sorted(Path(__file__).parent.glob("*.py")))).hexdigest()


@dataclass(frozen=True, slots=True)
class Column:
    """One tool, in the words of its page.

    `verdict` is `ship`, `mixed`, `skip` or nothing; `score` and `community` are empty where the tool has none.
    """

    name: str
    qualifier: str
    verdict: str
    stamp: str
    percent: str
    choices: tuple[str, ...]
    score: str
    community: str
    entry: str


@dataclass(frozen=True, slots=True)
class Picture:
    """Everything that is to be seen on a link picture: of no tool, which is the site's own, of one, or of two to four.

    `path` is where it is served, `alt` says it in words.
    """

    path: str
    alt: str
    site: str
    kind: str
    columns: tuple[Column, ...]
    eyebrow: str
    headline: str

    @property
    def key(self) -> str:
        """Changes whenever the picture does."""
        content = json.dumps([_DRAWING, self], default=_fields)
        return blake2b(content.encode(), digest_size=12).hexdigest()

    @property
    def address(self) -> str:
        """The whole address, with the key in it, so that whoever keeps pictures by address asks for a changed one."""
        return f"{settings.SITE_URL}{self.path}?v={self.key}"


def picture_of_site() -> Picture:
    """The picture of pages that have none of their own."""
    return Picture(
        path=reverse("site-picture"),
        alt=f"{settings.SITE_NAME}: {QUESTION}",
        site=settings.SITE_NAME,
        kind="",
        columns=(),
        eyebrow="",
        headline=QUESTION,
    )


def picture_of_tool(side: Side) -> Picture:
    """The picture of one tool. No query."""
    return Picture(
        path=path_to("tool-picture", side.tool.slug),
        alt=f"{side.tool.title}: {side.panel.label}",
        site=settings.SITE_NAME,
        kind="Ship or skip?",
        columns=(_column(side),),
        eyebrow="",
        headline=side.tool.tagline,
    )


def picture_of_comparison(page: ComparisonPage) -> Picture:
    """The picture of a comparison, in its canonical order whichever order the page has. No query."""
    canonical = page.canonical_path.rpartition("/")[2].split(SEPARATOR)
    places = {slug: place for place, slug in enumerate(canonical)}
    sides = sorted(page.sides, key=lambda side: places.get(side.tool.slug, 0))
    headline = answer([Contender(_title(side.tool), side.reviews, side.community) for side in sides]).headline
    verdicts = "; ".join(f"{side.tool.title}: {side.panel.label}" for side in sides)
    return Picture(
        path=path_to("comparison-picture", SEPARATOR.join(side.tool.slug for side in sides)),
        alt=f"{verdicts}. {headline}",
        site=settings.SITE_NAME,
        kind="AI tool comparison",
        columns=tuple(_column(side) for side in sides),
        eyebrow="The answer",
        headline=headline,
    )


def _column(side: Side) -> Column:
    score, community = side.panel_score, side.community.percent
    return Column(
        name=_name(side.tool),
        qualifier=f"({side.tool.qualifier})" if side.tool.title != side.tool.name else "",
        verdict=(side.panel.verdict or "").lower(),
        stamp=side.panel.verdict or NOT_REVIEWED,
        percent=side.panel.percent_label,
        choices=tuple(side.choices),
        score="" if score is None else f"{score}/100",
        community="" if community is None else f"{community}%",
        entry=side.tool.entry_label or DASH,
    )


def _fields(content: Picture | Column) -> dict[str, Any]:
    return {name: getattr(content, name) for name in content.__slots__}


def _name(tool: Tool) -> str:
    """The name, or the slug where nothing of the name can be drawn."""
    return drawable(tool.name) or tool.slug


def _title(tool: Tool) -> str:
    return tool.title if drawable(tool.name) else tool.slug
