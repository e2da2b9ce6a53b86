"""What stands under `/api/` beside the data: the page about it, its description for programs, and the way back."""

import json

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import resolve
from django.views.decorators.http import require_safe

from compare.api.endpoints import api
from compare.api.errors import JSON
from compare.api.paging import MOST, USUALLY
from compare.listings import ListedComparison, list_comparisons
from compare.moved import moved
from tools.addresses import SEPARATOR
from tools.models import Comparison

MISTAKE = {"error": {"status": 422, "message": "“limit” cannot be “0”. …", "parameter": "limit"}}


@require_safe
def documentation(request: HttpRequest) -> HttpResponse:
    """`/api/`: what there is, with examples to try."""
    featured = list_comparisons(Comparison.objects.published().featured()[:1])
    context = {
        "operations": _operations(),
        "example": _example(featured[0]) if featured else None,
        "mistake": json.dumps(MISTAKE, ensure_ascii=False, indent=2),
        "per_minute": settings.API_REQUESTS_PER_MINUTE,
        "seconds": settings.PAGE_CACHE_SECONDS,
        "most": MOST,
        "usually": USUALLY,
    }
    return render(request, "api/documentation.html", context)


def openapi(request: HttpRequest) -> HttpResponse:
    """`/api/openapi.json`: what can be asked and what is answered, for programs that write programs."""
    document = api.get_openapi_schema(path_prefix="/api/")
    return JsonResponse(document, json_dumps_params={"ensure_ascii": False}, content_type=JSON)


def nothing(request: HttpRequest, rest: str) -> HttpResponse:
    """Any other address under `/api/`: sends on to the one without the slash if there is one. Raises Http404."""
    without = f"/{request.path.strip('/')}"
    if without != request.path and resolve(without).func is not resolve(request.path).func:
        return moved(request, without)
    raise Http404


def _operations() -> list[tuple[str, str]]:
    """The address of each operation with its description."""
    paths = api.get_openapi_schema(path_prefix="/api/")["paths"]
    return [(path, operations["get"]["description"]) for path, operations in paths.items()]


def _example(listed: ListedComparison) -> dict[str, str]:
    slugs = [one.tool.slug for one in listed.tools]
    title = " vs ".join(one.tool.title for one in listed.tools)
    return {"slugs": SEPARATOR.join(slugs), "slug": slugs[0], "title": title, "path": listed.path}
