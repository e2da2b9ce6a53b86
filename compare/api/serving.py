"""How every answer of the API travels: to anybody, kept for a while, and not too many of them."""

from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from compare.api.errors import METHODS, TooMany, answer_to, not_allowed
from compare.caching.routes import Rule, kept_by
from core.rate_limits import DAY, Limit, seconds_to_wait
from core.replicas import from_replica
from votes.networks import network_hash_of

View = Callable[..., HttpResponse]

EVERYONE = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, Link, Retry-After",
    "Cross-Origin-Resource-Policy": "cross-origin",
}
PREFLIGHT = {
    "Allow": ", ".join(METHODS),
    "Access-Control-Allow-Methods": ", ".join(METHODS),
    "Access-Control-Allow-Headers": "Accept, Content-Type, If-None-Match",
    "Access-Control-Max-Age": str(DAY),
}


def served(view: View) -> View:
    """`view` for programs: it only reads, any origin may ask, and whatever goes wrong is told in JSON.

    What is kept is answered from there and counts against nobody; so the limit lies behind the cache. Each operation
    looks at its parameters by itself, and complains of some, so all of them count.
    """
    made = _made(view)

    @csrf_exempt
    @wraps(view)
    def answer(request: HttpRequest, **named: str) -> HttpResponse:
        response = _answer(made, request, **named)
        for name, value in EVERYONE.items():
            response[name] = value
        return response

    return kept_by(Rule(parameters=None, cache="answers"), answer)


def _answer(view: View, request: HttpRequest, **named: str) -> HttpResponse:
    asked = request.method or ""
    if asked == "OPTIONS":
        return HttpResponse(status=204, headers=PREFLIGHT)
    if asked not in METHODS:
        return not_allowed(asked)
    # HEAD gets the head of what GET gets; whatever sends it leaves the body out.
    request.method = "GET"
    try:
        return view(request, **named)
    except Exception as exception:  # whoever reads JSON cannot read a page
        return answer_to(request, exception)
    finally:
        request.method = asked


def _made(view: View) -> View:
    read = from_replica(view)

    @wraps(view)
    def make(request: HttpRequest, **named: str) -> HttpResponse:
        network = network_hash_of(request)
        if wait := seconds_to_wait(Limit(f"api {network}", settings.API_REQUESTS_PER_MINUTE)):
            raise TooMany(wait)
        return read(request, **named)

    return make
