"""The editions as a feed."""

from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed, get_tag_uri

from digest.building import items_to_send, public_paths, sections
from digest.models import Edition
from digest.words import CONTROLS

LATEST = 20


class QuietFeed(Atom1Feed):
    """An Atom feed that does not claim to be new at every reading while it is empty."""

    def latest_post_date(self) -> datetime:
        return super().latest_post_date() if self.items else datetime(1970, 1, 1, tzinfo=UTC)


class EditionsFeed(Feed):
    """`/digest/feed`: the latest editions, each with everything that it said."""

    feed_type = QuietFeed

    def title(self) -> str:
        return f"{settings.SITE_NAME} digest"

    def subtitle(self) -> str:
        return "Once a week: new and changed verdicts on AI tools, with the reasons."

    def author_name(self) -> str:
        return settings.SITE_NAME

    def link(self) -> str:
        return settings.SITE_URL + reverse("digest")

    def feed_url(self) -> str:
        return settings.SITE_URL + reverse("digest-feed")

    def items(self) -> list[Edition]:
        return list(Edition.objects.public()[:LATEST])

    def item_title(self, item: Edition) -> str:
        return CONTROLS.sub("", item.subject)

    def item_description(self, item: Edition) -> str:
        """All of it as HTML, links and all."""
        items = items_to_send(item)
        context: dict[str, Any] = {
            "edition": item,
            "sections": sections(items),
            "public": public_paths(one.path for one in items),
            "site": settings.SITE_URL,
        }
        return CONTROLS.sub("", render_to_string("digest/_edition.html", context))

    def item_link(self, item: Edition) -> str:
        return settings.SITE_URL + item.get_absolute_url()

    def item_guid(self, item: Edition) -> str:
        """The same for good, also when the site moves to HTTPS."""
        return get_tag_uri(self.item_link(item), item.span.monday)

    def item_pubdate(self, item: Edition) -> datetime | None:
        return item.begun_at

    def item_updateddate(self, item: Edition) -> datetime | None:
        return item.begun_at
