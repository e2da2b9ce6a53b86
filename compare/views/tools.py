"""The catalogue, its shelves, and the page of one tool."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from compare.addressed import published_called
from compare.catalogue.page import ListPiece, address, build_catalogue_page, build_piece, build_unknown_filter_page
from compare.catalogue.slices import Filters, UnknownFilter
from compare.missing import category_called, nearest_tools
from compare.moved import moved
from compare.tool_page import build_tool_page
from core.keyset import NoSuchPlace
from core.missing import Missing, Suggestion, readable
from core.slugs import is_slug
from tools.models import FormerSlug

# What the pages depend on, of all that an address may hold.
PLACES = ("after", "before")
PARAMETERS = ("category", "licence", "free", "verdict", "reviewer", "fact", "sort", *PLACES)


@require_safe
def catalogue(request: HttpRequest) -> HttpResponse:
    """`/tools/`: every published tool, sifted and sorted as the address says."""
    given = [(name, value) for name, values in request.GET.lists() for value in values]
    told = [(name, value) for name, value in given if value.strip()]
    if told != given:
        # A form sends all its fields. What was left empty says nothing, and makes addresses nobody would pass on.
        return redirect(f"{request.path}?{urlencode(told, safe=':')}" if told else request.path)
    try:
        filters = Filters.from_query(request.GET)
    except UnknownFilter as error:
        unknown = build_unknown_filter_page(error, request.GET)
        return render(request, "tools/unknown_filter.html", {"page": unknown}, status=422)
    try:
        page = build_catalogue_page(filters, **_places(request))
    except NoSuchPlace as error:
        raise _from_the_beginning(address(request.path, filters.query)) from error
    return _whole(request, page.piece) or render(request, "tools/catalogue.html", {"page": page})


@require_safe
def category(request: HttpRequest, slug: str) -> HttpResponse:
    """`/categories/<slug>`: the tools on one shelf."""
    if slug != slug.lower():
        return moved(request, reverse("category", args=[slug.lower()]))
    filters = Filters(category=category_called(slug))
    try:
        places = _places(request)
        piece = build_piece(filters, request.path, after=places["after"], before=places["before"])
    except NoSuchPlace as error:
        raise _from_the_beginning(request.path) from error
    context = {
        "category": filters.category,
        "piece": piece,
        "sifting": address(reverse("catalogue"), filters.query),
    }
    return _whole(request, piece) or render(request, "tools/category.html", context)


@require_safe
def tool(request: HttpRequest, slug: str) -> HttpResponse:
    """`/tools/<slug>`: everything on one tool."""
    if slug != slug.lower():
        return moved(request, reverse("tool", args=[slug.lower()]))
    if is_slug(slug):
        if found := published_called([slug]).get(slug):
            return render(request, "tools/tool.html", {"page": build_tool_page(found)})
        former = FormerSlug.objects.filter(slug=slug).select_related("tool").first()
        if former and former.tool.is_published:
            return moved(request, former.tool.get_absolute_url())
    near = [Suggestion(one.title, one.get_absolute_url()) for one in nearest_tools(slug)]
    raise Missing(f"No tool here is called “{readable(slug)}”.", near)


def _places(request: HttpRequest) -> dict[str, str]:
    return {name: request.GET.get(name, "") for name in PLACES}


def _from_the_beginning(first: str) -> Missing:
    return Missing("This place in the list does not exist.", [Suggestion("Start from the first page", first)])


def _whole(request: HttpRequest, piece: ListPiece) -> HttpResponse | None:
    """A redirect to the beginning for who has come back to it: there it has one address, and as many tools as fit."""
    return None if piece.previous or piece.is_first or request.GET.get("after") else redirect(piece.first)
