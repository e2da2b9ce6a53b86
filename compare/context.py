"""What every template may use."""

from django.conf import settings
from django.http import HttpRequest

SECTIONS = {
    "catalogue": "tools",
    "category": "tools",
    "tool": "tools",
    "vote": "tools",
    "quote-tool": "tools",
    "picker": "compare",
    "comparison": "compare",
    "quote-comparison": "compare",
    "record": "compare",
    "keep-record": "compare",
    "tray": "compare",
    "panel": "reviewers",
    "reviewer": "reviewers",
    "about": "about",
    "about-votes": "about",
}


def site(request: HttpRequest) -> dict[str, str]:
    """The site's name and address, this page's address without its query, and the part of the site it belongs to."""
    name = request.resolver_match.url_name if request.resolver_match else None
    return {
        "section": SECTIONS.get(name or "", ""),
        "SITE_NAME": settings.SITE_NAME,
        "SITE_URL": settings.SITE_URL,
        "page_url": settings.SITE_URL + request.path,
    }
