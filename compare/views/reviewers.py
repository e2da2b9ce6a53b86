"""The panel and its members."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from compare.missing import reviewer_called
from compare.moved import moved
from core.paging import page_of
from core.verdicts import Tally
from reviews.models import Review, Reviewer
from reviews.selectors import reviewer_tallies

PER_PAGE = 30


@require_safe
def panel(request: HttpRequest) -> HttpResponse:
    """`/reviewers/`: who judges, and by what."""
    return render(request, "reviews/panel.html", {"panel": panel_with_tallies()})


@require_safe
def reviewer(request: HttpRequest, slug: str) -> HttpResponse:
    """`/reviewers/<slug>`: one reviewer's lens and every verdict, latest first."""
    if slug != slug.lower():
        return moved(request, reverse("reviewer", args=[slug.lower()]))
    critic = reviewer_called(slug)
    page = page_of(request, Review.objects.published().filter(reviewer=critic).latest_first(), size=PER_PAGE)
    tally = reviewer_tallies([critic.pk])[critic.pk]
    return render(request, "reviews/reviewer.html", {"reviewer": critic, "tally": tally, "page": page})


def panel_with_tallies() -> list[tuple[Reviewer, Tally]]:
    """The reviewers on the panel today, in order, each with the tally over all they have published. Two queries."""
    reviewers = list(Reviewer.objects.filter(active=True))
    tallies = reviewer_tallies([reviewer.pk for reviewer in reviewers])
    return [(reviewer, tallies[reviewer.pk]) for reviewer in reviewers]
