"""The archive: every edition that was sent, and what each of them said."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from core.missing import Missing, Suggestion
from core.paging import page_of
from digest.building import items_to_send, public_paths, sections, summary
from digest.models import Edition
from digest.subscribing import FORGOTTEN_AFTER
from digest.weeks import NoWeek, Week

PER_PAGE = 26
ARCHIVE = Suggestion("All editions", "/digest/")


@require_safe
def archive(request: HttpRequest) -> HttpResponse:
    """`/digest/`: the editions, latest first, and how to get them."""
    page = page_of(request, Edition.objects.public(), size=PER_PAGE)
    return render(request, "digest/archive.html", {"page": page, "forgotten_after": FORGOTTEN_AFTER.days})


@require_safe
def edition(request: HttpRequest, week: str) -> HttpResponse:
    """`/digest/2026-w47`: what the edition of a week said."""
    if week != week.lower():
        return redirect("edition", week.lower(), permanent=True)
    found = _public_edition(week)
    items = items_to_send(found)
    sent = Edition.objects.public()
    context = {
        "edition": found,
        "summary": summary(items),
        "sections": sections(items),
        "public": public_paths(item.path for item in items),
        "previous": sent.filter(week__lt=found.week).first(),
        "next": sent.filter(week__gt=found.week).order_by("week").first(),
    }
    return render(request, "digest/edition.html", context)


def _public_edition(week: str) -> Edition:
    """The edition of the week that an address names. Raises Missing where there is none, or none that was sent."""
    try:
        found = Edition.objects.public().filter(week=Week.named(week).name).first()
    except NoWeek as error:
        raise Missing(str(error), [ARCHIVE]) from error
    if found is None:
        raise Missing(f"No edition was sent about the week {week.upper()}.", [ARCHIVE])
    return found
