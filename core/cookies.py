"""The names of the site's own cookies."""

from django.conf import settings

# Browsers take a cookie of such a name over HTTPS alone, and from this very host: no neighbour can plant it.
HOST_PREFIX = "__Host-"


def own_cookie(name: str) -> str:
    """The name under which a browser keeps the cookie `name`: over HTTPS with the prefix that ties it to the host."""
    return HOST_PREFIX + name if settings.SESSION_COOKIE_SECURE else name
