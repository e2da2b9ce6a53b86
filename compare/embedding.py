"""What pages of other sites may show of this one.

Nobody may put its pages into a frame: the settings say so for every answer (`X_FRAME_OPTIONS` and
`CONTENT_SECURITY_POLICY`), and only here that is lifted, for what is made to be framed.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from csp.constants import SELF
from django.http import HttpRequest, HttpResponse
from django.views.decorators.clickjacking import xframe_options_exempt, xframe_options_sameorigin

from core.policy import policy_in_words

View = Callable[..., HttpResponse]

# In a frame of somebody else's page nothing runs, nothing is sent, and nothing comes from anywhere but here.
FRAMED = "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors *"


def loadable(view: View) -> View:
    """`view` for what pages of other sites may show inside them, such as a picture; all else is for this site alone."""
    return _with_headers(view, {"Cross-Origin-Resource-Policy": "cross-origin"})


def framable(view: View) -> View:
    """`view` for pages that any site may frame.

    It belongs outermost: an answer that says only that nothing has changed must not take the leave away again.
    """
    return xframe_options_exempt(_with_headers(view, {"Content-Security-Policy": FRAMED}))


def framable_here(view: View) -> View:
    """`view` for pages that pages of this site frame, and no others."""
    policy = policy_in_words(frame_ancestors=[SELF])
    return xframe_options_sameorigin(_with_headers(view, {"Content-Security-Policy": policy}))


def _with_headers(view: View, headers: dict[str, str]) -> View:
    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        for name, value in headers.items():
            response.headers[name] = value
        return response

    return answer
