"""Every part of the pages in every state, for those who build them. Only where the setting STYLEGUIDE is on."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from compare.embedding import framable_here
from compare.legend import LEGEND
from compare.styleguide import SHEETS, example_parts, example_sheet
from core.missing import Missing


@require_safe
def styleguide(request: HttpRequest) -> HttpResponse:
    """`/styleguide`: the parts, and the comparisons in frames as wide as a phone."""
    return render(request, "compare/styleguide.html", {"parts": example_parts(), **LEGEND})


@require_safe
@framable_here
def sheet(request: HttpRequest, name: str) -> HttpResponse:
    """`/styleguide/<name>`: a comparison of examples."""
    if name not in SHEETS:
        raise Missing("There is no such example.")
    response = render(request, "compare/comparison.html", {"page": example_sheet(name)})
    response["X-Robots-Tag"] = "noindex"
    return response
