"""The tools that the address of a comparison names, in whatever form a page of theirs is asked for."""

from collections.abc import Iterable, Sequence

from django.db.models import QuerySet
from django.urls import reverse

from compare.missing import nearest_tools
from core.compiled import Compiled, given_texts, one_of, without_times
from core.grammar import NUMBERS
from core.missing import Missing, Suggestion, readable
from core.models import is_public
from core.slugs import is_slug
from reviews.selectors import with_awaited
from tools.addresses import MAX_TOOLS, SEPARATOR, comparison_path
from tools.models import FormerSlug, Tool
from tools.querysets import SLOTS


def _called() -> QuerySet[Tool]:
    tools = Tool.objects.published().titled().select_related("category").filter(one_of("slug", given_texts("slugs")))
    return without_times(with_awaited(tools), "category")


_CALLED = Compiled(_called)


class Elsewhere(Exception):
    """What an address names has another one, which these slugs make. `is_tool` where it is the one of a single tool."""

    def __init__(self, slugs: Sequence[str], *, is_tool: bool = False) -> None:
        super().__init__(slugs)
        self.slugs = SEPARATOR.join(slugs)
        self.is_tool = is_tool

    def path(self, *, tool: str = "tool", comparison: str = "comparison") -> str:
        """The other address. `tool` and `comparison` name the patterns of the form that is asked for."""
        return reverse(tool if self.is_tool else comparison, args=[self.slugs])


def tools_at(address: str) -> list[Tool]:
    """The published tools that `a-vs-b` names, one to four in their order, ready for their pages. One query.

    Raises Elsewhere for letters in upper case, a tool named twice and former slugs, and Missing, which offers the
    nearest names.
    """
    asked = [slug for slug in address.lower().split(SEPARATOR) if slug]
    once = list(dict.fromkeys(asked))
    if not once:
        raise Missing("This address names no tool.")
    if len(once) > MAX_TOOLS:
        raise _too_many(once)
    if SEPARATOR.join(once) != address:
        raise Elsewhere(once, is_tool=len(once) == 1 < len(asked))
    found = published_called(once)
    unknown = [slug for slug in once if slug not in found]
    if unknown:
        raise _renamed(once, unknown) or _unknown(once, unknown)
    return [found[slug] for slug in once]


def tools_called(asked: Sequence[str]) -> list[Tool]:
    """The published tools that have these slugs or once had them, in this order and each once, ready for their pages.

    Letter case does not matter. One query, or three with former slugs. Raises Missing, which offers the nearest names.
    """
    slugs = [slug.lower() for slug in asked]
    found = published_called(slugs)
    if unknown := [slug for slug in slugs if slug not in found]:
        former = FormerSlug.objects.filter(is_public("tool__"), slug__in=filter(is_slug, unknown))
        slugs_now = dict(former.values_list("slug", "tool__slug"))
        now = published_called(slugs_now.values())
        found |= {then: now[slug] for then, slug in slugs_now.items() if slug in now}
    if unknown := [slug for slug in dict.fromkeys(slugs) if slug not in found]:
        near = [tool for slug in unknown[:MAX_TOOLS] for tool in nearest_tools(slug)]
        names = " or ".join(f"“{readable(slug)}”" for slug in unknown[:MAX_TOOLS])
        suggestions = [Suggestion(tool.title, tool.get_absolute_url()) for tool in dict.fromkeys(near)]
        raise Missing(f"No tool here is called {names}.", suggestions)
    return list(dict.fromkeys(found[slug] for slug in slugs))


def tools_compared(slugs: str) -> list[Tool]:
    """The tools that `a-vs-b` names, up to four, in this order and each once. Raises Missing as `tools_called` does."""
    asked = list(dict.fromkeys(slug for slug in slugs.lower().split(SEPARATOR) if slug))
    if not asked:
        raise Missing("This address names no tool.")
    if len(asked) > MAX_TOOLS:
        raise Missing(f"A comparison takes up to {NUMBERS[MAX_TOOLS]} tools, and this address names {len(asked)}.")
    return tools_called(asked)


def published_called(slugs: Iterable[str]) -> dict[str, Tool]:
    """The published tools that have these slugs, by slug, ready for their pages. One query."""
    return {tool.slug: tool for tool in _CALLED(slugs=[slug for slug in slugs if is_slug(slug)])}


def _renamed(slugs: list[str], unknown: list[str]) -> Elsewhere | None:
    former = FormerSlug.objects.filter(slug__in=[slug for slug in unknown if is_slug(slug)])
    now = {row.slug: row.tool.slug for row in former.select_related("tool") if row.tool.is_published}
    if not now:
        return None
    once = list(dict.fromkeys(now.get(slug, slug) for slug in slugs))
    return Elsewhere(once, is_tool=len(once) == 1 < len(slugs))


def _unknown(slugs: list[str], unknown: list[str]) -> Missing:
    if len(unknown) > 1:
        # The picker offers the nearest names for each of them, and keeps the others.
        typed = dict(zip(SLOTS, map(readable, slugs), strict=False))
        names = " or ".join(f"“{readable(slug)}”" for slug in unknown)
        choose = Suggestion("Choose among the nearest names", reverse("picker", query=typed))
        return Missing(f"No tool here is called {names}.", [choose])
    near = [tool for tool in nearest_tools(unknown[0]) if tool.slug not in slugs]
    suggestions = [
        Suggestion(tool.title, comparison_path(tool.slug if slug in unknown else slug for slug in slugs))
        for tool in near
    ]
    return Missing(f"No tool here is called “{readable(unknown[0])}”.", suggestions)


def _too_many(slugs: list[str]) -> Missing:
    message = f"A comparison takes up to {NUMBERS[MAX_TOOLS]} tools, and this address names {len(slugs)}."
    first = slugs[:MAX_TOOLS]
    if not all(is_slug(slug) for slug in first):
        return Missing(message)
    return Missing(message, [Suggestion("Compare the first four", comparison_path(first))])
