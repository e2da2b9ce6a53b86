"""What pages of other sites may show of this one.

Nobody may put its pages into a frame: the settings say so for every answer (`X_FRAME_OPTIONS` and
`CONTENT_SECURITY_POLICY`), and only here that is lifted, for what is made to be framed.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import cache_control, cache_page
from django.views.decorators.clickjacking import xframe_options_exempt, xframe_options_sameorigin
from django.views.decorators.http import conditional_page

View = Callable[..., HttpResponse]

# In a frame of somebody else's page nothing runs, nothing is sent, and nothing comes from anywhere but here.
FRAMED = "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors *"


def for_other_sites(view: View) -> View:
    """`view` for what other sites load: public, kept for as long as pages are, then asked for again by its ETag."""
    seconds = settings.PAGE_CACHE_SECONDS
    # The ETag is looked at last, so that what comes out of the cache is not sent again to whoever has it.
    kept = conditional_page(cache_page(seconds)(cache_control(public=True, max_age=seconds)(view)))
    return _with_headers(kept, {"Cross-Origin-Resource-Policy": "cross-origin"})


def framable(view: View) -> View:
    """`view` for pages that any site may frame.

    It belongs outermost: an answer that says only that nothing has changed must not take the leave away again.
    """
    return xframe_options_exempt(_with_headers(view, {"Content-Security-Policy": FRAMED}))


def framable_here(view: View) -> View:
    """`view` for pages that pages of this site frame, and no others."""
    return xframe_options_sameorigin(_with_headers(view, {"Content-Security-Policy": "frame-ancestors 'self'"}))


def _with_headers(view: View, headers: dict[str, str]) -> View:
    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        for name, value in headers.items():
            response.headers[name] = value
        return response

    return answer
