"""What the templates of the digest's pages and mail need."""

from django import template

from core.verdicts import Verdict
from digest import building, words
from digest.models import Edition

register = template.Library()


@register.filter
def days(edition: Edition) -> str:
    """The days that an edition tells of."""
    return building.days_of(edition)


@register.filter
def verdict(line: str) -> str:
    """The verdict with which a line begins, `Ship`, `Mixed` or `Skip`, or an empty string."""
    word, _, rest = line.partition(" · ")
    return word if rest and word in list(Verdict) else ""


@register.filter
def wrapped(text: str, indent: str = "") -> str:
    """For mail in plain text: `text` in lines of at most 72 letters, each of which begins with `indent`."""
    return words.wrapped(text, indent)


@register.filter
def as_text(prose: str) -> str:
    """For mail in plain text: Markdown as such."""
    return words.as_text(prose)
