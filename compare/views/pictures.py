"""Link pictures: what shows under a link to a page elsewhere."""

from django.core.cache import caches
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from compare.addressed import published_called
from compare.embedding import loadable
from compare.panels import build_comparison, build_sides
from compare.pictures.content import Picture, picture_of_comparison, picture_of_site, picture_of_tool
from compare.pictures.scoresheet import draw
from core.missing import Missing
from tools.addresses import MAX_TOOLS, SEPARATOR
from tools.models import Tool

YEAR, MONTH = 365 * 24 * 3600, 30 * 24 * 3600


@require_safe
@loadable
def of_comparison(request: HttpRequest, slugs: str) -> HttpResponse:
    """`/pictures/compare/a-vs-b.png`, two to four tools. Any other order than the canonical one is sent on to that."""
    asked = slugs.split(SEPARATOR)
    if not 2 <= len(asked) <= MAX_TOOLS or len(set(asked)) < len(asked):
        raise Missing(f"A picture takes two to {MAX_TOOLS} different tools.")
    page = build_comparison(_tools(asked))
    picture = picture_of_comparison(page)
    if picture.path == request.path:
        return _served(request, picture)
    query = request.META.get("QUERY_STRING", "")
    return HttpResponseRedirect(f"{picture.path}?{query}" if query else picture.path)


@require_safe
@loadable
def of_tool(request: HttpRequest, slug: str) -> HttpResponse:
    """`/pictures/tools/<slug>.png`."""
    (side,) = build_sides(_tools([slug]))
    return _served(request, picture_of_tool(side))


@require_safe
@loadable
def of_site(request: HttpRequest) -> HttpResponse:
    """`/pictures/site.png`: for pages that have no picture of their own."""
    return _served(request, picture_of_site())


def _tools(slugs: list[str]) -> list[Tool]:
    found = published_called(slugs)
    if len(found) < len(slugs):
        raise Missing("There is no picture at this address, since there is no such tool.")
    return [found[slug] for slug in slugs]


def _served(request: HttpRequest, picture: Picture) -> HttpResponse:
    """The picture, drawn if it is not in the cache. At the address with its key it never becomes another."""
    drawn = caches["pictures"].get_or_set(picture.key, lambda: draw(picture).png(), MONTH)
    response = HttpResponse(drawn, content_type="image/png")
    if request.GET.get("v") == picture.key:
        patch_cache_control(response, public=True, max_age=YEAR, immutable=True)
    return response
