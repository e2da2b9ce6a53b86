"""The catalogue, its shelves, and the page of one tool."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from compare.listings import for_listing, list_tools
from compare.missing import nearest_tools
from compare.moved import moved
from compare.tool_page import build_tool_page
from core.missing import Missing, Suggestion, readable
from core.paging import page_of
from core.slugs import is_slug
from reviews.selectors import with_awaited
from tools.models import Category, FormerSlug, Tool

PER_PAGE = 24


@require_safe
def catalogue(request: HttpRequest) -> HttpResponse:
    """`/tools/`: every published tool, A to Z."""
    page = page_of(request, for_listing(Tool.objects.published()), size=PER_PAGE)
    context = {"page": page, "tools": list_tools(page.object_list), "categories": Category.objects.all()}
    return render(request, "tools/catalogue.html", context)


@require_safe
def category(request: HttpRequest, slug: str) -> HttpResponse:
    """`/categories/<slug>`: the tools on one shelf, latest first."""
    if slug != slug.lower():
        return moved(request, reverse("category", args=[slug.lower()]))
    shelf = Category.objects.filter(slug=slug).first() if is_slug(slug) else None
    if shelf is None:
        others = [Suggestion(one.name, one.get_absolute_url()) for one in Category.objects.all()[:12]]
        raise Missing(f"There is no category “{readable(slug)}”.", others)
    page = page_of(request, for_listing(Tool.objects.published().filter(category=shelf).newest()), size=PER_PAGE)
    context = {"category": shelf, "page": page, "tools": list_tools(page.object_list)}
    return render(request, "tools/category.html", context)


@require_safe
def tool(request: HttpRequest, slug: str) -> HttpResponse:
    """`/tools/<slug>`: everything on one tool."""
    if slug != slug.lower():
        return moved(request, reverse("tool", args=[slug.lower()]))
    if is_slug(slug):
        found = with_awaited(Tool.objects.published().titled().select_related("category").filter(slug=slug)).first()
        if found:
            return render(request, "tools/tool.html", {"page": build_tool_page(found)})
        former = FormerSlug.objects.filter(slug=slug).select_related("tool").first()
        if former and former.tool.is_published:
            return moved(request, former.tool.get_absolute_url())
    near = [Suggestion(one.title, one.get_absolute_url()) for one in nearest_tools(slug)]
    raise Missing(f"No tool here is called “{readable(slug)}”.", near)
