"""What a reader keeps, by the names it goes by now, for the fragment and the pages that show it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from django.db.models import Q

from compare import addressed
from compare.forms import picker_path
from compare.keeping.cookies import Kept, Mark, Unchanged
from compare.listings import ListedTool, for_listing, list_tools
from core.grammar import NUMBERS
from core.missing import Missing
from core.slugs import is_slug
from tools.addresses import MAX_TOOLS, SEPARATOR, comparison_path
from tools.models import Tool

LATEST = 6


@dataclass(frozen=True, slots=True)
class Tray:
    """The tools in the tray in order, and how many of those that were put into it are not here any more."""

    tools: list[Tool]
    gone: int

    @property
    def comparison_path(self) -> str:
        """The address of their comparison, once there are two."""
        return comparison_path(tool.slug for tool in self.tools)

    @property
    def picker_path(self) -> str:
        """The address of the picker with them in its fields."""
        return picker_path([tool.title for tool in self.tools])

    @property
    def room(self) -> int:
        """How many more fit in."""
        return MAX_TOOLS - len(self.tools)


@dataclass(frozen=True, slots=True)
class Bookmark:
    """One tool, or the two to four of a comparison in order."""

    tools: Sequence[Tool]
    panels: Sequence[ListedTool] = ()

    @property
    def title(self) -> str:
        return " vs ".join(tool.title for tool in self.tools)

    @property
    def path(self) -> str:
        return comparison_path(self._slugs) if len(self.tools) > 1 else self.tools[0].get_absolute_url()

    @property
    def address(self) -> str:
        """What it is of, as forms say it: `a`, or `a-vs-b`."""
        return SEPARATOR.join(self._slugs)

    @property
    def mark(self) -> Mark:
        return tuple(tool.pk for tool in self.tools)

    @property
    def _slugs(self) -> list[str]:
        return [tool.slug for tool in self.tools]


@dataclass(frozen=True, slots=True)
class Yours:
    """What the fragment shows. `here` is what the page is of, if that can be bookmarked."""

    tray: Tray
    latest: list[Bookmark]
    here: Bookmark | None
    is_bookmarked: bool


@dataclass(frozen=True, slots=True)
class Bookmarks:
    """What the page of bookmarks shows: all of them, latest first, and how many are not here any more."""

    all: list[Bookmark]
    gone: int


def build_tray(kept: Kept) -> Tray:
    """The tray. One query at most."""
    return _tray(kept, _here(kept.tray))


def build_yours(kept: Kept, here: str = "") -> Yours:
    """The tray, the latest bookmarks, and whether one is of `here`, such as `a-vs-b`. One query at most."""
    slugs = slugs_in(here)
    marks = kept.bookmarks[: 2 * LATEST]  # some may be gone
    tools = _here({*kept.tray, *chain(*marks)}, slugs)
    by_slug = {tool.slug: tool for tool in tools.values()}
    page = Bookmark([by_slug[slug] for slug in slugs]) if slugs and by_slug.keys() >= set(slugs) else None
    return Yours(
        tray=_tray(kept, tools),
        latest=[Bookmark([tools[key] for key in mark]) for mark in marks if tools.keys() >= set(mark)][:LATEST],
        here=page,
        is_bookmarked=page is not None and kept.has_bookmark(page.mark),
    )


def build_bookmarks(kept: Kept) -> Bookmarks:
    """All bookmarks with what the panel says. One query at most."""
    keys = {*chain(*kept.bookmarks)}
    rows = list_tools(for_listing(Tool.objects.published().filter(pk__in=keys))) if keys else []
    listed = {row.tool.pk: row for row in rows}
    found = [[listed[key] for key in mark] for mark in kept.bookmarks if listed.keys() >= set(mark)]
    return Bookmarks(
        all=[Bookmark([row.tool for row in rows], rows) for rows in found],
        gone=len(kept.bookmarks) - len(found),
    )


def without_gone_tools(kept: Kept) -> Kept:
    """`kept` without the tools in the tray that readers cannot see any more. One query at most."""
    here = _here(kept.tray)
    return replace(kept, tray=tuple(key for key in kept.tray if key in here))


def without_gone_bookmarks(kept: Kept) -> Kept:
    """`kept` without the bookmarks of what readers cannot see any more. One query at most."""
    here = _here({*chain(*kept.bookmarks)})
    return replace(kept, bookmarks=tuple(mark for mark in kept.bookmarks if here.keys() >= set(mark)))


def slugs_in(address: str) -> list[str]:
    """The slugs in what a form says a page is of, each once; none where it is too many or not one of them could be."""
    slugs = list(dict.fromkeys(address.lower().split(SEPARATOR)))
    return slugs if len(slugs) <= MAX_TOOLS and all(map(is_slug, slugs)) else []


def tools_called(slugs: Sequence[str]) -> list[Tool]:
    """The tools of these slugs, or those that had them before, in order and each once.

    Raises Unchanged where one of them is not here, and where there are none or too many of them.
    """
    if not any(slugs):
        raise Unchanged("Nothing has changed: the form did not say which tool.", 422)
    if len(slugs) > MAX_TOOLS:
        raise Unchanged(f"Nothing has changed: {NUMBERS[MAX_TOOLS]} tools at most go together.", 422)
    try:
        return addressed.tools_called(slugs)
    except Missing as missing:
        raise Unchanged(f"Nothing has changed: {missing.message[0].lower()}{missing.message[1:]}", 404) from missing


def _here(keys: Collection[int], slugs: Collection[str] = ()) -> dict[int, Tool]:
    """The tools of these keys or slugs that readers may see, with their titles, by key."""
    if not keys and not slugs:
        return {}
    tools = Tool.objects.published().titled().filter(Q(pk__in=keys) | Q(slug__in=slugs))
    return {tool.pk: tool for tool in tools}


def _tray(kept: Kept, tools: Mapping[int, Tool]) -> Tray:
    found = [tools[key] for key in kept.tray if key in tools]
    return Tray(found, len(kept.tray) - len(found))
