"""Bookmarks. What is answered here is one reader's own and never cached."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from compare.keeping.cookies import MOST_BOOKMARKS, Kept, Unchanged, keep, kept_by
from compare.keeping.yours import Bookmark, build_bookmarks, slugs_in, tools_called, without_gone_bookmarks
from compare.views.tray import ELSEWHERE, go_on, show_yours
from compare.views.votes import HtmxRequest
from core.origins import is_from_elsewhere, page_before
from core.small_forms import small_body


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@small_body  # pages that are kept for everyone hold no CSRF token; why that will do: see `tray`
def bookmarks(request: HtmxRequest) -> HttpResponse:
    """`/bookmarks/`: all bookmarks, and where every button sends what is to be done with them."""
    kept = kept_by(request)
    if request.method != "POST":
        return _show(request, kept)
    if is_from_elsewhere(request):
        return _show(request, kept, ELSEWHERE, 403)
    try:
        kept, said = _changed(without_gone_bookmarks(kept), request.POST.get("action", ""), request.POST.get("of", ""))
    except Unchanged as refusal:
        return _show(request, kept, refusal.message, refusal.status)
    response = show_yours(request, kept, said) if request.htmx else go_on(request, "bookmarks")
    keep(request, response, kept)
    return response


def _show(request: HtmxRequest, kept: Kept, said: str = "", status: int = 200) -> HttpResponse:
    if request.htmx:
        return show_yours(request, kept, said, status)
    context = {
        "bookmarks": build_bookmarks(kept),
        "most": MOST_BOOKMARKS,
        "said": said,
        "back": page_before(request),
    }
    return render(request, "keeping/bookmarks.html", context, status=status)


def _changed(kept: Kept, action: str, address: str) -> tuple[Kept, str]:
    """What is kept after that, and what to say of it. Raises Unchanged."""
    if action == "clear":
        return kept.with_no_bookmarks(), "All bookmarks are removed."
    if action not in ("add", "remove"):
        raise Unchanged("Nothing has changed: the form did not say what to do.", 422)
    bookmark = Bookmark(tools_called(slugs_in(address) or [address]))
    if action == "add":
        return kept.with_bookmark(bookmark.mark), f"{bookmark.title} is bookmarked."
    return kept.without_bookmark(bookmark.mark), f"{bookmark.title} is no longer bookmarked."
