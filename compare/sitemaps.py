"""What search engines are told is here, under the site's own address whatever host was asked."""

from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.urls import reverse

from digest.models import Edition

Page = tuple[str, datetime | None]  # its path, and when it changed last, where that is known


class Pages(Sitemap):
    """The front page, the lists, and every edition that was sent."""

    def items(self) -> list[Page]:
        """Every page. One query."""
        editions = list(Edition.objects.public())
        latest = editions[0].begun_at if editions else None
        lists: list[Page] = [(reverse(name), None) for name in ("home", "catalogue", "picker")]
        return [
            *lists,
            (reverse("digest"), latest),
            *((edition.get_absolute_url(), edition.begun_at) for edition in editions),
        ]

    def location(self, item: Page) -> str:
        return item[0]

    def lastmod(self, item: Page) -> datetime | None:
        return item[1]

    def get_protocol(self, protocol: str | None = None) -> str:
        return urlsplit(settings.SITE_URL).scheme

    def get_domain(self, site: object = None) -> str:
        return urlsplit(settings.SITE_URL).netloc


SITEMAPS = {"pages": Pages}
