"""Verdicts as feeds."""

from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse

from compare.following.latest import Spoken, latest_changes, latest_verdicts
from digest.feeds import SiteFeed
from reviews.models import Reviewer
from tools.models import Category

BEFORE_ALL = datetime(2026, 1, 1, tzinfo=UTC)  # any day will do, as long as it stays the same


def tag(since: datetime, what: str) -> str:
    """An id by RFC 4151 for what is there since that day: the same also with other slugs, and over HTTPS."""
    return f"tag:{urlsplit(settings.SITE_URL).hostname},{since.astimezone(UTC):%Y-%m-%d}:{what}"


def in_words(spoken: Spoken) -> str:
    """`Builder says ship to Cursor · 80/100`; of a change that `Builder turns to skip on Cursor · 40/100`."""
    name, title, change = spoken.review.reviewer.name, spoken.title, spoken.change
    said = change.after if change else spoken.review
    score = "" if said.score is None else f" · {said.score}/100"
    if change is None:
        return f"{name} says {said.verdict} to {title}{score}"
    if change.turns:
        return f"{name} turns to {said.verdict} on {title}{score}"
    return f"{name} scores {title} anew{score}" if score else f"{name} takes the score of {title} back"


@dataclass(frozen=True, slots=True)
class Channel:
    """One feed: its name, what it tells in a line, the paths of its page and of itself, its id, and its entries."""

    title: str
    subtitle: str
    path: str
    feed_path: str
    key: str
    entries: list[Spoken]


class VerdictsFeed(SiteFeed):
    """Verdicts, or changes of them, as an Atom feed. It is called with the Channel that it writes."""

    def get_object(self, request: HttpRequest, channel: Channel) -> Channel:
        return channel

    def title(self, obj: Channel) -> str:
        return obj.title

    def subtitle(self, obj: Channel) -> str:
        return obj.subtitle

    def link(self, obj: Channel) -> str:
        return settings.SITE_URL + obj.path

    def feed_url(self, obj: Channel) -> str:
        return settings.SITE_URL + obj.feed_path

    def feed_guid(self, obj: Channel) -> str:
        return obj.key

    def items(self, obj: Channel) -> list[Spoken]:
        return obj.entries

    def item_title(self, item: Spoken) -> str:
        return in_words(item)

    def item_description(self, item: Spoken) -> str:
        return render_to_string("compare/feed_entry.html", {"spoken": item, "review": item.review})

    def item_link(self, item: Spoken) -> str:
        return settings.SITE_URL + item.review.tool.get_absolute_url() + ("#verdicts" if item.change else "")

    def item_guid(self, item: Spoken) -> str:
        review, since = item.review, item.appeared.astimezone(UTC)
        if item.change:
            return tag(since, f"review/{review.pk}/{since:%Y-%m-%dT%H:%M:%S.%fZ}")
        return tag(review.created_at, f"review/{review.pk}")

    def item_author_name(self, item: Spoken) -> str:
        return item.review.reviewer.name

    def item_author_link(self, item: Spoken) -> str:
        return settings.SITE_URL + item.review.reviewer.get_absolute_url()

    def item_pubdate(self, item: Spoken) -> datetime:
        return item.appeared

    def item_updateddate(self, item: Spoken) -> datetime:
        return item.updated


def of_all() -> Channel:
    """`/feeds/verdicts`: the latest verdicts of all reviewers on all tools."""
    return Channel(
        title=f"{settings.SITE_NAME}: all verdicts",
        subtitle="Ship or skip: what the panel says of AI tools, latest first.",
        path=reverse("home"),
        feed_path=reverse("verdicts-feed"),
        key=tag(BEFORE_ALL, "verdicts"),
        entries=latest_verdicts(),
    )


def of_changes() -> Channel:
    """`/feeds/changes`: verdicts and scores that changed after readers had seen them, and why."""
    return Channel(
        title=f"{settings.SITE_NAME}: changed verdicts",
        subtitle="Which verdicts on AI tools have changed, and why, latest first.",
        path=reverse("home"),
        feed_path=reverse("changes-feed"),
        key=tag(BEFORE_ALL, "changes"),
        entries=latest_changes(),
    )


def of_category(category: Category) -> Channel:
    """`/categories/<slug>/feed`: the latest verdicts on the tools of one shelf."""
    return Channel(
        title=f"{settings.SITE_NAME}: {category.name}",
        subtitle=f"What the panel says of {category.name}, latest first.",
        path=category.get_absolute_url(),
        feed_path=reverse("category-feed", args=[category.slug]),
        key=tag(category.created_at, f"category/{category.pk}"),
        entries=latest_verdicts(category=category),
    )


def of_reviewer(reviewer: Reviewer) -> Channel:
    """`/reviewers/<slug>/feed`: the latest verdicts of one reviewer."""
    return Channel(
        title=f"{settings.SITE_NAME}: {reviewer.name}",
        subtitle=reviewer.lens,
        path=reviewer.get_absolute_url(),
        feed_path=reverse("reviewer-feed", args=[reviewer.slug]),
        key=tag(reviewer.created_at, f"reviewer/{reviewer.pk}"),
        entries=latest_verdicts(reviewer=reviewer),
    )
