"""The editions as a feed."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed, get_tag_uri

from digest.building import items_of, public_paths, sections
from digest.models import Edition, Item
from digest.words import CONTROLS

LATEST = 20


@dataclass(frozen=True, slots=True)
class Entry:
    """An edition with what it told, and which paths lead readers to a page today."""

    edition: Edition
    told: list[Item]
    public: set[str]


class QuietFeed(Atom1Feed):
    """An Atom feed that does not claim to be new at every reading while it is empty, and carries what XML can."""

    def __init__(self, *args: Any, **about: Any) -> None:
        super().__init__(*args, **_printable(about))

    def add_item(self, *args: Any, **about: Any) -> None:
        super().add_item(*args, **_printable(about))

    def latest_post_date(self) -> datetime:
        return super().latest_post_date() if self.items else datetime(1970, 1, 1, tzinfo=UTC)


class SiteFeed(Feed):
    """What all feeds of the site have in common."""

    feed_type = QuietFeed

    def __call__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The feed. It has no Last-Modified, which would hide a prose put better or a verdict withdrawn."""
        response = super().__call__(request, *args, **kwargs)
        del response["Last-Modified"]
        return response

    def author_name(self) -> str:
        return settings.SITE_NAME


class EditionsFeed(SiteFeed):
    """`/digest/feed`: the latest editions, each with everything that it said."""

    def title(self) -> str:
        return f"{settings.SITE_NAME} digest"

    def subtitle(self) -> str:
        return "Once a week: new and changed verdicts on AI tools, with the reasons."

    def link(self) -> str:
        return settings.SITE_URL + reverse("digest")

    def feed_url(self) -> str:
        return settings.SITE_URL + reverse("digest-feed")

    def items(self) -> list[Entry]:
        """The entries. Four queries, however many there are."""
        editions = list(Edition.objects.public()[:LATEST])
        told = items_of(editions)
        public = public_paths(item.path for items in told.values() for item in items)
        return [Entry(edition, told[edition.pk], public) for edition in editions]

    def item_title(self, item: Entry) -> str:
        return item.edition.subject

    def item_description(self, item: Entry) -> str:
        """All of it as HTML, links and all."""
        context: dict[str, Any] = {
            "edition": item.edition,
            "sections": sections(item.told),
            "public": item.public,
            "site": settings.SITE_URL,
        }
        return render_to_string("digest/_edition.html", context)

    def item_link(self, item: Entry) -> str:
        return settings.SITE_URL + item.edition.get_absolute_url()

    def item_guid(self, item: Entry) -> str:
        """The same for good, also when the site moves to HTTPS."""
        return get_tag_uri(self.item_link(item), item.edition.span.monday)

    def item_pubdate(self, item: Entry) -> datetime | None:
        return item.edition.begun_at

    def item_updateddate(self, item: Entry) -> datetime | None:
        return item.edition.begun_at


def _printable(about: dict[str, Any]) -> dict[str, Any]:
    """What a feed or an entry is made of, its texts without the characters that no XML can carry."""
    return {name: CONTROLS.sub("", value) if isinstance(value, str) else value for name, value in about.items()}
