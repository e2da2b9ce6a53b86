"""What belongs to one reader: what they get, what is kept of them, and leaving. Their links name them."""

from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from core.grammar import listed
from digest import subscribing
from digest.forms import SignUpForm
from digest.models import Standing, Subscriber
from digest.tokens import key_in, reader_path
from digest.views.notices import Notice, personal, tell
from tools.models import Category

PAUSE = timedelta(days=30)
NOTHING_COMES = (Standing.LEFT, Standing.SUPPRESSED)
GONE = Notice(
    "It is all erased",
    "Nothing is kept about you any more, and nothing will be sent. The links in your mails lead nowhere now.",
    200,
)
NOTHING_TO_LEAVE = Notice(
    "You are unsubscribed",
    "Everything about you was erased before, and nothing is sent to you.",
    200,
)


class Refused(Exception):
    """What cannot be done as it was asked for; the message says why, and what to do."""


@require_http_methods(["GET", "HEAD", "POST"])
@personal
def reader(request: HttpRequest, token: str) -> HttpResponse:
    """`/digest/you/<token>`: what a reader gets and what is kept of them, with buttons that change it."""
    found = _reader(token)
    pressed = request.POST.get("do", "") if request.method == "POST" else None
    if pressed == "erase":
        subscribing.erase(found)
        return tell(request, GONE)
    if pressed is None and request.GET.get("do") == "erase":
        return render(request, "digest/erase.html", {"reader": found, "back": request.path})
    if pressed is None:
        return _show(request, found)
    try:
        found, said = _do(found, pressed, request.POST.getlist("category"))
    except Refused as refusal:
        return _show(request, found, error=str(refusal), ticked=request.POST.getlist("category"))
    return _show(request, found, said=said)


@require_safe
@personal
def export(request: HttpRequest, token: str) -> HttpResponse:
    """`/digest/you/<token>/data`: everything that is kept of a reader, as a file."""
    kept = subscribing.export_of(_reader(token))
    response = JsonResponse(kept, json_dumps_params={"indent": 2, "ensure_ascii": False})
    response["Content-Disposition"] = 'attachment; filename="digest-data.json"'
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@personal
def leave(request: HttpRequest, token: str) -> HttpResponse:
    """`/digest/leave/<token>`: a button that unsubscribes, and where mail programs press it (RFC 8058).

    Whatever is sent along with a POST is not even read.
    """
    try:
        found = _reader(token)
        if request.method == "POST":
            found = subscribing.leave(found)
    except Subscriber.DoesNotExist:
        if request.method != "POST":
            raise
        return tell(request, NOTHING_TO_LEAVE)
    return render(request, "digest/leave.html", _about(found))


def _reader(token: str) -> Subscriber:
    return Subscriber.objects.get(key=key_in(token))


def _do(found: Subscriber, pressed: str, categories: list[str]) -> tuple[Subscriber, str]:
    """Do what a button says, and return the reader as they stand then, with a word about it. Raises Refused."""
    match pressed:
        case "everything":
            return subscribing.prefer(found, categories=None), "Saved: all news."
        case "chosen":
            return subscribing.prefer(found, categories=_chosen(categories)), "Saved: news on what is ticked."
        case "pause" if found.standing in NOTHING_COMES:
            raise Refused("Nothing was changed: nothing is sent to you, so there is nothing to pause.")
        case "pause":
            return subscribing.pause(found, until=timezone.now() + PAUSE), "Paused."
        case "go-on":
            return subscribing.pause(found, until=None), "The pause is over."
        case "leave":
            return subscribing.leave(found), "You are unsubscribed."
    raise Refused("Nothing was changed, since no button on this page says that. Press one of them.")


def _chosen(slugs: list[str]) -> list[Category]:
    chosen = [category for category in Category.objects.all() if category.slug in slugs]
    if len(chosen) < len(set(slugs)):
        raise Refused("Nothing was changed: a category that you ticked is not here any more. Tick them anew.")
    if not chosen:
        raise Refused("Nothing was changed: tick at least one category, or take all news.")
    return chosen


def _about(found: Subscriber) -> dict[str, Any]:
    """What the pages of a reader tell about them."""
    return {
        "reader": found,
        "settings_path": reader_path("reader", found.key),
        "export_path": reader_path("export", found.key),
        "sign_up_form": SignUpForm(initial={"address": found.address}),
    }


def _show(
    request: HttpRequest, found: Subscriber, *, said: str = "", error: str = "", ticked: list[str] | None = None
) -> HttpResponse:
    """The reader's page, with a word on what was done, or with what was wrong and the ticks as they were sent."""
    chosen = list(found.categories.all())
    context = _about(found) | {
        "chosen": listed([category.name for category in chosen]) if chosen else "",
        "ticked": [category.slug for category in chosen] if ticked is None else ticked,
        "categories": Category.objects.all(),
        "pause_days": PAUSE.days,
        "said": said,
        "error": error,
    }
    return render(request, "digest/reader.html", context, status=422 if error else 200)
