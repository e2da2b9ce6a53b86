"""What browsers are told to refuse, on every answer, so that a fault in one page stays a small one."""

import re
from collections.abc import Callable
from typing import Any

from csp.constants import NONE, SELF
from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from compare.environment import BASE_DIR
from core.cookies import HOST_PREFIX
from core.policy import policy_in_words, source_of

HSTS_SECONDS = 365 * 24 * 3600
# What a page of the site never asks for, by the names that browsers know; an unknown name makes them complain.
UNUSED = (
    "accelerometer", "autoplay", "browsing-topics", "camera", "display-capture", "encrypted-media",
    "fullscreen", "gamepad", "geolocation", "gyroscope", "hid", "identity-credentials-get", "idle-detection",
    "local-fonts", "magnetometer", "microphone", "midi", "payment", "picture-in-picture", "publickey-credentials-get",
    "screen-wake-lock", "serial", "storage-access", "usb", "window-management", "xr-spatial-tracking",
)  # fmt: skip
PERMISSIONS = ", ".join(f"{feature}=()" for feature in UNUSED)

# What is no page needs nothing, and eight long policies would be much of what a first visit may weigh.
OF_FILES = "default-src 'none'; frame-ancestors 'none'"
# With DEBUG, Django explains these on pages that bring their own scripts.
EXPLAINED_BY_DJANGO = (404, 500)

View = Callable[[HttpRequest], HttpResponseBase]


def protection(*, is_https: bool) -> dict[str, Any]:
    """Django's settings for what browsers refuse, and for the cookies; over HTTPS nothing may travel in the clear."""
    prefix = HOST_PREFIX if is_https else ""
    return {
        "SECURE_SSL_REDIRECT": is_https,
        "SECURE_HSTS_SECONDS": HSTS_SECONDS if is_https else 0,
        "SECURE_HSTS_INCLUDE_SUBDOMAINS": is_https,
        "SECURE_HSTS_PRELOAD": is_https,
        "SECURE_REFERRER_POLICY": "strict-origin-when-cross-origin",
        "SESSION_COOKIE_NAME": f"{prefix}sessionid",
        "SESSION_COOKIE_SECURE": is_https,
        "CSRF_COOKIE_NAME": f"{prefix}csrftoken",
        "CSRF_COOKIE_SECURE": is_https,
        "CSRF_COOKIE_HTTPONLY": True,
        "CSRF_COOKIE_AGE": None,  # gone with the browser's session: it is there for the forms and for nothing else
        "X_FRAME_OPTIONS": "DENY",
        "CONTENT_SECURITY_POLICY": {"DIRECTIVES": content_policy() | {"upgrade-insecure-requests": is_https}},
    }


def content_policy() -> dict[str, list[str]]:
    """What a page may load and do: everything from this site, and nobody may frame it.

    (`compare/embedding.py` has the policy of what is made to be framed.)
    """
    return {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF, style_of_plain_pages()],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "frame-src": [SELF],  # cards, where their code is handed out
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }


def style_of_plain_pages() -> str:
    """The source that lets in the one style that stands inside pages of readers: that of the pages for a broken site.

    They stand alone without any file. Raises LookupError where there is no such style.
    """
    page = (BASE_DIR / "templates" / "plain.html").read_text()
    style = re.search(r"<style>(.*?)</style>", page, re.DOTALL)
    if style is None:
        raise LookupError("templates/plain.html has no style")
    return source_of(style[1])


def refusals(get_response: View) -> View:
    """Middleware: the content policy, no feature of browsers that pages do not use, and nothing for other sites.

    The policy is made once: django-csp's own middleware makes it anew for each answer, which takes longer than
    finding a kept page does. An answer that has its own is left with that.
    """
    everywhere = {"Cross-Origin-Resource-Policy": "same-origin"}
    on_pages = everywhere | {"Content-Security-Policy": policy_in_words(), "Permissions-Policy": PERMISSIONS}
    on_files = everywhere | {"Content-Security-Policy": OF_FILES}

    def answer(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        if settings.DEBUG and response.status_code in EXPLAINED_BY_DJANGO:
            return response
        # That a page has not changed is said without a type, and browsers then hold these headers to be the page's.
        is_page = response.headers.get("Content-Type", "text/html").startswith("text/html")
        for name, value in (on_pages if is_page else on_files).items():
            response.headers.setdefault(name, value)
        return response

    return answer
