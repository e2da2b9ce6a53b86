"""The tray: what a reader has put aside to compare. What is answered here is one reader's own and never cached."""

from collections.abc import Callable
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from compare.keeping.cookies import Kept, Unchanged, keep, kept_by
from compare.keeping.yours import build_tray, build_yours, tools_called, without_gone_tools
from compare.views.votes import HtmxRequest
from core.grammar import listed
from core.origins import is_from_elsewhere, page_before
from core.small_forms import small_body
from tools.addresses import MAX_TOOLS
from tools.models import Tool

ELSEWHERE = (
    "Nothing has changed, since this form came from another site, or from a page that hides where it is. "
    "Use the buttons on this site."
)


@never_cache
@require_safe
def yours(request: HtmxRequest) -> HttpResponse:
    """`/yours?of=a-vs-b`: the fragment with the tray, the latest bookmarks, and the page's own button."""
    kept = kept_by(request)
    response = show_yours(request, kept)
    keep(request, response, kept)
    return response


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@small_body
def tray(request: HtmxRequest) -> HttpResponse:
    """`/tray`: the tray on a page of its own, and where every button sends what is to be done with it.

    Pages that are kept for everyone hold no CSRF token. What another site could do is to fill somebody's tray, and
    as browsers send it no cookie of ours along, that would empty the tray before; so who sends a form is asked.
    """
    kept = kept_by(request)
    if request.method != "POST":
        return _show(request, kept)
    if is_from_elsewhere(request):
        return _show(request, kept, ELSEWHERE, 403)
    try:
        kept, said = _changed(without_gone_tools(kept), request.POST.get("action", ""), request.POST.getlist("tool"))
    except Unchanged as refusal:
        return _show(request, kept, refusal.message, refusal.status)
    response = show_yours(request, kept, said) if request.htmx else go_on(request, "tray")
    keep(request, response, kept)
    return response


def show_yours(request: HttpRequest, kept: Kept, said: str = "", status: int = 200) -> HttpResponse:
    """The fragment, with what is to be said of what the reader has done."""
    here = request.POST.get("of") or request.GET.get("of") or ""
    return render(request, "keeping/_yours.html", {"yours": build_yours(kept, here), "said": said}, status=status)


def go_on(request: HttpRequest, page: str) -> HttpResponse:
    """To the page that shows what the reader has done, with a way back to where they came from."""
    before = page_before(request)
    query = f"?{urlencode({'next': before})}" if before else ""
    return HttpResponseRedirect(reverse(page) + query, status=303)


def _show(request: HtmxRequest, kept: Kept, said: str = "", status: int = 200) -> HttpResponse:
    if request.htmx:
        return show_yours(request, kept, said, status)
    context = {"tray": build_tray(kept), "said": said, "back": page_before(request), "own_tray": True}
    return render(request, "keeping/tray.html", context, status=status)


def _changed(kept: Kept, action: str, slugs: list[str]) -> tuple[Kept, str]:
    """What is kept after that, and what to say of it. Raises Unchanged."""
    if action == "empty":
        return kept.with_empty_tray(), "The tray is empty."
    if action not in ACTIONS:
        raise Unchanged("Nothing has changed: the form did not say what to do.", 422)
    return ACTIONS[action](kept, tools_called(slugs))


def _add(kept: Kept, tools: list[Tool]) -> tuple[Kept, str]:
    kept = kept.with_tools(tool.pk for tool in tools)
    verb = "is" if len(tools) == 1 else "are"
    titles = listed([tool.title for tool in tools])
    return kept, f"{titles} {verb} in the tray, which holds {len(kept.tray)} of {MAX_TOOLS} now."


def _remove(kept: Kept, tools: list[Tool]) -> tuple[Kept, str]:
    kept = kept.without_tool(tools[0].pk)
    left = f"{len(kept.tray)} of {MAX_TOOLS} left" if kept.tray else "which is empty now"
    return kept, f"{tools[0].title} is out of the tray, {left}."


def _move_on(kept: Kept, tools: list[Tool]) -> tuple[Kept, str]:
    kept = kept.with_tool_moved_on(tools[0].pk)
    if tools[0].pk not in kept.tray:
        raise Unchanged(f"Nothing has changed: {tools[0].title} is not in the tray.", 422)
    return kept, f"{tools[0].title} is number {kept.tray.index(tools[0].pk) + 1} in the tray now."


ACTIONS: dict[str, Callable[[Kept, list[Tool]], tuple[Kept, str]]] = {"add": _add, "remove": _remove, "swap": _move_on}
