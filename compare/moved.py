"""Sending readers on to where a page is now."""

from django.http import HttpRequest, HttpResponsePermanentRedirect


def moved(request: HttpRequest, path: str) -> HttpResponsePermanentRedirect:
    """A permanent redirect to `path` on this site, with the query string kept."""
    query = request.META.get("QUERY_STRING", "")
    return HttpResponsePermanentRedirect(f"{path}?{query}" if query else path)
