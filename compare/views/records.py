"""Decision records: taking one, and showing it ever after."""

import math
from typing import NamedTuple

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from compare.addressed import Elsewhere, tools_at
from compare.moved import moved
from compare.panels import build_comparison
from compare.quoting.quote import Snippet
from compare.records import kept as records
from compare.records.pages import record_markdown
from compare.records.snapshots import Snapshot, snapshot_of
from compare.views.machines import in_markdown, markdown_response
from core.grammar import counted
from core.missing import Missing, readable
from core.origins import is_from_elsewhere
from core.rate_limits import HOUR, Limit, seconds_to_wait
from core.slugs import is_slug
from core.small_forms import small_body
from tools.addresses import comparison_path
from tools.models import Record
from votes.networks import network_hash_of


class Refusal(NamedTuple):
    """Why no record was taken, and what to do."""

    heading: str
    text: str
    status: int


FROM_ELSEWHERE = Refusal(
    "This form came from another site",
    "No record was taken. Another site sent the form, or its page stands between you and this one. "
    "Use the button on the comparison itself.",
    403,
)
TOO_LONG = Refusal(
    "This comparison is too long for a record",
    "No record was taken. The comparison itself stands as it is; one of fewer tools fits.",
    422,
)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@small_body  # comparisons are the same for everyone and kept whole, so they cannot hold a CSRF token
def keep(request: HttpRequest, slugs: str) -> HttpResponse:
    """`/compare/a-vs-b/record`: keep the comparison as it stands now, and show the record."""
    if request.method != "POST":
        return redirect("comparison", slugs)
    if is_from_elsewhere(request):
        return _refuse(request, slugs, FROM_ELSEWHERE)
    try:
        tools = tools_at(slugs)
    except Elsewhere as now:
        there = now.path(comparison="keep-record")
        return HttpResponseRedirect(there, status=303 if now.is_tool else 307)
    if len(tools) == 1:
        return redirect("comparison", slugs)
    today = timezone.localdate()
    page = build_comparison(tools, today=today)
    if page.canonical_path != comparison_path([slugs]):
        # In whatever order tools are asked for, what stands there is recorded once.
        return HttpResponseRedirect(f"{page.canonical_path}/record", status=307)
    return _keep(request, slugs, snapshot_of(page, day=today))


@require_safe
def record(request: HttpRequest, key: str) -> HttpResponse:
    """`/records/<key>`: the comparison as it stood then, whatever has become of it."""
    if key != key.lower():
        return moved(request, reverse("record", args=[key.lower()]))
    taken = _taken(key)
    said, path = records.said_in(taken), taken.get_absolute_url()
    snippets = [
        Snippet("Permalink", settings.SITE_URL + path),
        Snippet("Markdown", record_markdown(said, path=path)),
    ]
    return render(request, "records/record.html", {"said": said, "record": taken, "snippets": snippets})


@require_safe
@in_markdown
def record_as_markdown(request: HttpRequest, key: str) -> HttpResponse:
    """`/records/<key>.md`: the same in Markdown."""
    if key != key.lower():
        return moved(request, reverse("record-markdown", args=[key.lower()]))
    taken = _taken(key)
    path = taken.get_absolute_url()
    response = markdown_response(record_markdown(records.said_in(taken), path=path), page=path)
    response["X-Robots-Tag"] = "noindex"
    return response


def _keep(request: HttpRequest, slugs: str, said: Snapshot) -> HttpResponse:
    try:
        taken = records.record_of(said)
    except records.TooLong:
        return _refuse(request, slugs, TOO_LONG)
    if taken.pk is None:
        if wait := seconds_to_wait(_limit_of_network(request)):
            return _refuse_for_now(request, slugs, wait)
        records.keep(taken)
    return HttpResponseRedirect(taken.get_absolute_url(), status=303)


def _taken(key: str) -> Record:
    found = Record.objects.filter(key=key).first() if is_slug(key) else None
    if found is None:
        raise Missing(f"There is no record “{readable(key)}”. Perhaps its address was cut short.")
    return found


def _limit_of_network(request: HttpRequest) -> Limit:
    network = network_hash_of(request)
    return Limit(f"records {network}", settings.RECORDS_PER_NETWORK_AND_HOUR, HOUR)


def _refuse(request: HttpRequest, slugs: str, refusal: Refusal) -> HttpResponse:
    context = {"refusal": refusal, "comparison_path": comparison_path([slugs])}
    return render(request, "records/refused.html", context, status=refusal.status)


def _refuse_for_now(request: HttpRequest, slugs: str, wait: int) -> HttpResponse:
    again = counted(math.ceil(wait / 60), "minute")
    refusal = Refusal(
        "Too many records for now",
        f"No record was taken: many were taken from your network within an hour. Try again in {again}; "
        "the comparison stays where it is.",
        429,
    )
    response = _refuse(request, slugs, refusal)
    response["Retry-After"] = str(wait)
    return response
