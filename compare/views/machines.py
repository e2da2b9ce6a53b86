"""The pages as Markdown, for programs and for documents, and the index of them."""

from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from compare.addressed import Elsewhere, tools_at, tools_called
from compare.moved import moved
from compare.panels import build_comparison
from compare.records.pages import build_index, comparison_markdown, index_markdown, missing_markdown, tool_markdown
from compare.records.snapshots import snapshot_of
from compare.tool_page import build_tool_page
from core.missing import Missing

View = Callable[..., HttpResponse]
MARKDOWN, PLAIN = "text/markdown; charset=utf-8", "text/plain; charset=utf-8"


def in_markdown(view: View) -> View:
    """Decorator: what `view` does not find is told in Markdown as well, for its reader may know no HTML."""

    @wraps(view)
    def answer(request: HttpRequest, **named: str) -> HttpResponse:
        try:
            return view(request, **named)
        except Missing as missing:
            return HttpResponse(missing_markdown(missing), content_type=MARKDOWN, status=404)

    return answer


def markdown_response(text: str, *, page: str) -> HttpResponse:
    """An answer in Markdown. `page` is the path of the page that says the same in HTML."""
    response = HttpResponse(text, content_type=MARKDOWN)
    response["Link"] = f'<{settings.SITE_URL}{page}>; rel="canonical"'
    return response


@require_safe
@in_markdown
def comparison_as_markdown(request: HttpRequest, slugs: str) -> HttpResponse:
    """`/compare/a-vs-b.md`: what the comparison says."""
    try:
        tools = tools_at(slugs)
    except Elsewhere as now:
        return moved(request, now.path(tool="tool-markdown", comparison="comparison-markdown"))
    if len(tools) == 1:
        return redirect("tool-markdown", tools[0].slug)
    today = timezone.localdate()
    page = build_comparison(tools, today=today)
    return markdown_response(comparison_markdown(snapshot_of(page, day=today)), page=page.canonical_path)


@require_safe
@in_markdown
def tool_as_markdown(request: HttpRequest, slug: str) -> HttpResponse:
    """`/tools/<slug>.md`: everything on one tool."""
    (tool,) = tools_called([slug])
    if tool.slug != slug:
        return moved(request, reverse("tool-markdown", args=[tool.slug]))
    return markdown_response(tool_markdown(build_tool_page(tool)), page=tool.get_absolute_url())


@require_safe
def llms(request: HttpRequest) -> HttpResponse:
    """`/llms.txt`: what the site is, and where the rest of it stands. Plain text, as it is named and browsers show."""
    return HttpResponse(index_markdown(build_index()), content_type=PLAIN)
