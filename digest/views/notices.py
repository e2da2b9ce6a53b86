"""Pages that tell somebody one thing, and the rules for pages that belong to one reader."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from core.grammar import counted
from core.small_forms import small_body
from digest.forms import SignUpForm
from digest.models import Subscriber
from digest.subscribing import FORGOTTEN_AFTER
from digest.tokens import CONFIRMATION_DAYS, BadLink, OldLink


@dataclass(frozen=True, slots=True)
class Notice:
    """What to tell, with which status. `offers` is whether the form to sign up stands below it."""

    heading: str
    text: str
    status: int
    offers: bool = True


NOT_OURS = Notice(
    "This link is not whole",
    "It was cut short or changed on its way. Nothing was changed here. Open it from the mail once more, or copy all of "
    "it, to its last letter.",
    404,
    offers=False,
)
EXPIRED = Notice(
    "This link has expired",
    f"It was good for {counted(CONFIRMATION_DAYS, 'day')}. If you used it in time, nothing is left to do. If not, "
    "sign up once more, and a new link comes by mail.",
    410,
)
ERASED = Notice(
    "Nothing is kept about you here",
    f"What belonged to this link was erased, or was forgotten because nobody confirmed the address within "
    f"{counted(FORGOTTEN_AFTER.days, 'day')}. Nothing is sent for it. If you would like the digest, sign up anew.",
    410,
)


def tell(request: HttpRequest, notice: Notice, *, address: str = "", settings_path: str = "") -> HttpResponse:
    """A page with `notice`, the form filled with `address`, and a link to the reader's settings where there are any."""
    context = {"notice": notice, "settings_path": settings_path}
    context |= {"sign_up_form": SignUpForm(initial={"address": address})}
    return render(request, "digest/notice.html", context, status=notice.status)


def personal(view: Callable[[HttpRequest, str], HttpResponse]) -> Callable[[HttpRequest, str], HttpResponse]:
    """Decorator: a page that belongs to the reader whom the token in its address names.

    Nobody keeps or indexes it, and its address, which is as good as a password, goes to no other site. Since that
    address proves who asks, a form on it needs no CSRF token. What is wrong with the token is told on a page.
    """

    @small_body
    @never_cache
    @wraps(view)
    def answered(request: HttpRequest, token: str) -> HttpResponse:
        try:
            response = view(request, token)
        except BadLink:
            response = tell(request, NOT_OURS)
        except OldLink:
            response = tell(request, EXPIRED)
        except Subscriber.DoesNotExist:
            response = tell(request, ERASED)
        response["Referrer-Policy"] = "no-referrer"
        response["X-Robots-Tag"] = "noindex"
        return response

    return answered
