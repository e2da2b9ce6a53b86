"""The comparison page and the picker."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from compare.addressed import Elsewhere, tools_at
from compare.forms import CHANGE, PickerForm, tool_titles
from compare.listings import list_comparisons
from compare.moved import moved
from compare.panels import build_comparison
from compare.related import related_comparisons
from core.paging import page_of
from tools.addresses import comparison_path
from tools.models import Comparison
from tools.querysets import SLOTS

PER_PAGE = 20
# What the picker depends on, of all that an address may hold.
PARAMETERS = (*SLOTS, "swap", "remove", CHANGE, "page")


@require_safe
def comparison(request: HttpRequest, slugs: str) -> HttpResponse:
    """`/compare/a-vs-b`, up to four tools, the first-named on the left."""
    try:
        tools = tools_at(slugs)
    except Elsewhere as now:
        return moved(request, now.path())
    if len(tools) == 1:
        return redirect(reverse("picker", query={"first": tools[0].title}))
    page = build_comparison(tools)
    related = related_comparisons([side.profile for side in page.sides], page.around)
    return render(request, "compare/comparison.html", {"page": page, "related": related})


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
