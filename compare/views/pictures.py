"""Link pictures: what shows under a link to a page elsewhere."""

from django.core.cache import caches
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified, HttpResponseRedirect
from django.utils.cache import get_conditional_response, patch_cache_control
from django.views.decorators.http import require_safe

from compare.addressed import published_called
from compare.panels import build_comparison, build_sides
from compare.pictures.content import Picture, picture_of_comparison, picture_of_site, picture_of_tool
from compare.pictures.scoresheet import draw
from core.missing import Missing
from tools.addresses import MAX_TOOLS, SEPARATOR
from tools.models import Tool

YEAR, MONTH, HOUR = 365 * 24 * 3600, 30 * 24 * 3600, 3600


@require_safe
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
    response = HttpResponseRedirect(f"{picture.path}?{query}" if query else picture.path)
    patch_cache_control(response, public=True, max_age=HOUR)
    return response


@require_safe
def of_tool(request: HttpRequest, slug: str) -> HttpResponse:
    """`/pictures/tools/<slug>.png`."""
    (side,) = build_sides(_tools([slug]))
    return _served(request, picture_of_tool(side))


@require_safe
def of_site(request: HttpRequest) -> HttpResponse:
    """`/pictures/site.png`: for pages that have no picture of their own."""
    return _served(request, picture_of_site())


def _tools(slugs: list[str]) -> list[Tool]:
    found = published_called(slugs)
    if len(found) < len(slugs):
        raise Missing("There is no picture at this address, since there is no such tool.")
    return [found[slug] for slug in slugs]


def _served(request: HttpRequest, picture: Picture) -> HttpResponse:
    """The picture, drawn if it is neither in the cache nor with whoever asks.

    At the address with its key it never becomes another; at any other it is good for an hour.
    """
    key = picture.key
    etag = f'"{key}"'
    response = get_conditional_response(request, etag=etag)
    if response is None:
        drawn = caches["pictures"].get_or_set(key, lambda: draw(picture).png(), MONTH)
        response = HttpResponse(drawn, content_type="image/png")
    elif not isinstance(response, HttpResponseNotModified):
        return response
    response["ETag"] = etag
    if request.GET.get("v") == key:
        patch_cache_control(response, public=True, max_age=YEAR, immutable=True)
    else:
        patch_cache_control(response, public=True, max_age=HOUR)
    return response
