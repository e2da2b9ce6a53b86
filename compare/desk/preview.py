"""The pages of tools and comparisons as they will be, for staff and for whoever is sent a link."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from compare.panels import Side, build_comparison
from compare.tool_page import build_tool_page
from core.missing import Missing
from core.models import Publishable
from tools.models import Comparison, Tool

SALT = "preview"


@dataclass(frozen=True, slots=True)
class Preview:
    """What a page shows that readers do not see: each part with where it stands, and staff's way back."""

    unseen: list[str]
    desk_path: str


def preview_link(row: Tool | Comparison) -> str:
    """The address under which anybody sees the preview of a tool or comparison for the next days."""
    return settings.SITE_URL + reverse("preview", args=[signing.dumps([row._meta.model_name, row.pk], salt=SALT)])


@never_cache
@require_safe
def preview_by_link(request: HttpRequest, token: str) -> HttpResponse:
    """`/preview/<token>`: the preview for a colleague without a login, while the link is good."""
    try:
        kind, key = signing.loads(token, salt=SALT, max_age=settings.PREVIEW_DAYS * 24 * 3600)
    except signing.SignatureExpired:
        return render(request, "410.html", {"days": settings.PREVIEW_DAYS}, status=410)
    except signing.BadSignature as error:
        raise Missing("This is no link to a preview. It may have been cut short: copy it whole.") from error
    model = Tool if kind == "tool" else Comparison
    row = model.objects.filter(pk=key).first()
    if row is None:
        raise Missing("What this preview showed has been deleted.")
    response = render_preview(request, row)
    response["Referrer-Policy"] = "no-referrer"  # the address is the key
    return response


def render_preview(request: HttpRequest, row: Tool | Comparison, *, desk_path: str = "") -> HttpResponse:
    """The page of a tool or comparison with everything in it that is drafted or scheduled, marked as a preview.

    `desk_path` is where staff came from.
    """
    template, page, unseen = _tool(row) if isinstance(row, Tool) else _comparison(row)
    response = render(request, template, {"page": page, "preview": Preview(unseen, desk_path)})
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _tool(tool: Tool) -> tuple[str, Any, list[str]]:
    page = build_tool_page(Tool.objects.titled().select_related("category").get(pk=tool.pk), preview=True)
    return "tools/tool.html", page, _unseen([page.side])


def _comparison(comparison: Comparison) -> tuple[str, Any, list[str]]:
    tools = Tool.objects.titled().select_related("category").in_bulk(comparison.tool_ids)
    page = build_comparison([tools[key] for key in comparison.tool_ids], preview=comparison)
    return "compare/comparison.html", page, _stage("This comparison", comparison) + _unseen(page.sides)


def _unseen(sides: list[Side]) -> list[str]:
    found = []
    for side in sides:
        found += _stage(side.tool.title, side.tool)
        for review in side.reviews.values():
            found += _stage(str(review), review)
    return found


def _stage(name: str, row: Publishable) -> list[str]:
    """What the banner says of a part, or nothing where readers see it."""
    if row.is_published:
        return []
    if row.stage == "Scheduled" and row.published_at:
        return [f"{name}: scheduled for {timezone.localtime(row.published_at):%-d %B %Y, %H:%M %Z}"]
    return [f"{name}: {row.stage.lower()}"]
