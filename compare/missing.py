"""What to offer instead of a page that is not there."""

from core.missing import Missing, Suggestion, readable
from core.slugs import is_slug
from reviews.models import Reviewer
from tools.models import Category, Tool

SUGGESTIONS = 5
SHELVES = 12


def nearest_tools(text: str) -> list[Tool]:
    """The published tools whose names come nearest to `text`, nearest first, with their titles. One query."""
    question = readable(text)
    return list(Tool.objects.published().nearest(question).titled()[:SUGGESTIONS]) if question else []


def category_called(slug: str) -> Category:
    """The category of this slug. Raises Missing, which offers the others."""
    found = Category.objects.filter(slug=slug).first() if is_slug(slug) else None
    if found is None:
        others = [Suggestion(one.name, one.get_absolute_url()) for one in Category.objects.all()[:SHELVES]]
        raise Missing(f"There is no category “{readable(slug)}”.", others)
    return found


def reviewer_called(slug: str) -> Reviewer:
    """The reviewer of this slug, on the panel or not. Raises Missing, which offers those on the panel."""
    found = Reviewer.objects.filter(slug=slug).first() if is_slug(slug) else None
    if found is None:
        others = [Suggestion(one.name, one.get_absolute_url()) for one in Reviewer.objects.filter(active=True)]
        raise Missing(f"No reviewer here is called “{readable(slug)}”.", others)
    return found
