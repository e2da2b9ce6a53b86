"""The addresses under `/api/`, but for the page about them."""

from django.urls import URLPattern, path

from compare.api.endpoints import api
from compare.api.serving import served
from compare.api.views import nothing, openapi


def addresses() -> list[URLPattern]:
    """Every operation and the description of all of them; what is left over is answered in JSON as well."""
    patterns, _, _ = api.urls
    operations = [one for one in patterns if isinstance(one, URLPattern) and one.name != "api-root"]
    return [
        *(path(str(one.pattern), served(one.callback), name=one.name) for one in operations),
        path("openapi.json", served(openapi), name="api-openapi"),
        path("<path:rest>", served(nothing), name="api-nothing"),
    ]
