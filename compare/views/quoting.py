"""Badges and cards for other sites, and the pages with the code for them."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_safe

from compare.addressed import Elsewhere
from compare.embedding import framable, loadable
from compare.missing import nearest_tools
from compare.quoting.badges import badge_of_nothing
from compare.quoting.quote import build_quote, path_of
from core.missing import Missing, Suggestion

SVG = "image/svg+xml"
THEMES = ("light", "dark")


@require_safe
def quote_comparison(request: HttpRequest, slugs: str) -> HttpResponse:
    """`/compare/a-vs-b/quote`: the badge and the card of a comparison, with the code to copy."""
    return _quote(request, slugs)


@require_safe
def quote_tool(request: HttpRequest, slug: str) -> HttpResponse:
    """`/tools/<slug>/quote`: those of one tool."""
    try:
        return _quote(request, slug)
    except Missing as missing:
        near = [Suggestion(tool.title, tool.get_absolute_url()) for tool in nearest_tools(slug)]
        raise Missing(missing.message, near) from missing


@loadable
@require_safe
def badge_of_comparison(request: HttpRequest, slugs: str) -> HttpResponse:
    """`/badges/compare/a-vs-b.svg`: a small picture that says to which tool the panel leans."""
    return _badge(request, slugs)


@loadable
@require_safe
def badge_of_tool(request: HttpRequest, slug: str) -> HttpResponse:
    """`/badges/tools/<slug>.svg`: a small picture that says the verdict of the panel."""
    return _badge(request, slug)


@framable
@loadable
@require_safe
def card_of_comparison(request: HttpRequest, slugs: str) -> HttpResponse:
    """`/cards/compare/a-vs-b`: a page for a frame with the answer and each tool in a line or two.

    `?theme=light` or `dark` overrules what the reader's system says.
    """
    return _card(request, slugs)


@framable
@loadable
@require_safe
def card_of_tool(request: HttpRequest, slug: str) -> HttpResponse:
    """`/cards/tools/<slug>`: a page for a frame with the verdict and figures of one tool; `theme` as above."""
    return _card(request, slug)


def _quote(request: HttpRequest, slugs: str) -> HttpResponse:
    try:
        quote = build_quote(slugs)
    except Elsewhere as now:
        return _lead_on(request, path_of("quote", now.slugs))
    if (path := path_of("quote", quote.slugs)) != request.path:
        return _lead_on(request, path)
    return render(request, "quoting/quote.html", {"quote": quote})


def _badge(request: HttpRequest, slugs: str) -> HttpResponse:
    try:
        quote = build_quote(slugs)
    except Elsewhere as now:
        return _lead_on(request, path_of("badge", now.slugs))
    except Missing:
        # Whoever asked for a picture gets one: a page would be shown as a broken picture.
        nothing = {"badge": badge_of_nothing(site_name=settings.SITE_NAME)}
        return render(request, "quoting/missing_badge.svg", nothing, content_type=SVG, status=404)
    if quote.badge_path != request.path:
        return _lead_on(request, quote.badge_path)
    template = "quoting/comparison_badge.svg" if quote.headline else "quoting/tool_badge.svg"
    return render(request, template, {"quote": quote, "badge": quote.badge}, content_type=SVG)


def _card(request: HttpRequest, slugs: str) -> HttpResponse:
    asked = request.GET.get("theme")
    theme = asked if asked in THEMES else ""
    try:
        quote = build_quote(slugs)
    except Elsewhere as now:
        return _lead_on(request, path_of("card", now.slugs))
    except Missing:
        # It may be framed like any card, and holds nothing to click.
        return render(request, "quoting/missing_card.html", {"theme": theme}, status=404)
    if quote.card_path != request.path:
        return _lead_on(request, quote.card_path)
    template = "quoting/comparison_card.html" if quote.headline else "quoting/tool_card.html"
    return render(request, template, {"quote": quote, "theme": theme})


def _lead_on(request: HttpRequest, path: str) -> HttpResponse:
    """Lead to the one address of what is asked for. Not for good: featuring a comparison turns its order round."""
    query = request.META.get("QUERY_STRING", "")
    return HttpResponseRedirect(f"{path}?{query}" if query else path)
