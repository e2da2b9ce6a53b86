"""The comparison page and the picker."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from compare.forms import PickerForm, tool_titles
from compare.listings import list_comparisons
from compare.missing import nearest_tools
from compare.moved import moved
from compare.panels import build_comparison
from core.grammar import NUMBERS
from core.missing import Missing, Suggestion, readable
from core.paging import page_of
from core.slugs import is_slug
from reviews.selectors import with_awaited
from tools.addresses import MAX_TOOLS, SEPARATOR, comparison_path
from tools.models import Comparison, FormerSlug, Tool
from tools.querysets import SLOTS

PER_PAGE = 20


@require_safe
def comparison(request: HttpRequest, slugs: str) -> HttpResponse:
    """`/compare/a-vs-b`, up to four tools, the first-named on the left."""
    asked = [slug for slug in slugs.lower().split(SEPARATOR) if slug]
    once = list(dict.fromkeys(asked))
    if not once:
        raise Missing("This address names no tool.")
    if len(once) > MAX_TOOLS:
        raise _too_many(once)
    if len(once) == 1 < len(asked):
        return moved(request, reverse("tool", args=once))
    if SEPARATOR.join(once) != slugs:
        return moved(request, comparison_path(once))

    found = {tool.slug: tool for tool in _tools(once)}
    unknown = [slug for slug in once if slug not in found]
    if unknown:
        return _send_on_or_miss(request, once, unknown)
    if len(once) == 1:
        return redirect(reverse("picker", query={"first": found[once[0]].title}))
    page = build_comparison([found[slug] for slug in once])
    return render(request, "compare/comparison.html", {"page": page})


@require_safe
def picker(request: HttpRequest) -> HttpResponse:
    """`/compare/`: name two to four tools, or take one of the featured comparisons."""
    form = PickerForm.from_query(request.GET)
    if form.is_bound and form.is_valid():
        return redirect(comparison_path(tool.slug for tool in form.tools))
    page = page_of(request, Comparison.objects.published().featured(), size=PER_PAGE)
    context = {
        "form": form,
        "titles": tool_titles(),
        "page": page,
        "comparisons": list_comparisons(page.object_list),
    }
    return render(request, "compare/picker.html", context, status=422 if form.is_bound else 200)


def _tools(slugs: list[str]) -> list[Tool]:
    asked = [slug for slug in slugs if is_slug(slug)]
    return list(with_awaited(Tool.objects.published().titled().select_related("category").filter(slug__in=asked)))


def _send_on_or_miss(request: HttpRequest, slugs: list[str], unknown: list[str]) -> HttpResponse:
    former = FormerSlug.objects.filter(slug__in=[slug for slug in unknown if is_slug(slug)])
    now = {row.slug: row.tool.slug for row in former.select_related("tool") if row.tool.is_published}
    if now:
        return moved(request, comparison_path(now.get(slug, slug) for slug in slugs))
    raise _unknown(slugs, unknown)


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
