"""Search."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from compare.search.results import search as search_for
from compare.search.suggestions import suggest


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """`/search?q=`: what was found, or, for “A vs B” where it is clear what is meant, the comparison itself."""
    found = search_for(request.GET.get("q", ""))
    if found.is_clear:
        return redirect(found.path)
    context = {"found": found, "asked": found.asked}
    return render(request, "search/results.html", context, status=422 if found.problem else 200)


@require_safe
def suggestions(request: HttpRequest) -> HttpResponse:
    """`/search/suggestions?q=`: the fragment under the field; with `only=tools` without comparisons."""
    suggested = suggest(request.GET.get("q", ""), only_tools=request.GET.get("only") == "tools")
    return render(request, "search/_suggestions.html", {"suggested": suggested})
