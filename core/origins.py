"""Where a form came from, and where its reader goes back to."""

from urllib.parse import urldefrag

from django.conf import settings
from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme


def is_from_elsewhere(request: HttpRequest) -> bool:
    """Whether a browser says that another site has sent the form.

    From this site's own pages of one reader, which tell their address to nobody, it says that it comes from `null`.
    """
    here = (settings.SITE_URL, f"{request.scheme}://{request.get_host()}", "null")
    return request.headers.get("Sec-Fetch-Site") == "cross-site" or request.headers.get("Origin", "null") not in here


def page_here(address: str) -> str:
    """The path on this site, with its query, that `address` names; an empty string if it is none."""
    # Browsers leave tabs and line breaks out, so that what looks like a path can be the address of another site.
    if address[:1] != "/" or address[1:2] == "/" or not address.isprintable():
        return ""
    page = urldefrag(address).url
    return page if url_has_allowed_host_and_scheme(page, allowed_hosts=None) else ""


def page_before(request: HttpRequest) -> str:
    """The page of this site from which the reader came to a form, as `next` names it, or an empty string."""
    return page_here(request.POST.get("next") or request.GET.get("next") or "")
